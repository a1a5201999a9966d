import type { Check } from '../check.ts';
import { dependsOn, failed } from '../check.ts';
import type { Context, ItemContext } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';
import { signerOf } from './statement-certificates.ts';

/** Every logged statement is signed with the key of the certificate that it names. */
export const statementSignatures: Check = {
  id: 'statement-signatures',
  group: 'origin',
  title: { en: 'Signatures of the filers', zh: '提交者签名' },
  spec: 'RFC 7515 section 5.2; docs/spec/record.md section 4',
  weighs: true,
  passed: {
    en: 'All {statements} statements are signed by their filers.',
    zh: '全部 {statements} 份声明的签名有效。',
  },
  async run(context) {
    const findings: Finding[] = [];
    for (const item of context.items) findings.push(...(await itemFindings(context, item)));
    return { findings, facts: { statements: context.items.length } };
  },
};

async function itemFindings(context: Context, item: ItemContext): Promise<Finding[]> {
  const { statement, entryFile } = item;
  if (statement.state === 'absent') return [dependsOn('entries', entryFile)];
  if (statement.state === 'malformed')
    return [failed('STATEMENT_FORMAT', entryFile, { rule: statement.rule })];
  if (openedValue(context.trust) === undefined) return [dependsOn('trust-source', entryFile)];
  const signer = signerOf(context, item);
  if (signer === undefined) return [dependsOn('statement-certificates', entryFile)];
  const { alg, signingInput, signature } = statement.value;
  if (await context.c.verify(alg, signer.certificate.spki, signingInput, signature)) return [];
  return [
    failed('STATEMENT_SIGNATURE', entryFile, { signer: signer.certificate.subject.text, algorithm: alg }),
  ];
}
