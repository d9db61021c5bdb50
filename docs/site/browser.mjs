// Reads a finished site in Chromium, as a reader without a network would.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { findService } from '../../scripts/services.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** One page of each kind. */
const visits = ['', 'quickstart.html', 'reliability.html', 'api/dogstats.html', 'readme.html'];

/**
 * What a browser finds wrong with the site in `folder`, in sentences: requests to other places, errors,
 * and a search that finds nothing. Without Chromium nothing is tried, and a line says so, unless it is promised.
 */
export async function problemsInBrowser(folder, base) {
  const executablePath = findService('chromium');
  if (executablePath === undefined) {
    const skipped = 'chromium was not found, so the site was not opened in a browser';
    if (process.env.DOGSTATS_INSTALL_SERVICES === '1') return [skipped];
    console.log(`SKIPPED: ${skipped}.`);
    return [];
  }
  const { chromium } = await import('playwright-core');
  const server = await serveFiles(folder, base);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const problems = await read(await browser.newPage(), `${server.url}${base}`);
    return [...problems, ...server.missing.map((url) => `${url} is asked for, and not there`)];
  } finally {
    await browser.close();
    server.close();
  }
}

async function read(page, address) {
  const problems = [];
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) {
      problems.push(`${page.url()} asks ${url}`);
    }
  });
  for (const visit of visits) {
    await page.goto(address + visit, { waitUntil: 'networkidle' });
    if ((await page.textContent('h1')) === null) problems.push(`${visit} has no heading`);
  }
  if (!(await unfolds(page.locator('details').first())))
    problems.push('readme.html does not unfold');
  await page.click('#local-search button');
  await page.fill('.VPLocalSearchBox input', 'possiblyDuplicated');
  const found = page.locator('.VPLocalSearchBox .result');
  await found
    .first()
    .waitFor({ timeout: 20_000 })
    .catch(() => problems.push('the search finds nothing'));
  return problems;
}

/** Whether what is folded up is hidden at first, and a click on its summary shows its table. */
async function unfolds(details) {
  const table = details.locator('table').first();
  const before = await table.isVisible();
  await details.locator('summary').click();
  return !before && (await table.isVisible());
}

/** The files of `folder`, on loopback, under `base`; `missing` has what was asked for in vain. */
function serveFiles(folder, base) {
  // Kept here, since the browser's events leave out the icon of a site.
  const missing = [];
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURI(url.split('?')[0]).slice(base.length);
    const file = join(folder, path === '' ? 'index.html' : path);
    if (!existsSync(file) || !statSync(file).isFile()) {
      missing.push(url);
      return void response.writeHead(404).end();
    }
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      resolve({
        url: `http://127.0.0.1:${port}`,
        missing,
        close: () => server.closeAllConnections() || server.close(),
      });
    });
  });
}
