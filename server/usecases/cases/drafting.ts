/** Drafting a case: what is stated is checked, the case gets its id, and the same creation again answers with the case of then. */
import Big from 'big.js';
import { hex } from '../../../core/bytes.ts';
import { canonicalBytes } from '../../../core/canon.ts';
import type { Json } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { demandAction } from '../access/authorise.ts';
import { newId } from '../drafts.ts';
import { CASES, type CaseRecord, changeCase, insertCase, type OpenCase, openCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { ownCase } from './own.ts';
import { demandRevision, tell } from './steps.ts';
import type { CaseContent } from './types.ts';

function refuse(problem: string): never {
  throw new ServiceError('REQUEST_INVALID', problem, { facts: { problems: [problem] } });
}

/** @throws ServiceError `REQUEST_INVALID` when the parts of the claim are not its total, or the commission is none of this service */
function demandSound(deps: CaseDeps, { claim, commission }: CaseContent): void {
  const { principal, interest, defaultInterest, fees, costs, total } = claim;
  const sum = [principal, interest, defaultInterest, fees, costs].reduce(
    (before, amount) => before.plus(amount),
    new Big(0),
  );
  if (!sum.eq(total)) refuse(`/claim/total: expected ${sum.toFixed(2)}, the sum of its parts`);
  if (!deps.commissions().includes(commission)) {
    refuse('/commission: expected a commission that is registered here');
  }
}

/** @throws ServiceError `NOT_FOUND` when the organisation has filed nothing of the loan */
async function demandLoan(deps: CaseDeps, organisation: string, loan: string): Promise<string> {
  const loanIndex = deps.vault.loanIndex(organisation, loan);
  const rows = await deps.store.rowsOfLoan({ organisation, loanIndex, after: 0, limit: 1 });
  if (rows.length > 0) return loanIndex;
  throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan } });
}

export interface Created {
  readonly open: OpenCase;
  readonly created: boolean;
}

export async function createCase(
  deps: CaseDeps,
  caller: Caller,
  content: CaseContent,
  key: string,
): Promise<Created> {
  demandAction(caller, 'case.create');
  demandSound(deps, content);
  const { organisation } = caller;
  const name = ['triseal/case/v1', organisation, key];
  const idempotency = hex(deps.crypto.sha256(canonicalBytes(name)));
  const fingerprint = fingerprintOf(deps, content);
  const standing = await standingCase(deps, idempotency, fingerprint);
  if (standing !== undefined) return { open: standing, created: false };
  const loanIndex = await demandLoan(deps, organisation, content.loan);
  const at = new Date(deps.clock.now()).toISOString();
  const record: CaseRecord = {
    id: newId(deps),
    revision: 1,
    state: 'draft',
    organisation,
    commission: content.commission,
    loanIndex,
    amount: content.claim.total,
    currency: content.claim.currency,
    deadlines: {},
    tribunal: [],
    assignees: [],
    steps: [],
    documents: [],
    createdAt: at,
    updatedAt: at,
    idempotency,
    fingerprint,
  };
  if (await insertCase(deps, record, { content, reasons: {} })) {
    await tell(deps, caller, record, 'case.drafted');
    return { open: (await readCase(deps, record.id))!, created: true };
  }
  // The same creation was faster.
  const winner = await standingCase(deps, idempotency, fingerprint);
  if (winner !== undefined) return { open: winner, created: false };
  throw new ServiceError('STORE_UNAVAILABLE', 'the case could not be stored', { retryAfterSeconds: 1 });
}

/** Of the content, under a key of the service: a hash without one could be guessed from the outside. */
function fingerprintOf({ crypto, vault }: CaseDeps, content: CaseContent): string {
  return vault.loanIndex('case', hex(crypto.sha256(canonicalBytes(content as unknown as Json))));
}

async function readCase({ documents, vault }: CaseDeps, id: string): Promise<OpenCase | undefined> {
  const document = await documents.get(CASES, id);
  return document && openCase(vault, document);
}

async function standingCase(
  { documents, vault }: CaseDeps,
  idempotency: string,
  fingerprint: string,
): Promise<OpenCase | undefined> {
  const document = await documents.findUnique(CASES, 'idempotency', idempotency);
  if (document === undefined) return undefined;
  const open = await openCase(vault, document);
  if (open.record.fingerprint === fingerprint) return open;
  throw new ServiceError('IDEMPOTENCY_MISMATCH', 'this idempotency key was used for another case', {
    facts: { case: document.key },
  });
}

/** Replaces what a draft states. @throws ServiceError `CASE_TRANSITION_REFUSED` when it is no draft any more */
export async function editDraft(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  revision: number,
  content: CaseContent,
): Promise<OpenCase> {
  await ownCase(deps, caller, 'case.edit', id);
  demandSound(deps, content);
  const loanIndex = await demandLoan(deps, caller.organisation, content.loan);
  const changed = await changeCase(deps, id, ({ record, secret }) => {
    demandRevision(record, revision);
    if (record.state !== 'draft') {
      throw new ServiceError('CASE_TRANSITION_REFUSED', 'only the draft of a case can be changed', {
        facts: { state: record.state, allowed: [] },
      });
    }
    return {
      record: {
        ...record,
        revision: revision + 1,
        commission: content.commission,
        loanIndex,
        amount: content.claim.total,
        currency: content.claim.currency,
        updatedAt: new Date(deps.clock.now()).toISOString(),
      },
      secret: { ...secret, content },
    };
  });
  await tell(deps, caller, changed.record, 'case.edited');
  return changed;
}
