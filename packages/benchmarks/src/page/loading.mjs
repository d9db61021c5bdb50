import { setTimeout as sleep } from 'node:timers/promises';
import { summarize } from '../harness/statistics.mjs';
import { openEmptyPage } from './empty-page.mjs';
import { sizeOfPage } from './page-files.mjs';
import { PageTasks, summarizeTasks } from './page-tasks.mjs';

/** The longest task while the live page loads, beside that of an empty page, in turns. */
export async function measureLoading(browser, url, rounds) {
  const empty = await openEmptyPage(sizeOfPage().bytes);
  const found = { page: [], floor: [] };
  try {
    for (let round = -1; round < rounds; round++) {
      const floor = await load(browser, empty.url, 'p');
      const page = await load(browser, url, '.card .uplot');
      // The first of each finds the browser cold.
      if (round >= 0) found.page.push(page) && found.floor.push(floor);
    }
  } finally {
    empty.close();
  }
  return { rounds, page: longest(found.page), floor: longest(found.floor) };
}

/** @param selector is there when it has loaded */
async function load(browser, url, selector) {
  // A context of its own has no cache.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const tasks = new PageTasks(browser, page);
    await tasks.start();
    await page.goto(url);
    await page.waitForSelector(selector);
    await sleep(1_500);
    return summarizeTasks(await tasks.stop());
  } finally {
    await context.close();
  }
}

function longest(loads) {
  return {
    cpu: summarize(loads.map(({ cpu }) => cpu.longest)),
    wall: summarize(loads.map(({ wall }) => wall.longest)),
  };
}
