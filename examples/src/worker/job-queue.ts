import { dogStats } from 'dogstats';

export interface Job {
  readonly kind: string;
  run(): Promise<void>;
}

interface Waiting {
  readonly job: Job;
  /** From 1. */
  readonly attempt: number;
  readonly sinceMs: number;
}

/** A job is given up after so many. */
const maxAttempts = 3;

// Made before start(), in the module of its part.
const metrics = dogStats.child({ prefix: 'jobs' });
const depth = metrics.boundGauge('depth');
const running = metrics.boundGauge('running');

/** Jobs of this process, a few of them at a time. One that fails goes to the end of the queue. */
export class JobQueue {
  readonly #atOnce: number;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Promise<void>>();
  #isOpen = true;
  done = 0;
  failed = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Jobs that wait. */
  get depth(): number {
    return this.#waiting.length;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#running.size === 0;
  }

  add(job: Job): void {
    this.#wait(job, 1);
  }

  /** Starts no more jobs; resolves once those that run have ended. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await Promise.all(this.#running);
  }

  #wait(job: Job, attempt: number): void {
    this.#waiting.push({ job, attempt, sinceMs: performance.now() });
    this.#startMore();
  }

  #startMore(): void {
    while (this.#isOpen && this.#running.size < this.#atOnce) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      const work = this.#work(next).finally(() => {
        this.#running.delete(work);
        this.#startMore();
      });
      this.#running.add(work);
    }
    depth.set(this.#waiting.length);
    running.set(this.#running.size);
  }

  /** Never rejects: what becomes of a job is counted. */
  async #work({ job, attempt, sinceMs }: Waiting): Promise<void> {
    const { kind } = job;
    metrics.timing('wait.time', (performance.now() - sinceMs) / 1000, { kind });
    try {
      await metrics.time('run.time', () => job.run(), {
        tags: (_, error) => ({ kind, failed: error !== undefined }),
      });
      this.done++;
      metrics.increment('done', 1, { kind });
    } catch (error) {
      if (attempt < maxAttempts) {
        metrics.increment('retried', 1, { kind });
        this.#wait(job, attempt + 1);
      } else {
        this.failed++;
        metrics.increment('failed', 1, { kind, error: (error as Error).name.toLowerCase() });
      }
    }
  }
}
