/** The items of a package beside its report: every item once, those that hold with their record, and nothing from bytes that are no package. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { caseItems } from '../../../core/report/case-file.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';

const c = createNodeCrypto();
const golden = new URL('../../golden/defective-loan-v1.zip', import.meta.url);

describe('core/report/case-file', () => {
  const items = caseItems(c, new Uint8Array(readFileSync(golden)));

  it('has every item of the package by its number, with what its record says', () => {
    expect(items.map(({ sequence }) => sequence)).to.deep.equal(items.map((_, i) => i + 1));
    const paid = items.find(({ name }) => name === 'DISB-01');
    expect(paid).to.include({ sequence: 21, state: 'holds' });
    expect(paid?.record.fields).to.deep.include({ net_amount: { amount: '28920.00', currency: 'CNY' } });
    expect(paid?.received).to.match(/Z$/);
  });

  it('reads nothing from bytes that are no package, and does not throw', () => {
    expect(caseItems(c, new Uint8Array())).to.deep.equal([]);
    expect(caseItems(c, new Uint8Array(4096).fill(7))).to.deep.equal([]);
  });
});
