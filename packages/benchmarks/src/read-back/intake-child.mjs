/** An intake with a day of history, in a process of its own; tells where it is, and ends with its parent. */
import { createIntake } from '@dogstats/intake';

const { series, seconds, interval } = JSON.parse(process.argv[2]);
const to = Math.floor(Date.now() / 3_600_000) * 3_600;
const from = to - seconds;
const intake = await createIntake({
  port: 0,
  retentionSeconds: seconds + 7_200,
  maxPoints: (series * seconds) / interval,
});
await intake.seed({ generate: [{ metric: 'load', series, from, to, interval }] });
process.on('disconnect', () => process.exit());
process.send({ url: intake.url, from, to });
