import { objects, text, texts } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import type { Check } from '../../check.ts';
import { failed } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, itemsOrFinding } from './common.ts';

/** A tick or a pop-up alone does not draw anybody's attention to a clause. */
const ALONE = new Set(['tick-box', 'pop-up']);
/** Acts of the reader that show a clause was before their eyes. */
const READING = new Set(['scroll', 'dwell', 'expand']);

/** Standard terms were brought to the borrower's attention: emphasised clauses, and the trace of their being read. */
export const prompting: Check = {
  id: 'prompting',
  group: 'legal',
  title: { en: 'Standard terms drawn to attention', zh: '格式条款的提示' },
  spec: 'SPC Interpretation on the General Part of Contracts (2023) article 10(3)',
  weighs: true,
  passed: {
    en: '{clauses, plural, =1 {One clause was} other {# clauses were}} emphasised ({manner}), and the trace shows that {clauses, plural, =1 {it was} other {they were}} before the reader.',
    zh: '{clauses} 项条款以 {manner} 方式重点提示，交互轨迹显示已呈现于阅读者。',
  },
  run(context) {
    const found = itemsOrFinding(context, 'PROMPT');
    if ('finding' in found) return { findings: [found.finding], facts: {} };
    const clauses = found.items.flatMap((item) => objects(item, 'emphasised') ?? []);
    const manner = [...new Set(found.items.flatMap((item) => texts(item, 'manner') ?? []))];
    return {
      findings: found.items.flatMap(promptFindings),
      facts: { clauses: clauses.length, manner, items: found.items.map(({ name }) => name) },
    };
  },
};

function promptFindings(item: LoanItem): Finding[] {
  const manner = texts(item, 'manner');
  const emphasised = objects(item, 'emphasised');
  const trace = objects(item, 'trace');
  if (manner === undefined) return [fieldNotShown(item, 'manner')];
  if (manner.every((one) => ALONE.has(one))) {
    const shown = text(item, 'shown_at') ?? null;
    return [failed('TICK_BOX_ONLY', item.file, { item: item.name, manner, shown })];
  }
  if (emphasised === undefined) return [fieldNotShown(item, 'emphasised')];
  if (trace === undefined) return [fieldNotShown(item, 'trace')];
  if (emphasised.length === 0)
    return [failed('NO_CLAUSE_EMPHASISED', item.file, { item: item.name, manner })];
  const acts = [...new Set(trace.map(({ action }) => String(action)))];
  return acts.some((act) => READING.has(act))
    ? []
    : [failed('READING_NOT_TRACED', item.file, { item: item.name, acts })];
}
