import snappy from 'snappyjs';
import { ProtoReader } from '../../src/decode/proto-reader.js';
import type { PrometheusSeries, Sample } from '../../src/prometheus/series.js';

/** Reads the body of a request as a store does. */
export function readBody(body: Buffer): PrometheusSeries[] {
  return readWriteRequest(snappy.uncompress(body));
}

export function readWriteRequest(request: Buffer): PrometheusSeries[] {
  const series: PrometheusSeries[] = [];
  const reader = new ProtoReader(request);
  while (reader.next() !== 0) series.push(readSeries(reader.message()));
  return series;
}

function readSeries(reader: ProtoReader): PrometheusSeries {
  const labels: [string, string][] = [];
  const samples: Sample[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    const message = reader.message();
    if (field === 1) labels.push(readLabel(message));
    else samples.push(readSample(message));
  }
  return { labels, samples };
}

function readLabel(reader: ProtoReader): [string, string] {
  const label: [string, string] = ['', ''];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    label[field - 1] = reader.string();
  }
  return label;
}

function readSample(reader: ProtoReader): Sample {
  let timestamp = 0;
  let value = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) value = reader.double();
    else timestamp = reader.int64();
  }
  return { timestamp, value };
}
