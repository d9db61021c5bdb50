import { expectTypeOf, test } from 'vitest';
import { DogHttpApi, type Failure, type Id, type Monitor } from '../src/index.js';

test('what a call resolves to follows from the options', () => {
  const api = new DogHttpApi();
  const strict = new DogHttpApi({ swallow: false });
  const whole = new DogHttpApi({ swallow: false, jsonResponses: true });

  expectTypeOf(api.monitor).returns.resolves.toEqualTypeOf<Id | Failure>();
  expectTypeOf(strict.monitor).returns.resolves.toEqualTypeOf<Id>();
  expectTypeOf(whole.monitor).returns.resolves.toEqualTypeOf<Monitor>();
  expectTypeOf(api.deleteComment).returns.resolves.toEqualTypeOf<Failure>();
  expectTypeOf(strict.eachMonitor).returns.toEqualTypeOf<AsyncGenerator<Monitor>>();
  expectTypeOf(api.eachMonitor).returns.toEqualTypeOf<AsyncGenerator<Monitor | Failure>>();
  expectTypeOf(strict).toExtend<DogHttpApi>();
});
