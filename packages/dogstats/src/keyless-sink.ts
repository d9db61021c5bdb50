import {
  type Batch,
  type DeliveryReport,
  DogStatsError,
  type Notice,
  type NoticeReport,
  type Sink,
} from '@dogstats/core';

/** Said once at start, and in every report. */
export const keylessMessage: string =
  'DS101: no API key, so nothing is sent: set DD_API_KEY, or start({ apiKey }). To try things out ' +
  'without one, run "npx @dogstats/intake" and point DD_URL at it.';

/** Stands in while there is no API key: recording goes on, and what is recorded is dropped. */
export class KeylessSink implements Sink {
  readonly mode = 'replace';

  async write(batch: Batch): Promise<DeliveryReport> {
    let samples = 0;
    for (const point of batch.points) samples += point.samples;
    return {
      accepted: 0,
      dropped: { no_api_key: samples },
      possiblyDuplicated: 0,
      errors: [new DogStatsError('ERR_OPTIONS', keylessMessage)],
    };
  }

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    return {
      ...{ accepted: 0, possiblyDuplicated: 0, eventIds: [] },
      dropped: { no_api_key: notices.length },
      errors: [new DogStatsError('ERR_OPTIONS', keylessMessage)],
    };
  }

  async close(): Promise<void> {}
}
