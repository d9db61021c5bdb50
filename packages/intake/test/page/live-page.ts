import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createIntake, type Intake, type IntakeOptions } from '../../src/index.js';
import { findChromium } from './chromium.js';

/** What comes as hostile names and texts: it must stay text. */
export const hostile = '<img src=x onerror="window.hacked=true">';

/** Start of ten seconds that are over by now. */
export const column = Math.floor(Date.now() / 10_000) * 10 - 30;

interface ChartElement extends Element {
  chart?: { data: (number | null)[][]; scales: Record<string, { min?: number }> };
}

/** An intake and its page in a real browser, anew for each test. What the console says is kept. */
export class LivePage {
  intake!: Intake;
  page!: Page;
  problems: string[] = [];
  #browser: Browser | undefined;

  /** Makes it so within the `describe` it is called in. */
  static use(): LivePage {
    const live = new LivePage();
    beforeAll(async () => {
      live.#browser = await chromium.launch({
        executablePath: findChromium() ?? '',
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
    });
    afterAll(() => live.#browser?.close());
    beforeEach(async () => {
      live.intake = await createIntake({ port: 0 });
      await live.newPage();
    });
    afterEach(async () => {
      await live.page.close();
      await live.intake.close();
    });
    return live;
  }

  /** Another page in the place of the one there is. */
  async newPage(options: BrowserContextOptions = {}): Promise<void> {
    await this.page?.close();
    const viewport = { width: 1440, height: 900 };
    const page = await (this.#browser as Browser).newPage({ viewport, ...options });
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    this.page = page;
    this.problems = [];
  }

  /** Another intake in the place of the one there is. */
  async restart(options: IntakeOptions): Promise<void> {
    await this.intake.close();
    this.intake = await createIntake({ port: 0, ...options });
  }

  open(path = '/'): Promise<unknown> {
    return this.page.goto(this.intake.url + path);
  }

  /** Waits until the newest value plotted of a metric is this one. */
  latest(metric: string, value: number): Promise<unknown> {
    return this.page.waitForSelector(`${cardOf(metric)}[data-latest="${value}"]`);
  }

  /** The columns of one line as uPlot holds them; 0 are the times. */
  plotted(metric: string, line = 1): Promise<(number | null)[] | undefined> {
    return this.page.$eval(
      cardOf(metric),
      (card, at) => (card as ChartElement).chart?.data[at],
      line,
    );
  }

  /** Where the scale of the values begins. */
  lowest(metric: string): Promise<number | undefined> {
    return this.page.$eval(
      cardOf(metric),
      (card) => (card as ChartElement).chart?.scales['y']?.min,
    );
  }

  /** Of all elements that match. */
  texts(selector: string): Promise<(string | null)[]> {
    return this.page.$$eval(selector, (all) => all.map((each) => each.textContent));
  }
}

export function cardOf(metric: string): string {
  return `[data-metric="${metric}"]`;
}
