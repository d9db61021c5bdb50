/**
 * The intake beside the least that it has to do, in one process: main-thread time per payload of each.
 * The client has a thread of its own, which does not count.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { inflateSync } from 'node:zlib';
import { createIntake } from '@dogstats/intake';
import { timeInTurns } from '../harness/time-in-turns.mjs';
import { makePayload, seriesPerPayload } from './payload.mjs';

const { samples, payloads } = JSON.parse(process.argv[2]);
const payload = makePayload();
const intake = await createIntake({ port: 0 });
const client = new Worker(new URL('./ingest-client.mjs', import.meta.url), {
  workerData: { url: intake.url, payload },
});

const facts = { wireBytes: payload.length, rawBytes: inflateSync(payload).length };
const times = await timeInTurns({ intake: ingest, floor: inflateAndParse }, samples, payloads);
if (intake.series().length !== seriesPerPayload) throw new Error('series are missing');
await client.terminate();
await intake.close();
process.send({ facts, ...times }, () => process.exit(0));

async function ingest(times) {
  client.postMessage(times);
  await once(client, 'message');
}

function inflateAndParse(times) {
  for (let i = 0; i < times; i++) JSON.parse(inflateSync(payload).toString());
}
