import { LEGAL_RULES } from '../../../legal/rules.ts';
import { flag, objects, text } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Context } from '../../context.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, itemsOrFinding, sameName } from './common.ts';

/** The agreement to arbitrate: intent, matters, the commission by its exact full name, acknowledged separately, between the parties of the contract. */
export const arbitration: Check = {
  id: 'arbitration',
  group: 'legal',
  title: { en: 'Arbitration agreement', zh: '仲裁协议' },
  spec: 'Arbitration Law article 16; Enforcement Provisions 2018 article 13',
  weighs: true,
  passed: {
    en: 'The parties agreed to arbitrate with {commission}, acknowledged separately; matters: {matters}.',
    zh: '当事人约定提交 {commission} 仲裁，并经单独确认；仲裁事项：{matters}。',
  },
  run(context) {
    const found = itemsOrFinding(context, 'ARBAG');
    if ('finding' in found) return { findings: [found.finding], facts: {} };
    const item = found.items.at(-1)!;
    return {
      findings: [
        ...nameOf(item),
        ...acknowledgement(item),
        ...partyFindings(context, item),
        ...claimFindings(context, item),
      ],
      facts: {
        commission: text(item, 'commission_name') ?? null,
        matters: text(item, 'matters') ?? null,
        item: item.name,
      },
    };
  },
};

function nameOf(item: LoanItem): Finding[] {
  const found = text(item, 'commission_name');
  if (found === undefined) return [fieldNotShown(item, 'commission_name')];
  const { commissions } = LEGAL_RULES;
  if (commissions.some(({ name, aliases }) => [name, ...aliases].includes(found))) return [];
  const near = commissions.filter(({ place }) => found.includes(place)).map(({ name }) => name);
  const facts = { item: item.name, found, expected: near };
  // A name of a place that the register knows, but not that name, is the mistake that makes agreements fail.
  return [
    near.length > 0
      ? failed('COMMISSION_NAME', item.file, facts)
      : notChecked('COMMISSION_UNKNOWN', item.file, facts),
  ];
}

function acknowledgement(item: LoanItem): Finding[] {
  const [separate, online] = [flag(item, 'separate_acknowledgement'), flag(item, 'online_procedure')];
  if (separate === undefined) return [fieldNotShown(item, 'separate_acknowledgement')];
  const facts = { item: item.name };
  return [
    ...(separate ? [] : [failed('NOT_ACKNOWLEDGED', item.file, facts)]),
    ...(online === false ? [failed('ONLINE_NOT_AGREED', item.file, facts)] : []),
    ...(online === undefined ? [fieldNotShown(item, 'online_procedure')] : []),
  ];
}

/** Lender and borrower of the contract are parties of the agreement. */
function partyFindings({ loan }: Context, item: LoanItem): Finding[] {
  const contract = loan.file().of('CONTRACT')[0];
  const names = objects(item, 'parties')?.map(({ name }) => String(name));
  if (names === undefined) return [fieldNotShown(item, 'parties')];
  if (contract === undefined) return [];
  return (['lender', 'borrower'] as const).flatMap((role) => {
    const expected = text(contract, role);
    if (expected === undefined || names.some((name) => sameName(name, expected))) return [];
    return [failed('PARTY_DIFFERS', item.file, { item: item.name, role, expected, found: names })];
  });
}

/** The request goes to the commission agreed, after the agreement and after the dispute arose. */
function claimFindings({ loan }: Context, item: LoanItem): Finding[] {
  const request = loan.file().of('CLAIM').at(-1);
  if (request === undefined) return [];
  const findings: Finding[] = [];
  const [agreed, asked] = [text(item, 'commission_name'), text(request, 'commission_name')];
  if (agreed !== undefined && asked !== undefined && agreed !== asked) {
    findings.push(failed('COMMISSION_DIFFERS', request.file, { expected: agreed, found: asked }));
  }
  const filed = Date.parse(text(request, 'filed_at') ?? '');
  const since = loan.file().of('OVERDUE')[0];
  const dispute = Date.parse((since && text(since, 'overdue_since')) ?? '');
  if (filed < dispute) {
    const facts = { filed: text(request, 'filed_at')!, since: text(since!, 'overdue_since')! };
    findings.push(failed('BEFORE_DISPUTE', request.file, facts));
  }
  return findings;
}
