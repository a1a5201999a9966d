/** Puts the use cases of cases together. */
import type { Json } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import { createTicker } from '../../log/ticker.ts';
import type { Caller } from '../../ports/caller.ts';
import { demandAction } from '../access/authorise.ts';
import { actorOf } from '../custody/reads.ts';
import { administer } from './administration.ts';
import { annexOf } from './annex.ts';
import { assignClaim, readAssignments } from './assignments.ts';
import { BULK_JOB, bulkHandler, type StoredLine } from './bulk.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { createCase, editDraft } from './drafting.ts';
import { createCaseEvents } from './events.ts';
import { fileToCase } from './filing.ts';
import { countCases, hasCaseOf, listCases, loansOfCases, openCaseOf } from './listing.ts';
import { ownCase } from './own.ts';
import { createCasePapers } from './papers/create.ts';
import { scheduleOf } from './schedule.ts';
import { leaveLine, nextSteps, takeStep } from './steps.ts';
import { createTribunal } from './tribunal.ts';
import type { Case, Cases } from './types.ts';

/** Between two looks for steps that the log has not taken yet. */
const SETTLE_MS = 5000;
const MAX_BACKOFF_MS = 60_000;

export function caseOf({ record, secret }: OpenCase): Case {
  const { loanIndex: _loan, idempotency: _name, fingerprint: _print, ...shown } = record;
  return { ...shown, ...secret.content };
}

export function createCases(deps: CaseDeps): Cases {
  const events = createCaseEvents(deps);
  const settling = createTicker({
    name: 'filing the steps of cases',
    intervalMs: SETTLE_MS,
    maxBackoffMs: MAX_BACKOFF_MS,
    logger: deps.logger,
    task: () => events.settleAll(),
  });
  const cases: Cases = {
    async create(caller, content, key) {
      const { open, created } = await createCase(deps, caller, content, key);
      return { case: caseOf(open), created };
    },
    async get(caller, id) {
      const open = await ownCase(deps, caller, 'case.read', id);
      await leaveLine(deps, caller, open.record, 'case.read');
      return caseOf(open);
    },
    async list(caller, query) {
      const { cases: found, next } = await listCases(deps, caller, query);
      return { cases: found.map(caseOf), next };
    },
    counts: (caller) => countCases(deps, caller),
    edit: async (caller, id, revision, content) =>
      caseOf(await editDraft(deps, caller, id, revision, content)),
    administer: async (caller, id, revision, change) =>
      caseOf(await administer(deps, caller, id, revision, change)),
    next: (caller, id) => nextSteps(deps, caller, id),
    take: async (caller, id, revision, step) =>
      caseOf(await takeStep(deps, events, caller, id, revision, step)),
    file: (caller, id, filing) => fileToCase(deps, caller, id, filing),
    assign: (caller, id, request, key) => assignClaim(deps, caller, id, request, key),
    assignments: (caller, id) => readAssignments(deps, caller, id),
    bulk: (caller, lines) => startBulk(deps, caller, lines),
    schedule: (caller, id) => scheduleOf(deps, caller, id),
    annex: (caller, id) => annexOf(deps, caller, id),
    papers: createCasePapers(deps),
    tribunal: createTribunal(deps),
    open: (caller, action, id) => ownCase(deps, caller, action, id),
    loansOf: (caller) => loansOfCases(deps, caller),
    hasCaseOf: (caller, loan) => hasCaseOf(deps, caller, loan),
    openCaseOf: (loan) => openCaseOf(deps, loan),
    settle: () => events.settleAll(),
    start: () => settling.start(),
    stop: () => settling.stop(),
  };
  deps.jobs.register(BULK_JOB, bulkHandler(cases));
  return cases;
}

async function startBulk(deps: CaseDeps, caller: Caller, lines: readonly StoredLine[]) {
  demandAction(caller, 'case.create');
  if (lines.length === 0) {
    throw new ServiceError('REQUEST_INVALID', 'there is no line in the request', {
      facts: { problems: ['the request: expected at least one line'] },
    });
  }
  return deps.jobs.start({
    kind: BULK_JOB,
    input: lines as unknown as Json,
    owner: actorOf(caller),
    subject: 'cases',
    total: lines.length,
  });
}
