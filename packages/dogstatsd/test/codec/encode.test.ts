import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EventMessage,
  encodeMessage,
  type Message,
  type NumberMessage,
  parseDatagram,
  type ServiceCheckMessage,
} from '../../src/index.ts';
import { hostileMessage, plainMessage } from './arbitrary-messages.ts';

const count: NumberMessage = {
  kind: 'metric',
  name: 'page.views',
  type: 'c',
  values: [1],
  sampleRate: 1,
  tags: [],
};
const event: EventMessage = { kind: 'event', title: 'Deploy', text: 'v2', tags: [] };
const check: ServiceCheckMessage = { kind: 'service_check', name: 'app.ok', status: 0, tags: [] };

const text = (message: Message): string => encodeMessage(message).toString();

function readAll(bytes: Buffer): { messages: Message[]; errors: Error[] } {
  const messages: Message[] = [];
  const errors: Error[] = [];
  parseDatagram(
    bytes,
    (message) => messages.push(message),
    (error) => errors.push(error),
  );
  return { messages, errors };
}

describe('encodeMessage', () => {
  it.each<[string, Message]>([
    ['page.views:1|c', count],
    ['page.views:-2147483648|c', { ...count, values: [-2_147_483_648] }],
    ['page.views:2147483648|c', { ...count, values: [2_147_483_648] }],
    ['page.views:0|c', { ...count, values: [-0] }],
    ['page.views:1e+21|c', { ...count, values: [1e21] }],
    ['page.views:0.1:5:-2.5|d', { ...count, type: 'd', values: [0.1, 5, -2.5] }],
    ['page.views:320|ms|@0.1', { ...count, type: 'ms', values: [320], sampleRate: 0.1 }],
    ['page.views:1|c|#env:prod,beta', { ...count, tags: ['env:prod', '', 'beta'] }],
    [
      'page.views:1|c|@0.5|#a|c:ci-83c0a99c|e:it-false,cn-web|card:low|T1656581400',
      {
        ...count,
        sampleRate: 0.5,
        tags: ['a'],
        containerId: 'ci-83c0a99c',
        externalData: 'it-false,cn-web',
        cardinality: 'low',
        timestamp: 1_656_581_400.9,
      },
    ],
    ['users:a:b|s', { ...count, name: 'users', type: 's', values: ['a:b'] }],
    ['_e{6,2}:Deploy|v2', event],
    ['_e{2,9}:é|日|\\n日', { ...event, title: 'é', text: '日|\r\n日' }],
    [
      '_e{6,2}:Deploy|v2|d:5|h:web|k:key|p:low|s:git|t:error|#a,b|c:id|card:none',
      {
        ...event,
        timestamp: 5,
        host: 'web',
        aggregationKey: 'key',
        priority: 'low',
        source: 'git',
        alertType: 'error',
        tags: ['a', 'b'],
        containerId: 'id',
        cardinality: 'none',
      },
    ],
    ['_sc|app.ok|0', check],
    [
      '_sc|app.ok|2|d:5|h:web|#a|e:x|m:m\\: down\\n_again',
      {
        ...check,
        status: 2,
        timestamp: 5,
        host: 'web',
        tags: ['a'],
        externalData: 'x',
        message: 'm: down\n|again',
      },
    ],
  ])('writes %s', (expected, message) => {
    expect(text(message)).toBe(expected);
  });

  it.each<[string, Message]>([
    ['a_b_c_d_e_f_g:1|c', { ...count, name: 'a:b|c\nd\re#f@g' }],
    ['_e_1_1_:1|c', { ...count, name: '_e{1,1}' }],
    ['_sc_x:1|c', { ...count, name: '_sc|x' }],
    ['page.views:1|c|#a:b_c_d_e_f_g', { ...count, tags: ['a:b|c\nd\re#f,g'] }],
    ['page.views:a%7Cb%0A|s', { ...count, type: 's', values: ['a|b\n'] }],
    ['page.views:a%7Cb%257C|s', { ...count, type: 's', values: ['a|b%7C'] }],
    ['page.views:50%|s', { ...count, type: 's', values: ['50%'] }],
    ['page.views:%00|s', { ...count, type: 's', values: [''] }],
    ['page.views:1|c|c:x_#y', { ...count, containerId: 'x|#y' }],
    ['_sc|a_b|0|h:x_y|m:z_0', { ...check, name: 'a|b', host: 'x\ny', message: 'z|0' }],
    ['é_日:1|c', { ...count, name: 'é|日' }],
  ])('lets nobody write more than one message: %s', (expected, message) => {
    expect(text(message)).toBe(expected);
    expect(readAll(encodeMessage(message)).messages).toHaveLength(1);
  });

  it('refuses what the protocol has no form for', () => {
    expect(() => encodeMessage({ ...count, name: '' })).toThrow('needs a name');
    expect(() => encodeMessage({ ...event, title: '' })).toThrow('needs a title');
    expect(() => encodeMessage({ ...count, values: [] })).toThrow('has no value');
    expect(() => encodeMessage({ ...count, values: [1, Number.NaN] })).toThrow('not a finite');
    expect(() => encodeMessage({ ...count, sampleRate: 0 })).toThrow('sample rate');
    expect(() => encodeMessage({ ...count, name: 'x'.repeat(70_000) })).toThrow('70004 bytes');
    expect(() => encodeMessage({ ...count, name: 'é'.repeat(40_000) })).toThrow('80004 bytes');
  });

  it('is read back as it was, alone and among others', () => {
    fc.assert(
      fc.property(fc.array(plainMessage, { minLength: 1, maxLength: 5 }), (messages) => {
        const lines = messages.flatMap((message) => [encodeMessage(message), Buffer.from('\n')]);
        const { messages: read, errors } = readAll(Buffer.concat(lines));

        expect(errors).toEqual([]);
        expect(read).toEqual(messages);
      }),
    );
  });

  it('makes one message, and one that can be read, of anything', () => {
    fc.assert(
      fc.property(hostileMessage, (message) => {
        const bytes = encodeMessage(message);
        const { messages, errors } = readAll(bytes);

        expect(bytes.includes('\n')).toBe(false);
        expect(errors).toEqual([]);
        expect(messages.map(({ kind }) => kind)).toEqual([message.kind]);
        expect(encodeMessage(messages[0] as Message).equals(bytes)).toBe(true);
      }),
    );
  });
});
