import { describe, expect, it } from 'vitest';
import { type ReadRecord, RecordReader } from '../src/relay/read-record.js';

describe('RecordReader', () => {
  const read = (reader: RecordReader, tag: string): ReadRecord => {
    const record = { metric: 'm', type: 'count', value: 1, timestamp: 1, tags: { tag } };
    return reader.read('id', JSON.stringify(record)) as ReadRecord;
  };

  const open = () => new RecordReader({ globalTags: [], longestSuffix: 0 });

  it('makes a series once for all records of it', () => {
    const reader = open();

    expect(read(reader, 'a').series).toBe(read(reader, 'a').series);
  });

  it('holds no more than some megabytes of what records say of their series', () => {
    const reader = open();
    const { series } = read(reader, 'first');
    const long = 'x'.repeat(1_000_000);
    for (let index = 0; index < 5; index++) read(reader, `${long}${index}`);
    expect(read(reader, 'first').series).toBe(series);

    for (let index = 0; index < 20; index++) read(reader, `${long}${index}`);

    expect(read(reader, 'first').series).not.toBe(series);
    expect(read(reader, 'first').series).toEqual(series);
  });
});
