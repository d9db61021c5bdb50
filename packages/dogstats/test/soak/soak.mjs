// Records at full speed against an intake that fails in every way it can, and checks that afterwards
// everything adds up. `--seconds 120`: how long it records.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } });

function start(file, args, execArgv) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return fork(path, args, { execArgv: ['--unhandled-rejections=strict', ...execArgv] });
}

/** The next message of a child, or an error when it ends instead. */
async function told(child) {
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof first === 'object' && first !== null) return first;
  throw new Error(`${child.spawnargs[2]} ended with code ${first}`);
}

const intake = start('intake.mjs', [], []);
const { url } = await told(intake);
const app = start('app.mjs', [url, values.seconds], ['--expose-gc']);
const ended = once(app, 'exit');

// On a busy machine the intake may not have got through its faults by then.
const patience = new Promise((resolve) => setTimeout(resolve, 60_000).unref());
await Promise.all([
  new Promise((resolve) => setTimeout(resolve, Number(values.seconds) * 1_000)),
  Promise.race([told(intake), patience, ended]),
]);
intake.send('calm');
await told(intake);
app.send('stop');
const near = await told(app);
const [code] = await ended;
intake.send('tell');
const far = await told(intake);
intake.disconnect();

const { stats } = near;
const dropped = Object.values(stats.dropped).reduce((sum, calls) => sum + calls, 0);
const heapRatio = near.heapAtEnd / near.heapAtQuarter;

/** What has to hold, in words. */
const checks = {
  'the app ended by itself, without an unhandled rejection': code === 0,
  'recorded = accepted + retained + dropped':
    stats.recorded === stats.accepted + stats.retained + dropped,
  'nothing is retained': stats.retained === 0,
  'no count is too high': far.counted <= near.counted,
  'no count is too low but for what was dropped': far.counted >= near.counted - dropped,
  'every sample is there but for what was dropped': far.samples >= near.samples - dropped,
  'no sample is doubled but for those reported':
    far.samples <= near.samples + stats.possiblyDuplicated,
  'at most four sockets at a time': near.mostSockets >= 1 && near.mostSockets <= 4,
  'the heap at the end is at most 1.1 times that at a quarter': heapRatio <= 1.1,
  'every kind of fault was met': far.unmet.length === 0,
};

const million = (number) => `${(number / 1e6).toFixed(1)} million`;
console.log(`recorded ${million(stats.recorded)} calls in ${values.seconds} s`);
console.log(`accepted ${million(stats.accepted)}, dropped ${JSON.stringify(stats.dropped)}`);
console.log(`counted ${near.counted} here, ${far.counted} there`);
console.log(
  `samples ${near.samples} here, ${far.samples} there, ${stats.possiblyDuplicated} possibly twice`,
);
console.log(`faults ${JSON.stringify(far.played)}`);
console.log(
  `heap ${(near.heapAtQuarter / 1e6).toFixed(1)} MB at a quarter, × ${heapRatio.toFixed(2)} at the end; ` +
    `${near.mostSockets} sockets at a time, ${far.connections.total} in all`,
);
const broken = Object.keys(checks).filter((name) => !checks[name]);
for (const name of broken) console.log(`BROKEN: ${name}`);
console.log(broken.length === 0 ? 'Everything adds up.' : `${broken.length} checks failed.`);
process.exitCode = broken.length === 0 ? 0 : 1;
