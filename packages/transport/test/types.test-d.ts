// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import type { DeliveryReport, Sink } from '@dogstats/core';
import { HttpSink, type HttpSinkOptions, httpSinkOptionsSchema } from '@dogstats/transport';
import { type HttpAnswer, HttpClient, type HttpFailure } from '@dogstats/transport/http-client';
import { checkApiKey, firstVariable, resolveEndpoint } from '@dogstats/transport/site';
import { expectTypeOf } from 'vitest';

// A sink of its own: a key is all it needs, as a text or from a function.
const sink = new HttpSink({ apiKey: async () => 'key', site: undefined, retry: { attempts: 1 } });
expectTypeOf(sink).toExtend<Sink>();
expectTypeOf(sink.write).returns.resolves.toEqualTypeOf<DeliveryReport>();
expectTypeOf(httpSinkOptionsSchema.parse({})).toExtend<HttpSinkOptions>();
// @ts-expect-error a key it needs
new HttpSink({ site: 'datadoghq.eu' });
// @ts-expect-error a key is no number
new HttpSink({ apiKey: 1 });
// @ts-expect-error no such option
new HttpSink({ apiKey: 'key', retries: 3 });
// @ts-expect-error one of two
new HttpSink({ apiKey: 'key', seriesApi: 'v3' });

// An address, or what is wrong: nothing is there before that is asked.
const endpoint = resolveEndpoint({ site: 'eu1' });
// @ts-expect-error it may be a problem
void endpoint.baseUrl;
if ('baseUrl' in endpoint) expectTypeOf(endpoint.baseUrl).toEqualTypeOf<string>();
else expectTypeOf(endpoint.option).toEqualTypeOf<'site' | 'url'>();
// @ts-expect-error it may be a problem
void checkApiKey('key').apiKey;
expectTypeOf(firstVariable(process.env, 'DD_SITE', 'DATADOG_SITE')).toEqualTypeOf<
  string | undefined
>();

// An answer, or a failure with an error; what is not said has no default.
declare const client: HttpClient;
const request = { method: 'GET', path: '/', headers: {}, timeoutMs: 1, maxBytes: 1 } as const;
expectTypeOf(client.request(request)).resolves.toEqualTypeOf<HttpAnswer | HttpFailure>();
// @ts-expect-error every request has an end
void client.request({ method: 'GET', path: '/', headers: {}, maxBytes: 1 });
// @ts-expect-error a clock is given, not taken
new HttpClient({ baseUrl: 'http://localhost', concurrency: 1, connectMs: 1 });
