/** A case as its users see it, and what they do with it. */
import type { JsonObject } from '../../../core/json.ts';
import type { Caller, Role } from '../../ports/caller.ts';
import type { LoanReference } from '../access/create.ts';
import type { Action } from '../access/matrix.ts';
import type { Job } from '../jobs/types.ts';
import type { Filed, FilingRequest } from '../types.ts';
import type { Annex } from './annex.ts';
import type { StoredLine } from './bulk.ts';
import type { OpenCase } from './case-document.ts';
import type { CasePapers } from './papers/create.ts';
import type { ScheduleRow } from './schedule.ts';
import type { CaseEvent, CaseState, Guard } from './states.ts';
import type { Tribunal } from './tribunal.ts';

export interface CaseParty {
  readonly role: 'claimant' | 'respondent' | 'agent' | 'third-party';
  readonly name: string;
  /** Organisation or person as records name them. */
  readonly id?: string;
  /** Address for service, as confirmed by SRVADDR. */
  readonly contact?: string;
}

/** Amounts are exact decimals with two places, in `currency`; `total` is their sum. */
export interface Claim {
  /** ISO 4217. */
  readonly currency: string;
  readonly principal: string;
  readonly interest: string;
  readonly defaultInterest: string;
  readonly fees: string;
  readonly costs: string;
  readonly total: string;
  /** ISO date up to which interest is computed. */
  readonly cutOff: string;
}

export const DISPUTE_GROUNDS = ['non-payment', 'amount', 'validity', 'performance', 'other'] as const;

export interface Dispute {
  readonly ground: (typeof DISPUTE_GROUNDS)[number];
  readonly statement: string;
  /** RFC 3339 with offset. */
  readonly statedAt: string;
}

/** What the one who opens the case states. Sealed at rest. */
export interface CaseContent {
  readonly loan: string;
  /** Organisation of the commission. */
  readonly commission: string;
  /** Full name of the commission, as the agreement has it. */
  readonly commissionName: string;
  readonly parties: readonly CaseParty[];
  readonly claim: Claim;
  readonly dispute?: Dispute;
  /** Id of the ARBAG item. */
  readonly agreement?: string;
}

export interface TribunalMember {
  /** Id of the person. */
  readonly person: string;
  readonly seat: 'sole' | 'presiding' | 'member';
}

export interface Deadlines {
  /** ISO dates. */
  readonly answer?: string;
  readonly hearing?: string;
  readonly award?: string;
}

/** One step that was taken. */
export interface CaseStep {
  readonly event: CaseEvent;
  readonly from: CaseState;
  readonly to: CaseState;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly by: { readonly role: Role; readonly id: string; readonly organisation: string };
  readonly revision: number;
  /** Id of the item in the loan's stream; absent until the log has taken it. */
  readonly evidence?: string;
}

/** An item that was filed to the case. */
export interface CaseDocument {
  readonly evidence: string;
  readonly type: string;
  readonly at: string;
  readonly role: Role;
}

export interface CaseSummary {
  readonly id: string;
  /** Changes with every change that a user makes; the ETag. */
  readonly revision: number;
  readonly state: CaseState;
  readonly organisation: string;
  readonly commission: string;
  /** The commission's case number. */
  readonly number?: string;
  readonly amount: string;
  readonly currency: string;
  readonly deadlines: Deadlines;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly openedAt?: string;
}

export interface Case extends CaseSummary, CaseContent {
  readonly tribunal: readonly TribunalMember[];
  /** Organisations to which the claim was assigned, in order. */
  readonly assignees: readonly string[];
  readonly steps: readonly CaseStep[];
  readonly documents: readonly CaseDocument[];
}

export interface CaseQuery {
  readonly states?: readonly CaseState[];
  readonly loan?: string;
  /** Beginning of the commission's case number or of the id, or the whole number of the loan. */
  readonly search?: string;
  readonly sort: 'created' | 'updated' | 'deadline' | 'amount';
  readonly order: 'ascending' | 'descending';
  readonly cursor?: string;
  readonly limit: number;
}

export interface CasePage {
  readonly cases: readonly Case[];
  readonly next: string | undefined;
}

export interface CaseCounts {
  readonly total: number;
  readonly byState: Readonly<Record<CaseState, number>>;
}

