import { equal } from '../../bytes.ts';
import { entryPath } from '../../package/layout.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed } from '../check.ts';
import type { Context, ItemContext } from '../context.ts';
import { type Finding, MAX_FINDINGS } from '../report.ts';

/** The loan's items are numbered 1 to n without a gap, and every entry names its predecessor by hash: none was left out and none exchanged. */
export const sequence: Check = {
  id: 'sequence',
  group: 'completeness',
  title: { en: 'No item left out', zh: '序号连续' },
  spec: 'docs/spec/log.md section 3',
  weighs: true,
  passed: {
    en: 'Items 1 to {last} are all there, each linked to the one before it.',
    zh: '第 1 至 {last} 项齐全，且前后逐项链接。',
  },
  run(context) {
    const { items } = context;
    const last = items.at(-1)?.sequence ?? 0;
    const missing =
      items.length === 0 ? [failed('GAP_IN_SEQUENCE', entryPath(1), { missing: 1 })] : gaps(items);
    return { findings: [...missing, ...links(items)], facts: { last, items: items.length } };
  },
};

/** An item that is only listed, without its entry, is as missing as one that is not even listed. */
function gaps(items: readonly ItemContext[]): Finding[] {
  const findings: Finding[] = [];
  let expected = 1;
  for (const { sequence: found, entry } of items) {
    const end = entry.state === 'absent' ? found + 1 : found;
    // A hostile package may name any number; the first gaps say enough.
    for (; expected < end && findings.length < MAX_FINDINGS; expected++) {
      findings.push(failed('GAP_IN_SEQUENCE', entryPath(expected), { missing: expected }));
    }
    expected = found + 1;
  }
  return findings;
}

function links(items: Context['items']): Finding[] {
  return items.flatMap((item, i) => {
    const { entry, entryFile } = item;
    if (entry.state === 'absent') return [];
    if (entry.state === 'malformed') return [dependsOn('entries', entryFile)];
    const { link, sequence: own } = entry.value;
    if (own === 1 || link === null) return [];
    const previous = items[i - 1];
    // A gap is reported as such; there is nothing to compare the link with.
    if (previous?.sequence !== item.sequence - 1 || previous.leafHash === undefined) return [];
    return equal(link, previous.leafHash)
      ? []
      : [failed('LINK_BROKEN', entryFile, { predecessor: previous.entryFile })];
  });
}
