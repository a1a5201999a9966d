/** Reading what was filed: an item, a loan's items, a document. What belongs to another organisation does not exist. */

import { recordToClaims } from '../../core/evidence/claims.ts';
import { openRecord } from '../../core/evidence/open.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import { leafHash } from '../../core/merkle/tree.ts';
import { ServiceError } from '../errors.ts';
import type { EvidenceRow } from '../ports/evidence-store.ts';
import type { ServiceDeps } from './deps.ts';
import { linksOf } from './item-links.ts';
import { openItem } from './private-part.ts';
import { stateOf, statesOf, strongestRound } from './progress.ts';
import type { DocumentContent, Evidence, EvidencePage, Filed, Inclusion, Links, Summary } from './types.ts';

export type ReadDeps = Pick<ServiceDeps, 'origin' | 'store' | 'vault' | 'crypto' | 'reader'>;

/** @throws ServiceError `NOT_FOUND` also for items of other organisations */
export async function ownRow({ store }: ReadDeps, organisation: string, id: string): Promise<EvidenceRow> {
  const row = await store.row(id);
  if (row === undefined || row.organisation !== organisation) throw notFound('evidence', id);
  return row;
}

function notFound(what: string, id: string): ServiceError {
  return new ServiceError('NOT_FOUND', `there is no such ${what}`, { facts: { [what]: id } });
}

function summaryOf(row: EvidenceRow, state: Summary['state'], links: Links = {}): Summary {
  const { id, type, index, sequence, receivedAt } = row;
  return { id, type, index, sequence, receivedAt, state, ...links };
}

/** @param rows in the order of their index */
export async function summariesOf(deps: ReadDeps, rows: readonly EvidenceRow[]): Promise<Summary[]> {
  const states = await statesOf(deps.store, deps.origin, rows);
  const links = await linksOf(deps, rows);
  return rows.map((row, i) => summaryOf(row, states[i]!, links[i]!));
}

export async function getEvidence(deps: ReadDeps, organisation: string, id: string): Promise<Evidence> {
  const row = await ownRow(deps, organisation, id);
  const [summary] = await summariesOf(deps, [row]);
  return evidenceOf(deps, row, summary!);
}

/** @throws ServiceError `CONTENT_ERASED`, `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
export async function evidenceOf(deps: ReadDeps, row: EvidenceRow, summary: Summary): Promise<Evidence> {
  const item = await openItem(deps, row);
  const { record } = openRecord(deps.crypto, parseSdJwt(item.statement));
  const whole = record as EvidenceRecord;
  const stored = new Set(item.documents.map(({ name }) => name));
  return {
    ...summary,
    organisation: whole.filing.organisation,
    loan: whole.loan,
    signedBy: whole.filing.signedBy,
    record: recordToClaims(whole),
    documents: whole.documents.map((document) => ({ ...document, stored: stored.has(document.name) })),
  };
}

/** Answer to a repeated filing: the item as it stands, proven against the newest checkpoint. */
export async function filedAgain(deps: ReadDeps, row: EvidenceRow): Promise<Filed> {
  const { entry, inclusion } = await provenEntry(deps, row);
  return {
    ...summaryOf(row, stateOf(row, await strongestRound(deps.store, deps.origin, row.index))),
    leafHash: leafHash(deps.crypto, entry),
    entry,
    inclusion,
    replayed: true,
  };
}

/** @param at the checkpoint to prove against; the newest when not given */
export async function provenEntry(
  { reader }: Pick<ReadDeps, 'reader'>,
  row: EvidenceRow,
  at?: { readonly size: number; readonly checkpoint: string },
): Promise<{ entry: Uint8Array; inclusion: Inclusion }> {
  const head = at ?? (await reader.head());
  const [entry] = await reader.entries(row.index, row.index + 1);
  if (head === undefined || entry === undefined) {
    throw new ServiceError('LOG_CORRUPT', 'the log lacks an entry that was committed', {
      facts: { index: row.index },
    });
  }
  const hashes = await reader.inclusionProof(row.index, head.size);
  return { entry: entry.bytes, inclusion: { size: head.size, hashes, checkpoint: head.checkpoint } };
}

/** @param after sequence after which the page begins. @throws ServiceError `NOT_FOUND` when the organisation filed nothing of the loan */
export async function listLoan(
  deps: ReadDeps,
  organisation: string,
  loan: string,
  after: number,
  limit: number,
): Promise<EvidencePage> {
  const { store, vault } = deps;
  const loanIndex = vault.loanIndex(organisation, loan);
  // One more than asked for tells whether there is another page.
  const rows = await store.rowsOfLoan({ organisation, loanIndex, after, limit: limit + 1 });
  if (rows.length === 0 && after === 0) throw notFound('loan', loan);
  const page = rows.slice(0, limit);
  const summaries = await summariesOf(deps, page);
  const keys = await Promise.all(page.map(({ keyId }) => store.key(keyId)));
  return {
    items: summaries.map((summary, i) => ({ ...summary, erased: keys[i] === undefined })),
    next: rows.length > limit ? page.at(-1)!.sequence : undefined,
  };
}

/** @param n number of the document in the record, from 1 */
export async function readDocument(
  deps: ReadDeps,
  organisation: string,
  id: string,
  n: number,
): Promise<DocumentContent> {
  const row = await ownRow(deps, organisation, id);
  const item = await openItem(deps, row);
  const { record } = openRecord(deps.crypto, parseSdJwt(item.statement));
  const document = record.documents?.[n - 1];
  if (document === undefined) throw notFound('document', String(n));
  const kept = item.documents.find(({ name }) => name === document.name);
  if (kept === undefined) {
    throw new ServiceError(
      'NOT_FOUND',
      'this document was filed by its digest; the service does not have it',
      {
        facts: { document: n },
      },
    );
  }
  return { ...kept, content: await opened(deps.vault.openDocument(item.key, kept.blob)) };
}

/** Opens a stream as far as its first chunk, so that a missing or damaged document is refused before the answer begins. */
async function opened(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    if (first.done === true) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}
