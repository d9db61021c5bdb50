import { readFileSync, statSync } from 'node:fs';
import type { Cardinality, Origin } from '../message/message.js';

/** What the environment says of this process. */
export interface OriginEnvironment {
  readonly DD_ENTITY_ID?: string | undefined;
  readonly DD_EXTERNAL_ENV?: string | undefined;
  readonly DD_CARDINALITY?: string | undefined;
  readonly DATADOG_CARDINALITY?: string | undefined;
  readonly DD_ORIGIN_DETECTION_ENABLED?: string | undefined;
}

/** The files that tell a process in which container it runs. */
export interface ProcessFiles {
  read(path: string): string;
  inode(path: string): number;
}

const processFiles: ProcessFiles = {
  read: (path) => readFileSync(path, 'utf8'),
  inode: (path) => statSync(path).ino,
};

/** What messages say of their sender, with the tags that say more of it. */
export interface DetectedOrigin {
  readonly origin: Origin;
  readonly tags: readonly string[];
}

const cardinalities: readonly string[] = [
  'none',
  'low',
  'orchestrator',
  'high',
] satisfies Cardinality[];

/** Who this process is, for the Agent: the container, the pod, and what the cluster said of it. */
export function detectOrigin(
  env: OriginEnvironment,
  isWanted: boolean,
  files: ProcessFiles = processFiles,
): DetectedOrigin {
  const cardinality = (env.DD_CARDINALITY ?? env.DATADOG_CARDINALITY)?.trim().toLowerCase() ?? '';
  const isOff = ['false', '0'].includes(
    env.DD_ORIGIN_DETECTION_ENABLED?.trim().toLowerCase() ?? '',
  );
  const entity = env.DD_ENTITY_ID?.trim();
  const external = env.DD_EXTERNAL_ENV?.trim();
  return {
    origin: {
      containerId: isWanted && !isOff ? containerOf(files) : undefined,
      externalData: external || undefined,
      cardinality: cardinalities.includes(cardinality) ? (cardinality as Cardinality) : undefined,
    },
    tags: entity ? [`dd.internal.entity_id:${entity}`] : [],
  };
}

const containerId =
  /([0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4,12}|[0-9a-f]{32}-\d+)(?:\.scope)?$/;

/** Inode of the cgroup namespace of a Linux host, in all kernels. */
const hostNamespace = 0xeffffffb;

/** `ci-<id>` where the path of the cgroup names it, else `in-<inode>`; `undefined` outside of any. */
function containerOf(files: ProcessFiles): string | undefined {
  try {
    const lines = files.read('/proc/self/cgroup').trim().split('\n');
    for (const line of lines) {
      const id = containerId.exec(line)?.[1];
      if (id !== undefined) return `ci-${id}`;
    }
    // In the host's namespace a path that names no container is in none.
    if (files.inode('/proc/self/ns/cgroup') === hostNamespace) return undefined;
    return inodeOf(lines, files);
  } catch {
    return undefined;
  }
}

/** The cgroup's inode: of version 2, or of the memory controller of version 1. */
function inodeOf(lines: readonly string[], files: ProcessFiles): string | undefined {
  for (const line of lines) {
    const [, controllers, path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers !== '' && controllers !== 'memory') continue;
    try {
      const inode = files.inode(`/sys/fs/cgroup/${controllers}/${path}`.replaceAll(/\/+/g, '/'));
      // 0, 1 and 2 are reserved: no cgroup has them.
      if (inode > 2) return `in-${inode}`;
    } catch {
      // The other version may have it.
    }
  }
  return undefined;
}
