// The far side of the soak: a real intake that plays one fault after another, until it is told to stop.
import { createIntake } from '@dogstats/intake';

/** Each is followed by normal service, so that the next one is met soon; a burst opens the breaker. */
const cycle = [
  { status: 503 },
  { reset: true },
  { acceptThenReset: true },
  { truncate: 0 },
  { close: true },
  { oversize: 200_000 },
  { garbage: true },
  { slow: 300 },
  { status: 413 },
  { dribble: 20 },
  { status: 429, headers: { 'retry-after': '1' } },
  { informational: 103 },
  { status: 400 },
  { refuse: 500 },
  { status: 408 },
  { resetOnConnect: true },
  { hang: true },
].flatMap((fault) => [fault, { accept: true }]);
const burst = Array(6).fill({ status: 500 });

/** A fault by its name, a status by itself. */
const nameOf = (fault) => String(fault.status ?? Object.keys(fault)[0]);
// A connection that is reset is no request, and is not in the log of those.
const unmet = new Set([...cycle, ...burst].map(nameOf));
unmet.delete('resetOnConnect');

const played = {};
const intake = await createIntake({
  port: 0,
  onRequest: ({ fault, status }) => {
    if (fault === undefined) return;
    const name = fault === 'status' ? String(status) : fault;
    played[name] = (played[name] ?? 0) + 1;
    if (unmet.delete(name) && unmet.size === 0) process.send({ allMet: true });
  },
});
const feeding = setInterval(() => {
  if (intake.faults().length === 0) intake.respondNext(...cycle, ...burst);
}, 50);

/** Sum over all counts, and number of samples of distributions, that the intake holds. */
function held() {
  let counted = 0;
  let samples = 0;
  for (const { metric, points } of intake.series()) {
    for (const { value } of points) {
      if (metric === 'soak.count') counted += value;
      if (metric === 'soak.distribution') samples += value;
    }
  }
  return { counted, samples };
}

process.on('message', (message) => {
  if (message === 'calm') {
    clearInterval(feeding);
    intake.clearFaults();
    process.send({ calm: true });
  } else {
    process.send({ ...held(), played, unmet: [...unmet], connections: intake.state().connections });
  }
});
process.once('disconnect', () => process.exit());
process.send({ url: intake.url });
