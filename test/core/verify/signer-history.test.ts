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
import { modelOf } from '../../support/report-model.ts';

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
    expect(checkOf(report, 'statement-certificates').facts).to.include({
      rule: 'withdrawn before',
      reason: 'key-compromise',
    });
  });

  it('knows a certificate only from its registration on', async () => {
    expect(await certificateFailures({ from: iso(0), to: null, reason: null })).to.deep.equal([]);
    expect(await certificateFailures({ from: iso(received + 1) })).to.include(
      'statement-certificates CERTIFICATE_EXPIRED proof/entries/0002.json',
    );
  });

  it('lets a chain address end with its reason, and confirm nothing from then on', async () => {
    const ended = (to: number): Trust => ({
      ...world.trust,
      parties: world.trust.parties.map((party) => ({
        ...party,
        chainAddresses: party.chainAddresses.map((one) => ({
          ...one,
          to: iso(to),
          reason: 'superseded' as const,
        })),
      })),
    });
    const later = ended(TIMES.witnessed + 1);
    expect(parseTrust(encodeTrust(later))).to.deep.equal(later);
    const verified = (trust: Trust) => verifyPackage(c, fixture.zip, { trust, at: TIMES.produced });
    expect(failures(await verified(later))).to.deep.equal([]);
    expect(checkOf(await verified(ended(TIMES.witnessed)), 'chain-confirmations').code).to.equal(
      'CONFIRMATION_SIGNER',
    );
    const bored = JSON.parse(JSON.stringify(later).replaceAll('superseded', 'bored')) as Trust;
    expectCoreError(() => encodeTrust(bored), 'FORMAT', 'as parties[].chainAddresses[].reason');
  });

  it('is told in the report for people, with the reasons', async () => {
    const [bank, ...others] = world.trust.parties;
    const [address] = bank!.chainAddresses;
    const history = { from: iso(TIMES.filed), to: iso(TIMES.produced) };
    const trust: Trust = {
      ...trustWith({ ...history, reason: 'key-compromise' }),
      parties: [{ ...bank!, chainAddresses: [{ ...address!, ...history, reason: 'superseded' }] }, ...others],
    };
    const model = await modelOf(fixture, { trust });
    const told = JSON.stringify(model.document.sections.find(({ id }) => id === 'keys'));
    expect(told)
      .to.contain(address!.address)
      .and.contain('in use from 2026-03-15, ended 2026-03-15: superseded');
    expect(told).to.contain('自 2026-03-15 启用，2026-03-15 停用：密钥泄露');
    const plain = await modelOf(fixture);
    expect(JSON.stringify(plain.document.sections.find(({ id }) => id === 'keys'))).to.not.contain(
      'in use from',
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
