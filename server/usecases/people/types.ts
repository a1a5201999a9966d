/** People as the edges see them: who they are, how they show it, and what they may do with the loans they are bound to. */
import type { Meaning } from '../../../core/evidence/countersignature.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Caller, Role } from '../../ports/caller.ts';
import type { LoanReference } from '../access/create.ts';
import type { Draft, EvidencePage, Filed, ReceivedDocument } from '../types.ts';
import type { UploadReference } from '../uploads/file.ts';

export interface Person {
  /** Random; says nothing of the person. */
  readonly id: string;
  readonly role: Role;
  readonly organisation: string;
  readonly state: 'active' | 'ended';
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Made for trying; shown as such. */
  readonly sample: boolean;
  /** base64url; by which an authenticator knows the account (WebAuthn section 5.4.3). */
  readonly userHandle: string;
  /** Personal data, sealed where it is stored. */
  readonly name: string | null;
  readonly contact: string | null;
}

export interface BoundLoan extends LoanReference {
  /** Random; stands for the loan in addresses. */
  readonly id: string;
  readonly person: string;
  /** The organisation's number of the loan. */
  readonly loan: string;
  /** RFC 3339, UTC. */
  readonly boundAt: string;
}

export type InvitationState = 'open' | 'used' | 'expired' | 'withdrawn';

export interface Invitation {
  readonly id: string;
  /** Who invites. */
  readonly organisation: string;
  /** Role of the person invited: `user` for a loan. */
  readonly role: Role;
  /** Organisation that the person will belong to. */
  readonly member: string;
  readonly loanIndex: string | null;
  readonly state: InvitationState;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
}

/** The only time that the code is seen. */
export interface IssuedInvitation extends Invitation {
  /** 130 bits, in groups that can be read out. */
  readonly code: string;
  /** Address of the portal's page for it; the code stands behind `#`, which browsers do not send. */
  readonly link: string;
}

export interface InvitationDetails {
  readonly name?: string | undefined;
  readonly contact?: string | undefined;
  /** 1 to 90. Default 14. */
  readonly validDays?: number | undefined;
}

export interface Passkey {
  /** Hex SHA-256 of the credential id. */
  readonly id: string;
  readonly label: string | null;
  readonly algorithm: 'ES256' | 'EdDSA' | 'RS256';
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  /** Whether the device's maker keeps a copy and hands it to the person's other devices. */
  readonly synced: boolean;
}

export interface Session {
  readonly person: Person;
  readonly method: 'passkey' | 'sample';
  readonly openedAt: string;
  /** When it ends whatever happens, and when it ends without a request. */
  readonly expiresAt: string;
  readonly idleUntil: string;
  /** Until when the last proof of presence counts as fresh; null when there is none. */
  readonly steppedUpUntil: string | null;
}

/** What a person holds after signing in. */
export interface OpenedSession {
  /** The cookie's value: 32 random bytes, base64url. The store has its digest alone. */
  readonly token: string;
  readonly session: Session;
}

/** JSON of WebAuthn Level 3, sections 5.1.8 and 5.1.9; what the browser's `parse...FromJSON` takes and `toJSON` gives. */
export type WebauthnOptions = object;
export type WebauthnResponse = JsonObject;

export interface Enrolment {
  readonly session: OpenedSession;
  readonly passkey: Passkey;
}

export interface CountersignRequest {
  /** The text whose digest is the challenge. */
  readonly text: string;
  readonly options: WebauthnOptions;
}

export interface LoanOverview extends BoundLoan {
  readonly items: number;
  readonly lastReceivedAt: string | null;
}

/** Something that the borrower allowed. */
export interface Consent {
  readonly id: string;
  readonly type: string;
  readonly receivedAt: string;
  /** Null when its content was erased. */
  readonly fields: JsonObject | null;
}

export type Ground = 'authenticity' | 'legality' | 'relevance' | 'amount' | 'omission';

export interface ObjectionInput {
  /** Id of the item. */
  readonly item: string;
  readonly ground: Ground;
  readonly text: string;
}

export interface AnswerInput {
  readonly statement: string;
  readonly objections?: readonly ObjectionInput[] | undefined;
  /** Ids or numbers of receipts that the person holds. */
  readonly receipts?: readonly string[] | undefined;
}

/** The documents of an answer: received with it, or uploaded in parts before. */
export type AnswerDocuments =
  | { readonly draft: Draft; readonly documents: readonly ReceivedDocument[] }
  | { readonly references: readonly UploadReference[] };

