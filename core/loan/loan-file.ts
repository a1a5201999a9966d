/**
 * A loan as its disclosed records tell it: what the checks of content read. Only records that hold are in it (signed, logged, following their type), and
 * what was withheld is remembered as withheld, so that nobody takes its absence for a fact.
 */
import type { EvidenceRecord, Provenance } from '../evidence/record.ts';
import type { Withheld } from '../evidence/reveal.ts';
import type { Json, JsonObject } from '../json.ts';

export interface LoanItem {
  readonly sequence: number;
  readonly type: string;
  /** The filer's number, or the type where none is disclosed. */
  readonly name: string;
  readonly reference: string | undefined;
  /** Path of the record in the container. */
  readonly file: string;
  readonly record: Partial<EvidenceRecord>;
  readonly fields: JsonObject;
  /** Whether fields of it are withheld; their names cannot be told. */
  readonly redacted: boolean;
  /** Whether documents of it are withheld, so that a digest that is not found may be theirs. */
  readonly documentsRedacted: boolean;
}

export interface LoanFile {
  /** By sequence; what a later item supersedes is left out. */
  readonly items: readonly LoanItem[];
  /** Sequences whose content, or whose type, is not disclosed: they may be anything. */
  readonly hidden: readonly number[];
  /** Sequences whose record does not hold: nothing is read from them. */
  readonly unsound: readonly number[];
  of(...types: readonly string[]): readonly LoanItem[];
  byReference(reference: Json | undefined): LoanItem | undefined;
}

/** One record as a container has it. */
export interface RecordSource {
  readonly sequence: number;
  readonly file: string;
  readonly state: 'holds' | 'hidden' | 'unsound';
  readonly record?: Partial<EvidenceRecord>;
  readonly withheld?: readonly Withheld[];
}

export function loanFile(sources: readonly RecordSource[]): LoanFile {
  const all = sources.flatMap((source) => itemOf(source) ?? []);
  const known = new Set(all.map(({ sequence }) => sequence));
  const replaced = supersededIn(all);
  const items = all.filter(({ sequence }) => !replaced.has(sequence));
  const references = new Map<string, LoanItem>();
  // The first one has the number: nobody can slip another item under it later.
  for (const item of items)
    if (item.reference !== undefined && !references.has(item.reference)) references.set(item.reference, item);
  return {
    items,
    hidden: sources
      .filter(({ state, sequence }) => state !== 'unsound' && !known.has(sequence))
      .map(({ sequence }) => sequence),
    unsound: sources.filter(({ state }) => state === 'unsound').map(({ sequence }) => sequence),
    of: (...types) => items.filter(({ type }) => types.includes(type)),
    byReference: (reference) => (typeof reference === 'string' ? references.get(reference) : undefined),
  };
}

/** An item gives way to a later one of the same type by the same organisation; nobody can take away what another filed. */
function supersededIn(items: readonly LoanItem[]): Set<number> {
  const by = new Map(items.map((item) => [item.sequence, item]));
  const gone = items.flatMap((item) => {
    const earlier = by.get(item.record.supersedes?.sequence ?? 0);
    if (earlier === undefined || earlier.sequence >= item.sequence || earlier.type !== item.type) return [];
    const [own, other] = [item.record.filing?.organisation, earlier.record.filing?.organisation];
    return own !== undefined && own === other ? [earlier.sequence] : [];
  });
  return new Set(gone);
}

function itemOf({ sequence, file, state, record, withheld = [] }: RecordSource): LoanItem | undefined {
  if (state !== 'holds' || record?.type === undefined) return undefined;
  const { type, reference, fields } = record;
  return {
    sequence,
    type,
    name: reference ?? `${type} (${sequence})`,
    reference,
    file,
    record,
    fields: fields ?? {},
    documentsRedacted:
      record.documents === undefined ||
      withheld.some(({ path }) => path === '' || path.startsWith('/documents')),
    redacted: fields === undefined || withheld.some(({ path }) => path === '/fields' || path === ''),
  };
}

/** What the record says of where it came from; undefined when that is withheld. */
export function provenanceOf({ record }: LoanItem): Provenance | undefined {
  return record.provenance;
}
