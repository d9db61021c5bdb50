import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { KeyRing } from '../auth/key-ring.js';
import { parseJson } from '../decode/parse-json.js';
import type { ListedFault } from '../faults/fault-book.js';
import type { FaultRule } from '../faults/fault-rule.js';
import type { IntakeApp } from '../http/app.js';
import { readBody } from '../http/read-body.js';
import { Refusal } from '../http/refusal.js';
import { IntakeError } from '../intake-error.js';
import type { LoggedPayload } from '../requests/payload-log.js';
import type { Seed } from '../seed/seed.js';
import type { Seeded } from '../seed/sow.js';
import { checkControl } from './control-guard.js';
import type { IntakeState } from './intake-state.js';
import { payloadPage } from './payload-page.js';

/** What there is to control. */
export interface Controlled {
  state(): IntakeState;
  /** The last `limit` after the one with the id `after`, oldest first. */
  loggedPayloads(after: number, limit: number): LoggedPayload[];
  faults(): ListedFault[];
  /** @throws {IntakeError} `ERR_OPTIONS` */
  addFaults(...faults: FaultRule[]): ListedFault[];
  removeFault(id: number): boolean;
  clearFaults(): void;
  /** @throws {IntakeError} `ERR_OPTIONS`, `ERR_CLOSED` */
  seed(seed: Seed): Promise<Seeded>;
  reset(): void;
}

type ControlContext = Context<{ Bindings: HttpBindings }>;

const jsonType = 'application/json; charset=utf-8';
const maxBodyBytes = 1_048_576;
/** About three million points. */
const maxSeedBytes = 64 * 1_048_576;

/** The routes below `/_control`, by which the intake is looked into and told to fail. */
export function addControlRoutes(app: IntakeApp, controlled: Controlled, keys: KeyRing): void {
  app.use('/_control/*', async (context, next) => {
    checkControl(context.env.incoming, keys);
    await next();
  });

  app.get('/_control/state', () => json(controlled.state()));

  app.get('/_control/payloads', async (context) => {
    const after = wholeNumber(context.req.query('after'), 'after', 0);
    const limit = wholeNumber(context.req.query('limit'), 'limit', 20);
    const { socket } = context.env.incoming;
    const payloads = controlled.loggedPayloads(after, limit);
    return answer(await payloadPage(payloads, () => socket.destroyed), jsonType);
  });

  app.get('/_control/payloads/:id/body', (context) => {
    const id = wholeNumber(context.req.param('id'), 'id', 0);
    const [payload] = controlled.loggedPayloads(id - 1, Number.POSITIVE_INFINITY);
    if (payload?.id !== id || payload.body === undefined) {
      throw new Refusal(404, `the body of payload ${id} was not kept, or is not any more`);
    }
    return answer(new Uint8Array(payload.body), 'application/octet-stream');
  });

  app.get('/_control/faults', () => json({ faults: controlled.faults() }));

  app.post('/_control/faults', async (context) => {
    const given = await readJson(context);
    const rules = (Array.isArray(given) ? given : [given]) as FaultRule[];
    return json({ faults: asRefusals(() => controlled.addFaults(...rules)) });
  });

  app.delete('/_control/faults', () => {
    controlled.clearFaults();
    return json({ faults: [] });
  });

  app.delete('/_control/faults/:id', (context) => {
    if (!controlled.removeFault(wholeNumber(context.req.param('id'), 'id', 0))) {
      throw new Refusal(404, `no fault has the id ${context.req.param('id')}`);
    }
    return json({ faults: controlled.faults() });
  });

  app.post('/_control/seed', async (context) => {
    const seed = (await readJson(context, maxSeedBytes)) as Seed;
    return json(await controlled.seed(seed).catch(refuse));
  });

  app.post('/_control/reset', () => {
    controlled.reset();
    return json(controlled.state());
  });
}

function json(value: unknown): Response {
  return answer(JSON.stringify(value), jsonType);
}

function answer(body: string | Uint8Array<ArrayBuffer>, contentType: string): Response {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  return new Response(body, { headers: { ...headers, 'content-type': contentType } });
}

async function readJson(
  { env: { incoming } }: ControlContext,
  maxBytes = maxBodyBytes,
): Promise<unknown> {
  const { body, aborted } = await readBody(incoming, maxBytes);
  if (aborted) throw new Refusal(400, 'the body ended early');
  if (body === undefined) throw new Refusal(413, `the body is over ${maxBytes} bytes`);
  return parseJson(body);
}

function wholeNumber(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Refusal(400, `${name} has to be a whole number, got "${text.slice(0, 50)}"`);
}

function asRefusals<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (error instanceof IntakeError) {
    throw new Refusal(error.code === 'ERR_CLOSED' ? 503 : 400, error.message);
  }
  throw error;
}
