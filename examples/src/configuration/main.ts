// Where settings come from: code, then variables, then defaults. Run it with, for instance,
// DOGSTATS_PREFIX=shop DOGSTATS_HISTOGRAM_PERCENTILES=0.5 DOGSTATS_RETRY_ATTEMPTS=many
import { readFile } from 'node:fs/promises';
import { DogStatsError, dogStats } from 'dogstats';
import { optionsSchema } from 'dogstats/schema';

// Options in a file, checked by the zod schema: `start()` would accept and refuse the same.
const [file] = process.argv.slice(2);
const options = file === undefined ? {} : JSON.parse(await readFile(file, 'utf8'));

function startMetrics(): void {
  dogStats.start({ ...optionsSchema.parse(options), onError: (error) => console.error(error) });
}

try {
  startMetrics();
  startMetrics(); // once more, as a development server does when it reloads a module: no harm
} catch (error) {
  if (!(error instanceof DogStatsError)) throw error;
  console.error(error.message); // everything that is wrong, in one message
  process.exit(1);
}

dogStats.increment('started');
dogStats.histogram('boot.time', 0.25);
const { ok } = await dogStats.close();
console.log(ok);
