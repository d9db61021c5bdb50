import type { RemoteWriteOptions } from '../remote-write/remote-write-options.js';

export interface RemoteWriteFlags {
  remoteWrite?: string;
  remoteWriteHeader?: Record<string, string>;
  remoteWriteTenant?: string;
  /** Seconds. */
  remoteWriteSettle?: number;
}

/** Options for what the flags ask for; none without an address. */
export function remoteWriteOf(flags: RemoteWriteFlags): RemoteWriteOptions | undefined {
  if (flags.remoteWrite === undefined) return undefined;
  return {
    url: flags.remoteWrite,
    headers: flags.remoteWriteHeader,
    tenant: flags.remoteWriteTenant,
    settleSeconds: flags.remoteWriteSettle,
  };
}
