/** The test projects, by folder; `vitest.config.ts` imports this list. */
const projects: string[] = [
  'packages/core',
  'packages/transport',
  'packages/dogstatsd',
  'packages/dogstats',
  'packages/redis',
  'packages/http-api',
  'packages/otel',
  'packages/query',
  'packages/intake',
  'examples',
  'test',
];

export default projects;
