/** A receipt beside a package of the loan: an item that its filer leaves out is proven by the receipt alone. */
import { expect } from 'chai';
import { formatReceipt } from '../../../core/receipt/receipt.ts';
import type { Report } from '../../../core/verify/report.ts';
import { verifyPackage, verifyReceipt } from '../../../core/verify/verify.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  rebag,
  TIMES,
  zipOf,
} from '../../support/package-fixture.ts';
import { earlyReceipt, sealedReceipt } from '../../support/receipt-fixture.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

describe('core/verify receipt against a package', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
  });
  const options = () => ({ trust: fixture.world.trust, at: TIMES.produced });
  const held = async (package_: Uint8Array, sequence = 3): Promise<Report> =>
    verifyReceipt(c, sealedReceipt(fixture, sequence), [], { ...options(), against: package_ });

  it('passes when the package holds the item, and fails nothing when none is given', async () => {
    const report = await held(fixture.zip);
    expect(checkOf(report, 'in-package')).to.include({ outcome: 'passed', code: 'OK' });
    expect(checkOf(report, 'in-package').facts).to.include({ sequence: 3, loan: 'XJ-2026-000123' });
    expect(verdictsOf(report).completeness).to.equal('not-checked');
    const alone = await verifyReceipt(c, sealedReceipt(fixture), [], options());
    expect(checkOf(alone, 'in-package')).to.include({ outcome: 'not-checked', code: 'NOT_GIVEN' });
  });

  it('proves an item that the package leaves out', async () => {
    const without = new Map([...fixture.files].filter(([path]) => !/\/0*3[./-]/.test(path)));
    expect(without.size).to.be.lessThan(fixture.files.size);
    const report = await held(rebag(without));
    expect(failures(report)).to.deep.equal(['in-package ITEM_LEFT_OUT package']);
    expect(verdictsOf(report)).to.include({
      integrity: 'not-checked',
      origin: 'passed',
      completeness: 'failed',
    });
    expect(checkOf(report, 'in-package').sentence.en).to.include('leaves out item 3');
  });

  it('shows a second stream of the loan, whose package is clean by itself', async () => {
    const other = await buildFixture(fixture.world, { items: 3 });
    const alone = await verifyPackage(c, other.zip, options());
    expect(verdictsOf(alone).completeness).to.not.equal('failed');
    expect(failures(await held(other.zip))).to.deep.equal(['in-package SECOND_STREAM package']);
    const early = await verifyReceipt(c, await earlyReceipt(fixture, [], 3), [], {
      ...options(),
      against: other.zip,
    });
    expect(failures(early), 'an early receipt does it as well').to.deep.equal([
      'in-package SECOND_STREAM package',
    ]);
  });

  it('shows two histories of the log', async () => {
    const files = new Map(fixture.files);
    const path = [...files.keys()].find((name) => /^proof\/entries\/0*3\.json$/.test(name))!;
    files.set(path, fixture.entries[3]!);
    const report = await held(zipOf(files));
    expect(failures(report)).to.deep.equal(['in-package ITEM_DIFFERS package']);
  });

  it('accuses nobody when the two cannot be compared', async () => {
    const code = async (receipt: Fixture, package_: Uint8Array, sequence: number) =>
      checkOf(
        await verifyReceipt(c, sealedReceipt(receipt, sequence), [], { ...options(), against: package_ }),
        'in-package',
      );
    const longer = await buildFixture(fixture.world, { items: 6 });
    expect(await code(longer, fixture.zip, 6)).to.include({
      outcome: 'not-checked',
      code: 'ITEM_AFTER_CLOSING',
    });
    const foreign = await buildFixture(fixture.world, { record: () => ({ loan: 'another' }) });
    expect(await code(foreign, fixture.zip, 2)).to.include({
      outcome: 'not-checked',
      code: 'PACKAGE_UNRELATED',
    });
    const unread = await held(new Uint8Array([1, 2, 3]));
    expect(checkOf(unread, 'in-package')).to.include({ outcome: 'not-checked', code: 'PACKAGE_UNRELATED' });
  });

  it('names a receipt whose own origin is not that of its proof', async () => {
    const receipt = { ...sealedReceipt(fixture), origin: 'log.example/other' };
    const report = await verifyReceipt(c, formatReceipt(receipt), [], options());
    expect(failures(report)).to.deep.equal(['receipt RECEIPT_FORMAT origin']);
    expect(checkOf(report, 'receipt').facts).to.include({
      expected: 'log.example/other',
      found: 'triseal.local/test',
    });
  });
});
