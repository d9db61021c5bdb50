import type { MetricMessage } from '../message/message.js';

/** What the types of the wire aggregate as: a timing is a histogram. */
export type AgentType = 'count' | 'gauge' | 'set' | 'histogram' | 'distribution';

const typeOf: { readonly [T in MetricMessage['type']]: AgentType } = {
  c: 'count',
  g: 'gauge',
  s: 'set',
  h: 'histogram',
  ms: 'histogram',
  d: 'distribution',
};

/** What the values of a bucket meet under. */
export class AgentContext {
  readonly type: AgentType;
  readonly metric: string;
  readonly host: string;
  readonly tags: readonly string[];
  /** When its last value came, unix seconds. */
  lastSeconds = 0;

  constructor(type: AgentType, metric: string, sender: Sender) {
    this.type = type;
    this.metric = metric;
    this.host = sender.host;
    this.tags = sender.tags;
  }
}

/** Host and tags after the Agent has taken out what is meant for itself. */
export interface Sender {
  readonly host: string;
  /** Sorted and unique. */
  readonly tags: readonly string[];
}

/** Tags that only tell the Agent whom to look up. */
const internalTags = ['dd.internal.entity_id:', 'dd.internal.card:', 'jmx_check_name:'];

/** @param defaults of the Agent itself: the host of whoever names none, tags of everybody. */
export function senderOf(tags: readonly string[], defaults: Sender): Sender {
  let { host } = defaults;
  const kept = [...defaults.tags];
  for (const tag of tags) {
    if (tag.startsWith('host:')) host = tag.slice('host:'.length);
    else if (!internalTags.some((prefix) => tag.startsWith(prefix))) kept.push(tag);
  }
  return { host, tags: [...new Set(kept)].sort() };
}

/** Ways past the identity that are remembered; then all of them are forgotten. */
const maxPaths = 20_000;

/** Contexts by what the wire says, and by what it means. */
export class AgentContexts {
  readonly #max: number;
  readonly #defaults: Sender;
  readonly #byIdentity = new Map<string, AgentContext>();
  /** The way past the identity: equal tags mostly come as the very same, frozen array. */
  readonly #paths = new Map<string, Map<readonly string[], AgentContext>>();
  #remembered = 0;

  constructor(max: number, defaults: Sender) {
    this.#max = max;
    this.#defaults = defaults;
  }

  get size(): number {
    return this.#byIdentity.size;
  }

  [Symbol.iterator](): IterableIterator<AgentContext> {
    return this.#byIdentity.values();
  }

  /** @returns `undefined` when it would be one too many. */
  find({ name, type: wireType, tags }: MetricMessage): AgentContext | undefined {
    const type = typeOf[wireType];
    const known = this.#paths.get(name)?.get(tags);
    if (known?.type === type) return known;
    const sender = senderOf(tags, this.#defaults);
    const identity = [type, name, sender.host, ...sender.tags].join('\n');
    let context = this.#byIdentity.get(identity);
    if (context === undefined) {
      if (this.#byIdentity.size >= this.#max) return undefined;
      // A copy: the name may be a part of the text of a whole datagram.
      context = new AgentContext(type, Buffer.from(name).toString(), sender);
      this.#byIdentity.set(identity, context);
    }
    if (Object.isFrozen(tags)) this.#remember(tags, context);
    return context;
  }

  /** Lets go of contexts whose last value came too long ago. */
  forget(isOver: (context: AgentContext) => boolean): void {
    let forgotten = 0;
    for (const [identity, context] of this.#byIdentity) {
      if (!isOver(context)) continue;
      this.#byIdentity.delete(identity);
      forgotten++;
    }
    if (forgotten > 0) this.#forgetPaths();
  }

  #remember(tags: readonly string[], context: AgentContext): void {
    if (++this.#remembered > maxPaths) this.#forgetPaths();
    let paths = this.#paths.get(context.metric);
    if (paths === undefined) {
      paths = new Map();
      this.#paths.set(context.metric, paths);
    }
    paths.set(tags, context);
  }

  #forgetPaths(): void {
    this.#paths.clear();
    this.#remembered = 0;
  }
}
