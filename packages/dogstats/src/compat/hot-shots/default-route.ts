import { readFileSync } from 'node:fs';

/** The gateway of a Linux system, which in a container is its host; `undefined` where there is none. */
export function defaultRoute(): string | undefined {
  try {
    for (const line of readFileSync('/proc/net/route', 'utf8').split('\n').slice(1)) {
      const [, destination, gateway] = line.trim().split(/\s+/);
      if (destination === '00000000' && gateway !== undefined) return address(gateway);
    }
  } catch {
    // Another system.
  }
  return undefined;
}

/** The kernel writes addresses as hexadecimal numbers, last byte first. */
function address(hex: string): string {
  return [6, 4, 2, 0].map((place) => Number.parseInt(hex.slice(place, place + 2), 16)).join('.');
}
