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

// Code of CommonJS within a module asks for Node's own modules by require().
const giveRequire =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles the function into one file, as for an upload. */
async function bundle(format: 'esm' | 'cjs', banner: string): Promise<string> {
  const outfile = join(folder, format === 'esm' ? 'index.mjs' : 'index.cjs');
  const { metafile, warnings } = await build({
    entryPoints: [join(examplesFolder, 'dist/lambda/main.js')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    metafile: true,
    format,
    outfile,
    banner: { js: banner },
  });
  expect(warnings).toEqual([]);
  // Everything that is loaded when first needed is in the bundle.
  expect(Object.keys(metafile.inputs).some((file) => file.includes('undici'))).toBe(true);
  return outfile;
}

/** Calls the function as Lambda does: what it answers, and what is in its log. */
async function invoke(
  bundled: string,
  events: readonly unknown[],
): Promise<{ answers: unknown[]; log: string }> {
  const program = `
    const { handler } = await import(${JSON.stringify(bundled)});
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
  return { answers: JSON.parse(run.output.stdout) as unknown[], log: run.output.stderr };
}

describe.each(['esm', 'cjs'] as const)('the Lambda function, bundled as %s', (format) => {
  it('answers, and has sent everything by then', { timeout }, async () => {
    const order = { items: [{ price: 20 }, { price: 22 }] };
    const bundled = await bundle(format, format === 'esm' ? giveRequire : '');
    const { answers, log } = await invoke(bundled, [order, { items: [] }, order]);
    expect(log).toBe('');
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

it('bundled without what it needs to send, it answers, and says what is missing', {
  timeout,
}, async () => {
  const { answers, log } = await invoke(await bundle('esm', ''), [{ items: [{ price: 20 }] }]);
  expect(answers).toEqual([{ statusCode: 201, body: '{"total":20}' }]);
  expect(log).toMatch(/^dogstats DS108: .* in a bundle that is an ES module.*createRequire/m);
  expect(intake.requests()).toEqual([]);
});
