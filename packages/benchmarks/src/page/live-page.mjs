import { setTimeout as sleep } from 'node:timers/promises';
import { summarize } from '../harness/statistics.mjs';
import { measureLoading } from './loading.mjs';
import { openIntake } from './open-intake.mjs';
import { PageTasks, summarizeTasks } from './page-tasks.mjs';
import { contexts, metrics, sendAll } from './traffic.mjs';

const columnSeconds = 10;
/** So much of the past is there when the page opens. */
const historyColumns = 30;
/** A minute of samples is one figure of the heap. */
const heapEverySeconds = 10;

/** A page while ten thousand contexts move: its long tasks, its filter, its heap. */
export async function measureLivePage(browser, seconds, rounds) {
  const intake = await openIntake();
  try {
    const now = Math.floor(Date.now() / 1_000 / columnSeconds) * columnSeconds;
    for (let back = historyColumns; back >= 0; back--) {
      await sendAll(intake.url, now - back * columnSeconds);
    }
    const loading = await measureLoading(browser, intake.url, rounds);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const devtools = await page.context().newCDPSession(page);
    const tasks = new PageTasks(browser, page);
    await page.goto(intake.url);
    await page.waitForSelector('.card .uplot');
    await sleep(3_000);
    const measured = await liveOn(page, { devtools, tasks, url: intake.url, seconds });
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    await page.close();
    return { ...measured, loading, elements, contexts, metrics, seconds };
  } finally {
    intake.close();
  }
}

/** Points keep coming; somebody types, scrolls, and looks at other windows. */
async function liveOn(page, { devtools, tasks, url, seconds }) {
  const filters = [];
  const heaps = [];
  const found = [];
  const feed = await countFeedBytes(devtools);
  const until = Date.now() + seconds * 1_000;
  let nextColumn = 0;
  await tasks.start();
  for (let turn = 0; Date.now() < until; turn++) {
    const column = Math.floor(Date.now() / 1_000 / columnSeconds) * columnSeconds;
    if (column > nextColumn) {
      nextColumn = column;
      await sendAll(url, column);
    }
    filters.push(await page.evaluate(filterOnce, String(100 + ((turn * 37) % 900))));
    await page.evaluate(clearFilter);
    await page.evaluate((y) => scrollTo(0, y), (turn * 1_931) % 50_000);
    if (turn % 5 === 4) await page.keyboard.press('w');
    await sleep(2_000);
    if (turn % (heapEverySeconds / 2) !== 0) continue;
    // The garbage collection that is asked for is no task of the page's.
    found.push(...(await tasks.stop()));
    heaps.push(await heapOf(devtools));
    await tasks.start();
  }
  found.push(...(await tasks.stop()));
  const minute = 60 / heapEverySeconds;
  return {
    tasks: summarizeTasks(found),
    filters: { ...summarize(filters), count: filters.length },
    heap: { first: mean(heaps.slice(0, minute)), last: mean(heaps.slice(-minute)), all: heaps },
    feedBytes: feed.bytes() / seconds,
  };
}

/**
 * In the page: milliseconds from the input until the frame in which the last card of the result was
 * drawn is painted.
 */
function filterOnce(text) {
  return new Promise((resolve) => {
    const input = document.getElementById('filter');
    const started = performance.now();
    input.value = text;
    input.dispatchEvent(new Event('input'));
    const isThere = () => {
      const cards = [...document.querySelectorAll('.card')];
      return (
        cards.length > 0 &&
        cards.every(({ dataset }) => dataset.metric.includes(text)) &&
        cards.every((card) => card.chart !== undefined)
      );
    };
    // A message that is sent within a frame comes right after it was painted.
    const { port1, port2 } = new MessageChannel();
    const next = () => requestAnimationFrame(() => port2.postMessage(''));
    port1.onmessage = () => (isThere() ? resolve(performance.now() - started) : next());
    next();
  });
}

/** In the page, until all cards are back. */
function clearFilter() {
  return new Promise((resolve) => {
    const input = document.getElementById('filter');
    input.value = '';
    input.dispatchEvent(new Event('input'));
    const look = () => {
      const cards = document.querySelectorAll('.card').length;
      if (cards > 8) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Megabytes. */
async function heapOf(devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1_000_000;
}

async function countFeedBytes(devtools) {
  let bytes = 0;
  await devtools.send('Network.enable');
  devtools.on('Network.dataReceived', ({ dataLength }) => {
    bytes += dataLength;
  });
  return { bytes: () => bytes };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
