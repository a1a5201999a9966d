import { hex } from '../../bytes.ts';
import { verifyConsistency } from '../../merkle/consistency.ts';
import { consistencyHashes } from '../../package/consistency.ts';
import { PATHS } from '../../package/layout.ts';
import type { SignedCheckpoint } from '../../tlog/checkpoint.ts';
import { evaluatePolicy, type PolicyResult } from '../../tlog/policy.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, malformedFinding, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** Between the first checkpoint that held an item of the loan and the closing one the log was only added to. */
export const consistency: Check = {
  id: 'consistency',
  group: 'integrity',
  title: { en: 'Growth of the log', zh: '日志只增不改' },
  spec: 'RFC 9162 section 2.1.4; docs/spec/package.md section 5',
  weighs: false,
  passed: {
    en: 'From the checkpoint of {from} entries, witnessed by {witnessedAt}, to the closing one of {to} the log only grew.',
    zh: '自含 {from} 个条目、于 {witnessedAt} 完成见证的检查点起，至含 {to} 个条目的封存检查点，日志只有追加。',
  },
  async run(context) {
    const { first, growth } = context;
    if (first.state === 'absent' && growth.state === 'absent') {
      return { findings: [notChecked('NOT_IN_PACKAGE', PATHS.consistency)], facts: {} };
    }
    const unreadable = [
      ...(first.state === 'absent' ? [failed('FILE_MISSING', PATHS.firstCheckpoint)] : []),
      ...(growth.state === 'absent' ? [failed('FILE_MISSING', PATHS.consistency)] : []),
      ...malformedFinding(first, 'CHECKPOINT_FORMAT', PATHS.firstCheckpoint),
      ...malformedFinding(growth, 'CONSISTENCY_FORMAT', PATHS.consistency),
    ];
    const start = openedValue(first);
    const closing = openedValue(context.checkpoint);
    const trust = openedValue(context.trust);
    if (unreadable.length > 0 || start === undefined) return { findings: unreadable, facts: {} };
    if (closing === undefined) return { findings: [dependsOn('checkpoint', PATHS.consistency)], facts: {} };
    const judged = trust && (await evaluatePolicy(context.c, trust.policy, start.note));
    const findings = [
      ...growthFindings(context, start, closing),
      ...(await signatureFindings(context, start, judged)),
    ];
    const times = judged?.witnessed.map(({ timestamp }) => timestamp * 1000) ?? [];
    const facts = {
      from: start.checkpoint.size,
      to: closing.checkpoint.size,
      witnessedAt: times.length === 0 ? null : iso(Math.max(...times)),
    };
    return { findings, facts };
  },
};

/** Both ends are the notes', the first one holds the loan's first item, and the proof leads from it to the closing one. */
function growthFindings(
  { c, growth, items }: Context,
  { checkpoint: first }: SignedCheckpoint,
  { checkpoint: closing }: SignedCheckpoint,
): Finding[] {
  const file = openedValue(growth)!;
  const text = (size: number, root: string) => `${size} ${root}`;
  const ends = [
    { found: file.from, of: first },
    { found: file.to, of: closing },
  ];
  for (const { found, of } of ends) {
    const [expected, stated] = [text(of.size, hex(of.root)), text(found.size, found.root)];
    if (expected !== stated)
      return [failed('CONSISTENCY_ENDS', PATHS.consistency, { expected, found: stated })];
  }
  const index = items.find(({ sequence }) => sequence === 1)?.listed?.index;
  if (index !== undefined && first.size <= index) {
    const facts = { expected: index + 1, found: first.size };
    return [failed('CONSISTENCY_ENDS', PATHS.firstCheckpoint, facts)];
  }
  const proof = consistencyHashes(file);
  const claim = {
    oldSize: first.size,
    oldRoot: first.root,
    newSize: closing.size,
    newRoot: closing.root,
    proof,
  };
  const facts = { from: first.size, to: closing.size };
  return verifyConsistency(c, claim) ? [] : [failed('CONSISTENCY_PROOF', PATHS.consistency, facts)];
}

/** Where not even the closing checkpoint is by whom it should be, the first one adds nothing. */
async function signatureFindings(
  context: Context,
  { checkpoint }: SignedCheckpoint,
  judged: PolicyResult | undefined,
): Promise<Finding[]> {
  const subject = PATHS.firstCheckpoint;
  const expected = openedValue(context.trust)?.trust.origin;
  if (judged === undefined || expected === undefined) return [dependsOn('trust-source', subject)];
  const closing = await context.policyResult();
  if (closing?.checkpoint.origin !== expected || !closing.logSigned)
    return [dependsOn('checkpoint', subject)];
  if (!closing.accepted) return [dependsOn('witnesses', subject)];
  if (checkpoint.origin !== expected) {
    return [failed('ORIGIN_UNKNOWN', subject, { expected, found: checkpoint.origin })];
  }
  if (!judged.logSigned) return [failed('LOG_SIGNATURE', subject)];
  const missing = judged.missing.map(({ name }) => name);
  return judged.accepted ? [] : [failed('CONSISTENCY_WITNESSES', subject, { missing })];
}

/** Hostile times may lie outside what a Date can hold. */
function iso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}
