import pRetry from 'p-retry';

/** Carries an outcome through p-retry, which wants an error to go on. */
class Failed<T> extends Error {
  readonly outcome: T;

  constructor(outcome: T) {
    super();
    this.outcome = outcome;
  }
}

/**
 * One round: attempts until one comes to something else than `retry`, or none is left. Resolves to
 * the last outcome.
 *
 * p-retry counts and loops; the waiting is ours, since its own delay knows neither full jitter nor
 * an injected clock. It gets no signal either: it would turn a late acceptance into a failure.
 *
 * @param retries further attempts after the first.
 * @param wait resolves when the next attempt may begin; `retry` is 0 before the first retry.
 */
export async function sendWithRetry<T extends { readonly action: string }>(
  attempt: () => Promise<T>,
  retries: number,
  wait: (outcome: T, retry: number) => Promise<void>,
): Promise<T> {
  try {
    return await pRetry(
      async () => {
        const outcome = await attempt();
        if (outcome.action === 'retry') throw new Failed(outcome);
        return outcome;
      },
      {
        retries,
        minTimeout: 0,
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
          if (retriesLeft === 0 || !(error instanceof Failed)) return;
          await wait(error.outcome as T, attemptNumber - 1);
        },
        shouldRetry: ({ error }) => error instanceof Failed,
      },
    );
  } catch (error) {
    if (error instanceof Failed) return error.outcome as T;
    throw error;
  }
}
