import { outsideWindow, type Route } from '@dogstats/core';
import type { Dispatcher } from 'undici';
import { ApiKeySource } from './api-key-source.js';
import type { BreakerState } from './circuit-breaker.js';
import type { DeliveryAccount } from './delivery-account.js';
import type { DeliveryOptions } from './delivery-options.js';
import type { Exchange } from './exchange.js';
import { fetchExchange } from './fetch-exchange.js';
import { attempt, type Outcome } from './http-attempt.js';
import type { NoticeRoute } from './notice-delivery.js';
import { destroyDispatcher, ownDispatcher } from './own-dispatcher.js';
import type { QueuedPayload } from './queued-payload.js';
import type { Kept, Resends } from './resends.js';
import { RouteGate } from './route-gate.js';
import { Slots } from './slots.js';
import type { Wire } from './spool/contents.js';
import { mayRepeat } from './spooling.js';
import { undiciExchange } from './undici-exchange.js';

/** What others do about an attempt. */
export interface SenderHooks {
  /** What to send of a payload; `undefined` when it is not to be sent now. */
  wireOf(payload: QueuedPayload): Promise<Wire | undefined>;
  /** Something failed that will be tried again. */
  onFailure(route: Route): void;
  /** A probe went well: there is no need to wait any longer. */
  onRecovery(route: Route | NoticeRoute): void;
}

/** How an attempt ended; `settled` when nothing is left to do for its payload. */
export type Step = Outcome | { readonly action: 'settled' };

const held = { action: 'hold', ambiguous: true } as const;

/** How often a route is tried whose address or key is wrong, in milliseconds. */
const probeEveryMs = 60_000;

/**
 * Makes attempts: when their route is open and there is a free slot. It draws the consequences that
 * concern the whole route before anybody else gets in.
 */
export class Sender {
  readonly #options: DeliveryOptions;
  readonly #account: DeliveryAccount;
  readonly #resends: Resends;
  readonly #hooks: SenderHooks;
  readonly #apiKey: ApiKeySource;
  readonly #dispatcher: Dispatcher | undefined;
  readonly #exchange: Exchange;
  readonly #slots: Slots;
  readonly #gates = new Map<Route | NoticeRoute, RouteGate>();
  readonly #repeats = new Set<AbortController>();
  #connections = 0;
  #closed = false;

  constructor(
    options: DeliveryOptions,
    account: DeliveryAccount,
    resends: Resends,
    hooks: SenderHooks,
  ) {
    this.#options = options;
    this.#account = account;
    this.#resends = resends;
    this.#hooks = hooks;
    this.#apiKey = new ApiKeySource(options.apiKey);
    this.#slots = new Slots(options.concurrency);
    if (options.fetch !== undefined) {
      this.#exchange = fetchExchange(options.fetch);
    } else {
      this.#dispatcher = options.dispatcher ?? ownDispatcher(options);
      this.#dispatcher.on('connect', this.#onConnect);
      this.#exchange = undiciExchange(this.#dispatcher, options.timeouts.headersMs);
    }
  }

