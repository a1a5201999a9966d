/** What a borrower says against the bank's evidence: objections and counter-evidence, in the same stream and of the same rank. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { VERSION } from '../../../core/version.ts';
import type { Caller } from '../../ports/caller.ts';
import { demandAction } from '../access/authorise.ts';
import type { Filed } from '../types.ts';
import type { PeopleDeps } from './deps.ts';
import { isoTime } from './documents.ts';
import { ownLoan } from './loans.ts';
import { type OwnItem, ownItem } from './statement-of.ts';
import type { AnswerInput, AnswerUpload, BoundLoan, ObjectionInput } from './types.ts';

/** @throws ServiceError `NOT_FOUND` for an item that is not of the person's loans, and what filing throws */
export async function objectTo(
  deps: PeopleDeps,
  caller: Caller,
  input: ObjectionInput,
  idempotencyKey: string,
): Promise<Filed> {
  const item = await ownItem(deps, caller, 'evidence.object', input.item);
  const fields = fieldsOf(deps, { statement: input.text }, [objectionOf(item, input)]);
  return file(deps, caller, item.loan, { annotates: input.item, fields }, idempotencyKey);
}

/** @throws ServiceError `NOT_FOUND` for a loan or an item that is not the person's; what was uploaded is discarded then */
export async function answer(
  deps: PeopleDeps,
  caller: Caller,
  loanId: string,
  input: AnswerInput,
  idempotencyKey: string,
  upload?: AnswerUpload,
): Promise<Filed> {
  try {
    demandAction(caller, 'counter.file');
    const loan = await ownLoan(deps, caller, loanId);
    const objections: JsonObject[] = [];
    for (const one of input.objections ?? []) {
      objections.push(objectionOf(await ownItem(deps, caller, 'evidence.object', one.item), one));
    }
    return await file(
      deps,
      caller,
      loan,
      { fields: fieldsOf(deps, input, objections) },
      idempotencyKey,
      upload,
    );
  } catch (error) {
    await upload?.draft.discard();
    throw error;
  }
}

/** Items are named as the filer did, or by the service's id where the filer gave them no number. */
function objectionOf({ record, row }: OwnItem, { ground, text }: ObjectionInput): JsonObject {
  return { item: record.reference ?? row.id, ground, text };
}

function fieldsOf(
  { clock }: PeopleDeps,
  { statement, receipts = [] }: AnswerInput,
  objections: readonly JsonObject[],
): JsonObject {
  return {
    statement,
    ...(objections.length > 0 && { objections: objections as Json }),
    ...(receipts.length > 0 && { receipts: [...receipts] }),
    filed_at: isoTime(clock.now()),
  };
}

function file(
  deps: PeopleDeps,
  caller: Caller,
  loan: BoundLoan,
  said: { readonly annotates?: string; readonly fields: JsonObject },
  idempotencyKey: string,
  upload?: AnswerUpload,
): Promise<Filed> {
  return deps.useCases.fileEvidence({
    organisation: loan.organisation,
    filer: deps.usersOrganisation,
    idempotencyKey: `person/${caller.id}/${idempotencyKey}`,
    content: {
      record: {
        type: 'COUNTER',
        loan: loan.loan,
        event: { time: isoTime(deps.clock.now()), source: 'system' },
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
        ...said,
      },
    },
    ...(upload !== undefined && { upload }),
  });
}
