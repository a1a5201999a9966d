import { expect } from 'chai';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { ItemPart } from '../../../core/package/assemble.ts';
import { CHECKS } from '../../../core/verify/check-lists.ts';
import { trustFingerprint } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  filesOf,
  TIMES,
  zipOf,
} from '../../support/package-fixture.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

describe('core/verify package', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
  });
  const given = () => ({ trust: fixture.world.trust, at: TIMES.produced });

  it('passes a genuine package: four verdicts, the legal one open where nothing that answers it is filed', async () => {
    const report = await verifyPackage(c, fixture.zip, given());
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report)).to.deep.equal({
      integrity: 'passed',
      origin: 'passed',
      time: 'passed',
      completeness: 'passed',
      legal: 'not-checked',
    });
    expect(report.checks.map(({ id }) => id)).to.deep.equal(CHECKS.package.map(({ id }) => id));
    const open = report.checks.filter(({ outcome, weighs }) => outcome === 'not-checked' && weighs);
    expect(new Set(open.map(({ group }) => group))).to.deep.equal(new Set(['legal']));
    expect(checkOf(report, 'chain-seal')).to.include({ outcome: 'not-checked', weighs: false });
    expect(report.standing.en).to.include('not assessed');
    expect(report.standing.zh).to.include('不在核验范围');
  });

  it('comes to the same with the portable primitives', async () => {
    const native = await verifyPackage(c, fixture.zip, given());
    const portable = await verifyPackage(portableCrypto, fixture.zip, given());
    expect(portable.checks).to.deep.equal(native.checks);
    expect(portable.verifier.crypto).to.equal('portable');
  });

  it('leaves the origin open while the trust data is only what came along, and prints its fingerprint', async () => {
    const report = await verifyPackage(c, fixture.zip);
    const fingerprint = trustFingerprint(c, fixture.world.trust);
    expect(verdictsOf(report)).to.include({ integrity: 'passed', origin: 'not-checked' });
    expect(checkOf(report, 'trust-source')).to.include({
      outcome: 'not-checked',
      code: 'TRUST_FROM_PACKAGE',
    });
    expect(checkOf(report, 'trust-source').sentence.en).to.include(fingerprint);
    expect(checkOf(report, 'witnesses').outcome).to.equal('passed');
  });

  it('counts statements of the filer and of the service apart', async () => {
    const { facts } = checkOf(await verifyPackage(c, fixture.zip, given()), 'statement-certificates');
    expect(facts).to.deep.include({ filer: 3, service: 1, organisations: ['demo-bank'] });
  });

  it('lists expected, present and missing witnesses apart, by algorithm', async () => {
    const { facts } = checkOf(await verifyPackage(c, fixture.zip, given()), 'witnesses');
    expect(facts).to.deep.include({
      ed25519Expected: ['bank-ed25519', 'user-ed25519', 'commission-ed25519'],
      ed25519Present: ['bank-ed25519', 'user-ed25519', 'commission-ed25519'],
      ed25519Missing: [],
      mlDsa44Present: ['bank-mldsa44', 'user-mldsa44', 'commission-mldsa44'],
      mlDsa44Missing: [],
    });
  });

  it('verifies unpacked files, without the archive', async () => {
    const report = await verifyPackage(c, fixture.files, given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'archive')).to.include({ outcome: 'not-checked', code: 'UNPACKED' });
    expect(verdictsOf(report)).to.include({ integrity: 'passed' });
  });

  it('says of each time whose clock it is, and which are proven', async () => {
    const { times } = await verifyPackage(c, fixture.zip, given());
    const stamp = times.find(({ source }) => source === 'tsa');
    expect(stamp).to.include({ at: '2026-03-15T12:11:00.000Z', verified: true });
    expect(times.find(({ source }) => source === 'chain')).to.include({ verified: false });
    expect(times.filter(({ source }) => source === 'witness')).to.have.length(6);
  });

  it('is the same bytes for the same content', async () => {
    expect(zipOf(filesOf(fixture.parts))).to.deep.equal(fixture.zip);
  });

  const changed = (change: (items: ItemPart<Uint8Array>[]) => void, over: Partial<Fixture['parts']> = {}) => {
    const items = fixture.parts.items.map((item) => ({ ...item }));
    change(items);
    return zipOf(filesOf({ ...fixture.parts, ...over, items }));
  };

  it('passes a redacted package and says how much is withheld', async () => {
    const zip = changed((items) => {
      const { content } = items[1]!;
      if (!('record' in content)) throw new Error('no record');
      const redacted = redact(
        c,
        parseSdJwt(content.record),
        ([member, name]) => member !== 'fields' || name !== 'amount',
      );
      items[1] = { ...items[1]!, content: { ...content, record: formatSdJwt(redacted) } };
    });
    const report = await verifyPackage(c, zip, given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'records').facts).to.include({ redacted: 1 });
  });

  it('passes a package in which an item is erased: its entry and proof still count', async () => {
    const zip = changed((items) => {
      items[2] = { ...items[2]!, content: { withheld: 'erased' } };
    });
    const report = await verifyPackage(c, zip, given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'records').facts).to.deep.include({ records: 3, withheld: ['3'] });
    expect(verdictsOf(report)).to.include({ completeness: 'passed' });
  });

  it('names documents that are recorded but not in the package', async () => {
    const zip = changed((items) => {
      const { content } = items[0]!;
      if (!('record' in content)) throw new Error('no record');
      items[0] = { ...items[0]!, content: { ...content, documents: content.documents.slice(1) } };
    });
    const report = await verifyPackage(c, zip, given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'documents').facts.recordedOnly).to.deep.equal(['1: 借款合同 & 附件.pdf']);
  });

  it('leaves origin and time open when seal and timestamp are not there yet', async () => {
    const { seal: _, timestamp: __, ...parts } = fixture.parts;
    const report = await verifyPackage(c, zipOf(filesOf(parts)), given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'timestamp')).to.include({ outcome: 'not-checked', code: 'NOT_IN_PACKAGE' });
    expect(checkOf(report, 'chain-confirmations')).to.include({
      outcome: 'not-checked',
      code: 'NOT_IN_PACKAGE',
    });
    expect(verdictsOf(report)).to.include({
      origin: 'not-checked',
      time: 'not-checked',
      integrity: 'passed',
    });
  });
});
