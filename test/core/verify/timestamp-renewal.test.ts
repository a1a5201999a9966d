import { expect } from 'chai';
import { type Issued, issueCrl } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { assemblePackage } from '../../../core/package/assemble.ts';
import { MAX_RENEWALS, PATHS, renewalPath } from '../../../core/package/layout.ts';
import { encodeGranted, parseTimestampResponse } from '../../../core/tsp/protocol.ts';
import { renewalDigest } from '../../../core/tsp/renewal.ts';
import { buildTimestampToken } from '../../../core/tsp/token.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { hasOpenssl, openssl, workshop } from '../../support/openssl.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  MINUTE,
  rebag,
  TIMES,
} from '../../support/package-fixture.ts';
import { AT, DAY, issue } from '../../support/pki.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

const YEAR = 365 * DAY;

/** A root that outlives several generations of TSA certificates: A to ten days after `AT`, B for a year from then, C for two more. */
interface Generations {
  readonly trust: Trust;
  readonly b: Issued;
  readonly c: Issued;
  readonly root: Issued;
}

async function generationsOf(trust: Trust): Promise<Generations> {
  const root = await issue('tsa root', { profile: PROFILES.root, to: AT + 30 * YEAR });
  const tsa = (cn: string, from: number, to: number) =>
    issue(cn, { issuer: root, profile: PROFILES.timestamping, from, to });
  return {
    trust: { ...trust, timestampAnchors: [...trust.timestampAnchors, root.certificatePem] },
    b: await tsa('tsa B', AT - DAY, AT + YEAR),
    c: await tsa('tsa C', AT + 300 * DAY, AT + 3 * YEAR),
    root,
  };
}

