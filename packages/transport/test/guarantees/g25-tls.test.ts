import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { type Certificates, makeCertificates } from '../rig/certificates.js';
import { RemoteIntake } from '../rig/remote-intake.js';
import { Rig } from '../rig/rig.js';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

let rig: Rig;
let intake: RemoteIntake | undefined;
let running: string | undefined;
/** An intake with one of the certificates: the running one if it has that. */
async function startWith(name: 'good' | 'otherName' | 'expired' | 'selfSigned'): Promise<void> {
  if (name === running && intake !== undefined) {
    await intake.reset();
  } else {
    await intake?.kill();
    intake = await RemoteIntake.start({ tls: certificates[name], nowMs: 1_780_000_000_000 });
    running = name;
  }
  rig = new Rig(intake);
}
afterAll(() => intake?.kill());

describe('G25 with TLS', () => {
  test('a server is trusted through `ca`', async () => {
    await startWith('good');

    const report = await rig.deliver(rig.open({ ca: certificates.ca }), [
      countPoint('a', rig.bucket),
    ]);

    expect(report.accepted).toBe(1);
    expect(rig.intake.url).toMatch(/^https:/);
    await rig.finish();
  });

  test('a self-signed certificate can be given as `ca`', async () => {
    await startWith('selfSigned');

    const report = await rig.deliver(rig.open({ ca: certificates.selfSigned.cert }), [
      countPoint('a', rig.bucket),
    ]);

    expect(report.accepted).toBe(1);
    await rig.finish();
  });

  test.each([
    ['good', undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['selfSigned', undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['otherName', 'ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', 'ca', 'CERT_HAS_EXPIRED'],
  ] as const)('a certificate that is %s, trusting %s: %s', async (name, trust, reason) => {
    await startWith(name);
    const delivery = rig.open(trust === 'ca' ? { ca: certificates.ca } : {});
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.untilTrouble(delivery);

    expect(delivery.stats().errors[0]).toMatchObject({
      reason,
      message: expect.stringContaining('check the certificate: ca, NODE_EXTRA_CA_CERTS'),
    });
    // No key goes out, nothing is lost, and it is tried again slowly.
    await rig.clock.advance(59_000);
    expect((await rig.journal()).entries).toEqual([]);
    expect(delivery.stats().retained).toBe(1);
    await rig.finish();
    expect((await writing).dropped).toEqual({ shutdown: 1 });
  });

  test('plain HTTP where TLS is expected is told', async () => {
    await intake?.kill();
    running = undefined;
    intake = await RemoteIntake.start();
    rig = new Rig(intake);
    const delivery = rig.open({ baseUrl: rig.intake.url.replace('http:', 'https:') });
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.untilTrouble(delivery);

    expect(String(delivery.stats().errors[0])).toContain('does not speak TLS');
    await rig.finish();
    await writing;
  });

  test.each([
    { acceptThenReset: true },
    { reset: true },
    { truncate: 0 },
    { resetOnConnect: true },
    { garbage: true },
  ] as const)('every fault is survived as without it: %j', async (fault) => {
    await startWith('good');
    await rig.intake.respondNext(fault);

    const report = await rig.deliver(rig.open({ ca: certificates.ca }), [
      countPoint('a', rig.bucket, 7),
    ]);

    expect(report.accepted).toBe(1);
    expect((await rig.journal()).lastValues.get(`a@${rig.bucket}`)).toBe(7);
    await rig.finish();
  });
});
