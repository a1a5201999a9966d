/** The document types of an online loan, from `types/*.json` through `scripts/gen-document-types.ts`. */

import { GENERATED } from './document-types.generated.ts';
import type { DocumentType } from './field-spec.ts';

/** In the order of the loan's life. */
export const DOCUMENT_TYPES: readonly DocumentType[] = GENERATED;

const BY_CODE: ReadonlyMap<string, DocumentType> = new Map(DOCUMENT_TYPES.map((type) => [type.code, type]));

export function documentType(code: string): DocumentType | undefined {
  return BY_CODE.get(code);
}