describe('core/verify renewal of time-stamps', () => {
  let fixture: Fixture;
  let g: Generations;
  let first: Uint8Array;
  before(async () => {
    const world = await createWorld();
    fixture = await buildFixture(world);
    g = await generationsOf(world.trust);
    first = tokenIn(fixture.files.get(PATHS.timestamp)!);
  });

  const tokenIn = (response: Uint8Array) => parseTimestampResponse(response).token!;
  const stamp = (tsa: Issued, over: Uint8Array, at: number) =>
    buildTimestampToken(c, {
      signer: tsa.signer,
      certificate: tsa.certificate,
      enclosed: [tsa.certificate],
      policy: '1.3.6.1.4.1.99999.1',
      algorithm: 'sha-256',
      digest: renewalDigest(c, over),
      serial: BigInt(at),
      genTime: at,
    });
  const verify = (tokens: readonly Uint8Array[], at: number | undefined, trust = g.trust) => {
    const files = new Map(fixture.files);
    for (const [i, token] of tokens.entries()) files.set(renewalPath(i + 1), encodeGranted(token));
    return verifyPackage(c, rebag(files), { trust, ...(at !== undefined && { at }) });
  };
  const chain = async () => {
    const second = await stamp(g.b, first, AT + 9 * DAY);
    return [second, await stamp(g.c, second, AT + 350 * DAY)] as const;
  };

  it('needs none while the certificate is good, and says until when it is', async () => {
    const check = checkOf(await verify([], TIMES.produced), 'timestamp-renewal');
    expect(check).to.include({ outcome: 'passed', code: 'OK' });
    expect(check.facts).to.deep.equal({
      renewals: 0,
      stampedAt: [new Date(TIMES.stamped).toISOString()],
      standsUntil: new Date(AT + 10 * DAY).toISOString(),
    });
    expect(check.sentence.en).to.include('not renewed so far');
  });

  it('is due once the certificate has run out; the time verdict stays', async () => {
    const last = await verify([], AT + 10 * DAY);
    expect(checkOf(last, 'timestamp-renewal').outcome).to.equal('passed');
    const report = await verify([], AT + 10 * DAY + 1);
    const check = checkOf(report, 'timestamp-renewal');
    expect(check).to.include({ outcome: 'not-checked', code: 'RENEWAL_DUE', subject: PATHS.timestamp });
    expect(check.facts).to.include({ reason: 'EXPIRED', renewals: 0 });
    expect(check.sentence.en).to.include('still proves what it proved');
    expect(checkOf(report, 'timestamp').outcome).to.equal('passed');
    expect(verdictsOf(report).time).to.equal('passed');
    expect(failures(report)).to.deep.equal([]);
  });

  it('judges no present that it was not given', async () => {
    expect(checkOf(await verify([], undefined), 'timestamp-renewal').outcome).to.equal('passed');
  });

  it('stands years later through the chain of renewals', async () => {
    const [second, third] = await chain();
    const report = await verify([second, third], AT + 2 * YEAR);
    expect(failures(report)).to.deep.equal([]);
    const check = checkOf(report, 'timestamp-renewal');
    expect(check.outcome).to.equal('passed');
    expect(check.facts).to.deep.include({
      renewals: 2,
      standsUntil: new Date(AT + 3 * YEAR).toISOString(),
    });
    expect(verdictsOf(report).time).to.equal('passed');
    // Without the last renewal it is due at that time.
    const shorter = checkOf(await verify([second], AT + 2 * YEAR), 'timestamp-renewal');
    expect(shorter).to.include({ code: 'RENEWAL_DUE', subject: renewalPath(1) });
  });

  it('is checked link by link by OpenSSL (skipped where the openssl program is missing)', async function () {
    if (!hasOpenssl) this.skip();
    const [second] = await chain();
    const shop = workshop();
    const stamped = shop.write('checkpoint.tsr', fixture.files.get(PATHS.timestamp)!);
    const extract = ['ts', '-reply', '-in', stamped, '-token_out', '-out', shop.path('checkpoint.token')];
    expect(openssl(extract).status).to.equal(0);
    const renewal = shop.write('renewal-01.tsr', encodeGranted(second));
    const verifyOver = (data: string) => {
      const at = String((AT + 10 * DAY) / 1000);
      const trusted = ['-CAfile', shop.write('root.pem', g.root.certificatePem), '-attime', at];
      return openssl(['ts', '-verify', '-data', data, '-in', renewal, ...trusted]).text;
    };
    expect(verifyOver(shop.path('checkpoint.token'))).to.include('Verification: OK');
    expect(verifyOver(stamped)).to.include('message imprint mismatch');
    shop.remove();
  });

  it('puts renewals into packages where they belong', async () => {
    const renewals = (await chain()).map((token) => ({ response: encodeGranted(token) }));
    const files = assemblePackage(c, { ...fixture.parts, renewals });
    const names = files.map(({ name }) => name);
    expect(names).to.include.members([renewalPath(1), renewalPath(2)]);
    expect(names).to.not.include(renewalPath(3));
  });

  describe('fails by name', () => {
    const failsWith = async (tokens: readonly Uint8Array[], failure: string, trust = g.trust) =>
      expect(failures(await verify(tokens, AT + 2 * YEAR, trust))).to.deep.equal([failure]);

    it('a renewal of something else', async () => {
      const [, third] = await chain();
      const foreign = await stamp(g.b, new Uint8Array(64), AT + 9 * DAY);
      await failsWith([foreign, third], `timestamp-renewal RENEWAL_IMPRINT ${renewalPath(1)}`);
    });

    it('renewals in another order, and one twice', async () => {
      const [second, third] = await chain();
      await failsWith([third, second], `timestamp-renewal RENEWAL_IMPRINT ${renewalPath(1)}`);
      await failsWith([second, second], `timestamp-renewal RENEWAL_IMPRINT ${renewalPath(2)}`);
    });

    it('a renewal after the certificate before it had run out; the last moment is in time', async () => {
      const intime = await stamp(g.b, first, AT + 10 * DAY);
      const newest = await stamp(g.c, intime, AT + 350 * DAY);
      expect(failures(await verify([intime, newest], AT + 2 * YEAR))).to.deep.equal([]);
      const late = await stamp(g.b, first, AT + 10 * DAY + 1000);
      await failsWith([late], `timestamp-renewal RENEWAL_LATE ${renewalPath(1)}`);
      const check = checkOf(await verify([late], AT + 2 * YEAR), 'timestamp-renewal');
      expect(check.facts).to.include({ of: PATHS.timestamp, reason: 'EXPIRED' });
    });

    it('a renewal after the certificate before it was revoked', async () => {
      const [second, third] = await chain();
      const revokedOn = async (revokedAt: number): Promise<Trust> => {
        const revoked = [{ serial: g.b.certificate.serial, revokedAt, reason: 1 }];
        const times = { thisUpdate: AT + 340 * DAY, nextUpdate: AT + 3 * YEAR, number: 1 };
        const { crlPem } = await issueCrl({ issuer: g.root, ...times, revoked });
        return { ...g.trust, crls: [crlPem] };
      };
      await failsWith(
        [second, third],
        `timestamp-renewal RENEWAL_LATE ${renewalPath(2)}`,
        await revokedOn(AT + 345 * DAY),
      );
      const after = await verify([second, third], AT + 2 * YEAR, await revokedOn(AT + 355 * DAY));
      expect(failures(after)).to.deep.equal([]);
    });

    it('a renewal by a certificate of another purpose, or of nobody known', async () => {
      const other = await issue('no tsa', {
        issuer: g.root,
        profile: PROFILES.documentSigning,
        to: AT + 3 * YEAR,
      });
      const wrong = await stamp(other, first, AT + DAY);
      await failsWith([wrong], `timestamp-renewal TIMESTAMP_CERTIFICATE ${renewalPath(1)}`);
      const [second] = await chain();
      const trust = fixture.world.trust;
      await failsWith([second], `timestamp-renewal TIMESTAMP_CERTIFICATE ${renewalPath(1)}`, trust);
    });

    it('a renewal that is damaged or unreadable', async () => {
      const [second] = await chain();
      const damaged = second.slice();
      damaged[damaged.length - 1]! ^= 1;
      await failsWith([damaged], `timestamp-renewal TIMESTAMP_SIGNATURE ${renewalPath(1)}`);
      const files = new Map(fixture.files).set(renewalPath(1), Uint8Array.of(0x30, 0));
      const report = await verifyPackage(c, rebag(files), { trust: g.trust, at: TIMES.produced });
      expect(failures(report)).to.deep.equal([`timestamp-renewal TIMESTAMP_FORMAT ${renewalPath(1)}`]);
    });

    it('a gap in the numbers, and more than there may be', async () => {
      const [second] = await chain();
      const alone = new Map(fixture.files).set(renewalPath(2), encodeGranted(second));
      expect(failures(await verifyPackage(c, rebag(alone), { trust: g.trust }))).to.deep.equal([
        `timestamp-renewal FILE_MISSING ${renewalPath(1)}`,
      ]);
      const beyond = renewalPath(MAX_RENEWALS + 1);
      const many = new Map(fixture.files).set(beyond, encodeGranted(second));
      expect(failures(await verifyPackage(c, rebag(many), { trust: g.trust }))).to.deep.equal([
        `contents FILE_UNKNOWN ${beyond}`,
      ]);
    });

    it('a renewal older than what it renews, and one from the future; clocks may differ by minutes', async () => {
      const early = await stamp(g.b, first, TIMES.stamped - 6 * MINUTE);
      await failsWith([early], `timestamp-renewal TIME_ORDER ${renewalPath(1)}`);
      const close = await stamp(g.b, first, TIMES.stamped - 4 * MINUTE);
      expect(failures(await verify([close], AT + 20 * DAY))).to.deep.equal([]);
      const [second] = await chain();
      expect(failures(await verify([second], AT + 8 * DAY))).to.deep.equal([
        `timestamp-renewal TIME_ORDER ${renewalPath(1)}`,
      ]);
    });
  });

  it('is not asked where the timestamp itself does not hold', async () => {
    const [second] = await chain();
    const files = new Map(fixture.files).set(renewalPath(1), encodeGranted(second));
    files.delete(PATHS.timestamp);
    const report = await verifyPackage(c, rebag(files), { trust: g.trust, at: TIMES.produced });
    expect(checkOf(report, 'timestamp-renewal')).to.include({ outcome: 'not-checked', code: 'DEPENDS_ON' });
    expect(verdictsOf(report).time).to.equal('not-checked');
  });
});
