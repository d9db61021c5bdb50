import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { RuntimeApi } from './runtime-api.js';

/** A function on the real runtime. */
export interface Lambda {
  readonly api: RuntimeApi;
  readonly child: ChildProcess;
  readonly output: () => string;
}

export interface LambdaOptions {
  /** Main file of the runtime. */
  readonly runtime: string;
  readonly handler: string;
  readonly env: Record<string, string>;
  /** Whether the process stands still between invocations, as in Lambda. */
  readonly freezes?: boolean;
}

/** Starts the runtime with a handler of `functions/handlers.mjs`. */
export async function startLambda(options: LambdaOptions): Promise<Lambda> {
  const api = new RuntimeApi();
  const address = await api.listen();
  const folder = fileURLToPath(new URL('functions', import.meta.url));
  const child = spawn(process.execPath, [options.runtime, `handlers.${options.handler}`], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      AWS_LAMBDA_RUNTIME_API: address,
      AWS_LAMBDA_FUNCTION_NAME: 'ric-test',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/ric-test',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/22/[$LATEST]00000000000000000000000000000001',
      LAMBDA_TASK_ROOT: folder,
      // The newer runtime takes its handler from here.
      _HANDLER: `handlers.${options.handler}`,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  if (options.freezes === true) {
    api.onAsked = () => child.kill('SIGSTOP');
    api.onDelivery = () => child.kill('SIGCONT');
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  void ended.then(() => api.fail(`the runtime ended: ${output}`));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await api.close();
  });
  return { api, child, output: () => output };
}
