import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type Intake } from '@dogstats/intake';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileExamples, examplesFolder, runNode } from './run-node.ts';

const timeout = 120_000;

let folder: string;
let intake: Intake;

beforeAll(async () => {
  await compileExamples();
  folder = await mkdtemp(join(tmpdir(), 'dogstats-lambda-'));
  intake = await createIntake({ port: 0 });
}, timeout);
beforeEach(() => intake.reset());
afterAll(async () => {
  await intake.close();
  await rm(folder, { recursive: true, force: true });
});

/** Bundles the function into one file, as for an upload, and calls it as Lambda does. */
async function invoke(format: 'esm' | 'cjs', events: readonly unknown[]): Promise<unknown[]> {
  const outfile = join(folder, format === 'esm' ? 'index.mjs' : 'index.cjs');
  const { metafile, warnings } = await build({
    entryPoints: [join(examplesFolder, 'dist/lambda.js')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    metafile: true,
    format,
    outfile,
    // Code of CommonJS within a module asks for Node's own modules by require().
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    }),
  });
  expect(warnings).toEqual([]);
  // Everything that is loaded when first needed is in the bundle.
  expect(Object.keys(metafile.inputs).some((file) => file.includes('undici'))).toBe(true);
  const program = `
    const { handler } = await import(${JSON.stringify(outfile)});
    const answers = [];
    for (const event of ${JSON.stringify(events)}) {
      const context = { getRemainingTimeInMillis: () => 30_000 };
      answers.push(await handler(event, context).catch((error) => error.message));
    }
    console.log(JSON.stringify(answers));`;
  const run = runNode(['--input-type=module', '--eval', program], {
    AWS_LAMBDA_FUNCTION_NAME: 'orders',
    DD_URL: intake.url,
    DD_API_KEY: 'local',
  });
  expect(await run.ended, run.output.stderr).toBe(0);
  return JSON.parse(run.output.stdout) as unknown[];
}

describe.each(['esm', 'cjs'] as const)('the Lambda function, bundled as %s', (format) => {
  it('answers, and has sent everything by then', { timeout }, async () => {
    const order = { items: [{ price: 20 }, { price: 22 }] };
    const answers = await invoke(format, [order, { items: [] }, order]);
    expect(answers).toEqual([
      { statusCode: 201, body: '{"total":42}' },
      'an order needs items',
      { statusCode: 201, body: '{"total":42}' },
    ]);
    const samples = (metric: string): number[] =>
      intake
        .series({ metric })
        .flatMap((series) => series.samples ?? [])
        .flatMap(({ values }) => values);
    expect(samples('orders.placed')).toEqual([1, 1, 1]);
    expect(samples('orders.value')).toEqual([42, 0, 42]);
    expect(intake.series({ metric: 'orders.placed' })[0]).toMatchObject({ host: '', tags: [] });
  });
});
