import { type AssessedLine, assessLines } from '../../legal/assess.ts';
import { LEGAL_RULES } from '../../legal/rules.ts';
import type { Check } from '../check.ts';
import { failed, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import type { CheckResult, Finding } from '../report.ts';

/** What the rules of evidence ask, article by article, answered from the other checks. The rule set is data with a version of its own. */
export const legalList: Check = {
  id: 'legal-list',
  group: 'legal',
  title: { en: 'Legal check list', zh: '法律核对清单' },
  spec: 'docs/spec/checks.md section 6',
  weighs: true,
  passed: {
    en: 'Of {lines} points, {met} are met{notMet, plural, =0 {} =1 {; one that would help but is not required is not} other {; # that would help but are not required are not}}; {outside} are for the tribunal, no package can answer them. Rule set {rules}.',
    zh: '共 {lines} 项，满足 {met} 项{notMet, plural, =0 {} other {，不满足 # 项（有助于认定，但非必备）}}；{outside} 项须由仲裁庭判断，证据包无从回答。规则集 {rules}。',
  },
  run(context, earlier) {
    if (context.kind !== 'package') return { findings: [notChecked('NEEDS_PACKAGE', '')], facts: {} };
    const lines = assessed(context, earlier);
    const count = (state: AssessedLine['state']) => lines.filter((one) => one.state === state).length;
    return {
      findings: lines.flatMap(lineFindings),
      facts: {
        lines: lines.length,
        met: count('met'),
        notMet: count('not-met'),
        notAssessed: count('not-assessed'),
        outside: lines.filter(({ line }) => line.weight === 'outside').length,
        rules: LEGAL_RULES.id,
      },
    };
  },
};

/** Also for the report's table. */
export function assessed({ loan }: Context, results: readonly CheckResult[]): AssessedLine[] {
  const by = new Map(results.map((result) => [result.id, result]));
  const { hidden, unsound } = loan.file();
  return assessLines(LEGAL_RULES, {
    outcome: (check) => by.get(check)?.outcome,
    named: (check) =>
      [...new Set((by.get(check)?.findings ?? []).map(({ subject }) => subject))].filter((one) => one !== ''),
    filed: (type) =>
      loan
        .file()
        .of(type)
        .map(({ name }) => name),
    hidden: hidden.length + unsound.length > 0,
  });
}

function lineFindings({ line, state, grounds }: AssessedLine): Finding[] {
  if (line.weight !== 'required' || state === 'met') return [];
  const open = grounds.filter((ground) => ground.state !== 'met').map(({ of }) => of);
  const facts = { line: line.id, article: line.article, checks: open };
  return [
    state === 'not-met' ? failed('LEGAL_NOT_MET', line.id, facts) : notChecked('LEGAL_OPEN', line.id, facts),
  ];
}
