/** Key history: a statement stands when the log received it while its certificate was registered. */
import { expect } from 'chai';
import { parseEntry, receivedMs } from '../../../core/entry/entry.ts';
import { encodeTrust, parseTrust, type Trust, type TrustSigner } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  TIMES,
  type World,
} from '../../support/package-fixture.ts';
import { checkOf, failures } from '../../support/report.ts';

describe('core/verify: history of a signer’s key', () => {
  let world: World;
  let fixture: Fixture;
  let received: number;
  before(async () => {
    world = await createWorld();
    fixture = await buildFixture(world);
    received = receivedMs(parseEntry(fixture.files.get('proof/entries/0002.json')!));
  });

  const trustWith = (history: Partial<TrustSigner>): Trust => {
    const [filer, ...others] = world.trust.signers;
    return { ...world.trust, signers: [{ ...filer!, ...history }, ...others] };
  };
  const under = (history: Partial<TrustSigner>) =>
    verifyPackage(c, fixture.zip, { trust: trustWith(history), at: TIMES.produced });
  const iso = (ms: number) => new Date(ms).toISOString();
  const certificateFailures = async (history: Partial<TrustSigner>) =>
    failures(await under(history)).filter((line) => line.startsWith('statement-certificates'));

  it('lets stand what was received before the end, and nothing from the end on', async () => {
    expect(await certificateFailures({ to: iso(received + 1), reason: 'superseded' })).to.not.include(
      'statement-certificates CERTIFICATE_REVOKED proof/entries/0002.json',
    );
    const report = await under({ to: iso(received), reason: 'key-compromise' });
    expect(failures(report)).to.include('statement-certificates CERTIFICATE_REVOKED proof/entries/0002.json');
    expect(checkOf(report, 'statement-certificates').facts).to.include({ rule: 'withdrawn before' });
  });

  it('knows a certificate only from its registration on', async () => {
    expect(await certificateFailures({ from: iso(0), to: null, reason: null })).to.deep.equal([]);
    expect(await certificateFailures({ from: iso(received + 1) })).to.include(
      'statement-certificates CERTIFICATE_EXPIRED proof/entries/0002.json',
    );
  });

  it('keeps the history through encoding, and refuses what is no time or reason', () => {
    const trust = trustWith({ from: iso(0), to: iso(received), reason: 'superseded' });
    expect(parseTrust(encodeTrust(trust))).to.deep.equal(trust);
    for (const [history, rule] of [
      [{ to: 'tomorrow' }, 'UTC time or null as signers[].to'],
      [{ reason: 'bored' }, 'as signers[].reason'],
      [{ ended: true }, 'no members but those'],
    ] as const) {
      expectCoreError(() => encodeTrust(trustWith(history as never)), 'FORMAT', rule);
    }
  });
});
