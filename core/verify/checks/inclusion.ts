import { utf8Decode } from '../../bytes.ts';
import { verifyInclusion } from '../../merkle/inclusion.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, notChecked } from '../check.ts';
import type { Context, ItemContext } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** Every entry is in the log, at its place, at the one checkpoint of the container. */
export const inclusion: Check = {
  id: 'inclusion',
  group: 'integrity',
  title: { en: 'Inclusion in the log', zh: '日志包含证明' },
  spec: 'RFC 9162 section 2.1.3.2; C2SP tlog-proof',
  weighs: true,
  passed: {
    en: '{entries, plural, =1 {The entry is} other {All # entries are}} in the log of {size, plural, =1 {one entry} other {# entries}}.',
    zh: '{entries, plural, =1 {该条目} other {全部 # 个条目均}}在含 {size} 个条目的日志中。',
  },
  run(context) {
    const checkpoint = openedValue(context.checkpoint)?.checkpoint;
    // As text, once: what is a checkpoint is UTF-8, and so is every proof that was read, so equal texts are equal bytes.
    const text = checkpoint && context.checkpointBytes && utf8Decode(context.checkpointBytes);
    return {
      findings: context.items.flatMap((item) => itemFindings(context, item, text)),
      facts: { entries: context.items.length, size: checkpoint?.size ?? null },
    };
  },
};

function itemFindings(context: Context, item: ItemContext, checkpointText: string | undefined): Finding[] {
  const { proof, proofFile, leafHash, entryFile, listed } = item;
  const checkpoint = openedValue(context.checkpoint)?.checkpoint;
  if (proof.state === 'malformed') return [failed('PROOF_FORMAT', proofFile, { rule: proof.rule })];
  if (proof.state === 'absent') return [dependsOn('contents', proofFile)];
  if (leafHash === undefined) {
    return [
      context.kind === 'package' ? dependsOn('contents', entryFile) : notChecked('NOT_GIVEN', entryFile),
    ];
  }
  if (checkpoint === undefined) return [dependsOn('checkpoint', context.checkpointFile)];
  const { index, hashes } = proof.value;
  const findings: Finding[] = [];
  // Byte for byte, cosignatures included: so one verification of the checkpoint serves all proofs.
  if (proof.value.checkpoint !== checkpointText) findings.push(failed('PROOF_CHECKPOINT', proofFile));
  if (listed !== undefined && listed.index !== index) {
    findings.push(failed('PROOF_INDEX', proofFile, { expected: listed.index, found: index }));
  }
  const { size, root } = checkpoint;
  if (!verifyInclusion(context.c, { leafHash, index, size, proof: hashes, root })) {
    findings.push(failed('NOT_INCLUDED', proofFile, { index, size }));
  }
  return findings;
}
