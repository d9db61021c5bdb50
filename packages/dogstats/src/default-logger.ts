import type { Logger } from './logger.js';

/** Messages that wait for pino to load. */
const maxWaiting = 100;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** In the place of a pino that can't be loaded, as in some bundles. */
const plainLines = (message: string): void => console.error(`dogstats ${message}`);

/**
 * pino on stderr. It is loaded at the first message that its level lets through, so that a program
 * without trouble never pays for it. Where it can't be loaded, plain lines.
 *
 * @param level of `DOGSTATS_LOG_LEVEL`; anything unknown is `warn`.
 */
export function createDefaultLogger(level: string | undefined): Logger {
  const chosen = level !== undefined && levels.includes(level) ? level : 'warn';
  const threshold = levels.indexOf(chosen);
  let waiting: [keyof Logger, string][] = [];
  let loads = false;
  let pino: Logger | undefined;

  const load = async (): Promise<void> => {
    try {
      const { pino: createPino, destination } = await import('pino');
      pino = createPino({ name: 'dogstats', level: chosen }, destination({ dest: 2, sync: true }));
    } catch {
      pino = { debug: plainLines, info: plainLines, warn: plainLines, error: plainLines };
    }
    for (const [method, message] of waiting) pino[method](message);
    waiting = [];
  };

  const log =
    (method: keyof Logger) =>
    (message: string): void => {
      if (levels.indexOf(method) < threshold) return;
      if (pino !== undefined) pino[method](message);
      else if (waiting.push([method, message]) <= maxWaiting) {
        if (loads) return;
        loads = true;
        load().catch(() => undefined);
      }
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
