import type { Environment } from '@dogstats/transport/site';

/** Whether this process runs functions of AWS Lambda, and so stands still between invocations. */
export function isLambda(env: Environment): boolean {
  return isSet(env['AWS_LAMBDA_FUNCTION_NAME']);
}

/** Variables that tell platforms whose host names mean nothing to anybody. */
const platformVariables = [
  'AWS_LAMBDA_FUNCTION_NAME',
  'FUNCTIONS_WORKER_RUNTIME',
  'K_SERVICE',
  'NETLIFY',
  'VERCEL',
];

/** Whether this process is one of many that come and go: functions, and containers on demand. */
export function isServerless(env: Environment): boolean {
  return platformVariables.some((name) => isSet(env[name]));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
