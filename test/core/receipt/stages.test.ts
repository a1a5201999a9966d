/** One item on its way from logged to sealed: the number stays, and no earlier receipt is made wrong by a later one. */
import { expect } from 'chai';
import { receiptNumber } from '../../../core/receipt/number.ts';
import { receiptPage } from '../../../core/receipt/page.ts';
import { formatReceipt, type Receipt } from '../../../core/receipt/receipt.ts';
import { verifyReceipt } from '../../../core/verify/verify.ts';
import { buildFixture, c, createWorld, type Fixture, TIMES } from '../../support/package-fixture.ts';
import { earlyReceipt, sealedReceipt } from '../../support/receipt-fixture.ts';
import { checkOf, failures } from '../../support/report.ts';

describe('core/receipt stages', () => {
  let fixture: Fixture;
  let receipts: Receipt[];
  before(async () => {
    fixture = await buildFixture(await createWorld());
    receipts = [
      await earlyReceipt(fixture),
      await earlyReceipt(fixture, ['bank', 'user']),
      await earlyReceipt(fixture, ['bank', 'user', 'commission']),
      sealedReceipt(fixture),
    ];
  });

  it('keeps one number', () => {
    expect(new Set(receipts.map(({ id }) => receiptNumber(c, id))).size).to.equal(1);
    const titles = receipts.map(
      (receipt) => receiptPage(c, { receipt, checkUrl: 'https://x.example/r/1' }).mark,
    );
    expect(new Set(titles).size).to.equal(1);
  });

  it('keeps every receipt valid, whatever stage it says, also years later', async () => {
    for (const receipt of receipts) {
      const at = TIMES.produced + 9 * 366 * 86_400_000;
      const report = await verifyReceipt(c, formatReceipt(receipt), [], { trust: fixture.world.trust, at });
      expect(failures(report), receipt.state.stage).to.deep.equal([]);
      for (const id of [
        'receipt',
        'inclusion',
        'checkpoint',
        'statement-signatures',
        'statement-certificates',
      ])
        expect(checkOf(report, id).outcome, `${receipt.state.stage} ${id}`).to.equal('passed');
    }
  });

  it('proves more from stage to stage', async () => {
    const passed = await Promise.all(
      receipts.map(async (receipt) => {
        const report = await verifyReceipt(c, receipt, [], {
          trust: fixture.world.trust,
          at: TIMES.produced,
        });
        return report.checks.filter(({ outcome }) => outcome === 'passed').length;
      }),
    );
    expect(passed).to.deep.equal([...passed].sort((a, b) => a - b));
    expect(passed.at(-1)).to.be.greaterThan(passed[0]!);
  });

  it('says the same content on every page', () => {
    const bodies = receipts.map((receipt) => {
      const { sections } = receiptPage(c, { receipt, checkUrl: 'https://x.example/r/1' });
      return JSON.stringify(sections.find(({ id }) => id === 'content'));
    });
    expect(new Set(bodies).size).to.equal(1);
  });
});
