import type { SocketOptions } from 'node:dgram';
import dns from 'node:dns';

type Told = (error: NodeJS.ErrnoException | null, address?: string) => void;

/** Most calls that may wait for the first answer; later ones fail at once. */
const maxWaiting = 10_000;

/**
 * Looks a name up once for all who ask, and again after a while: until there is a newer answer the old
 * one is used, so that a slow resolver delays nothing but the very first.
 */
export function addressCache(
  host: string,
  ttlMs: number,
  lookup?: SocketOptions['lookup'],
): { use(told: Told): void } {
  let address: string | undefined;
  let freshUntilMs = 0;
  let isAsking = false;
  let waiting: Told[] = [];

  const answered: Told = (error, found) => {
    isAsking = false;
    if (!error && found !== undefined) {
      address = found;
      freshUntilMs = Date.now() + ttlMs;
    }
    const told = waiting;
    waiting = [];
    for (const one of told) one(error, found);
  };
  const ask = (): void => {
    isAsking = true;
    // Two arguments: what has taken the place of dns.lookup in somebody's tests may know no more.
    if (lookup === undefined) dns.lookup(host, (error, found) => answered(error, found));
    else lookup(host, {} as dns.LookupOneOptions, (error, found) => answered(error, found));
  };
  return {
    use(told) {
      const isStale = Date.now() >= freshUntilMs;
      if (address !== undefined) {
        told(null, address);
        if (isStale && !isAsking) ask();
        return;
      }
      if (waiting.length >= maxWaiting) {
        told(new Error(`${maxWaiting} messages wait for the address of ${host} already`));
        return;
      }
      waiting.push(told);
      if (!isAsking) ask();
    },
  };
}