  /** Sends a payload once, when it may be sent. Never rejects. */
  async attempt(payload: QueuedPayload): Promise<Step> {
    const outcome = await this.#throughGate(payload.route, async (gate) => {
      const expired = outsideWindow(payload.bucketStart, this.#options.clock.now() / 1000);
      if (expired !== undefined) this.#account.drop(payload, expired);
      const wire = await this.#hooks.wireOf(payload);
      if (payload.settled || wire === undefined) return undefined;
      const outcome = await this.#send(payload, wire.body, gate);
      this.#settle(payload, outcome);
      return outcome;
    });
    return payload.settled || outcome === undefined ? { action: 'settled' } : outcome;
  }

  /**
   * Sends what was accepted before, once; no account hears of it. Returns whether it failed in a way
   * that another attempt may mend. Never rejects.
   */
  async sendAgain({ route, bucketStart, body }: Kept): Promise<boolean> {
    const abort = new AbortController();
    this.#repeats.add(abort);
    const outcome = await this.#throughGate(route, async (gate) => {
      const expired = outsideWindow(bucketStart, this.#options.clock.now() / 1000);
      if (this.#closed || expired !== undefined) return undefined;
      return this.#post(route, body, abort, gate);
    });
    this.#repeats.delete(abort);
    return outcome?.action === 'retry' || outcome?.action === 'hold';
  }

  /** Sends an event or checks, when their route is open; `undefined` when all is closed. Never rejects. */
  async sendNotice(route: NoticeRoute, body: string): Promise<Outcome | undefined> {
    const abort = new AbortController();
    this.#repeats.add(abort);
    const outcome = await this.#throughGate(route, async (gate) =>
      this.#closed ? undefined : this.#post(route, Buffer.from(body), abort, gate),
    );
    this.#repeats.delete(abort);
    return outcome;
  }

  /** Whether attempts on a route wait at its gate, which says when to go on. */
  isShut(route: Route): boolean {
    return this.#gates.get(route)?.isShut ?? false;
  }

  /** The worst over all routes. */
  get breaker(): BreakerState {
    const states = [...this.#gates.values()].map((gate) => gate.breaker);
    return states.find((state) => state !== 'closed') ?? 'closed';
  }

  /** Lets a probe through on each route that is held, but not where the intake asked for a pause. */
  hurry(): void {
    for (const gate of this.#gates.values()) gate.hurry();
  }

  /** Lets everything that waits here go on, and closes its own connections. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const abort of this.#repeats) abort.abort();
    for (const gate of this.#gates.values()) gate.close();
    this.#dispatcher?.off('connect', this.#onConnect);
    if (this.#options.dispatcher === undefined) await destroyDispatcher(this.#dispatcher);
  }

  #onConnect = (): void => {
    this.#connections++;
  };

  /** Makes an attempt when its route is open and a slot is free. */
  async #throughGate(
    route: Route | NoticeRoute,
    attempt: (gate: RouteGate) => Promise<Outcome | undefined>,
  ): Promise<Outcome | undefined> {
    const gate = await this.#enter(route);
    const wasNarrow = gate.isNarrow;
    let healthy = false;
    try {
      const outcome = await attempt(gate);
      healthy = outcome !== undefined && outcome.action !== 'retry' && outcome.action !== 'hold';
      return outcome;
    } finally {
      gate.leave(healthy);
      this.#slots.give();
      if (healthy && wasNarrow) this.#hooks.onRecovery(route);
    }
  }

  async #enter(route: Route | NoticeRoute): Promise<RouteGate> {
    const gate = this.#gate(route);
    for (;;) {
      await gate.untilOpen();
      await this.#slots.take();
      // While it waited for its slot the route may have been paused.
      if (gate.enter()) return gate;
      this.#slots.give();
    }
  }

  async #send(payload: QueuedPayload, body: Buffer, gate: RouteGate): Promise<Outcome> {
    if (payload.ambiguous && !payload.isSeries && !payload.duplicated) {
      this.#account.duplicate(payload);
    }
    const abort = new AbortController();
    payload.abort = abort;
    const outcome = await this.#post(payload.route, body, abort, gate, payload.gotGarbage);
    payload.abort = undefined;
    payload.gotGarbage = outcome.garbage === true;
    return outcome;
  }

  async #post(
    route: Route | NoticeRoute,
    body: Buffer,
    abort: AbortController,
    gate: RouteGate,
    gotGarbage = false,
  ): Promise<Outcome> {
    const { baseUrl, timeouts, userAgent, clock } = this.#options;
    const connections = this.#connections;
    const made = await attempt(route, body, abort, {
      baseUrl,
      apiKey: this.#apiKey,
      // A probe has asked for the key already.
      mayRenewKey: !gate.isNarrow,
      exchange: this.#exchange,
      totalMs: timeouts.totalMs,
      userAgent,
      clock,
    });
    // No connection was made meanwhile, so it was an old one.
    const reused = connections > 0 && connections === this.#connections;
    const judged = made.garbage && gotGarbage ? ({ ...made, ...held } as const) : made;
    const outcome = { ...judged, stale: made.stale === true && reused };
    heed(outcome, gate);
    return outcome;
  }

  #settle(payload: QueuedPayload, outcome: Outcome): void {
    const { action } = outcome;
    const ambiguous = (action === 'retry' || action === 'hold') && outcome.ambiguous;
    if (ambiguous && payload.isSeries && this.#options.resends) {
      this.#resends.doubt(payload.bucketStart, payload.place.cut);
    }
    if (payload.settled) return;
    if (action === 'accept') {
      this.#account.accept(payload);
    } else if (action === 'retry' || action === 'hold') {
      this.#account.fail(payload, outcome.error);
      payload.ambiguous ||= ambiguous;
      if (ambiguous && !mayRepeat(payload, this.#options)) this.#account.drop(payload, 'ambiguous');
      this.#hooks.onFailure(payload.route);
    }
  }

  #gate(route: Route | NoticeRoute): RouteGate {
    let gate = this.#gates.get(route);
    if (gate === undefined) {
      gate = new RouteGate(this.#options.clock, this.#options.random);
      if (this.#closed) gate.close();
      this.#gates.set(route, gate);
    }
    return gate;
  }
}

/** Draws the consequences of an attempt that concern its whole route. */
function heed(outcome: Outcome, gate: RouteGate): void {
  if (outcome.keyRenewed) gate.narrow();
  else if (outcome.action === 'hold') gate.hold(probeEveryMs);
  else if (outcome.action === 'retry' && !outcome.stale) gate.fail();
  if (outcome.pauseMs !== undefined) gate.pause(outcome.pauseMs);
}
