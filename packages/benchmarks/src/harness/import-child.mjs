/** Imports what its argument names, or nothing, and tells what the process weighs afterwards. */
const [specifier] = process.argv.slice(2);
if (specifier !== undefined) await import(specifier);
process.send({ rssBytes: process.memoryUsage.rss() }, () => process.exit(0));
