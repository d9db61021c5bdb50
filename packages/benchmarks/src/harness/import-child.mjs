/** Imports what its first argument names, or nothing, and tells what the process weighs afterwards. */
const [specifier, andStart] = process.argv.slice(2);
if (specifier !== undefined) {
  const { dogStats } = await import(specifier);
  if (andStart !== undefined) {
    dogStats.start({ apiKey: '0'.repeat(32), env: {} });
    dogStats.increment('benchmark.begins');
  }
}
const { user, system } = process.cpuUsage();
const cpuMs = (user + system) / 1000;
process.send({ cpuMs, rssBytes: process.memoryUsage.rss() }, () => process.exit(0));
