// The program that `RemoteIntake` runs: a real intake, told what to do over IPC.
import { createIntake, type Intake } from '@dogstats/intake';
import type { Command, Told } from './remote-protocol.js';

const { nowMs: startMs, ...options } = JSON.parse(process.argv[2] ?? '{}');
let nowMs: number | undefined = startMs;
let journalled = 0;

const intake: Intake = await createIntake({
  port: 0,
  ...options,
  clock: { now: () => nowMs ?? Date.now() },
  // Told before the answer is sent, so that not even SIGKILL separates the two.
  onRequest: () => {
    for (const entry of intake.payloads({ after: journalled, limit: 1_000 })) {
      journalled = entry.id;
      tell({ entry });
    }
  },
});

const calls: { readonly [C in Command['call']]: (...given: never[]) => unknown } = {
  respondNext: (...faults) => intake.respondNext(...faults),
  addFaults: (...faults) => void intake.addFaults(...faults),
  clearFaults: () => intake.clearFaults(),
  faults: () => intake.faults(),
  state: () => intake.state(),
  reset: () => {
    intake.reset();
    journalled = 0;
  },
  stopListening: () => intake.stopListening(),
  listenAgain: () => intake.listenAgain(),
  setNow: (ms: number | undefined) => {
    nowMs = ms;
  },
};

function tell(told: Told): void {
  process.send?.(told);
}

process.on('message', ({ id, call, given }: Command) => {
  Promise.resolve()
    .then(() => calls[call](...(given as never[])))
    .then(
      (result) => tell({ id, result }),
      (error: Error) => tell({ id, error: error.message }),
    );
});
// The test has ended, however it did.
process.once('disconnect', () => process.exit());
tell({ ready: { url: intake.url, port: intake.port } });
