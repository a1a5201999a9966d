import { text } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, itemsOrFinding, nameFinding, sameName } from './common.ts';

/** The claimant is the lender of the contract, or holds the claim by a chain of assignments of which the borrower was told. */
export const assignment: Check = {
  id: 'assignment',
  group: 'legal',
  title: { en: 'Standing of the claimant', zh: '申请人的债权人资格' },
  spec: 'Civil Code articles 545 and 546',
  weighs: true,
  passed: {
    en: 'The claimant {claimant} is the creditor{assignments, plural, =0 {, with no assignment on record} =1 {, by one assignment} other {, by # assignments}}.',
    zh: '申请人 {claimant} 为债权人，{assignments, plural, =0 {未见债权转让记录} other {其间债权转让 # 次}}。',
  },
  run(context) {
    const contract = itemsOrFinding(context, 'CONTRACT');
    const request = itemsOrFinding(context, 'CLAIM');
    if ('finding' in contract) return { findings: [contract.finding], facts: {} };
    if ('finding' in request) return { findings: [request.finding], facts: {} };
    const claimed = request.items.at(-1)!;
    const assignments = context.loan.file().of('ASSIGN');
    const lender = text(contract.items[0]!, 'lender');
    const claimant = text(claimed, 'claimant');
    const facts = { claimant: claimant ?? null, lender: lender ?? null, assignments: assignments.length };
    if (lender === undefined) return { findings: [fieldNotShown(contract.items[0]!, 'lender')], facts };
    if (claimant === undefined) return { findings: [fieldNotShown(claimed, 'claimant')], facts };
    const findings = [
      ...chainFindings(assignments, lender, claimant, claimed),
      ...assignments.flatMap(noticeFindings),
      ...nameFinding(claimed, 'borrower', text(contract.items[0]!, 'borrower'), text(claimed, 'respondent')),
    ];
    return { findings, facts };
  },
};

/** Each assignee is the next assignor, from the lender to the claimant. */
function chainFindings(
  assignments: readonly LoanItem[],
  lender: string,
  claimant: string,
  claimed: LoanItem,
): Finding[] {
  let holder = lender;
  for (const item of byTime(assignments)) {
    const [from, to] = [text(item, 'assignor'), text(item, 'assignee')];
    if (from === undefined || to === undefined)
      return [fieldNotShown(item, from === undefined ? 'assignor' : 'assignee')];
    if (!sameName(from, holder)) {
      return [failed('ASSIGNMENT_BROKEN', item.file, { item: item.name, expected: holder, found: from })];
    }
    holder = to;
  }
  return sameName(holder, claimant)
    ? []
    : [failed('STANDING_NOT_SHOWN', claimed.file, { item: claimed.name, expected: holder, found: claimant })];
}

function byTime(items: readonly LoanItem[]): LoanItem[] {
  return [...items].sort(
    (a, b) => Date.parse(text(a, 'assigned_at') ?? '') - Date.parse(text(b, 'assigned_at') ?? ''),
  );
}

function noticeFindings(item: LoanItem): Finding[] {
  const result = text(item, 'notice_result');
  const facts = { item: item.name, result: result ?? null, channel: text(item, 'notice_channel') ?? null };
  if (result === 'delivered' || result === 'read') return [];
  if (result === undefined && item.redacted) return [fieldNotShown(item, 'notice_result')];
  if (result === 'sent') return [notChecked('NOTICE_OPEN', item.file, facts)];
  return [failed('ASSIGNMENT_NOT_NOTIFIED', item.file, facts)];
}
