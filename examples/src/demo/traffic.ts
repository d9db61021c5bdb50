import { pause } from './pause.js';

/** Visits at the same time, whatever the rate says. */
const maxVisits = 40;

/** People who come back again and again. */
const visitors = 250;

/** Sends visitors to the shop until the signal; resolves when the last one has left. */
export async function sendTraffic(url: string, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  const visits = new Set<Promise<void>>();
  while (!signal.aborted) {
    if (visits.size < maxVisits) {
      const visit = browse(url, signal).finally(() => visits.delete(visit));
      visits.add(visit);
    }
    const rate = visitsPerSecond((performance.now() - startedMs) / 1000);
    await pause(exponential(1000 / rate), signal);
  }
  await Promise.all(visits);
}

/** A tide that comes and goes, and a rush every 50 s: something to see on a chart. */
function visitsPerSecond(seconds: number): number {
  const tide = 4 + 2.5 * Math.sin((2 * Math.PI * seconds) / 75);
  const isRush = seconds % 50 > 32 && seconds % 50 < 40;
  return isRush ? tide * 2.2 : tide;
}

/** One visit: the home page, some products, perhaps a purchase. */
async function browse(url: string, signal: AbortSignal): Promise<void> {
  const cookie = `visitor=v${Math.ceil(Math.random() * visitors)}`;
  for (const [method, path] of plan()) {
    if (signal.aborted) return;
    const response = await fetch(url + path, { method, headers: { cookie } });
    await response.arrayBuffer();
    await pause(exponential(250), signal);
  }
}

function plan(): [method: string, path: string][] {
  const pages: [string, string][] = [['GET', '/']];
  // A few of these are links to products that are no longer sold.
  while (Math.random() < 0.7) pages.push(['GET', `/products/${Math.ceil(Math.random() * 42)}`]);
  if (Math.random() < 0.3) pages.push(['POST', '/checkout']);
  if (Math.random() < 0.03) pages.push(['GET', `/old/page-${Math.ceil(Math.random() * 1000)}.php`]);
  return pages;
}

/** Time to the next of events that know nothing of each other. */
function exponential(mean: number): number {
  return -mean * Math.log(1 - Math.random());
}
