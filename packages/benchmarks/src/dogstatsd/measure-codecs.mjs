import { forkForMessage } from '../harness/fork-for-message.mjs';
import { openUdpDrain } from '../harness/open-udp-drain.mjs';
import { median, summarize } from '../harness/statistics.mjs';
import { codecs } from './codecs.mjs';
import { makeDatagrams } from './messages.mjs';

const child = new URL('./codec-child.mjs', import.meta.url);

/** Main-thread CPU per message of each subject, in rounds that take them all in turn. */
export async function measureCodecs({ rounds, samples, sampleMs }, onProgress) {
  const drain = await openUdpDrain();
  const cells = Object.entries(codecs).map(([name, codec]) => ({ name, ...codec, rounds: [] }));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const cell of cells) {
        onProgress(`round ${round + 1} of ${rounds}: ${cell.name}`);
        const settings = { subject: cell.name, samples, sampleMs, udpPort: drain.port };
        cell.rounds[round] = await forkForMessage(child, settings);
      }
    }
  } finally {
    drain.close();
  }
  const usual = median(
    cells.flatMap((cell) => cell.rounds.flat().map(({ yardstickMs }) => yardstickMs)),
  );
  const datagrams = makeDatagrams();
  const perDatagram = 1000 / datagrams.length;
  return cells.map(({ row, title, rounds: measured }) => {
    const roundNs = measured.map((results) =>
      median(results.map(({ ns, yardstickMs }) => (ns * usual) / yardstickMs)),
    );
    const datagramsPerSecond = summarize(roundNs.map((ns) => 1e9 / (ns * perDatagram)));
    return { row, title, ns: summarize(roundNs), datagramsPerSecond, perDatagram };
  });
}
