import { command } from './command.js';

const abort = new AbortController();
let ended = 130;
// Once each: whoever insists ends it at once.
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => {
  ended = 143;
  abort.abort();
});
const { stdout, stderr, env } = process;
// A reader that has enough may be gone when nobody listens any more.
stdout.on('error', () => {});
const code = await command(process.argv.slice(2), { stdout, stderr, env, signal: abort.signal });
process.exitCode = code === 130 ? ended : code;