/** A person that is there to try the service with, and the code of a single sign-in. */
export interface SampleSignIn {
  readonly role: Role;
  readonly person: string;
  readonly code: string;
}

export interface SamplePlan {
  readonly role: Role;
  readonly organisation: string;
  readonly name: string;
  readonly loans: readonly { readonly organisation: string; readonly loan: string }[];
}

/** Each throws `ServiceError` alone for what it refuses (docs/people.md). */
export interface People {
  /** Loans that the person is bound to; none for a caller that is no person. */
  loansOf(caller: Caller): Promise<readonly LoanReference[]>;
  /** @throws ServiceError `NOT_FOUND` */
  person(id: string): Promise<Person>;
  /** Persons bound to a loan. */
  personsOf(loan: LoanReference): Promise<readonly string[]>;

  inviteToLoan(caller: Caller, loan: string, details: InvitationDetails): Promise<IssuedInvitation>;
  inviteStaff(caller: Caller, role: Role, details: InvitationDetails): Promise<IssuedInvitation>;
  /** For the operator: into any organisation. */
  inviteInto(
    caller: Caller,
    organisation: string,
    role: Role,
    details: InvitationDetails,
  ): Promise<IssuedInvitation>;
  loanInvitations(caller: Caller, loan: string): Promise<readonly Invitation[]>;
  staffInvitations(caller: Caller): Promise<readonly Invitation[]>;
  withdrawInvitation(caller: Caller, id: string): Promise<Invitation>;
  /** What an invitation is for, without personal data. @throws ServiceError `INVITATION_...` */
  lookAt(code: string): Promise<Invitation>;
  /** A person who has an account takes an invitation to a further loan. */
  accept(caller: Caller, code: string): Promise<BoundLoan>;
  staff(caller: Caller): Promise<readonly Person[]>;
  /** Ends a member's account and all their sessions, at once. */
  endPerson(caller: Caller, id: string): Promise<Person>;

  enrolOptions(code: string): Promise<WebauthnOptions>;
  enrol(code: string, response: WebauthnResponse, label: string | undefined): Promise<Enrolment>;
  signInOptions(): Promise<WebauthnOptions>;
  signIn(response: WebauthnResponse): Promise<OpenedSession>;
  signInSample(code: string): Promise<OpenedSession>;
  stepUpOptions(token: string): Promise<WebauthnOptions>;
  stepUp(token: string, response: WebauthnResponse): Promise<Session>;

  /** @throws ServiceError `SESSION_ENDED` */
  session(token: string): Promise<Session>;
  /** @throws ServiceError `STEP_UP_NEEDED` */
  demandFresh(token: string): Promise<void>;
  signOut(token: string): Promise<void>;
  signOutEverywhere(caller: Caller): Promise<number>;

  passkeys(caller: Caller): Promise<readonly Passkey[]>;
  addPasskeyOptions(token: string): Promise<WebauthnOptions>;
  addPasskey(token: string, response: WebauthnResponse, label: string | undefined): Promise<Passkey>;
  removePasskey(token: string, id: string): Promise<void>;

  loans(caller: Caller): Promise<readonly LoanOverview[]>;
  /** @throws ServiceError `NOT_FOUND` for a loan that the person is not bound to */
  loan(caller: Caller, id: string): Promise<BoundLoan>;
  /** Items by the stream's sequence. @param after sequence after which the page begins */
  items(
    caller: Caller,
    id: string,
    after: number,
    limit: number,
  ): Promise<{ readonly loan: BoundLoan; readonly page: EvidencePage }>;
  consents(caller: Caller, id: string): Promise<readonly Consent[]>;
  countersignOptions(caller: Caller, evidence: string, meaning: Meaning): Promise<CountersignRequest>;
  countersign(caller: Caller, evidence: string, response: WebauthnResponse): Promise<Filed>;
  objectTo(caller: Caller, input: ObjectionInput, idempotencyKey: string): Promise<Filed>;
  answer(
    caller: Caller,
    loan: string,
    input: AnswerInput,
    idempotencyKey: string,
    documents?: AnswerDocuments,
  ): Promise<Filed>;

  /** Makes the persons of a trial installation, once, and new sign-ins for them. @throws ServiceError `SAMPLE_REFUSED` */
  samples(plan: readonly SamplePlan[]): Promise<readonly SampleSignIn[]>;
}
