// Run by `node --env-file=.env --import dogstats/auto main.js`: there is nothing to start here.
import { dogStats } from 'dogstats';

dogStats.increment('jobs.done', 4, { queue: 'mail' });
dogStats.gauge('jobs.waiting', 7);

const report = await dogStats.flush({ timeoutMs: 10_000 });
console.log(report.ok ? `Sent ${report.accepted} calls.` : report);
