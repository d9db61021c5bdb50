import { fork } from 'node:child_process';
import { once } from 'node:events';

/** An intake in a process of its own. */
export async function openIntake() {
  const child = fork(new URL('./intake-child.mjs', import.meta.url));
  const [{ url }] = await once(child, 'message');
  return { url, close: () => child.disconnect() };
}