/** A step, and whether the caller could take it now. */
export interface NextStep {
  readonly event: CaseEvent;
  readonly to: CaseState;
  /** By role. */
  readonly permitted: boolean;
  readonly unmet: readonly Guard[];
  /** Groups of document types none of which is in the stream. */
  readonly missing: readonly (readonly string[])[];
}

export interface StepRequest {
  readonly event: CaseEvent;
  readonly reason?: string;
}

export interface Administration {
  readonly number?: string;
  readonly tribunal?: readonly TribunalMember[];
  readonly deadlines?: Deadlines;
}

export interface AssignmentRequest {
  readonly assignor: string;
  readonly assignee: string;
  /** Organisation of the assignee when it is registered here: it then sees the case. */
  readonly assigneeOrganisation?: string;
  readonly agreementNumber: string;
  readonly claim: string;
  readonly assignedAt: string;
  readonly notice?: { readonly channel: string; readonly time: string; readonly result: string };
}

/** A link of the chain from the lender to today's creditor. */
export interface Assignment {
  readonly evidence: string;
  readonly assignor: string;
  readonly assignee: string;
  readonly agreementNumber: string;
  readonly claim: JsonObject;
  readonly assignedAt: string;
  /** Whether the debtor was told and the notice arrived (Civil Code art. 546). */
  readonly notified: boolean;
}

export interface AssignmentChain {
  readonly links: readonly Assignment[];
  /** Whether each assignor is the creditor that the link before left. */
  readonly unbroken: boolean;
  readonly creditor: string | undefined;
}

/** A filing to a case: the loan comes from the case. */
export type CaseFiling = Pick<FilingRequest, 'idempotencyKey' | 'upload'> & { readonly record: JsonObject };

/** All throw ServiceError alone; `NOT_FOUND` for cases that are not the caller's. `revision`: the one that the change is based on. */
export interface Cases {
  /** The same key and content again answer with the case of then. */
  create(caller: Caller, content: CaseContent, key: string): Promise<{ case: Case; created: boolean }>;
  get(caller: Caller, id: string): Promise<Case>;
  list(caller: Caller, query: CaseQuery): Promise<CasePage>;
  counts(caller: Caller): Promise<CaseCounts>;
  /** Of a draft. */
  edit(caller: Caller, id: string, revision: number, content: CaseContent): Promise<Case>;
  administer(caller: Caller, id: string, revision: number, change: Administration): Promise<Case>;
  next(caller: Caller, id: string): Promise<readonly NextStep[]>;
  /** @throws ServiceError `CASE_TRANSITION_REFUSED`, `CASE_GUARD_UNMET`, `VERSION_CONFLICT` */
  take(caller: Caller, id: string, revision: number, step: StepRequest): Promise<Case>;
  /** @throws as `fileEvidence`; `FORBIDDEN` for a document type that is not the role's to file */
  file(caller: Caller, id: string, filing: CaseFiling): Promise<Filed>;
  assign(caller: Caller, id: string, request: AssignmentRequest, key: string): Promise<AssignmentChain>;
  assignments(caller: Caller, id: string): Promise<AssignmentChain>;
  /** Starts a job that opens a case a line. */
  bulk(caller: Caller, lines: readonly StoredLine[]): Promise<Job>;
  schedule(caller: Caller, id: string): Promise<readonly ScheduleRow[]>;
  annex(caller: Caller, id: string): Promise<Annex>;
  readonly papers: CasePapers;
  readonly tribunal: Tribunal;
  /** The case as other features need it, decided by the same rule. */
  open(caller: Caller, action: Action, id: string): Promise<OpenCase>;
  /** Loans of all the caller's cases. */
  loansOf(caller: Caller): Promise<readonly LoanReference[]>;
  /** Whether one of the caller's cases is about the loan; answered from the cases of the loan alone. */
  hasCaseOf(caller: Caller, loan: LoanReference): Promise<boolean>;
  /** Id of a case about the loan that is open: its evidence must not be erased. */
  openCaseOf(loan: LoanReference): Promise<string | undefined>;
  /** Files what steps have left to be filed. Harmless when repeated. */
  settle(): Promise<void>;
  /** Begins to do so again and again. */
  start(): void;
  stop(): Promise<void>;
}
