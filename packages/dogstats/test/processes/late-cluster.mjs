// A primary that loads node:cluster only after start(); run by a test.
import { once } from 'node:events';
import { dogStats } from 'dogstats';

if (process.env.ROLE === 'worker') {
  dogStats.start({ sink: 'primary' });
  dogStats.increment('hits', 3);
  await dogStats.close();
  process.exit();
} else {
  dogStats.start({ sink: { mode: 'replace', write: async () => {}, close: async () => {} } });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { default: cluster } = await import('node:cluster');
  await once(cluster.fork({ ROLE: 'worker' }), 'exit');
  console.log(dogStats.stats().recorded);
}
