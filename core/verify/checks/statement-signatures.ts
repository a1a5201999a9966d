import { hex } from '../../bytes.ts';
import { createStatementReader, type StatementReader } from '../../evidence/statement-fault.ts';
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
    en: '{statements, plural, =1 {The statement is signed by its filer} other {All # statements are signed by their filers (signatures: {signatures}; one may cover a batch)}}.',
    zh: '{statements, plural, =1 {该声明的签名有效} other {全部 # 份声明的签名有效（签名 {signatures} 个，一个签名可覆盖一批声明）}}。',
  },
  async run(context) {
    const reader = createStatementReader(context.c, context.items.length);
    // All at once: where there are several cores, they share the work.
    const found = await Promise.all(context.items.map((item) => itemFindings(context, reader, item)));
    const findings = found.flat();
    return { findings, facts: { statements: context.items.length, signatures: countSignatures(context) } };
  },
};

/** A signature covers one statement, or all those of its batch that are here. */
function countSignatures({ items }: Context): number {
  const statements = items.flatMap(({ statement }) => openedValue(statement) ?? []);
  return new Set(statements.map(({ signature }) => hex(signature))).size;
}

async function itemFindings(
  context: Context,
  reader: StatementReader,
  item: ItemContext,
): Promise<Finding[]> {
  const { statement, entryFile } = item;
  if (statement.state === 'absent') return [dependsOn('entries', entryFile)];
  if (statement.state === 'malformed')
    return [failed('STATEMENT_FORMAT', entryFile, { rule: statement.rule })];
  if (openedValue(context.trust) === undefined) return [dependsOn('trust-source', entryFile)];
  const signer = signerOf(context, item);
  if (signer === undefined) return [dependsOn('statement-certificates', entryFile)];
  const fault = await reader.fault(statement.value, signer.certificate.spki);
  if (fault === undefined) return [];
  const facts = { signer: signer.certificate.subject.text, algorithm: statement.value.alg };
  return [failed(fault === 'place' ? 'STATEMENT_BATCH' : 'STATEMENT_SIGNATURE', entryFile, facts)];
}
