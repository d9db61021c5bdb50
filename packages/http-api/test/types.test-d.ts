// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import { DogHttpApi, type Failure, type Id, isFailure, type Monitor } from '@dogstats/http-api';
import { expectTypeOf } from 'vitest';

// What a call resolves to follows from the options.
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

// A reply may be a failure, until that is asked.
const timeboard = await api.dashboard('abc-def-ghi');
// @ts-expect-error it may be a failure
void timeboard.graphs;
if (!isFailure(timeboard)) expectTypeOf(timeboard.title).toEqualTypeOf<string>();
expectTypeOf((await strict.dashboard('abc-def-ghi')).title).toEqualTypeOf<string>();

// @ts-expect-error an event has a text
void api.event('title');
// @ts-expect-error dogapi's name is another
void api.add_tags('host', 'a:1');
// @ts-expect-error no such option
new DogHttpApi({ json_responses: true });
// @ts-expect-error a number of seconds
new DogHttpApi({ backoffPeriodSeconds: '300' });
