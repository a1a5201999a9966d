import type { LoanItem } from '../../../loan/loan-file.ts';
import { PATHS } from '../../../package/layout.ts';
import type { Check } from '../../check.ts';
import { dependsOn, failed, notChecked } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { sourcedOf } from './provenance.ts';

/** What a person says or signs on a device of their own comes from no system whose environment could be examined. */
const PERSONAL: readonly string[] = ['COUNTER', 'COUNTERSIGN'];

/** The machine that made each item had passed its self-check, and its clock was set. */
export const environment: Check = {
  id: 'environment',
  group: 'legal',
  title: { en: 'State of the systems', zh: '系统环境状态' },
  spec: 'Online Litigation Rules article 17(3); Civil Evidence Provisions article 93(1) and (2)',
  weighs: true,
  passed: {
    en: '{items, plural, =1 {The item that a system made comes from one} other {All # items that systems made come from systems}} that had passed a self-check, with {items, plural, =1 {a synchronised clock} other {synchronised clocks}}, as the filers state.',
    zh: '据提交方所述，由系统产生的{items, plural, =1 {该项} other {全部 # 项}}产生时系统自检通过、时钟同步。',
  },
  run({ loan }) {
    const { items: all, hidden, unsound } = loan.file();
    const items = all.filter(({ type }) => type === undefined || !PERSONAL.includes(type));
    const findings = [
      ...(unsound.length > 0 ? [dependsOn('records', `items ${unsound.join(', ')}`)] : []),
      ...(hidden.length > 0 ? [notChecked('ITEMS_WITHHELD', '', { items: hidden.map(String) })] : []),
      ...(all.length + hidden.length + unsound.length === 0 ? [dependsOn('contents', PATHS.package)] : []),
      ...items.flatMap(itemFindings),
    ];
    return { findings, facts: { items: items.length } };
  },
};

function itemFindings(item: LoanItem): Finding[] {
  const source = sourcedOf(item);
  if (source === undefined) return [dependsOn('provenance', item.file)];
  const { clock, selfCheck } = source;
  const facts = { item: item.name, system: source.system };
  const findings: Finding[] = [];
  if (selfCheck === undefined) findings.push(notChecked('SELF_CHECK_NOT_GIVEN', item.file, facts));
  else if (selfCheck.result === 'failed')
    findings.push(failed('SELF_CHECK_FAILED', item.file, { ...facts, tool: selfCheck.tool }));
  if (clock.state === 'unsynchronised') findings.push(failed('CLOCK_UNSYNCHRONISED', item.file, facts));
  else if (clock.state === 'unknown') findings.push(notChecked('CLOCK_UNKNOWN', item.file, facts));
  return findings;
}
