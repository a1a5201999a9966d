/** What is left out of a record that is shown or exported: by field, by document, by class of personal data. The proofs hold without it. */
import { documentType } from '../../core/evidence/document-types.ts';
import type { RecordPath } from '../../core/evidence/reveal.ts';

export interface Redaction {
  /** Names of structured fields. */
  readonly fields?: readonly string[];
  /** Members of the record, such as `actors` or `provenance`. */
  readonly members?: readonly string[];
  /** Numbers of documents in the record, from 1. */
  readonly documents?: readonly number[];
  /** `sensitive`: fields that PIPL article 28 calls so. `all`: every field with personal data, and the actors. */
  readonly personal?: 'sensitive' | 'all';
}

/** @param type code of the document type. @returns for `redact`: which disclosures stay */
export function keepOf(type: string, redaction: Redaction): (path: RecordPath) => boolean {
  const { fields = [], members = [], documents = [], personal } = redaction;
  const specs = documentType(type)?.fields ?? {};
  const isPersonal = (field: string): boolean => {
    const { personal: kind = 'none' } = specs[field] ?? {};
    return personal === 'all' ? kind !== 'none' : personal === 'sensitive' && kind === 'sensitive';
  };
  return ([member, step]) => {
    if (member === undefined || members.includes(member)) return member === undefined;
    if (member === 'actors' && personal === 'all') return false;
    if (step === undefined) return true;
    if (member === 'fields') return !fields.includes(step) && !isPersonal(step);
    return member !== 'documents' || !documents.includes(Number(step) + 1);
  };
}

export const isRedacting = ({ fields, members, documents, personal }: Redaction): boolean =>
  personal !== undefined ||
  [fields, members, documents].some((list) => list !== undefined && list.length > 0);
