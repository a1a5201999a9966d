/**
 * The items of a package as a screen shows them beside the report: what each record says, and whether it counts. The report is the verdict; this is what
 * it was reached over, so that a reader can go from a sentence to the record that it speaks of.
 */
import type { Crypto } from '../crypto.ts';
import type { EvidenceRecord } from '../evidence/record.ts';
import type { WithheldReason } from '../package/package-data.ts';
import { readZip } from '../package/zip-reader.ts';
import { recordHolds } from '../verify/checks/records.ts';
import type { Context, ItemContext } from '../verify/context.ts';
import { openPackage } from '../verify/open-package.ts';
import { openedValue } from '../verify/opened.ts';

/** `holds`: signed, logged, of its type. `superseded`: a later item of the same filer took its place. */
export type CaseItemState = 'holds' | 'superseded' | 'withheld' | 'unsound';

export interface CaseItem {
  /** Number in the loan's stream. */
  readonly sequence: number;
  /** As tables and findings of the report call it; empty when the content is withheld. */
  readonly name: string;
  readonly state: CaseItemState;
  readonly withheld: WithheldReason | undefined;
  /** RFC 3339, UTC: when the log received it. Undefined when the entry cannot be read. */
  readonly received: string | undefined;
  /** What is disclosed; empty unless the record holds. */
  readonly record: Partial<EvidenceRecord>;
}

/** @returns by sequence; nothing for bytes that are no package. Throws for nothing that the bytes hold. */
export function caseItems(c: Crypto, bytes: Uint8Array): readonly CaseItem[] {
  try {
    const zip = readZip(bytes);
    if (zip.files === undefined) return [];
    const context = openPackage(c, zip.files, zip, {});
    const standing = new Set(context.loan.file().items.map(({ sequence }) => sequence));
    return context.items.map((item) => caseItem(context, item, standing));
  } catch {
    return [];
  }
}

function caseItem(context: Context, item: ItemContext, standing: ReadonlySet<number>): CaseItem {
  const { sequence, listed, entry } = item;
  const opened = openedValue(item.record)?.opened;
  const holds = opened !== undefined && recordHolds(context, item);
  const record = holds ? opened.record : {};
  const { type, reference } = record;
  return {
    sequence,
    name: reference ?? (type === undefined ? '' : `${type} (${sequence})`),
    state: stateOf(holds, standing.has(sequence), listed?.withheld),
    withheld: listed?.withheld,
    received: openedValue(entry)?.received,
    record,
  };
}

function stateOf(holds: boolean, stands: boolean, withheld: WithheldReason | undefined): CaseItemState {
  if (!holds) return withheld === undefined ? 'unsound' : 'withheld';
  return stands ? 'holds' : 'superseded';
}
