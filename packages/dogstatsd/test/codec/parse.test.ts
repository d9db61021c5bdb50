import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatagramError, encodeMessage, parseDatagram, parseMessage } from '../../src/index.ts';
import { plainMessage } from './arbitrary-messages.ts';

const metric = { kind: 'metric', sampleRate: 1, tags: [], timestamp: undefined };

function errorOf(text: string): DatagramError {
  try {
    parseMessage(text);
  } catch (error) {
    return error as DatagramError;
  }
  throw new Error(`${text} was read`);
}

describe('parseMessage', () => {
  it.each([
    ['page.views:1|c', { ...metric, name: 'page.views', type: 'c', values: [1] }],
    ['a:1:2.5:-3e-1:+.5|h', { ...metric, name: 'a', type: 'h', values: [1, 2.5, -0.3, 0.5] }],
    ['a:0.1234567890123456|g', { ...metric, name: 'a', type: 'g', values: [0.1234567890123456] }],
    ['a:007.50|ms|@.5', { ...metric, name: 'a', type: 'ms', values: [7.5], sampleRate: 0.5 }],
    ['s:a:b|s|#x,,y', { ...metric, name: 's', type: 's', values: ['a:b'], tags: ['x', 'y'] }],
    ['é:1|d|#日:1', { ...metric, name: 'é', type: 'd', values: [1], tags: ['日:1'] }],
    [
      'a:1|c|T5|card:high|#t|e:x,y:z|c:ci-1|@0.5|later:field|',
      {
        ...metric,
        name: 'a',
        type: 'c',
        values: [1],
        sampleRate: 0.5,
        tags: ['t'],
        timestamp: 5,
        containerId: 'ci-1',
        externalData: 'x,y:z',
        cardinality: 'high',
      },
    ],
    ['_e:1|c', { ...metric, name: '_e', type: 'c', values: [1] }],
    ['_e{2,3}:é|a|b', { kind: 'event', title: 'é', text: 'a|b', tags: [] }],
    ['_e{1,0}:a|', { kind: 'event', title: 'a', text: '', tags: [] }],
    ['_sc|a|3|m:x', { kind: 'service_check', name: 'a', status: 3, tags: [], message: 'x' }],
  ])('reads %s', (text, expected) => {
    expect(parseMessage(text)).toEqual(expected);
  });

  it.each([
    ['', 0],
    ['abc', 0],
    ['abc|c', 0],
    [':1|c', 0],
    ['a|1:c', 0],
    ['a:|c', 2],
    ['a:1', 3],
    ['a:1|', 4],
    ['a:1|x', 4],
    ['a:1|cc', 4],
    ['é:1|x', 5],
    ['a:one|c', 2],
    ['a:1::2|c', 4],
    ['a:1:2:|c', 6],
    ['a:NaN|g', 2],
    ['a:Infinity|g', 2],
    ['a:1e999|g', 2],
    ['a:0x10|g', 2],
    ['a:1.2.3|g', 2],
    ['a:-|g', 2],
    ['a:1|c|@0', 7],
    ['a:1|c|@1.5', 7],
    ['a:1|c|@', 7],
    ['a:1|c|#t|T0', 10],
    ['a:1|c|T1.5', 7],
    ['a:1|h|T5', 7],
    ['_e{}:a|b', 0],
    ['_e{1}:a|b', 0],
    ['_e{-1,1}:a|b', 0],
    ['_e{0,1}:|b', 8],
    ['_e{1,5}:a|b', 11],
    ['_e{1,1}:é|b', 9],
    ['_e{1,1}:a|bc', 11],
    ['_e{1,1}:a|b|t:loud', 14],
    ['_e{1,1}:a|b|p:high', 14],
    ['_e{1,1}:a|b|d:soon', 14],
    ['_sc|', 4],
    ['_sc||0', 4],
    ['_sc|a', 5],
    ['_sc|a|4', 6],
    ['_sc|a|', 6],
    ['_sc|a|00', 6],
    ['_sc|a|0|d:x', 10],
  ])('says where %j is broken: at byte %d', (text, offset) => {
    const error = errorOf(text);

    expect(error).toMatchObject({ name: 'DatagramError', code: 'ERR_DATAGRAM', offset });
    expect(error.message).toMatch(new RegExp(`^at byte ${offset}: `));
  });
});

describe('parseDatagram', () => {
  it('reads what comes after a broken message, and counts its bytes from the start', () => {
    const names: string[] = [];
    const offsets: number[] = [];

    parseDatagram(
      Buffer.from('é:1|c\n\nbroken\r\nb:x|c\nc:1|g\r\n'),
      (message) => names.push('name' in message ? message.name : message.title),
      ({ offset }) => offsets.push(offset),
    );

    expect(names).toEqual(['é', 'c']);
    expect(offsets).toEqual([8, 18]);
  });

  it('never throws, and finds errors within the datagram, whatever the bytes', () => {
    const mutated = fc
      .tuple(
        plainMessage,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        fc.nat(),
      )
      .map(([message, changes, cut]) => {
        const bytes = encodeMessage(message);
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        return bytes.subarray(0, cut % (bytes.length + 1));
      });
    const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

    fc.assert(
      fc.property(fc.oneof(mutated, anything), (bytes) => {
        const lines = bytes.toString('latin1').split('\n');
        let told = 0;
        parseDatagram(
          bytes,
          () => told++,
          ({ offset }) => {
            told++;
            expect(offset).toBeLessThanOrEqual(bytes.length);
          },
        );

        expect(told).toBe(lines.filter((line) => line.replace(/\r$/, '') !== '').length);
      }),
    );
  });

  it('reads any decimal number as JavaScript does', () => {
    const decimal = fc.stringMatching(/^-?[0-9]{1,17}(\.[0-9]{0,17})?$/);

    fc.assert(
      fc.property(decimal, (text) => {
        expect(parseMessage(`a:${text}|g`)).toMatchObject({ values: [Number(text)] });
      }),
    );
  });
});
