import { equal, hex } from '../../bytes.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, malformedFinding } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** The checkpoint is the closing one, of the log that the trust data names, and signed by that log. */
export const checkpoint: Check = {
  id: 'checkpoint',
  group: 'origin',
  title: { en: 'Checkpoint of the log', zh: '日志检查点' },
  spec: 'C2SP tlog-checkpoint, signed-note and tlog-policy',
  weighs: true,
  passed: {
    en: 'The log {origin} signed the checkpoint of {size} entries.',
    zh: '日志 {origin} 已签署含 {size} 个条目的检查点。',
  },
  async run(context) {
    const { checkpointFile } = context;
    const signed = openedValue(context.checkpoint);
    if (signed === undefined) {
      const malformed = malformedFinding(context.checkpoint, 'CHECKPOINT_FORMAT', checkpointFile);
      const missing = context.kind === 'package' ? 'contents' : 'inclusion';
      return { findings: malformed.length > 0 ? malformed : [dependsOn(missing, checkpointFile)], facts: {} };
    }
    const { origin, size, root } = signed.checkpoint;
    const facts = { origin, size, root: hex(root) };
    return { findings: [...closingFindings(context), ...(await trustFindings(context, origin))], facts };
  },
};

function closingFindings({ data, checkpoint: signed, checkpointFile }: Context): Finding[] {
  const list = openedValue(data);
  const found = openedValue(signed)?.checkpoint;
  if (list === undefined || found === undefined) return [];
  const { closing, origin } = list;
  const same = origin === found.origin && closing.size === found.size && equal(closing.root, found.root);
  if (same) return [];
  const text = (o: string, size: number, root: Uint8Array) => `${o} ${size} ${hex(root)}`;
  const facts = {
    expected: text(origin, closing.size, closing.root),
    found: text(found.origin, found.size, found.root),
  };
  return [failed('CHECKPOINT_DIFFERS', checkpointFile, facts)];
}

async function trustFindings(context: Context, origin: string): Promise<Finding[]> {
  const { checkpointFile } = context;
  const trust = openedValue(context.trust);
  const judged = await context.policyResult();
  if (trust === undefined || judged === undefined) return [dependsOn('trust-source', checkpointFile)];
  if (origin !== trust.trust.origin) {
    return [failed('ORIGIN_UNKNOWN', checkpointFile, { expected: trust.trust.origin, found: origin })];
  }
  const forged = judged.failed.some((key) => trust.policy.logs.some((log) => log.key === key));
  return judged.logSigned && !forged ? [] : [failed('LOG_SIGNATURE', checkpointFile)];
}
