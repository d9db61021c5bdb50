import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DogHttpApi } from '../src/index.js';
import { cases } from './cases/index.js';
import { type Answer, quick, ScriptedApi } from './rig.js';

const server = new ScriptedApi();
let api: DogHttpApi;
beforeAll(async () => {
  await server.listen();
  const retry = { attempts: 0 };
  api = new DogHttpApi({ ...quick, apiHost: server.url, swallow: false, retry });
});
afterAll(async () => {
  await api.close();
  await server.close();
});

/** Values that are nearly what is meant, too: the answer of a case with one field replaced. */
const nearly = (json: unknown): fc.Arbitrary<unknown> => {
  if (typeof json !== 'object' || json === null) return fc.jsonValue();
  const entries = Object.entries(json);
  return fc.oneof(
    fc.jsonValue(),
    ...entries.map(([name, value]) =>
      nearly(value).map((other) =>
        Array.isArray(json)
          ? json.with(Number(name), other)
          : Object.fromEntries(entries.map(([key, held]) => [key, key === name ? other : held])),
      ),
    ),
  );
};

const anyCall = fc.constantFrom(...cases).chain(({ method, given, exchanges }) => {
  const answers: fc.Arbitrary<Answer>[] = exchanges.map(({ answers: { json, text } }) =>
    fc.oneof(
      nearly(json ?? JSON.parse(text ?? 'null')).map((value) => ({ json: value })),
      fc.string().map((value) => ({ text: value })),
      fc.integer({ min: 200, max: 599 }).map((status) => ({ status })),
    ),
  );
  return fc.record({
    method: fc.constant(method),
    given: fc.constant(given),
    answers: fc.tuple(...answers),
  });
});

test('whatever is answered, a call resolves or rejects with a code', async () => {
  await fc.assert(
    fc.asyncProperty(anyCall, async ({ method, given, answers }) => {
      server.answers.splice(0, Number.POSITIVE_INFINITY, ...answers);
      const call = Reflect.get(api, method) as (...given: readonly unknown[]) => Promise<unknown>;

      const error: unknown = await call.apply(api, [...given]).then(
        () => undefined,
        (reason: unknown) => reason,
      );

      if (error !== undefined) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^ERR_(HTTP_STATUS|ANSWER|NETWORK)$/),
        });
      }
    }),
    { numRuns: 200 },
  );
});
