import { equal } from '../../bytes.ts';
import { streamId } from '../../entry/stream.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, notChecked } from '../check.ts';
import { openedValue } from '../opened.ts';

/** The loan's number and its blinding value lead to the stream of the entries: they are this loan's and no other's. */
export const streamOpening: Check = {
  id: 'stream-opening',
  group: 'completeness',
  title: { en: 'Loan and stream', zh: '贷款与流' },
  spec: 'docs/spec/log.md section 3',
  weighs: true,
  passed: {
    en: 'The entries are those of loan {loan}.',
    zh: '各条目确属贷款 {loan}。',
  },
  run({ c, opening, data, items, kind }) {
    if (opening === undefined) {
      const finding =
        kind === 'package'
          ? dependsOn('contents', 'data/package.json')
          : notChecked('NOT_IN_PACKAGE', 'blind');
      return { findings: [finding], facts: {} };
    }
    const id = streamId(c, opening.blind, opening.loan);
    const facts = { loan: opening.loan };
    const said = openedValue(data)?.stream.id;
    if (said !== undefined && !equal(id, said))
      return { findings: [failed('STREAM_OPENING', opening.file)], facts };
    const foreign = items.filter(({ entry }) => entry.state === 'ok' && !equal(entry.value.stream, id));
    return { findings: foreign.map(({ entryFile }) => failed('STREAM_OPENING', entryFile)), facts };
  },
};
