/**
 * The chain by which a claim came from the lender to today's creditor: ASSIGN items of the loan's stream, each naming the one before. It takes effect
 * against the debtor on notice (Civil Code art. 546), so the chain says of each link whether notice arrived.
 */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { changeCase, type OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { serviceProvenance } from './events.ts';
import { fileFor, noteDocument } from './filing.ts';
import { ownCase } from './own.ts';
import { leaveLine } from './steps.ts';
import { claimsOf, rowsOf } from './stream.ts';
import type { Assignment, AssignmentChain, AssignmentRequest } from './types.ts';

const ARRIVED: readonly unknown[] = ['delivered', 'read'];

interface Link extends Assignment {
  readonly reference: string | undefined;
  readonly previous: string | undefined;
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

async function linksOf(deps: CaseDeps, { record }: OpenCase): Promise<readonly Link[]> {
  const rows = await rowsOf(deps, record.organisation, record.loanIndex);
  const links: Link[] = [];
  for (const row of rows.filter(({ type }) => type === 'ASSIGN')) {
    const claims = await claimsOf(deps, row);
    if (claims === undefined) continue;
    const fields = isObject(claims.fields) ? claims.fields : {};
    links.push({
      evidence: row.id,
      assignor: text(fields.assignor) ?? '',
      assignee: text(fields.assignee) ?? '',
      agreementNumber: text(fields.agreement_number) ?? '',
      claim: isObject(fields.claim) ? fields.claim : {},
      assignedAt: text(fields.assigned_at) ?? '',
      notified: ARRIVED.includes(fields.notice_result),
      reference: text(claims.reference),
      previous: text(fields.previous_reference),
    });
  }
  return links;
}

const lenderOf = ({ secret }: OpenCase): string | undefined =>
  secret.content.parties.find(({ role }) => role === 'claimant')?.name;

function chainOf(open: OpenCase, links: readonly Link[]): AssignmentChain {
  const unbroken = links.every((link, i) => {
    const before = links[i - 1];
    if (before === undefined) return link.previous === undefined;
    return link.assignor === before.assignee && link.previous === before.reference;
  });
  return {
    links: links.map(({ reference: _reference, previous: _previous, ...link }) => link),
    unbroken,
    creditor: links.at(-1)?.assignee ?? lenderOf(open),
  };
}

export async function readAssignments(deps: CaseDeps, caller: Caller, id: string): Promise<AssignmentChain> {
  const open = await ownCase(deps, caller, 'case.read', id);
  await leaveLine(deps, caller, open.record, 'case.assignments-read');
  return chainOf(open, await linksOf(deps, open));
}

/** @throws ServiceError `CASE_GUARD_UNMET` when the assignor is not the creditor that the chain has reached */
export async function assignClaim(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  request: AssignmentRequest,
  key: string,
): Promise<AssignmentChain> {
  const open = await ownCase(deps, caller, 'case.assign', id);
  demandRegistered(deps, request);
  const links = await linksOf(deps, open);
  const repeated = links.some(({ reference }) => reference === referenceOf(deps, id, key));
  if (!repeated) demandCreditor(chainOf(open, links), request);
  const before = repeated ? undefined : links.at(-1)?.reference;
  if (!repeated) {
    const claims = claimsFor(deps, open, request, referenceOf(deps, id, key), before);
    await noteDocument(deps, caller, id, await fileFor(deps, caller, open, claims, `assign ${key}`));
  }
  const { assigneeOrganisation } = request;
  if (assigneeOrganisation !== undefined) await admit(deps, id, assigneeOrganisation);
  return chainOf(open, await linksOf(deps, open));
}

function demandRegistered({ organisations }: CaseDeps, { assigneeOrganisation: name }: AssignmentRequest) {
  if (name === undefined || organisations().includes(name)) return;
  const problem = '/assignee_organisation: expected an organisation that is registered here, or none';
  throw new ServiceError('REQUEST_INVALID', problem, { facts: { problems: [problem] } });
}

function demandCreditor(chain: AssignmentChain, { assignor }: AssignmentRequest): void {
  const { creditor, unbroken } = chain;
  // A first assignment begins with whoever the loan's papers name as the lender: the chain only has to start there.
  if (chain.links.length === 0 || (unbroken && creditor === assignor)) return;
  throw new ServiceError('CASE_GUARD_UNMET', 'the claim is not the assignor’s to assign', {
    facts: { unmet: [unbroken ? 'assignor-is-creditor' : 'chain-unbroken'], links: chain.links.length },
  });
}

/** A reference of its own for each assignment, the same for its repetitions. */
function referenceOf({ crypto }: CaseDeps, id: string, key: string): string {
  const digest = crypto.sha256(new TextEncoder().encode(`${id}\n${key}`));
  return `ASSIGN-${Buffer.from(digest.subarray(0, 8)).toString('hex')}`;
}

function claimsFor(
  deps: CaseDeps,
  { record, secret }: OpenCase,
  request: AssignmentRequest,
  reference: string,
  previous: string | undefined,
): JsonObject {
  const { assignor, assignee, agreementNumber, claim, assignedAt, notice } = request;
  return {
    type: 'ASSIGN',
    reference,
    event: { time: assignedAt, source: 'claimed' },
    provenance: serviceProvenance(deps, `case/${record.id}`),
    actors: [
      { role: 'assignor', id: assignor },
      { role: 'assignee', id: assignee },
    ],
    fields: {
      assignor,
      assignee,
      agreement_number: agreementNumber,
      claim: { amount: claim, currency: secret.content.claim.currency },
      assigned_at: assignedAt,
      ...(previous !== undefined && { previous_reference: previous }),
      ...(notice !== undefined && {
        notice_channel: notice.channel,
        notice_time: notice.time,
        notice_result: notice.result,
      }),
    },
  };
}

async function admit(deps: CaseDeps, id: string, organisation: string): Promise<void> {
  await changeCase(deps, id, ({ record }) => {
    if (record.organisation === organisation || record.assignees.includes(organisation)) return undefined;
    return { record: { ...record, assignees: [...record.assignees, organisation] } };
  });
}
