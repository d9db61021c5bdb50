import type { PrometheusSeries } from '../prometheus/series.js';
import { encodeLabels, snappyBlock, writeRequest } from '../prometheus/write-request.js';

const maxMs = 120_000;

/** What the store behind answered. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Hands series on by remote write, once: what becomes of it is up to the client.
 *
 * @throws {Error} when there was no answer
 */
export async function writeUpstream(
  url: string,
  tenant: string,
  series: readonly PrometheusSeries[],
): Promise<UpstreamAnswer> {
  const encoded = series.map(({ labels, samples }) => ({ labels: encodeLabels(labels), samples }));
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(snappyBlock(writeRequest(encoded))),
    headers: {
      'x-prometheus-remote-write-version': '0.1.0',
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-scope-orgid': tenant,
    },
    signal: AbortSignal.timeout(maxMs),
    redirect: 'manual',
  });
  return { status: response.status, body: await response.text() };
}
