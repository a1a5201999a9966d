import { text } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import { dayOf } from '../../../money/days.ts';
import { MONEY_RULES } from '../../../money/rules.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, itemsOrFinding } from './common.ts';

/** The borrower was told that everything falls due, before the day from which it does. */
export const notice: Check = {
  id: 'notice',
  group: 'legal',
  title: { en: 'Notice of acceleration', zh: '提前到期通知' },
  spec: 'Civil Code article 137; docs/spec/checks.md section 5',
  weighs: true,
  passed: {
    en: 'The notice of {notice} that the loan falls due on {due} reached the borrower ({result}).',
    zh: '{notice} 发出的提前到期通知（到期日 {due}）已到达借款人（{result}）。',
  },
  run(context) {
    const found = itemsOrFinding(context, 'ACCEL');
    if ('finding' in found) return { findings: [found.finding], facts: {} };
    const reached = found.items.find((item) => REACHED.has(text(item, 'result') ?? ''));
    const item = reached ?? found.items.at(-1)!;
    return {
      findings: noticeFindings(item),
      facts: {
        notice: text(item, 'notice_time') ?? null,
        due: text(item, 'due_date') ?? null,
        result: text(item, 'result') ?? null,
        channel: text(item, 'channel') ?? null,
        demands: context.loan
          .file()
          .of('DUN')
          .map(({ name }) => name),
      },
    };
  },
};

const REACHED = new Set(['delivered', 'read']);

function noticeFindings(item: LoanItem): Finding[] {
  const result = text(item, 'result');
  if (result === undefined) return [fieldNotShown(item, 'result')];
  const facts = { item: item.name, channel: text(item, 'channel') ?? null, result };
  if (result === 'sent') return [notChecked('NOTICE_OPEN', item.file, facts)];
  if (!REACHED.has(result)) return [failed('NOTICE_BOUNCED', item.file, facts)];
  const [told, due] = [text(item, 'notice_time'), text(item, 'due_date')];
  if (told === undefined || due === undefined)
    return [fieldNotShown(item, told === undefined ? 'notice_time' : 'due_date')];
  if (dayOf(told, MONEY_RULES.zone) <= due) return [];
  return [failed('NOTICE_LATE', item.file, { ...facts, told, due })];
}
