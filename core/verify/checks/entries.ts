import { equal } from '../../bytes.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, notChecked } from '../check.ts';
import type { Context, ItemContext } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** Every log entry is in its canonical form, numbered as its file says, and of this loan's stream. */
export const entries: Check = {
  id: 'entries',
  group: 'integrity',
  title: { en: 'Log entries', zh: '日志条目' },
  spec: 'docs/spec/log.md section 2',
  weighs: true,
  passed: {
    en: '{entries, plural, =1 {The log entry is} other {All # log entries are}} in canonical form.',
    zh: '{entries, plural, =1 {该日志条目} other {全部 # 个日志条目}}符合规范格式。',
  },
  run(context) {
    return {
      findings: context.items.flatMap((item) => entryFindings(context, item)),
      facts: { entries: context.items.length },
    };
  },
};

function entryFindings({ data, kind }: Context, item: ItemContext): Finding[] {
  const { entry, entryFile, sequence } = item;
  if (entry.state === 'absent') {
    return [kind === 'package' ? dependsOn('contents', entryFile) : notChecked('NOT_GIVEN', entryFile)];
  }
  if (entry.state === 'malformed') return [failed('ENTRY_FORMAT', entryFile, { rule: entry.rule })];
  const findings: Finding[] = [];
  if (entry.value.sequence !== sequence) {
    findings.push(failed('ENTRY_SEQUENCE', entryFile, { expected: sequence, found: entry.value.sequence }));
  }
  const stream = openedValue(data)?.stream.id;
  if (stream !== undefined && !equal(stream, entry.value.stream)) {
    findings.push(failed('ENTRY_STREAM', entryFile));
  }
  return findings;
}
