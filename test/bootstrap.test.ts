import { describe, expect, it } from 'vitest';
import { hashOf, installPlan, looksLikeNoNetwork, nodeProblem } from '../scripts/bootstrap.mjs';

describe('nodeProblem', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v24.1.0', 'v26.0.0'])('accepts %s', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  it.each(['v20.18.1', 'v18.20.0', 'v8.0.0'])('refuses %s and says what to do', (version) => {
    expect(nodeProblem(version)).toContain(`needs Node.js 20.19 or newer; this is ${version}`);
  });
});

describe('installPlan', () => {
  const hash = 'now';

  it('installs what is asked for when nothing was installed', () => {
    expect(installPlan({ stamp: undefined, hash })).toEqual({ filter: [] });
    expect(installPlan({ stamp: undefined, hash, filter: ['examples...'] })).toEqual({
      filter: ['examples...'],
    });
  });

  it('does nothing when the same was installed from the same lockfile', () => {
    expect(installPlan({ stamp: { hash, filter: [] }, hash })).toBeUndefined();
    const filter = ['examples...'];
    expect(installPlan({ stamp: { hash, filter }, hash, filter })).toBeUndefined();
  });

  it('installs again when the lockfile has changed', () => {
    expect(installPlan({ stamp: { hash: 'before', filter: [] }, hash })).toEqual({ filter: [] });
  });

  it('takes a full install as good for every filter', () => {
    expect(
      installPlan({ stamp: { hash, filter: [] }, hash, filter: ['examples...'] }),
    ).toBeUndefined();
  });

  it('upgrades a filtered install to a full one', () => {
    expect(installPlan({ stamp: { hash, filter: ['examples...'] }, hash })).toEqual({ filter: [] });
  });

  it('never narrows a full install, not even when the lockfile has changed', () => {
    const filter = ['examples...'];
    expect(installPlan({ stamp: { hash: 'before', filter: [] }, hash, filter })).toEqual({
      filter: [],
    });
  });

  it('takes node_modules without a stamp as a full install of an unknown lockfile', () => {
    expect(installPlan({ stamp: {}, hash, filter: ['examples...'] })).toEqual({ filter: [] });
  });
});

describe('hashOf', () => {
  it('depends on each text and on where one ends', () => {
    expect(hashOf(['a', 'b'])).toBe(hashOf(['a', 'b']));
    expect(new Set([hashOf(['a', 'b']), hashOf(['ab', '']), hashOf(['b', 'a'])]).size).toBe(3);
  });
});

describe('looksLikeNoNetwork', () => {
  it.each([
    'npm error code EAI_AGAIN',
    'npm error network request failed, reason: getaddrinfo ENOTFOUND registry.example',
    'WARN GET https://registry.example/x error (ECONNREFUSED). Will retry in 1 second.',
  ])('knows %s', (output) => {
    expect(looksLikeNoNetwork(output)).toBe(true);
  });

  it('leaves other errors alone', () => {
    expect(looksLikeNoNetwork('ERR_PNPM_OUTDATED_LOCKFILE Cannot install')).toBe(false);
  });
});
