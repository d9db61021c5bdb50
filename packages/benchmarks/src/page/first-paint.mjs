import { summarize } from '../harness/statistics.mjs';
import { openEmptyPage } from './empty-page.mjs';
import { openIntake } from './open-intake.mjs';
import { sizeOfPage } from './page-files.mjs';

/** First paint of the live page beside that of a page with one letter and as many bytes, in turns. */
export async function measureFirstPaint(browser, rounds) {
  const { files, bytes } = sizeOfPage();
  const floor = await openEmptyPage(bytes);
  const intake = await openIntake();
  const found = { page: [], floor: [] };
  try {
    for (let round = -1; round < rounds; round++) {
      const page = await firstPaint(browser, intake.url);
      const empty = await firstPaint(browser, floor.url);
      // The first of each finds the browser cold.
      if (round >= 0) found.page.push(page) && found.floor.push(empty);
    }
  } finally {
    intake.close();
    floor.close();
  }
  const ratio = summarize(found.page.map((ms, round) => ms / found.floor[round]));
  return {
    bytes,
    files,
    ratio,
    page: summarize(found.page),
    floor: summarize(found.floor),
  };
}

async function firstPaint(browser, url) {
  // A context of its own has no cache.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await page.evaluate(
      () =>
        new Promise((resolve) => {
          const tell = (list) => {
            const paint = list.getEntriesByName('first-contentful-paint')[0];
            if (paint !== undefined) resolve(paint.startTime);
          };
          new PerformanceObserver(tell).observe({ type: 'paint', buffered: true });
        }),
    );
  } finally {
    await context.close();
  }
}
