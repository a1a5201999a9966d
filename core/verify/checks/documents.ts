import type { Check } from '../check.ts';
import { dependsOn, failed, notChecked } from '../check.ts';
import type { Context, ItemContext, ItemDocument } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';
import { recordHolds } from './records.ts';

/** Every document has the size and both digests that its record, signed at filing, gives it. */
export const documents: Check = {
  id: 'documents',
  group: 'integrity',
  title: { en: 'Documents', zh: '文件' },
  spec: 'docs/spec/record.md section 2',
  weighs: true,
  passed: {
    en: '{documents, plural, =1 {The document is the one} other {All # documents are those}} recorded at filing, by SHA-256 and by SM3.',
    zh: '{documents, plural, =1 {该文件} other {全部 # 个文件}}与存证时记录的 SHA-256、SM3 摘要一致。',
  },
  run(context) {
    const given = context.items.flatMap((item) => item.documents);
    return {
      findings: [...context.items.flatMap((item) => itemFindings(context, item)), ...notGiven(context)],
      facts: { documents: given.length, recordedOnly: recordedOnly(context).slice(0, 50) },
    };
  },
};

function itemFindings(context: Context, item: ItemContext): Finding[] {
  if (item.documents.length === 0) return [];
  if (!recordHolds(context, item)) return item.documents.map(({ file }) => dependsOn('records', file));
  return item.documents.flatMap((document) => documentFindings(context, item, document));
}

function documentFindings(context: Context, item: ItemContext, { name, file }: ItemDocument): Finding[] {
  const recorded = openedValue(item.record)?.opened.record.documents?.find((one) => one.name === name);
  const digests = context.digestsOf(file);
  if (digests === undefined) return [dependsOn('contents', file)];
  if (recorded === undefined) return [failed('DOCUMENT_UNKNOWN', file, { name })];
  const compared = [
    ['DOCUMENT_SIZE', recorded.size, digests.size],
    ['DOCUMENT_SHA256', recorded.sha256, digests.sha256()],
    ['DOCUMENT_SM3', recorded.sm3, digests.sm3()],
  ] as const;
  return compared
    .filter(([, expected, found]) => expected !== found)
    .map(([code, expected, found]) => failed(code, file, { name, expected, found }));
}

/** Documents that a record names while their bytes are not there: filed by digest only, or held back. Said, not held against anybody. */
function recordedOnly({ items }: Context): string[] {
  return items.flatMap(({ record, sequence, documents: given }) =>
    (openedValue(record)?.opened.record.documents ?? [])
      .filter(({ name }) => !given.some((one) => one.name === name))
      .map(({ name }) => `${sequence}: ${name}`),
  );
}

/** A receipt says nothing of the document's content until the document is held against it. */
function notGiven(context: Context): Finding[] {
  if (context.kind !== 'receipt' || context.items.some((item) => item.documents.length > 0)) return [];
  return recordedOnly(context).length === 0 ? [] : [notChecked('NOT_GIVEN', 'document')];
}
