/** What a borrower says against the bank's evidence: objections and counter-evidence, in the same stream and of the same rank. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { VERSION } from '../../../core/version.ts';
import type { Caller } from '../../ports/caller.ts';
import { demandAction } from '../access/authorise.ts';
import type { Filed } from '../types.ts';
import { holderOf } from '../uploads/holder.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, digestOf, isoTime, sweep, textOf } from './documents.ts';
import { ownLoan } from './loans.ts';
import { type OwnItem, ownItem } from './statement-of.ts';
import type { AnswerDocuments, AnswerInput, BoundLoan, ObjectionInput } from './types.ts';

/** @throws ServiceError `NOT_FOUND` for an item that is not of the person's loans, and what filing throws */
export async function objectTo(
  deps: PeopleDeps,
  caller: Caller,
  input: ObjectionInput,
  idempotencyKey: string,
): Promise<Filed> {
  const item = await ownItem(deps, caller, 'evidence.object', input.item);
  const fields = fieldsOf({ statement: input.text }, [objectionOf(item, input)]);
  return file(deps, caller, item.loan, { annotates: input.item, fields }, idempotencyKey);
}

/** @throws ServiceError `NOT_FOUND` for a loan or an item that is not the person's; what was received is discarded then */
export async function answer(
  deps: PeopleDeps,
  caller: Caller,
  loanId: string,
  input: AnswerInput,
  idempotencyKey: string,
  documents?: AnswerDocuments,
): Promise<Filed> {
  try {
    demandAction(caller, 'counter.file');
    const loan = await ownLoan(deps, caller, loanId);
    const objections: JsonObject[] = [];
    for (const one of input.objections ?? []) {
      objections.push(objectionOf(await ownItem(deps, caller, 'evidence.object', one.item), one));
    }
    const said = { fields: fieldsOf(input, objections) };
    return await file(deps, caller, loan, said, idempotencyKey, documents);
  } catch (error) {
    if (documents !== undefined && 'draft' in documents) await documents.draft.discard();
    throw error;
  }
}

/** Items are named as the filer did, or by the service's id where the filer gave them no number. */
function objectionOf({ record, row }: OwnItem, { ground, text }: ObjectionInput): JsonObject {
  return { item: record.reference ?? row.id, ground, text };
}

function fieldsOf({ statement, receipts = [] }: AnswerInput, objections: readonly JsonObject[]): JsonObject {
  return {
    statement,
    ...(objections.length > 0 && { objections: objections as Json }),
    ...(receipts.length > 0 && { receipts: [...receipts] }),
  };
}

interface Said {
  /** Id of the item that it is about. */
  readonly annotates?: string;
  readonly fields: JsonObject;
}

async function file(
  deps: PeopleDeps,
  caller: Caller,
  loan: BoundLoan,
  said: Said,
  key: string,
  documents?: AnswerDocuments,
): Promise<Filed> {
  const idempotencyKey = `person/${caller.id}/${key}`;
  const at = await firstSaidAt(deps, idempotencyKey);
  const request = {
    organisation: loan.organisation,
    filer: deps.usersOrganisation,
    idempotencyKey,
    content: { record: recordOf(caller, loan, said, at) },
  };
  if (documents === undefined) return deps.useCases.fileEvidence(request);
  if ('draft' in documents) return deps.useCases.fileEvidence({ ...request, upload: documents });
  return deps.fileUploads(request, documents.references, holderOf(caller));
}

/** Beyond this nobody repeats what got no answer. */
const REMEMBERED_MS = 30 * 86_400_000;

/** The service gives the record its time: a repetition must get the one of then, or it would be other content under the same key. */
async function firstSaidAt(deps: PeopleDeps, idempotencyKey: string): Promise<string> {
  await sweep(deps, COLLECTIONS.acts);
  const key = digestOf(deps, idempotencyKey);
  const now = deps.clock.now();
  const expires = isoTime(now + REMEMBERED_MS);
  const write = { key, value: { at: isoTime(now), expires }, indexes: { expires } };
  if ((await deps.documents.put(COLLECTIONS.acts, write, 0)).ok) return isoTime(now);
  const standing = await deps.documents.get(COLLECTIONS.acts, key);
  return standing === undefined ? isoTime(now) : textOf(standing.value, 'at');
}

function recordOf(caller: Caller, { loan }: BoundLoan, { fields, ...said }: Said, at: string): JsonObject {
  return {
    type: 'COUNTER',
    loan,
    event: { time: at, source: 'system' },
    provenance: {
      class: 'sourced',
      system: 'TriSeal',
      version: VERSION,
      generator: 'filed by the borrower, signed in with a passkey',
      upstream_reference: `person/${caller.id}`,
      clock: { state: 'unknown' },
      transfer_path: ["user's device", 'TriSeal'],
    },
    actors: [{ role: 'borrower', id: caller.id }],
    fields: { ...fields, filed_at: at },
    ...said,
  };
}
