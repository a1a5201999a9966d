/** Files inside a PDF (ISO 32000-1 section 7.11.4), uncompressed, so that a reader as small as `core/pdf/attachment.ts` finds them. */
import { createHash } from 'node:crypto';
import { AFRelationship, type PDFDocument, PDFHexString, PDFName, PDFString } from 'pdf-lib';

export interface Attachment {
  /** ASCII. */
  readonly name: string;
  readonly mediaType: string;
  readonly description: string;
  readonly bytes: Uint8Array;
  /** `Data`: what the pages show, for machines; `Supplement`: more than they show. */
  readonly relation: 'Data' | 'Supplement';
}

export function attach(pdf: PDFDocument, attachments: readonly Attachment[], date: Date): void {
  if (attachments.length === 0) return;
  const { context, catalog } = pdf;
  const sorted = [...attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const specifications = sorted.map((one) => specify(pdf, one, date));
  const names = sorted.flatMap(({ name }, i) => [PDFHexString.fromText(name), specifications[i]!]);
  catalog.set(PDFName.of('Names'), context.obj({ EmbeddedFiles: { Names: names } }));
  catalog.set(PDFName.of('AF'), context.obj(specifications));
  catalog.set(PDFName.of('PageMode'), PDFName.of('UseNone'));
}

function specify(
  pdf: PDFDocument,
  { name, mediaType, description, bytes, relation }: Attachment,
  date: Date,
) {
  const { context } = pdf;
  const file = context.stream(bytes, {
    Type: 'EmbeddedFile',
    Subtype: mediaType,
    Params: {
      Size: bytes.length,
      ModDate: PDFString.fromDate(date),
      CheckSum: PDFHexString.of(createHash('md5').update(bytes).digest('hex')),
    },
  });
  const stream = context.register(file);
  const specification = {
    Type: 'Filespec',
    F: PDFString.of(name),
    UF: PDFHexString.fromText(name),
    Desc: PDFHexString.fromText(description),
    EF: { F: stream, UF: stream },
    AFRelationship: AFRelationship[relation],
  };
  return context.register(context.obj(specification));
}
