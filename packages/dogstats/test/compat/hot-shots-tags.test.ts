import { createRequire } from 'node:module';
import { StatsD } from 'dogstats/compat/hot-shots';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const TheirStatsD = createRequire(import.meta.url)('hot-shots') as typeof StatsD;

const part = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ':', '|', ',', '@', '#', '\n') });
const tag = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a:1', 'b:2', 'ab:3', 'a', 'b', 'a:', 'a:b:c') },
  { weight: 1, arbitrary: part },
);
const list = fc.array(tag, { maxLength: 5 });
const record = fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'ab'), part), part, { maxKeys: 4 });
const tags = fc.oneof(list, record);

test.each([false, true])('any tags become what they become there: telegraf %s', (telegraf) => {
  fc.assert(
    fc.property(tags, fc.option(tags, { nil: undefined }), (globalTags, own) => {
      const [ours, theirs] = [StatsD, TheirStatsD].map((Client) => {
        const client = new Client({ mock: true, telegraf, globalTags: globalTags as string[] });
        client.increment('hits', 1, own as string[]);
        client.childClient({ globalTags: own as string[] }).increment('hits');
        client.close();
        return client.mockBuffer;
      });
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 500 },
  );
});
