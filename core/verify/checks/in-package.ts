import { equal, hex } from '../../bytes.ts';
import type { Check } from '../check.ts';
import { failed, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** The item that the receipt proves is in the package that was given with it: what a filer leaves out, its receipt shows. */
export const inPackage: Check = {
  id: 'in-package',
  group: 'completeness',
  title: { en: 'In the package', zh: '是否在证据包中' },
  spec: 'docs/spec/receipt.md section 4',
  weighs: false,
  passed: {
    en: 'The package holds the item that the receipt proves, as item {sequence} of loan {loan}.',
    zh: '证据包中含有凭证所证明的存证，为贷款 {loan} 的第 {sequence} 项。',
  },
  run(context) {
    const { against, items } = context;
    if (against === undefined) return { findings: [notChecked('NOT_GIVEN', 'package')], facts: {} };
    const sequence = items[0]?.sequence ?? 0;
    const loan = loanOf(context) ?? null;
    return { findings: findings(context, against), facts: { sequence, loan } };
  },
};

/** The loan's number is disclosed in the record, whether or not its stream can be opened. */
function loanOf({ opening, items }: Context): string | undefined {
  return opening?.loan ?? openedValue(items[0]!.record)?.opened.record.loan;
}

function findings(receipt: Context, against: Context): Finding[] {
  const entry = openedValue(receipt.items[0]!.entry);
  const index = openedValue(receipt.items[0]!.proof)?.index;
  const mine = openedValue(receipt.checkpoint)?.checkpoint;
  const list = openedValue(against.data);
  const closing = openedValue(against.checkpoint)?.checkpoint;
  if (
    entry === undefined ||
    index === undefined ||
    mine === undefined ||
    list === undefined ||
    closing === undefined
  )
    return [notChecked('PACKAGE_UNRELATED', 'package', { why: 'one of the two cannot be read' })];
  const loan = loanOf(receipt);
  if (mine.origin !== closing.origin || loan === undefined || loan !== list.loan) {
    const why = mine.origin === closing.origin ? 'another loan' : 'another log';
    return [notChecked('PACKAGE_UNRELATED', 'package', { why, expected: loan ?? null, found: list.loan })];
  }
  if (index >= closing.size)
    return [notChecked('ITEM_AFTER_CLOSING', 'package', { index, closing: closing.size })];
  const facts = { sequence: entry.sequence, index, items: against.items.length };
  if (!equal(entry.stream, list.stream.id)) return [failed('SECOND_STREAM', 'package', facts)];
  const same = against.items.find(({ sequence }) => sequence === entry.sequence);
  if (same?.leafHash === undefined) return [failed('ITEM_LEFT_OUT', 'package', facts)];
  const [expected, found] = [receipt.items[0]!.leafHash!, same.leafHash];
  if (equal(expected, found)) return [];
  return [failed('ITEM_DIFFERS', 'package', { ...facts, expected: hex(expected), found: hex(found) })];
}
