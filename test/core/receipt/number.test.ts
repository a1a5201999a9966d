import { expect } from 'chai';
import fc from 'fast-check';
import { parseReceiptNumber, receiptNumber } from '../../../core/receipt/number.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { nodeCrypto as c } from '../../support/pki.ts';

const ID = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';

describe('core/receipt number', () => {
  it('is seven groups of four that lead back to the id', () => {
    const number = receiptNumber(c, ID);
    expect(number).to.match(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}$/);
    expect(parseReceiptNumber(c, number)).to.equal(ID);
  });

  it('never changes: printed receipts carry it', () => {
    expect(receiptNumber(c, ID)).to.equal('01KA-7JWT-RWFN-A9MF-JF1G-NQV7-GH8Z');
  });

  it('is read as people type it', () => {
    const number = receiptNumber(c, ID);
    const typed = ` ${number.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(parseReceiptNumber(c, typed)).to.equal(ID);
  });

  it('leads back from every id', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(parseReceiptNumber(c, receiptNumber(c, id))).to.equal(id);
      }),
    );
  });

  it('refuses a wrong, missing or further symbol', () => {
    const number = receiptNumber(c, ID);
    const other = number.startsWith('1') ? '2' : '1';
    for (const bad of [
      `${other}${number.slice(1)}`,
      number.slice(1),
      `${number}0`,
      '',
      'U'.repeat(28),
      'Z'.repeat(28),
    ])
      expectCoreError(() => parseReceiptNumber(c, bad), 'FORMAT', /no receipt number/);
  });

  it('refuses to number what is no id', () => {
    expectCoreError(() => receiptNumber(c, ID.toUpperCase()), 'MISUSE', /UUID/);
  });
});
