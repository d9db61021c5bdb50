const longMs = 50;
const mark = 'main thread';

/**
 * The tasks of a page's main thread, from the browser's trace: how long each took by the clock, and how
 * much of that the thread was running. The rest it waited for the processor.
 */
export class PageTasks {
  #browser;
  #page;

  constructor(browser, page) {
    this.#browser = browser;
    this.#page = page;
  }

  start() {
    return this.#browser.startTracing(this.#page, {
      categories: ['toplevel', 'blink.user_timing'],
    });
  }

  /** @returns milliseconds of each task since the start */
  async stop() {
    // The browser has threads of this kind for pages of its own: this mark tells which is ours.
    await this.#page.evaluate((name) => performance.mark(name), mark);
    const { traceEvents } = JSON.parse(String(await this.#browser.stopTracing()));
    const ours = traceEvents.find(({ name }) => name === mark);
    return traceEvents
      .filter(({ name, pid, tid }) => {
        return name.endsWith('RunTask') && pid === ours.pid && tid === ours.tid;
      })
      .map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / 1_000, cpuMs: tdur / 1_000 }));
  }
}

export function summarizeTasks(tasks) {
  const count = (pick) => tasks.filter((task) => pick(task) > longMs).length;
  const longest = (pick) => tasks.reduce((most, task) => Math.max(most, pick(task)), 0);
  const wall = ({ wallMs }) => wallMs;
  const cpu = ({ cpuMs }) => cpuMs;
  return {
    count: tasks.length,
    wall: { long: count(wall), longest: longest(wall) },
    cpu: { long: count(cpu), longest: longest(cpu) },
  };
}
