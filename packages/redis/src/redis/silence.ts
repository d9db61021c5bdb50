const silenced = new WeakSet<object>();

interface Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Listens to the errors of a client, once: without any listener a lost connection would end the
 * process. What matters of them comes back with the commands.
 */
export function silence(client: Emitter): void {
  if (silenced.has(client)) return;
  silenced.add(client);
  client.on('error', () => {});
}
