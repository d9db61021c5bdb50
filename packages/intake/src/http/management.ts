import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Access } from '../auth/access.js';
import { inflateBody } from '../decode/inflate-body.js';
import { parseJson } from '../decode/parse-json.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Tenants } from '../tenants/tenants.js';
import type { Answer } from './answer.js';
import { foreignOrigin } from './foreign-origin.js';
import { hostName, isLoopback, isOwnName } from './host-name.js';
import { readBody } from './read-body.js';
import { Refusal } from './refusal.js';

export type IntakeContext = Context<{ Bindings: HttpBindings }>;

const maxBodyBytes = 1_048_576;

/** What the routes have in common by which the intake is read and managed, other than fed. */
export class Management {
  readonly access: Access;
  readonly #tenants: Tenants;

  constructor(access: Access, tenants: Tenants) {
    this.access = access;
    this.#tenants = tenants;
  }

  /**
   * Whose data a request is about, which has to have an API key and an application key.
   *
   * @throws {Refusal} 403
   */
  tenant(context: IntakeContext): Tenant {
    this.checkHost(context);
    return this.#tenants.named(this.access.managedTenantOf(context.env.incoming));
  }

  /**
   * The same by an API key alone.
   *
   * @throws {Refusal} 403
   */
  reader(context: IntakeContext): Tenant {
    this.checkHost(context);
    return this.#tenants.named(this.access.tenantOf(context.env.incoming));
  }

  /**
   * Refuses what a page from elsewhere sends.
   *
   * @throws {Refusal} 403
   */
  checkHost({ env: { incoming } }: IntakeContext): void {
    const origin = foreignOrigin(incoming);
    if (origin !== undefined) {
      throw new Refusal(403, `header Origin is "${origin}": not for pages of other origins`);
    }
    const name = hostName(incoming.headers.host ?? '');
    // A web site whose name leads here sends no Origin when it reads.
    if (isLoopback(incoming.socket.localAddress ?? '') && !isOwnName(name)) {
      throw new Refusal(403, `header Host is "${name}": only loopback names read on loopback`);
    }
  }

  /** @throws {Refusal} 400, 413, 415 */
  async readJson({ env: { incoming } }: IntakeContext): Promise<unknown> {
    const { body, aborted } = await readBody(incoming, maxBodyBytes);
    if (aborted) throw new Refusal(400, 'the body ended early');
    if (body === undefined) {
      throw new Refusal(413, `the body is over the limit of ${maxBodyBytes} bytes`);
    }
    const encoding = incoming.headers['content-encoding'] ?? '';
    return parseJson(inflateBody(body, encoding, maxBodyBytes));
  }
}

/** For routes of the framework, which want a `Response`. */
export function responseOf(answer: Answer): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers };
  return new Response(answer.body, { status: answer.status, headers });
}
