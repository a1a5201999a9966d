import type { Check } from '../check.ts';
import { failed } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** The receipt can be read, and carries what the stage that it claims demands. */
export const receiptForm: Check = {
  id: 'receipt',
  group: 'integrity',
  title: { en: 'Receipt', zh: '存证凭证' },
  spec: 'docs/spec/receipt.md section 2',
  weighs: true,
  passed: { en: 'The receipt is complete for its stage, "{stage}".', zh: '凭证内容与其阶段“{stage}”相符。' },
  run(context) {
    return { findings: stageFindings(context), facts: { stage: context.stage, origin: originOf(context) } };
  },
};

function stageFindings(context: Context): Finding[] {
  const { stage, seal, timestamp, claimedOrigin } = context;
  const missing = (part: string) =>
    failed('RECEIPT_FORMAT', part, { rule: `the stage is "${stage}", but there is no ${part}` });
  const findings: Finding[] = [];
  if (stage === 'sealed' && seal.state === 'absent') findings.push(missing('seal'));
  if (stage === 'sealed' && timestamp.state === 'absent') findings.push(missing('timestamp'));
  const origin = originOf(context);
  if (origin !== null && claimedOrigin !== undefined && origin !== claimedOrigin) {
    const rule = `it names the log ${claimedOrigin}, but its proof is of the log ${origin}`;
    findings.push(failed('RECEIPT_FORMAT', 'origin', { rule, expected: claimedOrigin, found: origin }));
  }
  return findings;
}

function originOf({ checkpoint }: Context): string | null {
  return openedValue(checkpoint)?.checkpoint.origin ?? null;
}
