import { expect } from 'chai';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import { loanFile, type RecordSource } from '../../../core/loan/loan-file.ts';

const source = (
  sequence: number,
  record: Partial<EvidenceRecord>,
  over: Partial<RecordSource> = {},
): RecordSource => ({ sequence, file: `item-${sequence}`, state: 'holds', record, ...over });

const filed = (type: string, reference: string, organisation = 'bank', supersedes?: number) =>
  ({
    type,
    reference,
    fields: {},
    filing: { organisation, signedBy: 'filer' },
    ...(supersedes === undefined ? {} : { supersedes: { id: 'x', sequence: supersedes } }),
  }) as const;

describe('core/loan file', () => {
  it('finds items by type in the order of the stream, and by number', () => {
    const file = loanFile([
      source(1, filed('CONTRACT', 'C')),
      source(2, filed('REPAY', 'R-1')),
      source(3, filed('REPAY', 'R-2')),
    ]);
    expect(file.of('REPAY').map(({ name }) => name)).to.deep.equal(['R-1', 'R-2']);
    expect(file.byReference('R-2')?.sequence).to.equal(3);
    expect(file.byReference('__proto__')).to.equal(undefined);
    expect(file.byReference(7)).to.equal(undefined);
  });

  it('keeps apart what is hidden, what does not hold, and what has no type to show', () => {
    const file = loanFile([
      source(1, filed('CONTRACT', 'C')),
      { sequence: 2, file: 'item-2', state: 'hidden' },
      source(3, {}),
      source(4, filed('REPAY', 'R'), { state: 'unsound' }),
    ]);
    expect(file.items.map(({ sequence }) => sequence)).to.deep.equal([1]);
    expect(file.hidden).to.deep.equal([2, 3]);
    expect(file.unsound).to.deep.equal([4]);
  });

  it('says that fields are withheld when some are, or all of them', () => {
    const { fields: _, ...without } = filed('REPAY', 'R');
    const file = loanFile([
      source(1, filed('REPAY', 'A'), { withheld: [{ path: '/fields', count: 1 }] }),
      source(2, without),
      source(3, filed('REPAY', 'B'), { withheld: [{ path: '/documents', count: 2 }] }),
    ]);
    expect(file.items.map(({ redacted }) => redacted)).to.deep.equal([true, true, false]);
  });

  it('leaves out what its own filer superseded with the same type, and nothing else', () => {
    const names = (...sources: RecordSource[]) => loanFile(sources).items.map(({ name }) => name);
    const first = source(1, filed('REPAY', 'old'));
    expect(names(first, source(2, filed('REPAY', 'new', 'bank', 1)))).to.deep.equal(['new']);
    expect(names(first, source(2, filed('REPAY', 'foreign', 'borrower', 1)))).to.deep.equal([
      'old',
      'foreign',
    ]);
    expect(names(first, source(2, filed('CALC', 'other', 'bank', 1)))).to.deep.equal(['old', 'other']);
    expect(names(source(2, filed('REPAY', 'self', 'bank', 2)))).to.deep.equal(['self']);
  });

  it('gives a number to the first item that has it', () => {
    const file = loanFile([source(1, filed('SRVADDR', 'A')), source(2, filed('SRVADDR', 'A', 'borrower'))]);
    expect(file.byReference('A')?.sequence).to.equal(1);
  });
});
