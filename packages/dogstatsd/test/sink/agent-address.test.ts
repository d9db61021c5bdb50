import { describe, expect, it } from 'vitest';
import { DogStatsdSink } from '../../src/index.ts';
import { detectOrigin, type ProcessFiles } from '../../src/sink/detect-origin.ts';

const urlOf = (env: object, url?: string): string => new DogStatsdSink({ env, url }).url;

describe('the address of the Agent', () => {
  it.each([
    ['udp://127.0.0.1:8125', {}],
    ['udp://agent:8125', { DD_AGENT_HOST: ' agent ' }],
    ['udp://127.0.0.1:9125', { DD_DOGSTATSD_PORT: '9125' }],
    ['udp://[::1]:8125', { DD_AGENT_HOST: '::1' }],
    [
      'unixstream:///run/dsd.socket',
      { DD_DOGSTATSD_SOCKET: '/run/dsd.socket', DD_AGENT_HOST: 'a' },
    ],
    ['unixstream:///run/dsd.socket', { DD_DOGSTATSD_SOCKET: 'unix:///run/dsd.socket' }],
    ['udp://agent:1', { DD_DOGSTATSD_URL: 'udp://agent:1', DD_DOGSTATSD_SOCKET: '/x' }],
    ['udp://[::1]:99', { DD_DOGSTATSD_URL: 'udp://[::1]:99' }],
    ['udp://agent:8125', { DD_DOGSTATSD_URL: 'UDP://agent/' }],
    ['unixstream:///a b', { DD_DOGSTATSD_URL: 'unixstream:///a b' }],
    ['udp://127.0.0.1:8125', { DD_DOGSTATSD_URL: ' ', DD_AGENT_HOST: '' }],
  ])('is %s for %j', (expected, env) => {
    expect(urlOf(env)).toBe(expected);
  });

  it('is that of the option before any variable', () => {
    expect(urlOf({ DD_DOGSTATSD_URL: 'udp://agent:1' }, 'udp://other')).toBe('udp://other:8125');
  });

  it.each([
    ['unixgram:///run/dsd.socket', 'use unixstream:///run/dsd.socket'],
    ['unixstream://dsd.socket', 'needs an absolute path'],
    ['udp://', 'use udp://host:port'],
    ['udp://a:0', 'use udp://host:port'],
    ['udp://a:66000', 'use udp://host:port'],
    ['http://a', 'use udp://host:port or unixstream:///path'],
    ['8125', 'use udp://host:port or unixstream:///path'],
  ])('can not be %s', (url, advice) => {
    const make = () => new DogStatsdSink({ env: {}, url });

    expect(make).toThrow(advice);
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
    expect(() => urlOf({ DD_DOGSTATSD_URL: url })).toThrow(`DD_DOGSTATSD_URL "${url}"`);
  });

  it('says what else can not be', () => {
    expect(() => urlOf({ DD_DOGSTATSD_PORT: 'x' })).toThrow('DD_DOGSTATSD_PORT "x" is no port');
    expect(() => new DogStatsdSink({ env: {}, maxDatagramBytes: 10 })).toThrow('from 64 to 65507');
  });
});

describe('the origin', () => {
  const hostNamespace = 0xeffffffb;

  function files(cgroup: string, inodes: { [path: string]: number } = {}): ProcessFiles {
    return {
      read: (path) => {
        if (path !== '/proc/self/cgroup') throw new Error(path);
        return cgroup;
      },
      inode: (path) => {
        const inode = inodes[path];
        if (inode === undefined) throw new Error(path);
        return inode;
      },
    };
  }
  const id = '0123456789abcdef'.repeat(4);
  const own = { '/proc/self/ns/cgroup': 123 };
  const ofHost = { '/proc/self/ns/cgroup': hostNamespace };

  it.each([
    [`ci-${id}`, files(`12:memory:/docker/${id}\n`)],
    [`ci-${id}`, files(`0::/system.slice/docker-${id}.scope\n`)],
    [
      'ci-34dc0b5e-626f-2c5c-4c51-70e34b10e765',
      files('1:name=systemd:/ecs/34dc0b5e-626f-2c5c-4c51-70e34b10e765\n'),
    ],
    [
      'ci-34dc0b5e626f2c5c4c5170e34b10e765-1234567890',
      files('1:cpu:/ecs/task/34dc0b5e626f2c5c4c5170e34b10e765-1234567890\n'),
    ],
    ['in-42', files('0::/\n', { ...own, '/sys/fs/cgroup/': 42 })],
    ['in-43', files('4:memory:/a\n0::/\n', { ...own, '/sys/fs/cgroup/memory/a': 43 })],
    [undefined, files('0::/user.slice\n', { ...ofHost, '/sys/fs/cgroup/user.slice': 42 })],
    [undefined, files('0::/\n', { ...own, '/sys/fs/cgroup/': 1 })],
    [undefined, files('')],
  ])('names the container %s', (expected, processFiles) => {
    expect(detectOrigin({}, true, processFiles).origin.containerId).toBe(expected);
  });

  it('leaves the container out where it is not wanted, or can not be found', () => {
    const found = files(`0::/${id}`);

    expect(detectOrigin({}, false, found).origin.containerId).toBe(undefined);
    expect(
      detectOrigin({ DD_ORIGIN_DETECTION_ENABLED: 'False' }, true, found).origin.containerId,
    ).toBe(undefined);
    const noFiles: ProcessFiles = {
      read: () => {
        throw new Error('ENOENT');
      },
      inode: () => 3,
    };
    expect(detectOrigin({}, true, noFiles).origin.containerId).toBe(undefined);
  });

  it('takes over what the environment says', () => {
    const env = {
      DD_ENTITY_ID: 'pod-uid',
      DD_EXTERNAL_ENV: 'it-false,cn-web,pu-1',
      DD_CARDINALITY: 'Orchestrator',
    };

    expect(detectOrigin(env, false)).toEqual({
      origin: {
        containerId: undefined,
        externalData: 'it-false,cn-web,pu-1',
        cardinality: 'orchestrator',
      },
      tags: ['dd.internal.entity_id:pod-uid'],
    });
    expect(detectOrigin({ DD_CARDINALITY: 'most' }, false).origin.cardinality).toBe(undefined);
  });
});
