import type { PersistState } from '../persist/persist-state.js';
import type { RemoteWriteStats } from '../remote-write/remote-write-stats.js';

/** What is done with points besides keeping them: handed on, written to a file. */
export interface Background {
  remoteWrite?: { stats(): RemoteWriteStats } | undefined;
  persist?: { state(): PersistState } | undefined;
}
