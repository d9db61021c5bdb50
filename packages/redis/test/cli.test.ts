import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../../../scripts/run.mjs';
import { chouetteSettings, ownSettings } from '../src/relay/cli-settings.js';
import { skipWithoutRedis } from './redis-server.js';
import { RelayRig, recentBucket } from './relay-rig.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const bin = join(folder, 'bin/dogstats-redis.js');

/** Runs the command with no environment but what is given; ends it once it has printed a text. */
async function run(args: readonly string[], env: Record<string, string>, until?: RegExp) {
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const look = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[stream] += chunk.toString();
    if (until?.test(output.stdout + output.stderr)) child.kill('SIGTERM');
  };
  child.stdout.on('data', look('stdout'));
  child.stderr.on('data', look('stderr'));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...output };
}

describe('settings of the command', () => {
  it('are those of this project', () => {
    const env = { REDIS_URL: 'redis://r', DD_API_KEY: 'k', DD_TAGS: 'a:1, b:2', DD_HOSTNAME: 'h' };
    expect(ownSettings(env)).toMatchObject({
      redisUrl: 'redis://r',
      relay: { globalTags: ['a:1', 'b:2'], host: 'h', delivery: { apiKey: 'k' } },
    });
    expect(ownSettings({})).toMatchObject({ redisUrl: 'redis://localhost:6379' });
  });

  it('are those of a Chouette agent, when told so', () => {
    const env = {
      API_KEY: 'k',
      GLOBAL_TAGS: '["env:test"]',
      HOST: 'pi',
      DATADOG_URL: 'http://localhost:8282/api',
      METRIC_TTL: '14400',
      HISTOGRAM_AGGREGATES: '["min"]',
      HISTOGRAM_PERCENTILES: '[0.5]',
      REDIS_HOST: 'r',
    };
    expect(chouetteSettings(env)).toMatchObject({
      redisUrl: 'redis://r:6379',
      relay: {
        globalTags: ['env:test'],
        host: 'pi',
        ttlSeconds: 3_300,
        histogram: { aggregates: ['min'], percentiles: [0.5] },
        delivery: { apiKey: 'k', url: 'http://localhost:8282' },
      },
    });
    const wrong = { GLOBAL_TAGS: 'env:test', HISTOGRAM_AGGREGATES: '["mode"]', METRIC_TTL: 'x' };
    expect(() => chouetteSettings(wrong)).toThrow(
      /GLOBAL_TAGS: expected JSON[\s\S]*METRIC_TTL[\s\S]*HISTOGRAM_AGGREGATES/,
    );
  });
});

describe.skipIf(skipWithoutRedis())('dogstats-redis', () => {
  let rig: RelayRig;
  const T = recentBucket();

  beforeAll(async () => {
    const code = await runTool('tsc', ['-b', folder], 'typescript');
    if (code !== 0) throw new Error('the package does not compile; see above');
    rig = await RelayRig.start();
  });
  afterEach(() => rig.reset());
  afterAll(() => rig.stop());

  it('delivers once', async () => {
    await rig.writer().count('m', 2, T);
    const env = { DD_URL: rig.intake.url, DD_TAGS: 'env:test', DD_HOSTNAME: 'h' };
    const { code, stdout, stderr } = await run(['relay', '--once', '--redis', rig.server.url], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('accepted 1\n');
    expect(rig.intake.series()).toMatchObject([{ metric: 'm', host: 'h', tags: ['env:test'] }]);
  });

  it('delivers until it is told to end', async () => {
    await rig.writer().count('m', 2, T);
    const url = rig.server.url.replace('//', '//default:s3cret@');
    const env = { DD_URL: rig.intake.url, REDIS_URL: rig.server.url };
    const { code, stdout } = await run(['relay', '--interval', '1'], env, /accepted 1/);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Relaying from redis:\/\/127\.0\.0\.1:\d+\. Ctrl-C ends it.*\naccepted 1\n/,
    );
    const told = await run(['relay', '--redis', url], env, /Relaying|rror/);
    expect(told.stdout + told.stderr).not.toContain('s3cret');
  });

  it('says what is wrong', async () => {
    const without = await run(['relay', '--redis', rig.server.url], {});
    expect(without).toMatchObject({ code: 1, stderr: expect.stringMatching(/API key|apiKey/) });
    const often = await run(['relay', '--interval', '0'], { DD_API_KEY: 'k' });
    expect(often).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('intervalSeconds: expected a whole number from 1'),
    });
    expect(await run([], {})).toMatchObject({ code: 2, stdout: expect.stringContaining('Usage') });
    const dead = await run(
      ['relay', '--redis', 'redis://127.0.0.1:1', '--interval', '1'],
      { DD_API_KEY: 'k' },
      /ECONN/,
    );
    expect(dead.stderr).toContain('ECONNREFUSED');
  });
});
