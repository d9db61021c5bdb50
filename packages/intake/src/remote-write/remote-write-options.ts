/** Where points are handed on to. */
export interface RemoteWriteOptions {
  /**
   * The address that takes remote write, such as `http://127.0.0.1:9090/api/v1/write`. A user and
   * password in it become the header `Authorization`.
   */
  readonly url: string;
  /** Headers of each request, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `X-Scope-OrgID` for those who name no tenant, which stores with tenants want. Else the name is sent. */
  readonly tenant?: string | undefined;
  /**
   * Seconds after its time from which on a point is handed on. A client may write a point again
   * until its bucket is over and flushed, and a store takes the first value alone.
   * @default 30
   */
  readonly settleSeconds?: number | undefined;
  /**
   * Most samples that wait, about 20 bytes each; past it the oldest go.
   * @default 1000000
   */
  readonly maxQueuedSamples?: number | undefined;
}

export interface ResolvedRemoteWriteOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tenant: string;
  readonly settleSeconds: number;
  readonly maxQueuedSamples: number;
}

const defaults = { headers: {}, tenant: '', settleSeconds: 30, maxQueuedSamples: 1_000_000 };
const known = ['url', ...Object.keys(defaults)];

/** Defaults for what was left out; credentials leave the address for a header. */
export function resolveRemoteWrite(options: RemoteWriteOptions): ResolvedRemoteWriteOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved = { ...defaults, ...Object.fromEntries(given) } as ResolvedRemoteWriteOptions;
  const url = new URL(options.url);
  const { username, password } = url;
  if (username === '' && password === '') return resolved;
  url.username = '';
  url.password = '';
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(secret).toString('base64')}`;
  return { ...resolved, url: url.href, headers: { authorization, ...resolved.headers } };
}

/** What is wrong with them, an entry for each. */
export function remoteWriteProblems(options: RemoteWriteOptions | undefined): string[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null) {
    return ["remoteWrite must be an object such as { url: 'http://127.0.0.1:9090/api/v1/write' }"];
  }
  const problems = Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `unknown option "remoteWrite.${name}" (known: ${known.join(', ')})`);
  const { url, headers = {}, tenant = '', settleSeconds = 0, maxQueuedSamples = 1 } = options;
  if (!isHttp(url)) {
    problems.push(
      'remoteWrite.url must be an http URL, such as http://127.0.0.1:9090/api/v1/write for Prometheus',
    );
  }
  if (!areHeaders({ ...headers, 'x-scope-orgid': tenant })) {
    problems.push('remoteWrite.headers and remoteWrite.tenant must be texts that headers may have');
  }
  if (!Number.isInteger(settleSeconds) || settleSeconds < 0 || settleSeconds > 86_400) {
    problems.push('remoteWrite.settleSeconds must be a whole number from 0 to 86400');
  }
  if (!Number.isInteger(maxQueuedSamples) || maxQueuedSamples < 1) {
    problems.push('remoteWrite.maxQueuedSamples must be a whole number from 1');
  }
  return problems;
}

function isHttp(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  return ['http:', 'https:'].includes(new URL(url).protocol);
}

function areHeaders(headers: Record<string, string>): boolean {
  try {
    return new Headers(headers) !== undefined;
  } catch {
    return false;
  }
}
