import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { summarize } from '../harness/statistics.mjs';
import { openIntake } from './open-intake.mjs';

const manifest = createRequire(import.meta.url).resolve('@dogstats/intake/package.json');
const folder = join(dirname(manifest), 'page');

/** First paint of the live page beside that of a page with one letter and as many bytes, in turns. */
export async function measureFirstPaint(browser, rounds) {
  const files = pageFiles();
  const bytes = files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
  const floor = await openFloor(bytes);
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
    files: files.length,
    ratio,
    page: summarize(found.page),
    floor: summarize(found.floor),
  };
}

/** Licences are there to be read, not loaded. */
function pageFiles() {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(html|css|js|svg)$/.test(name),
  );
}

async function openFloor(bytes) {
  const html = '<!doctype html><title>.</title><p>.</p><!---->';
  const body = html.replace('<!---->', `<!--${'x'.repeat(bytes - html.length)}-->`);
  const server = createServer((_incoming, outgoing) => {
    outgoing.setHeader('content-type', 'text/html; charset=utf-8');
    outgoing.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
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
