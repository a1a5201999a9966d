import { type LoanItem, provenanceOf } from '../../../loan/loan-file.ts';
import { PATHS } from '../../../package/layout.ts';
import type { Check } from '../../check.ts';
import { dependsOn, notChecked } from '../../check.ts';
import type { Finding } from '../../report.ts';

/** Each item says which system made it, how, under which number of its own, and by which way it came: what is asked when its earlier truth is challenged. */
export const provenance: Check = {
  id: 'provenance',
  group: 'legal',
  title: { en: 'Source of each item', zh: '各项存证的来源' },
  spec: 'Online Litigation Rules article 18; docs/spec/record.md section 2',
  weighs: true,
  passed: {
    en: '{items, plural, =1 {The item names} other {All # items name}} source system, generation, number in it and transfer path; systems: {systems}.',
    zh: '{items, plural, =1 {该项} other {全部 # 项均}}载明来源系统、生成方式、源系统编号与传输路径；来源系统：{systems}。',
  },
  run({ loan }) {
    const { items, hidden, unsound } = loan.file();
    const sourced = items.flatMap((item) => sourcedOf(item) ?? []);
    const findings = [
      ...(unsound.length > 0 ? [dependsOn('records', `items ${unsound.join(', ')}`)] : []),
      ...(hidden.length > 0 ? [notChecked('ITEMS_WITHHELD', '', { items: hidden.map(String) })] : []),
      ...(items.length + hidden.length + unsound.length === 0 ? [dependsOn('contents', PATHS.package)] : []),
      ...items.flatMap(itemFindings),
    ];
    return {
      findings,
      facts: { items: items.length, systems: [...new Set(sourced.map(({ system }) => system))] },
    };
  },
};

export function sourcedOf(item: LoanItem) {
  const found = provenanceOf(item);
  return found?.class === 'sourced' ? found : undefined;
}

function itemFindings(item: LoanItem): Finding[] {
  const found = provenanceOf(item);
  if (found === undefined)
    return [notChecked('FIELD_WITHHELD', item.file, { item: item.name, field: 'provenance' })];
  return found.class === 'bare-hash' ? [notChecked('BARE_HASH', item.file, { item: item.name })] : [];
}
