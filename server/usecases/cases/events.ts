/**
 * Steps as items of the log. A step is first written to the case and then filed, under a key that is made of case and revision: whatever dies in
 * between, the item is there once in the end, and in the order of the steps.
 */
import type { JsonObject } from '../../../core/json.ts';
import { hasCode, ServiceError } from '../../errors.ts';
import type { Role } from '../../ports/caller.ts';
import { createTurnstile } from '../idempotency.ts';
import { CASES, type CaseRecord, changeCase, isPending, type OpenCase, openCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { partyOf } from './own.ts';
import type { CaseStep } from './types.ts';

export interface CaseEvents {
  /**
   * Files what the case's steps have left to be filed, in order.
   * @throws ServiceError when the log does not take it now
   */
  settle(id: string): Promise<OpenCase>;
  /** The same for all cases; what fails is left for the next time. */
  settleAll(): Promise<void>;
}

const PAGE = 100;

export function createCaseEvents(deps: CaseDeps): CaseEvents {
  const turnstile = createTurnstile();
  const settle = (id: string) => turnstile.run(id, () => settleCase(deps, id));
  return {
    settle,
    async settleAll() {
      const { documents } = await deps.documents.list(CASES, { index: 'pending', limit: PAGE });
      for (const { key } of documents) {
        await settle(key).catch((error: unknown) => {
          deps.logger.warn({ case: key, error }, 'a step of a case could not be filed yet');
        });
      }
    },
  };
}

async function settleCase(deps: CaseDeps, id: string): Promise<OpenCase> {
  for (;;) {
    const document = await deps.documents.get(CASES, id);
    if (document === undefined) {
      throw new ServiceError('NOT_FOUND', 'there is no such case', { facts: { case: id } });
    }
    const open = await openCase(deps.vault, document);
    const step = open.record.steps.find(isPending);
    if (step === undefined) return open;
    const evidence = await fileStep(deps, open, step);
    await changeCase(deps, id, ({ record }) => ({
      record: {
        ...record,
        steps: record.steps.map((one) => (one.revision === step.revision ? { ...one, evidence } : one)),
      },
    }));
  }
}

async function fileStep(deps: CaseDeps, open: OpenCase, step: CaseStep): Promise<string> {
  const { record } = open;
  const filer = filerOf(deps, record, step.by.role, step.by.organisation);
  const { id } = await deps.useCases.fileEvidence({
    organisation: record.organisation,
    ...(filer !== undefined && { filer }),
    // Not a key that a request can have: it holds a space.
    idempotencyKey: `case ${record.id} ${step.revision}`,
    content: { record: recordOfStep(deps, open, step) },
  });
  return id;
}

/** For whom the service signs, when it is not the organisation whose loan it is; that organisation where no other key is held. */
export function filerOf(
  { signsFor, usersOrganisation }: Pick<CaseDeps, 'signsFor' | 'usersOrganisation'>,
  { organisation, commission }: Pick<CaseRecord, 'organisation' | 'commission'>,
  role: Role,
  by: string,
): string | undefined {
  const filers = { bank: by, user: usersOrganisation, commission };
  const filer = filers[partyOf(role)];
  return filer !== organisation && signsFor(filer) ? filer : undefined;
}

export function serviceProvenance(deps: CaseDeps, reference: string): JsonObject {
  return {
    class: 'sourced',
    system: 'TriSeal',
    version: deps.version,
    generator: 'case file',
    upstream_reference: reference,
    clock: { state: 'unknown' },
    transfer_path: [],
  };
}

function recordOfStep(deps: CaseDeps, { record, secret }: OpenCase, step: CaseStep): JsonObject {
  const { content, reasons } = secret;
  const reason = reasons[String(step.revision)];
  const opening = step.event === 'open';
  const { dispute, agreement } = content;
  return {
    type: 'CASE',
    loan: content.loan,
    event: { time: step.at, source: 'system' },
    provenance: serviceProvenance(deps, `case/${record.id}/${step.revision}`),
    actors: [{ role: step.by.role, id: step.by.id }],
    fields: {
      case: record.id,
      ...(record.number !== undefined && { case_number: record.number }),
      event: step.event,
      from: step.from,
      to: step.to,
      revision: step.revision,
      occurred_at: step.at,
      by_role: step.by.role,
      ...(opening && { commission_name: content.commissionName }),
      ...(opening && { claim: { amount: content.claim.total, currency: content.claim.currency } }),
      ...(opening &&
        dispute !== undefined && {
          dispute_ground: dispute.ground,
          dispute: dispute.statement,
          dispute_stated_at: dispute.statedAt,
        }),
      ...(opening && agreement !== undefined && { relied_on: [agreement] }),
      ...(reason !== undefined && { reason }),
    },
  };
}

/** Whether a filing may succeed later as it is. */
export function isPassing(error: unknown): boolean {
  const codes = [
    'OVERLOADED',
    'STOPPING',
    'LOG_CONFLICT',
    'LOG_DIVERGED',
    'STORE_UNAVAILABLE',
    'DISK_FULL',
  ] as const;
  return codes.some((code) => hasCode(error, code)) || hasCode(error, 'SIGNER_UNAVAILABLE');
}
