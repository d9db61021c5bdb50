import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sinkContract } from '@dogstats/core/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { DogStatsdSink } from '../../src/index.ts';
import { DogStatsdListener } from '../../src/listener/index.ts';

let folder: string;
let listener: DogStatsdListener;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dogstatsd-'));
  listener = await DogStatsdListener.listen({
    udp: { port: 0 },
    socketPath: join(folder, 'dsd.socket'),
    onFlush: () => {},
  });
});

afterAll(async () => {
  await listener.close();
  await rm(folder, { recursive: true });
});

describe('over UDP', () => {
  const makeSink = () => new DogStatsdSink({ url: `udp://127.0.0.1:${listener.udp?.port}` });
  for (const { name, run } of sinkContract(makeSink)) test(name, run);
});

describe('over a Unix socket', () => {
  const makeSink = () => new DogStatsdSink({ url: `unixstream://${listener.socketPath}` });
  for (const { name, run } of sinkContract(makeSink)) test(name, run);
});
