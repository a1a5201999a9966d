/** Generated from the OpenAPI document by scripts/gen-client-types.ts: do not edit. */

/**
 * The item; of an erased one what is left.
 */
export type EvidenceAnswer = EvidenceView | ErasedEvidence;

export interface ApiSchemas {
  Token: Token;
  Problem: Problem;
  TokenInput: TokenInput;
  Filed: Filed;
  StateTime: StateTime;
  FilingInput: FilingInput;
  DocumentInput: DocumentInput;
  SourcedProvenance: SourcedProvenance;
  BareHashProvenance: BareHashProvenance;
  ActorInput: ActorInput;
  UploadReference: UploadReference;
  MultipartFiling: MultipartFiling;
  BatchAnswer: BatchAnswer;
  BatchLine: BatchLine;
  FoundPage: FoundPage;
  EvidenceSummary: EvidenceSummary;
  ExportLine: ExportLine;
  Document: Document;
  FilingActivity: FilingActivity;
  FilingMinute: FilingMinute;
  Waiting: Waiting;
  RefusedFilings: RefusedFilings;
  RefusedFiling: RefusedFiling;
  Event: Event;
  WebhookWithSecret: WebhookWithSecret;
  WebhookInput: WebhookInput;
  WebhookList: WebhookList;
  Webhook: Webhook;
  WebhookChange: WebhookChange;
  RotateInput: RotateInput;
  Delivery: Delivery;
  DeliveryAttempt: DeliveryAttempt;
  DeliveryPage: DeliveryPage;
  EvidenceAnswer: EvidenceAnswer;
  EvidenceView: EvidenceView;
  ErasedPart: ErasedPart;
  ErasedEvidence: ErasedEvidence;
  EvidencePage: EvidencePage;
  LoanItem: LoanItem;
  Receipt: Receipt;
  ReceiptWitness: ReceiptWitness;
  ReceiptRenewal: ReceiptRenewal;
  CredentialInput: CredentialInput;
  ReceiptCheck: ReceiptCheck;
  CredentialIssuer: CredentialIssuer;
  IssuerKey: IssuerKey;
  PackageInput: PackageInput;
  ItemRedaction: ItemRedaction;
  Report: Report;
  Verdict: Verdict;
  CheckResult: CheckResult;
  Finding: Finding;
  ReportTable: ReportTable;
  ReportColumn: ReportColumn;
  Text: Text;
  ReportTime: ReportTime;
  VerifyUpload: VerifyUpload;
  ReportInput: ReportInput;
  JobPage: JobPage;
  Job: Job;
  JobLine: JobLine;
  CaseInput: CaseInput;
  CaseParty: CaseParty;
  Case: Case;
  TribunalMember: TribunalMember;
  CaseStep: CaseStep;
  CaseDocument: CaseDocument;
  CasePage: CasePage;
  CaseCounts: CaseCounts;
  NextSteps: NextSteps;
  NextStep: NextStep;
  UnmetGuard: UnmetGuard;
  CaseStepInput: CaseStepInput;
  CaseAdministration: CaseAdministration;
  CaseFilingInput: CaseFilingInput;
  CaseUpload: CaseUpload;
  AssignmentChain: AssignmentChain;
  Assignment: Assignment;
  AssignmentInput: AssignmentInput;
  Notes: Notes;
  Note: Note;
  NoteInput: NoteInput;
  Questions: Questions;
  Question: Question;
  Reply: Reply;
  QuestionInput: QuestionInput;
  ReplyInput: ReplyInput;
  Marks: Marks;
  Mark: Mark;
  MarkInput: MarkInput;
  Schedule: Schedule;
  ScheduleRow: ScheduleRow;
  ScheduleDocument: ScheduleDocument;
  Annex: Annex;
  AnnexLine: AnnexLine;
  KeptPackagePage: KeptPackagePage;
  KeptPackage: KeptPackage;
  Invitation: Invitation;
  CodeInput: CodeInput;
  WebauthnOptions: WebauthnOptions;
  Session: Session;
  EnrolmentInput: EnrolmentInput;
  ResponseInput: ResponseInput;
  SignedOut: SignedOut;
  PasskeyList: PasskeyList;
  Passkey: Passkey;
  NewPasskeyInput: NewPasskeyInput;
  IssuedInvitation: IssuedInvitation;
  LoanInvitationInput: LoanInvitationInput;
  InvitationList: InvitationList;
  StaffInvitationInput: StaffInvitationInput;
  People: People;
  Person: Person;
  BoundLoan: BoundLoan;
  OwnLoanList: OwnLoanList;
  OwnLoan: OwnLoan;
  OwnItems: OwnItems;
  OwnItem: OwnItem;
  OwnConsents: OwnConsents;
  OwnConsent: OwnConsent;
  AnswerInput: AnswerInput;
  AnswerObjection: AnswerObjection;
  AnswerUpload: AnswerUpload;
  ObjectionInput: ObjectionInput;
  CountersignOptions: CountersignOptions;
  CountersignInput: CountersignInput;
  CustodyPage: CustodyPage;
  CustodyLine: CustodyLine;
  RetentionRules: RetentionRules;
  RetentionRuleSet: RetentionRuleSet;
  RetentionRule: RetentionRule;
  Retention: Retention;
  RunningRule: RunningRule;
  Hold: Hold;
  Holds: Holds;
  ReasonInput: ReasonInput;
  Erasure: Erasure;
  ErasureInput: ErasureInput;
  ErasurePage: ErasurePage;
  DecisionInput: DecisionInput;
  KeyRotation: KeyRotation;
  Organisations: Organisations;
  Organisation: Organisation;
  OrganisationInput: OrganisationInput;
  StateInput: StateInput;
  ScopesInput: ScopesInput;
  QuotaInput: QuotaInput;
  Usage: Usage;
  Certificates: Certificates;
  RegisteredCertificate: RegisteredCertificate;
  CertificateInput: CertificateInput;
  WithdrawalInput: WithdrawalInput;
  CustodyVerdict: CustodyVerdict;
  OwnOrganisation: OwnOrganisation;
  StandingCertificate: StandingCertificate;
  OperationJobs: OperationJobs;
  Trust: Trust;
  Ledger: Ledger;
  LedgerParty: LedgerParty;
  LedgerRound: LedgerRound;
  LedgerWitness: LedgerWitness;
  Health: Health;
  Ready: Ready;
  Component: Component;
}
/**
 * Bearer token (RFC 6749 section 5.1).
 */
export interface Token {
  /**
   * Bearer token.
   */
  access_token: string;
  /**
   * RFC 6750.
   */
  token_type: 'Bearer';
  /**
   * Seconds that it lives.
   */
  expires_in: number;
  /**
   * Scopes granted.
   */
  scope: string;
}
/**
 * RFC 9457 problem document.
 */
export interface Problem {
  /**
   * Identifier of the kind of problem (RFC 9457). Not an address.
   */
  type: string;
  /**
   * The kind in a few words, in the language that Accept-Language prefers (en, zh).
   */
  title: string;
  /**
   * The HTTP status.
   */
  status: number;
  /**
   * What was wrong with this request.
   */
  detail: string;
  /**
   * The request's id, as in X-Request-Id and in the service's log.
   */
  instance: string;
  /**
   * Code from the closed list in docs/errors.md.
   */
  code:
    | 'JSON_INVALID'
    | 'REQUEST_INVALID'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'NOT_ACCEPTABLE'
    | 'PAYLOAD_TOO_LARGE'
    | 'UPLOAD_TRUNCATED'
    | 'UPLOAD_MALFORMED'
    | 'METHOD_NOT_ALLOWED'
    | 'NOT_FOUND'
    | 'RATE_LIMITED'
    | 'UNAUTHENTICATED'
    | 'ASSERTION_INVALID'
    | 'ASSERTION_REPLAYED'
    | 'FORBIDDEN'
    | 'CLOCK_SKEW'
    | 'SESSION_ENDED'
    | 'CSRF_REFUSED'
    | 'STEP_UP_NEEDED'
    | 'INVITATION_UNKNOWN'
    | 'INVITATION_EXPIRED'
    | 'INVITATION_USED'
    | 'INVITATION_WITHDRAWN'
    | 'INVITATION_FOREIGN'
    | 'CHALLENGE_SPENT'
    | 'PASSKEY_REFUSED'
    | 'PASSKEY_UNKNOWN'
    | 'PASSKEY_CLONED'
    | 'PASSKEY_EXISTS'
    | 'LAST_PASSKEY'
    | 'SAMPLE_REFUSED'
    | 'UNKNOWN_DOCUMENT_TYPE'
    | 'SCHEMA_INVALID'
    | 'DIGEST_MISMATCH'
    | 'STATEMENT_INVALID'
    | 'STATEMENT_SIGNATURE_INVALID'
    | 'STATEMENT_SIGNER_UNKNOWN'
    | 'STATEMENT_SIGNER_EXPIRED'
    | 'STATEMENT_SIGNER_WRONG_PURPOSE'
    | 'STATEMENT_ORGANISATION_MISMATCH'
    | 'ALGORITHM_REFUSED'
    | 'DISCLOSURE_UNMATCHED'
    | 'DISCLOSURE_WITHHELD'
    | 'IDEMPOTENCY_KEY_MISSING'
    | 'IDEMPOTENCY_MISMATCH'
    | 'SIGNER_UNAVAILABLE'
    | 'NOT_SEALED_YET'
    | 'CONTENT_ERASED'
    | 'PACKAGE_INVALID'
    | 'CONFLICT'
    | 'CERTIFICATE_REFUSED'
    | 'QUOTA_EXCEEDED'
    | 'ITEM_LINK_INVALID'
    | 'ALREADY_SUPERSEDED'
    | 'UPLOAD_PROTOCOL'
    | 'UPLOAD_OFFSET_MISMATCH'
    | 'UPLOAD_CHECKSUM_MISMATCH'
    | 'UPLOAD_INCOMPLETE'
    | 'UPLOAD_IN_USE'
    | 'UPLOAD_EXPIRED'
    | 'UPLOAD_QUOTA'
    | 'TOO_MANY_STREAMS'
    | 'EVENT_EXPIRED'
    | 'WEBHOOK_URL_REFUSED'
    | 'WEBHOOK_LIMIT'
    | 'RETENTION_NOT_EXPIRED'
    | 'LEGAL_HOLD'
    | 'PRECONDITION_REQUIRED'
    | 'VERSION_CONFLICT'
    | 'CASE_TRANSITION_REFUSED'
    | 'CASE_GUARD_UNMET'
    | 'JOB_FINISHED'
    | 'RANGE_NOT_SATISFIABLE'
    | 'PACKAGE_EXPIRED'
    | 'OVERLOADED'
    | 'STOPPING'
    | 'LOG_CONFLICT'
    | 'LOG_DIVERGED'
    | 'LOG_CORRUPT'
    | 'STORE_UNAVAILABLE'
    | 'STORE_LOCKED'
    | 'DISK_FULL'
    | 'KEY_UNAVAILABLE'
    | 'CONTENT_CORRUPT'
    | 'CHAIN_UNAVAILABLE'
    | 'CHAIN_REJECTED'
    | 'CHAIN_RESET'
    | 'TSA_UNAVAILABLE'
    | 'TSA_REJECTED'
    | 'PARTY_UNAVAILABLE'
    | 'PARTY_REFUSED'
    | 'CONFIG_INVALID'
    | 'INTERNAL';
  /**
   * What was expected and what came; the members depend on the code.
   */
  facts: {
    [k: string]: string | number | boolean | null | string[];
  };
  /**
   * What to do about it.
   */
  remedy: string;
  /**
   * RFC 6749's error code; at the token address only.
   */
  error?: string;
}
/**
 * Request for a bearer token.
 */
export interface TokenInput {
  /**
   * RFC 6749 section 4.4.
   */
  grant_type: 'client_credentials';
  /**
   * RFC 7523 section 2.2.
   */
  client_assertion_type?: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  /**
   * JWT signed ES256 with the key of the organisation's certificate; header x5t#S256; claims iss = sub = organisation, aud = this address, iat, exp (at most 300 s on), jti.
   */
  client_assertion?: string;
  /**
   * The organisation, where the client certificate of the TLS connection stands for the assertion (RFC 8705 section 2).
   */
  client_id?: string;
  /**
   * Scopes wanted, separated by spaces. Default: all that the organisation has.
   */
  scope?: string;
}
/**
 * Answer to a filing: durable, and proven to be in the log.
 */
export interface Filed {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * Number in the loan's stream, from 1.
   */
  sequence: number;
  /**
   * When the log received it, UTC.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * The earlier item that this one takes the place of.
   */
  supersedes?: string;
  /**
   * The later item that takes the place of this one.
   */
  superseded_by?: string;
  /**
   * The earlier item that this one says something about.
   */
  annotates?: string;
  /**
   * Later items that say something about this one.
   *
   * Items: Id of the item: a UUID of version 7 (RFC 9562).
   */
  annotated_by?: string[];
  /**
   * Leaf hash of the entry, hex.
   */
  leaf_hash: string;
  /**
   * The entry's canonical bytes, base64.
   */
  entry: string;
  /**
   * Proof that it is in the log.
   */
  inclusion: {
    /**
     * Tree size of the checkpoint.
     */
    size: number;
    /**
     * Inclusion proof (RFC 6962), from the leaf's sibling up, base64.
     */
    hashes: string[];
    /**
     * The checkpoint, a signed note (C2SP tlog-checkpoint).
     */
    checkpoint: string;
  };
  /**
   * True when this very content had been filed under this key before.
   */
  replayed: boolean;
}
/**
 * One time with its source.
 */
export interface StateTime {
  /**
   * What happened.
   */
  event: 'received' | 'witnessed' | 'quorum' | 'timestamped' | 'sealed';
  /**
   * When, UTC.
   */
  at: string;
  /**
   * Whose clock says so.
   */
  source: 'log' | 'witness' | 'tsa' | 'chain' | 'service';
  /**
   * The party, for `witnessed`.
   */
  party?: 'bank' | 'user' | 'commission';
}
/**
 * Exactly one of `record` and `statement`, and the documents that were uploaded before.
 */
export interface FilingInput {
  /**
   * The record, for the service to sign on behalf of the organisation.
   */
  record?: {
    /**
     * Document type code.
     */
    type: string;
    /**
     * The filer's number of the loan.
     */
    loan: string;
    /**
     * The filer's number of this item.
     */
    reference?: string;
    /**
     * Id of the loan's earlier item that this one takes the place of; both stay.
     */
    supersedes?: string;
    /**
     * Id of the loan's earlier item that this one says something about.
     */
    annotates?: string;
    /**
     * The documents by digest. With files and without this list, the files make it up.
     *
     * @maxItems 64
     */
    documents?: DocumentInput[];
    /**
     * When it happened.
     */
    event: {
      /**
       * When it happened: RFC 3339 with offset.
       */
      time: string;
      /**
       * Where that time comes from.
       */
      source: 'claimed' | 'system' | 'device' | 'third-party';
      /**
       * IANA time zone.
       */
      zone?: string;
    };
    /**
     * Where it came from, or explicitly `bare-hash`.
     */
    provenance: SourcedProvenance | BareHashProvenance;
    /**
     * Who took part.
     *
     * @maxItems 64
     */
    actors?: ActorInput[];
    /**
     * Structured fields of the document type.
     */
    fields?: {
      [k: string]: unknown;
    };
  };
  /**
   * Or a statement that the organisation signed itself, alone or in a batch: SD-JWT with all disclosures.
   */
  statement?: string;
  /**
   * Finished uploads (POST /v1/uploads) that are documents of this item; each serves one item.
   *
   * @minItems 1
   * @maxItems 32
   */
  uploads?: [UploadReference, ...UploadReference[]];
}
/**
 * A document of the item, by digest.
 */
export interface DocumentInput {
  /**
   * File name, unique in the record. A file sent along is found by it.
   */
  name: string;
  /**
   * Media type (RFC 6838). Default: that of the file's part.
   */
  media_type?: string;
  /**
   * Bytes. Needed unless the file is sent along; then it must agree.
   */
  size?: number;
  /**
   * SHA-256 of the document. Needed unless the file is sent along; then it must agree.
   */
  sha256?: string;
  /**
   * SM3 of the document. Needed unless the file is sent along; then it must agree.
   */
  sm3?: string;
}
/**
 * Where the item came from before it was filed.
 */
export interface SourcedProvenance {
  /**
   * The source is stated.
   */
  class: 'sourced';
  /**
   * Source system.
   */
  system: string;
  /**
   * Its version.
   */
  version: string;
  /**
   * Generating subject and mechanism.
   */
  generator: string;
  /**
   * The source system's own number of the thing.
   */
  upstream_reference: string;
  /**
   * The source system's clock.
   */
  clock: {
    /**
     * State of the source system's clock.
     */
    state: 'synchronised' | 'unsynchronised' | 'unknown';
    /**
     * What sets it.
     */
    source?: string;
    /**
     * Last measured offset, milliseconds.
     */
    offset_ms?: number;
  };
  /**
   * Systems passed on the way here, first to last.
   *
   * @maxItems 32
   */
  transfer_path: string[];
  /**
   * Self-check of the environment.
   */
  self_check?: {
    /**
     * RFC 3339 with offset.
     */
    time: string;
    /**
     * Outcome.
     */
    result: 'passed' | 'failed';
    /**
     * What checked.
     */
    tool: string;
  };
}
/**
 * Says no more than that these bytes existed.
 */
export interface BareHashProvenance {
  /**
   * No source is stated; shown as such.
   */
  class: 'bare-hash';
}
/**
 * A person, organisation or system that took part.
 */
export interface ActorInput {
  /**
   * Part played, lower-case slug.
   */
  role: string;
  /**
   * Id of the actor.
   */
  id: string;
  /**
   * Name.
   */
  name?: string;
  /**
   * On what ground the actor acts for another.
   */
  authority?: string;
}
/**
 * A document that was uploaded before.
 */
export interface UploadReference {
  /**
   * Id of the upload: the last part of its address.
   */
  id: string;
  /**
   * File name in the record. Default: the `filename` that the upload was announced with.
   */
  name?: string;
  /**
   * Media type. Default: the `filetype` that the upload was announced with.
   */
  media_type?: string;
}
/**
 * Exactly one of `record` and `statement`, and the documents.
 */
export interface MultipartFiling {
  /**
   * The record as JSON.
   */
  record?: {
    /**
     * Document type code.
     */
    type: string;
    /**
     * The filer's number of the loan.
     */
    loan: string;
    /**
     * The filer's number of this item.
     */
    reference?: string;
    /**
     * Id of the loan's earlier item that this one takes the place of; both stay.
     */
    supersedes?: string;
    /**
     * Id of the loan's earlier item that this one says something about.
     */
    annotates?: string;
    /**
     * The documents by digest. With files and without this list, the files make it up.
     *
     * @maxItems 64
     */
    documents?: DocumentInput[];
    /**
     * When it happened.
     */
    event: {
      /**
       * When it happened: RFC 3339 with offset.
       */
      time: string;
      /**
       * Where that time comes from.
       */
      source: 'claimed' | 'system' | 'device' | 'third-party';
      /**
       * IANA time zone.
       */
      zone?: string;
    };
    /**
     * Where it came from, or explicitly `bare-hash`.
     */
    provenance: SourcedProvenance | BareHashProvenance;
    /**
     * Who took part.
     *
     * @maxItems 64
     */
    actors?: ActorInput[];
    /**
     * Structured fields of the document type.
     */
    fields?: {
      [k: string]: unknown;
    };
  };
  /**
   * Or the ready-made statement.
   */
  statement?: string;
  /**
   * The files, each with a file name.
   */
  documents?: string[];
}
/**
 * The outcome of one line; lines come in the order of the request.
 */
export interface BatchAnswer {
  /**
   * Number of the line answered, from 1.
   */
  line: number;
  /**
   * Status as if filed alone.
   */
  status: number;
  /**
   * The item, when filed.
   */
  evidence?: {
    /**
     * Id of the item: a UUID of version 7 (RFC 9562).
     */
    id: string;
    /**
     * Document type code.
     */
    type: string;
    /**
     * Index of the entry in the log.
     */
    index: number;
    /**
     * Number in the loan's stream, from 1.
     */
    sequence: number;
    /**
     * When the log received it, UTC.
     */
    received_at: string;
    /**
     * How far it has come.
     */
    state: {
      /**
       * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
       */
      stage: 'logged' | 'witnessed' | 'sealed';
      /**
       * The state in words.
       */
      label: string;
      /**
       * Parties that cosigned.
       */
      witnesses: number;
      /**
       * Parties there are.
       */
      of: number;
      /**
       * What happened when, by whose clock, in order.
       */
      times: StateTime[];
    };
    /**
     * The earlier item that this one takes the place of.
     */
    supersedes?: string;
    /**
     * The later item that takes the place of this one.
     */
    superseded_by?: string;
    /**
     * The earlier item that this one says something about.
     */
    annotates?: string;
    /**
     * Later items that say something about this one.
     *
     * Items: Id of the item: a UUID of version 7 (RFC 9562).
     */
    annotated_by?: string[];
    /**
     * Leaf hash of the entry, hex.
     */
    leaf_hash: string;
    /**
     * The entry's canonical bytes, base64.
     */
    entry: string;
    /**
     * Proof that it is in the log.
     */
    inclusion: {
      /**
       * Tree size of the checkpoint.
       */
      size: number;
      /**
       * Inclusion proof (RFC 6962), from the leaf's sibling up, base64.
       */
      hashes: string[];
      /**
       * The checkpoint, a signed note (C2SP tlog-checkpoint).
       */
      checkpoint: string;
    };
    /**
     * True when this very content had been filed under this key before.
     */
    replayed: boolean;
  };
  /**
   * The refusal, when refused.
   */
  problem?: {
    /**
     * Identifier of the kind of problem (RFC 9457). Not an address.
     */
    type: string;
    /**
     * The kind in a few words, in the language that Accept-Language prefers (en, zh).
     */
    title: string;
    /**
     * The HTTP status.
     */
    status: number;
    /**
     * What was wrong with this request.
     */
    detail: string;
    /**
     * The request's id, as in X-Request-Id and in the service's log.
     */
    instance: string;
    /**
     * Code from the closed list in docs/errors.md.
     */
    code:
      | 'JSON_INVALID'
      | 'REQUEST_INVALID'
      | 'UNSUPPORTED_MEDIA_TYPE'
      | 'NOT_ACCEPTABLE'
      | 'PAYLOAD_TOO_LARGE'
      | 'UPLOAD_TRUNCATED'
      | 'UPLOAD_MALFORMED'
      | 'METHOD_NOT_ALLOWED'
      | 'NOT_FOUND'
      | 'RATE_LIMITED'
      | 'UNAUTHENTICATED'
      | 'ASSERTION_INVALID'
      | 'ASSERTION_REPLAYED'
      | 'FORBIDDEN'
      | 'CLOCK_SKEW'
      | 'SESSION_ENDED'
      | 'CSRF_REFUSED'
      | 'STEP_UP_NEEDED'
      | 'INVITATION_UNKNOWN'
      | 'INVITATION_EXPIRED'
      | 'INVITATION_USED'
      | 'INVITATION_WITHDRAWN'
      | 'INVITATION_FOREIGN'
      | 'CHALLENGE_SPENT'
      | 'PASSKEY_REFUSED'
      | 'PASSKEY_UNKNOWN'
      | 'PASSKEY_CLONED'
      | 'PASSKEY_EXISTS'
      | 'LAST_PASSKEY'
      | 'SAMPLE_REFUSED'
      | 'UNKNOWN_DOCUMENT_TYPE'
      | 'SCHEMA_INVALID'
      | 'DIGEST_MISMATCH'
      | 'STATEMENT_INVALID'
      | 'STATEMENT_SIGNATURE_INVALID'
      | 'STATEMENT_SIGNER_UNKNOWN'
      | 'STATEMENT_SIGNER_EXPIRED'
      | 'STATEMENT_SIGNER_WRONG_PURPOSE'
      | 'STATEMENT_ORGANISATION_MISMATCH'
      | 'ALGORITHM_REFUSED'
      | 'DISCLOSURE_UNMATCHED'
      | 'DISCLOSURE_WITHHELD'
      | 'IDEMPOTENCY_KEY_MISSING'
      | 'IDEMPOTENCY_MISMATCH'
      | 'SIGNER_UNAVAILABLE'
      | 'NOT_SEALED_YET'
      | 'CONTENT_ERASED'
      | 'PACKAGE_INVALID'
      | 'CONFLICT'
      | 'CERTIFICATE_REFUSED'
      | 'QUOTA_EXCEEDED'
      | 'ITEM_LINK_INVALID'
      | 'ALREADY_SUPERSEDED'
      | 'UPLOAD_PROTOCOL'
      | 'UPLOAD_OFFSET_MISMATCH'
      | 'UPLOAD_CHECKSUM_MISMATCH'
      | 'UPLOAD_INCOMPLETE'
      | 'UPLOAD_IN_USE'
      | 'UPLOAD_EXPIRED'
      | 'UPLOAD_QUOTA'
      | 'TOO_MANY_STREAMS'
      | 'EVENT_EXPIRED'
      | 'WEBHOOK_URL_REFUSED'
      | 'WEBHOOK_LIMIT'
      | 'RETENTION_NOT_EXPIRED'
      | 'LEGAL_HOLD'
      | 'PRECONDITION_REQUIRED'
      | 'VERSION_CONFLICT'
      | 'CASE_TRANSITION_REFUSED'
      | 'CASE_GUARD_UNMET'
      | 'JOB_FINISHED'
      | 'RANGE_NOT_SATISFIABLE'
      | 'PACKAGE_EXPIRED'
      | 'OVERLOADED'
      | 'STOPPING'
      | 'LOG_CONFLICT'
      | 'LOG_DIVERGED'
      | 'LOG_CORRUPT'
      | 'STORE_UNAVAILABLE'
      | 'STORE_LOCKED'
      | 'DISK_FULL'
      | 'KEY_UNAVAILABLE'
      | 'CONTENT_CORRUPT'
      | 'CHAIN_UNAVAILABLE'
      | 'CHAIN_REJECTED'
      | 'CHAIN_RESET'
      | 'TSA_UNAVAILABLE'
      | 'TSA_REJECTED'
      | 'PARTY_UNAVAILABLE'
      | 'PARTY_REFUSED'
      | 'CONFIG_INVALID'
      | 'INTERNAL';
    /**
     * What was expected and what came; the members depend on the code.
     */
    facts: {
      [k: string]: string | number | boolean | null | string[];
    };
    /**
     * What to do about it.
     */
    remedy: string;
    /**
     * RFC 6749's error code; at the token address only.
     */
    error?: string;
  };
}
/**
 * One line of a batch: exactly one of `record` and `statement`.
 */
export interface BatchLine {
  /**
   * As the header Idempotency-Key; may be left out with a statement, whose digest then stands in.
   */
  idempotency_key?: string;
  /**
   * The record, for the service to sign on behalf of the organisation.
   */
  record?: {
    /**
     * Document type code.
     */
    type: string;
    /**
     * The filer's number of the loan.
     */
    loan: string;
    /**
     * The filer's number of this item.
     */
    reference?: string;
    /**
     * Id of the loan's earlier item that this one takes the place of; both stay.
     */
    supersedes?: string;
    /**
     * Id of the loan's earlier item that this one says something about.
     */
    annotates?: string;
    /**
     * The documents by digest. With files and without this list, the files make it up.
     *
     * @maxItems 64
     */
    documents?: DocumentInput[];
    /**
     * When it happened.
     */
    event: {
      /**
       * When it happened: RFC 3339 with offset.
       */
      time: string;
      /**
       * Where that time comes from.
       */
      source: 'claimed' | 'system' | 'device' | 'third-party';
      /**
       * IANA time zone.
       */
      zone?: string;
    };
    /**
     * Where it came from, or explicitly `bare-hash`.
     */
    provenance: SourcedProvenance | BareHashProvenance;
    /**
     * Who took part.
     *
     * @maxItems 64
     */
    actors?: ActorInput[];
    /**
     * Structured fields of the document type.
     */
    fields?: {
      [k: string]: unknown;
    };
  };
  /**
   * Or a statement that the organisation signed itself, alone or in a batch: SD-JWT with all disclosures.
   */
  statement?: string;
  /**
   * Finished uploads (POST /v1/uploads) that are documents of this item; each serves one item.
   *
   * @minItems 1
   * @maxItems 32
   */
  uploads?: [UploadReference, ...UploadReference[]];
}
/**
 * One page of what a search found.
 */
export interface FoundPage {
  /**
   * Items by their place in the log.
   */
  items: EvidenceSummary[];
  /**
   * Cursor of the next page; absent on the last. It names a place in the log and stays good.
   */
  next_cursor?: string;
}
/**
 * An item of a list.
 */
export interface EvidenceSummary {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * Number in the loan's stream, from 1.
   */
  sequence: number;
  /**
   * When the log received it, UTC.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * The earlier item that this one takes the place of.
   */
  supersedes?: string;
  /**
   * The later item that takes the place of this one.
   */
  superseded_by?: string;
  /**
   * The earlier item that this one says something about.
   */
  annotates?: string;
  /**
   * Later items that say something about this one.
   *
   * Items: Id of the item: a UUID of version 7 (RFC 9562).
   */
  annotated_by?: string[];
}
/**
 * One item of an export.
 */
export interface ExportLine {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * Number in the loan's stream, from 1.
   */
  sequence: number;
  /**
   * When the log received it, UTC.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * The earlier item that this one takes the place of.
   */
  supersedes?: string;
  /**
   * The later item that takes the place of this one.
   */
  superseded_by?: string;
  /**
   * The earlier item that this one says something about.
   */
  annotates?: string;
  /**
   * Later items that say something about this one.
   *
   * Items: Id of the item: a UUID of version 7 (RFC 9562).
   */
  annotated_by?: string[];
  /**
   * Who filed it.
   */
  organisation?: string;
  /**
   * With records: the loan.
   */
  loan?: string;
  /**
   * With records: whose key signed.
   */
  signed_by?: 'filer' | 'service';
  /**
   * With records: the record.
   */
  record?: {
    [k: string]: unknown;
  };
  /**
   * With records: the documents.
   */
  documents?: Document[];
  /**
   * With records: true for an item whose content was erased; its proof stands.
   */
  erased?: boolean;
}
/**
 * A document of the item.
 */
export interface Document {
  /**
   * Number in the record, from 1.
   */
  n: number;
  /**
   * File name.
   */
  name: string;
  /**
   * Media type.
   */
  media_type: string;
  /**
   * Bytes.
   */
  size: number;
  /**
   * SHA-256, 64 lower-case hexadecimal digits.
   */
  sha256: string;
  /**
   * SM3 (GB/T 32905), 64 lower-case hexadecimal digits.
   */
  sm3: string;
  /**
   * Whether the service keeps the bytes; false for documents filed by digest.
   */
  stored: boolean;
}
/**
 * What came in by the minute, and what waits.
 */
export interface FilingActivity {
  /**
   * Since when filings are counted; what came before is not known.
   */
  counted_from: string;
  /**
   * The last 60 minutes, oldest first, the running one last; none is left out.
   */
  minutes: FilingMinute[];
  /**
   * How far the whole log has come.
   */
  log: {
    /**
     * Entries in the log.
     */
    size: number;
    /**
     * Entries that a quorum has witnessed.
     */
    witnessed: number;
    /**
     * Entries that a time-stamp covers.
     */
    stamped: number;
    /**
     * Entries that are sealed on the chain.
     */
    sealed: number;
  };
  /**
   * The organisation's items that wait, by step; for an operator those of the whole log.
   */
  waiting: Waiting[];
}
/**
 * Filings of one minute.
 */
export interface FilingMinute {
  /**
   * The minute's first moment, UTC.
   */
  at: string;
  /**
   * Items filed.
   */
  created: number;
  /**
   * Repetitions, answered with the item of then.
   */
  replayed: number;
  /**
   * Filings refused.
   */
  refused: number;
}
/**
 * Items that wait for one step.
 */
export interface Waiting {
  /**
   * What they wait for: a quorum of cosignatures, a time-stamp over it, the seal on the chain. Stamp and seal come side by side.
   */
  stage: 'witness' | 'stamp' | 'seal';
  /**
   * How many wait.
   */
  items: number;
  /**
   * Whether there are more than were counted.
   */
  more: boolean;
  /**
   * When the oldest of them was received.
   */
  oldest_received_at?: string;
}
/**
 * One page of refused filings.
 */
export interface RefusedFilings {
  /**
   * Newest first, of the last 7 days.
   */
  items: RefusedFiling[];
  /**
   * Cursor of the next page; absent on the last.
   */
  next_cursor?: string;
}
/**
 * A filing that was refused. Its content is not kept.
 */
export interface RefusedFiling {
  /**
   * Id.
   */
  id: string;
  /**
   * When it was refused.
   */
  at: string;
  /**
   * As it was answered, in the language of this request.
   */
  problem: {
    /**
     * Identifier of the kind of problem (RFC 9457). Not an address.
     */
    type: string;
    /**
     * The kind in a few words, in the language that Accept-Language prefers (en, zh).
     */
    title: string;
    /**
     * The HTTP status.
     */
    status: number;
    /**
     * What was wrong with this request.
     */
    detail: string;
    /**
     * The request's id, as in X-Request-Id and in the service's log.
     */
    instance: string;
    /**
     * Code from the closed list in docs/errors.md.
     */
    code:
      | 'JSON_INVALID'
      | 'REQUEST_INVALID'
      | 'UNSUPPORTED_MEDIA_TYPE'
      | 'NOT_ACCEPTABLE'
      | 'PAYLOAD_TOO_LARGE'
      | 'UPLOAD_TRUNCATED'
      | 'UPLOAD_MALFORMED'
      | 'METHOD_NOT_ALLOWED'
      | 'NOT_FOUND'
      | 'RATE_LIMITED'
      | 'UNAUTHENTICATED'
      | 'ASSERTION_INVALID'
      | 'ASSERTION_REPLAYED'
      | 'FORBIDDEN'
      | 'CLOCK_SKEW'
      | 'SESSION_ENDED'
      | 'CSRF_REFUSED'
      | 'STEP_UP_NEEDED'
      | 'INVITATION_UNKNOWN'
      | 'INVITATION_EXPIRED'
      | 'INVITATION_USED'
      | 'INVITATION_WITHDRAWN'
      | 'INVITATION_FOREIGN'
      | 'CHALLENGE_SPENT'
      | 'PASSKEY_REFUSED'
      | 'PASSKEY_UNKNOWN'
      | 'PASSKEY_CLONED'
      | 'PASSKEY_EXISTS'
      | 'LAST_PASSKEY'
      | 'SAMPLE_REFUSED'
      | 'UNKNOWN_DOCUMENT_TYPE'
      | 'SCHEMA_INVALID'
      | 'DIGEST_MISMATCH'
      | 'STATEMENT_INVALID'
      | 'STATEMENT_SIGNATURE_INVALID'
      | 'STATEMENT_SIGNER_UNKNOWN'
      | 'STATEMENT_SIGNER_EXPIRED'
      | 'STATEMENT_SIGNER_WRONG_PURPOSE'
      | 'STATEMENT_ORGANISATION_MISMATCH'
      | 'ALGORITHM_REFUSED'
      | 'DISCLOSURE_UNMATCHED'
      | 'DISCLOSURE_WITHHELD'
      | 'IDEMPOTENCY_KEY_MISSING'
      | 'IDEMPOTENCY_MISMATCH'
      | 'SIGNER_UNAVAILABLE'
      | 'NOT_SEALED_YET'
      | 'CONTENT_ERASED'
      | 'PACKAGE_INVALID'
      | 'CONFLICT'
      | 'CERTIFICATE_REFUSED'
      | 'QUOTA_EXCEEDED'
      | 'ITEM_LINK_INVALID'
      | 'ALREADY_SUPERSEDED'
      | 'UPLOAD_PROTOCOL'
      | 'UPLOAD_OFFSET_MISMATCH'
      | 'UPLOAD_CHECKSUM_MISMATCH'
      | 'UPLOAD_INCOMPLETE'
      | 'UPLOAD_IN_USE'
      | 'UPLOAD_EXPIRED'
      | 'UPLOAD_QUOTA'
      | 'TOO_MANY_STREAMS'
      | 'EVENT_EXPIRED'
      | 'WEBHOOK_URL_REFUSED'
      | 'WEBHOOK_LIMIT'
      | 'RETENTION_NOT_EXPIRED'
      | 'LEGAL_HOLD'
      | 'PRECONDITION_REQUIRED'
      | 'VERSION_CONFLICT'
      | 'CASE_TRANSITION_REFUSED'
      | 'CASE_GUARD_UNMET'
      | 'JOB_FINISHED'
      | 'RANGE_NOT_SATISFIABLE'
      | 'PACKAGE_EXPIRED'
      | 'OVERLOADED'
      | 'STOPPING'
      | 'LOG_CONFLICT'
      | 'LOG_DIVERGED'
      | 'LOG_CORRUPT'
      | 'STORE_UNAVAILABLE'
      | 'STORE_LOCKED'
      | 'DISK_FULL'
      | 'KEY_UNAVAILABLE'
      | 'CONTENT_CORRUPT'
      | 'CHAIN_UNAVAILABLE'
      | 'CHAIN_REJECTED'
      | 'CHAIN_RESET'
      | 'TSA_UNAVAILABLE'
      | 'TSA_REJECTED'
      | 'PARTY_UNAVAILABLE'
      | 'PARTY_REFUSED'
      | 'CONFIG_INVALID'
      | 'INTERNAL';
    /**
     * What was expected and what came; the members depend on the code.
     */
    facts: {
      [k: string]: string | number | boolean | null | string[];
    };
    /**
     * What to do about it.
     */
    remedy: string;
    /**
     * RFC 6749's error code; at the token address only.
     */
    error?: string;
  };
  /**
   * Key of the filing.
   */
  idempotency_key?: string;
  /**
   * Document type as stated.
   */
  document_type?: string;
  /**
   * Loan as stated.
   */
  loan?: string;
  /**
   * The filer's number of the item.
   */
  reference?: string;
  /**
   * `as-it-is`: the reason passes by itself, the same may be sent again under the same key. `corrected`: the content has to change.
   */
  repeat: 'as-it-is' | 'corrected';
  /**
   * The item that was filed under the same key since.
   */
  filed_as?: string;
}
/**
 * Something that happened, as streams and webhooks tell it.
 */
export interface Event {
  /**
   * Place in the journal. The same event has the same id for ever: what comes twice is known by it.
   */
  id: string;
  /**
   * What happened.
   */
  type: string;
  /**
   * When the service took note, UTC.
   */
  at: string;
  /**
   * Ids, codes, places and times; docs/webhooks.md lists them by type. No personal data.
   */
  data: {
    [k: string]: unknown;
  };
}
/**
 * An endpoint with its new secret.
 */
export interface WebhookWithSecret {
  /**
   * Id of the webhook.
   */
  id: string;
  /**
   * https address that events are posted to.
   */
  url: string;
  /**
   * Types of events wanted.
   *
   * @minItems 1
   * @maxItems 32
   *
   * Items: A type of event, or its beginning with `.*`.
   */
  types: [string, ...string[]];
  /**
   * What the endpoint is for.
   */
  description?: string;
  /**
   * Whether events are posted.
   */
  enabled: boolean;
  /**
   * Why not: it failed for too long, it answered 410, or it was switched off.
   */
  disabled_reason?: 'failing' | 'gone' | 'owner';
  /**
   * When it was set up, UTC.
   */
  created_at: string;
  /**
   * Since when no post has succeeded, UTC; absent while they do.
   */
  failing_since?: string;
  /**
   * Until when the earlier secret signs too, UTC.
   */
  previous_secret_until?: string;
  /**
   * Shown this once. Signatures are made with it (Standard Webhooks).
   */
  secret: string;
}
/**
 * A new endpoint.
 */
export interface WebhookInput {
  /**
   * https address that events are posted to.
   */
  url: string;
  /**
   * Types of events wanted.
   *
   * @minItems 1
   * @maxItems 32
   *
   * Items: A type of event, or its beginning with `.*`.
   */
  types: [string, ...string[]];
  /**
   * What the endpoint is for.
   */
  description?: string;
}
/**
 * The organisation's endpoints.
 */
export interface WebhookList {
  /**
   * The endpoints.
   */
  items: Webhook[];
}
/**
 * An endpoint that events are posted to.
 */
export interface Webhook {
  /**
   * Id of the webhook.
   */
  id: string;
  /**
   * https address that events are posted to.
   */
  url: string;
  /**
   * Types of events wanted.
   *
   * @minItems 1
   * @maxItems 32
   *
   * Items: A type of event, or its beginning with `.*`.
   */
  types: [string, ...string[]];
  /**
   * What the endpoint is for.
   */
  description?: string;
  /**
   * Whether events are posted.
   */
  enabled: boolean;
  /**
   * Why not: it failed for too long, it answered 410, or it was switched off.
   */
  disabled_reason?: 'failing' | 'gone' | 'owner';
  /**
   * When it was set up, UTC.
   */
  created_at: string;
  /**
   * Since when no post has succeeded, UTC; absent while they do.
   */
  failing_since?: string;
  /**
   * Until when the earlier secret signs too, UTC.
   */
  previous_secret_until?: string;
}
/**
 * What is to be changed of an endpoint.
 */
export interface WebhookChange {
  /**
   * https address that events are posted to.
   */
  url?: string;
  /**
   * Types of events wanted.
   *
   * @minItems 1
   * @maxItems 32
   *
   * Items: A type of event, or its beginning with `.*`.
   */
  types?: [string, ...string[]];
  /**
   * What the endpoint is for.
   */
  description?: string;
  /**
   * Switches it on or off; what was held back while it was off is then posted.
   */
  enabled?: boolean;
}
/**
 * How long both secrets sign.
 */
export interface RotateInput {
  /**
   * Hours for which the present secret signs beside the new one. Default 24.
   */
  overlap_hours?: number;
}
/**
 * One event for one endpoint.
 */
export interface Delivery {
  /**
   * Id of the event.
   */
  id: string;
  /**
   * What was posted.
   */
  event: {
    /**
     * Place in the journal. The same event has the same id for ever: what comes twice is known by it.
     */
    id: string;
    /**
     * What happened.
     */
    type: string;
    /**
     * When the service took note, UTC.
     */
    at: string;
    /**
     * Ids, codes, places and times; docs/webhooks.md lists them by type. No personal data.
     */
    data: {
      [k: string]: unknown;
    };
  };
  /**
   * Pending: tried again.
   */
  state: 'pending' | 'delivered' | 'failed';
  /**
   * The posts, in order.
   */
  attempts: DeliveryAttempt[];
  /**
   * When it is tried again, UTC.
   */
  next_attempt?: string;
}
/**
 * One post and what came of it.
 */
export interface DeliveryAttempt {
  /**
   * When it began, UTC.
   */
  at: string;
  /**
   * How long it took.
   */
  milliseconds: number;
  /**
   * Status of the answer, if there was one.
   */
  status?: number;
  /**
   * Why there was no answer.
   */
  failure?: 'address-refused' | 'name-unknown' | 'unreachable' | 'certificate' | 'timeout';
}
/**
 * One page of deliveries.
 */
export interface DeliveryPage {
  /**
   * Deliveries, newest first.
   */
  items: Delivery[];
  /**
   * Cursor of the next page; absent on the last.
   */
  next_cursor?: string;
}
/**
 * An item with its record, as far as it is disclosed to the caller.
 */
export interface EvidenceView {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * Number in the loan's stream, from 1.
   */
  sequence: number;
  /**
   * When the log received it, UTC.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * The earlier item that this one takes the place of.
   */
  supersedes?: string;
  /**
   * The later item that takes the place of this one.
   */
  superseded_by?: string;
  /**
   * The earlier item that this one says something about.
   */
  annotates?: string;
  /**
   * Later items that say something about this one.
   *
   * Items: Id of the item: a UUID of version 7 (RFC 9562).
   */
  annotated_by?: string[];
  /**
   * Who filed it.
   */
  organisation: string;
  /**
   * The filer's number of the loan.
   */
  loan: string;
  /**
   * Whose key signed: the organisation's own, or the service's for it.
   */
  signed_by: 'filer' | 'service';
  /**
   * The record (docs/spec/record.md), disclosed to its owner.
   */
  record: {
    [k: string]: unknown;
  };
  /**
   * The documents, in the record's order.
   */
  documents: Document[];
  /**
   * Whether parts of it were erased.
   */
  content: 'WHOLE' | 'PARTS_ERASED';
  /**
   * What was erased of it, in order.
   */
  erasures?: ErasedPart[];
  /**
   * Paths in the record that this request left out.
   */
  withheld?: string[];
}
/**
 * What was erased of an item.
 */
export interface ErasedPart {
  /**
   * Id: a UUID of version 7.
   */
  id: string;
  /**
   * What is erased.
   */
  scope:
    | 'everything'
    | {
        /**
         * Numbers of documents, from 1.
         *
         * @maxItems 100
         */
        documents: number[];
        /**
         * Names of structured fields.
         *
         * @maxItems 256
         */
        fields: string[];
      };
  /**
   * Ground, as in records of type ERASE (PIPL article 47).
   */
  ground: 'purpose-done' | 'consent-withdrawn' | 'retention-expired' | 'order' | 'request';
  /**
   * When.
   */
  erased_at: string;
  /**
   * The record of type ERASE.
   */
  record: string;
}
/**
 * An item whose content was erased.
 */
export interface ErasedEvidence {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * Number in the loan's stream, from 1.
   */
  sequence: number;
  /**
   * When the log received it, UTC.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * The earlier item that this one takes the place of.
   */
  supersedes?: string;
  /**
   * The later item that takes the place of this one.
   */
  superseded_by?: string;
  /**
   * The earlier item that this one says something about.
   */
  annotates?: string;
  /**
   * Later items that say something about this one.
   *
   * Items: Id of the item: a UUID of version 7 (RFC 9562).
   */
  annotated_by?: string[];
  /**
   * Whose loan it belongs to.
   */
  organisation: string;
  /**
   * The content was erased; entry, signature and proofs stand.
   */
  content: 'CONTENT_ERASED_PROOF_INTACT';
  /**
   * What was erased of it, in order.
   */
  erasures: ErasedPart[];
}
/**
 * One page of a loan's items.
 */
export interface EvidencePage {
  /**
   * Items by the stream's sequence.
   */
  items: LoanItem[];
  /**
   * Cursor of the next page; absent on the last.
   */
  next_cursor?: string;
}
/**
 * An item of a loan's stream.
 */
export interface LoanItem {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * Number in the loan's stream, from 1.
   */
  sequence: number;
  /**
   * When the log received it, UTC.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * The earlier item that this one takes the place of.
   */
  supersedes?: string;
  /**
   * The later item that takes the place of this one.
   */
  superseded_by?: string;
  /**
   * The earlier item that this one says something about.
   */
  annotates?: string;
  /**
   * Later items that say something about this one.
   *
   * Items: Id of the item: a UUID of version 7 (RFC 9562).
   */
  annotated_by?: string[];
  /**
   * Whether its content was erased; entry, number and proof stand.
   */
  erased: boolean;
}
/**
 * The receipt of one item (docs/spec/receipt.md).
 */
export interface Receipt {
  /**
   * Version of the format.
   */
  version: 1;
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Origin of the log.
   */
  origin: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * How far it has come.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * Time of receipt by the log.
     */
    loggedAt: string;
    /**
     * Parties whose cosignature the proof carries.
     */
    witnessed: ReceiptWitness[];
    /**
     * Time of the RFC 3161 token.
     */
    timestampedAt: string | null;
    /**
     * Time of the block that sealed it, as the chain says.
     */
    sealedAt: string | null;
  };
  /**
   * The log entry's canonical JSON text.
   */
  entry: string;
  /**
   * SD-JWT with the disclosures.
   */
  record: string | null;
  /**
   * Blinding value of the loan's stream, base64url.
   */
  blind: string | null;
  /**
   * C2SP tlog-proof.
   */
  proof: string;
  /**
   * RFC 3161 over the proof's checkpoint, base64 DER.
   */
  timestamp: string | null;
  /**
   * Renewals of the timestamp; left out while none was needed.
   */
  renewals?: ReceiptRenewal[];
  /**
   * The item's digests in the hash-tree renewal (docs/spec/time.md); with one alone.
   */
  hashes?: {
    [k: string]: unknown;
  };
  /**
   * The parties' confirmations and where the chain sealed them (docs/spec/package.md).
   */
  seal: {
    [k: string]: unknown;
  } | null;
  /**
   * Trust data as published then (docs/spec/trust.md); a snapshot, to be compared.
   */
  trust: {
    [k: string]: unknown;
  } | null;
}
/**
 * A party's cosignature.
 */
export interface ReceiptWitness {
  /**
   * The party.
   */
  party: 'bank' | 'user' | 'commission';
  /**
   * Time of its cosignature.
   */
  at: string;
}
/**
 * A renewal of the timestamp (docs/spec/time.md).
 */
export interface ReceiptRenewal {
  /**
   * RFC 3161, base64 DER.
   */
  timestamp: string;
  /**
   * What it stamps when it renews the digests as well; null when it stamps the token before it.
   */
  hashes: string | null;
}
/**
 * To whom the credential is bound.
 */
export interface CredentialInput {
  /**
   * Proof of the wallet's key (OpenID4VCI, `openid4vci-proof+jwt`, `aud` this service); without it the credential is bound to nobody.
   */
  proof?: string;
}
/**
 * What is public of an item: its log entry and its state. No personal data.
 */
export interface ReceiptCheck {
  /**
   * Number of a receipt, as printed on it (docs/spec/receipt.md section 5).
   */
  number: string;
  /**
   * Origin of the log.
   */
  origin: string;
  /**
   * Index of the entry in the log.
   */
  index: number;
  /**
   * The entry's leaf hash; the receipt prints the same.
   */
  leaf_hash: string;
  /**
   * Time of receipt by the log.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
  /**
   * Tree size of the checkpoint that shows it; null before anybody witnessed it.
   */
  checkpoint_size: number | null;
  /**
   * Null when the certificate is no longer registered.
   */
  signer: {
    /**
     * Organisation of the certificate.
     */
    organisation: string;
    /**
     * Whether it signed itself, or the service on its behalf.
     */
    holder: 'filer' | 'service';
  } | null;
  /**
   * The log entry, base64, as the log publishes it: what the leaf hash is of.
   */
  entry: string;
  /**
   * C2SP tlog-proof that the entry is in the log.
   */
  proof: string;
}
/**
 * JWT VC issuer metadata (draft-ietf-oauth-sd-jwt-vc).
 */
export interface CredentialIssuer {
  /**
   * As in a credential's `iss`.
   */
  issuer: string;
  /**
   * The issuer's keys.
   */
  jwks: {
    /**
     * Keys.
     */
    keys: IssuerKey[];
  };
}
/**
 * A key that signs credentials.
 */
export interface IssuerKey {
  /**
   * Kind of key.
   */
  kty: 'EC';
  /**
   * Curve.
   */
  crv: 'P-256';
  /**
   * Coordinate, base64url.
   */
  x: string;
  /**
   * Coordinate, base64url.
   */
  y: string;
  /**
   * RFC 7638 thumbprint.
   */
  kid: string;
  /**
   * Use.
   */
  use: 'sig';
  /**
   * Algorithm.
   */
  alg: 'ES256';
}
/**
 * What the package should hold.
 */
export interface PackageInput {
  /**
   * The least state that every item must have reached. Default: sealed.
   */
  stage?: 'logged' | 'witnessed' | 'sealed';
  /**
   * Names of structured fields to leave out (redaction); the proofs still hold.
   *
   * @maxItems 256
   */
  withhold?: string[];
  /**
   * Whether the documents themselves go in. Default: true.
   */
  documents?: boolean;
  /**
   * `sensitive`: leave out the fields that PIPL article 28 calls so; `all`: every field with personal data, and the actors.
   */
  withhold_personal?: 'sensitive' | 'all';
  /**
   * What is left out of single items.
   *
   * @maxItems 1000
   */
  items?: ItemRedaction[];
}
/**
 * What is left out of one item.
 */
export interface ItemRedaction {
  /**
   * Number of the item in the loan.
   */
  sequence: number;
  /**
   * Leave the whole item out; its entry and proof go in all the same.
   */
  whole?: boolean;
  /**
   * Structured fields to leave out.
   *
   * @maxItems 256
   */
  withhold?: string[];
  /**
   * Members of the record to leave out.
   *
   * @maxItems 16
   */
  withhold_members?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ];
  /**
   * Documents to leave out, by number from 1.
   *
   * @maxItems 100
   */
  withhold_documents?: number[];
}
/**
 * Verification report (docs/spec/report.md).
 */
export interface Report {
  /**
   * Version of the format.
   */
  version: 2;
  /**
   * What was verified.
   */
  kind: 'package' | 'receipt' | 'tlog-proof';
  /**
   * Program and version.
   */
  verifier: {
    /**
     * Program.
     */
    name: string;
    /**
     * Version.
     */
    version: string;
    /**
     * Implementation of the primitives.
     */
    crypto: string;
  };
  /**
   * What it is about, as far as it could be read.
   */
  subject: {
    /**
     * Log.
     */
    origin: string | null;
    /**
     * Loan.
     */
    loan: string | null;
    /**
     * Items of the container.
     */
    items: number | null;
    /**
     * Tree size of the checkpoint.
     */
    size: number | null;
    /**
     * Hex SHA-256 of the container.
     */
    sha256: string | null;
  };
  /**
   * What this kind can establish at all.
   */
  establishes: ('integrity' | 'origin' | 'time' | 'completeness' | 'legal')[];
  /**
   * The verdicts, in order.
   */
  verdicts: Verdict[];
  /**
   * What no verification says.
   */
  standing: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
  /**
   * Every check, once, in order.
   */
  checks: CheckResult[];
  /**
   * What the checks laid out.
   */
  tables: ReportTable[];
  /**
   * Every time, with its source.
   */
  times: ReportTime[];
}
/**
 * One of the five verdicts.
 */
export interface Verdict {
  /**
   * What it is about.
   */
  group: 'integrity' | 'origin' | 'time' | 'completeness' | 'legal';
  /**
   * The outcome of its checks together.
   */
  outcome: 'passed' | 'failed' | 'not-checked';
  /**
   * What it says to a lay reader.
   */
  sentence: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
}
/**
 * One check, with the facts that it compared.
 */
export interface CheckResult {
  /**
   * How it went.
   */
  outcome: 'passed' | 'failed' | 'not-checked';
  /**
   * Code of the closed list.
   */
  code: string;
  /**
   * File of the package, or part of the receipt.
   */
  subject: string;
  /**
   * What was compared.
   */
  facts: {
    [k: string]: string | number | boolean | null | string[];
  };
  /**
   * What it says to a lay reader.
   */
  sentence: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
  /**
   * Id of the check.
   */
  id: string;
  /**
   * Verdict to which it counts.
   */
  group: 'integrity' | 'origin' | 'time' | 'completeness' | 'legal';
  /**
   * What it is called.
   */
  title: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
  /**
   * Specification or article that it obeys.
   */
  spec: string;
  /**
   * Whether not being checked leaves the verdict open.
   */
  weighs: boolean;
  /**
   * All findings, at most 100.
   */
  findings: Finding[];
  /**
   * Findings beyond that bound.
   */
  omitted: number;
}
/**
 * One thing that did not hold, or could not be compared.
 */
export interface Finding {
  /**
   * How it went.
   */
  outcome: 'failed' | 'not-checked';
  /**
   * Code of the closed list.
   */
  code: string;
  /**
   * File of the package, or part of the receipt.
   */
  subject: string;
  /**
   * What was compared.
   */
  facts: {
    [k: string]: string | number | boolean | null | string[];
  };
  /**
   * What it says to a lay reader.
   */
  sentence: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
}
/**
 * What the checks laid out: account, claim, formula, check list.
 */
export interface ReportTable {
  /**
   * Id of the table.
   */
  id: string;
  /**
   * Verdict to which it belongs.
   */
  group: 'integrity' | 'origin' | 'time' | 'completeness' | 'legal';
  /**
   * What it is called.
   */
  title: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
  /**
   * The columns.
   */
  columns: ReportColumn[];
  /**
   * Rows, each as long as the columns, at most 500.
   */
  rows: (Text | string | null)[][];
  /**
   * Rows beyond that bound.
   */
  omitted: number;
}
/**
 * A column of a table.
 */
export interface ReportColumn {
  /**
   * Id of the column.
   */
  id: string;
  /**
   * What it is called.
   */
  title: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
  /**
   * How its cells are meant.
   */
  kind: 'text' | 'amount' | 'date' | 'time' | 'state' | 'items';
}
/**
 * A sentence for a lay reader, in both languages.
 */
export interface Text {
  /**
   * In English.
   */
  en: string;
  /**
   * In Chinese.
   */
  zh: string;
}
/**
 * A time with its source.
 */
export interface ReportTime {
  /**
   * What happened then.
   */
  what: {
    /**
     * In English.
     */
    en: string;
    /**
     * In Chinese.
     */
    zh: string;
  };
  /**
   * UTC, RFC 3339.
   */
  at: string;
  /**
   * Kind of clock.
   */
  source: 'claimed' | 'system' | 'log' | 'witness' | 'chain' | 'tsa';
  /**
   * Whose clock.
   */
  by: string;
  /**
   * Whether a signature over it holds.
   */
  verified: boolean;
}
/**
 * What is to be verified.
 */
export interface VerifyUpload {
  /**
   * A package (.zip) or a receipt (JSON or .tlog-proof).
   */
  subject: string;
  /**
   * The documents that a receipt is about, under the names in its record.
   */
  file?: string[];
}
/**
 * What the report should be about.
 */
export interface ReportInput {
  /**
   * The least state that every item must have reached. Default: sealed.
   */
  stage?: 'logged' | 'witnessed' | 'sealed';
  /**
   * Names of structured fields to leave out.
   *
   * @maxItems 256
   */
  withhold?: string[];
}
/**
 * Jobs.
 */
export interface JobPage {
  /**
   * Newest first.
   */
  items: Job[];
  /**
   * For the next page.
   */
  next_cursor?: string;
}
/**
 * Work that outlives a request.
 */
export interface Job {
  /**
   * Id of the job: a UUID of version 7.
   */
  id: string;
  /**
   * What the job does.
   */
  kind: string;
  /**
   * What it is about.
   */
  subject: string;
  /**
   * State.
   */
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /**
   * How far it is.
   */
  progress: {
    /**
     * Steps done.
     */
    done: number;
    /**
     * Steps in all; 0 as long as it is not known.
     */
    total: number;
    /**
     * What is being done, or the code of what the job waits for.
     */
    note: string;
  };
  /**
   * Runs begun; above 1 when a run was interrupted and resumed.
   */
  attempt: number;
  /**
   * Whether its end has been asked for.
   */
  cancel_requested: boolean;
  /**
   * When it was asked for.
   */
  created_at: string;
  /**
   * When its first run began.
   */
  started_at?: string;
  /**
   * When it ended.
   */
  finished_at?: string;
  /**
   * When the job and what it made are deleted.
   */
  expires_at?: string;
  /**
   * Of a failed job.
   */
  failure?: {
    /**
     * Code (docs/errors.md).
     */
    code:
      | 'JSON_INVALID'
      | 'REQUEST_INVALID'
      | 'UNSUPPORTED_MEDIA_TYPE'
      | 'NOT_ACCEPTABLE'
      | 'PAYLOAD_TOO_LARGE'
      | 'UPLOAD_TRUNCATED'
      | 'UPLOAD_MALFORMED'
      | 'METHOD_NOT_ALLOWED'
      | 'NOT_FOUND'
      | 'RATE_LIMITED'
      | 'UNAUTHENTICATED'
      | 'ASSERTION_INVALID'
      | 'ASSERTION_REPLAYED'
      | 'FORBIDDEN'
      | 'CLOCK_SKEW'
      | 'SESSION_ENDED'
      | 'CSRF_REFUSED'
      | 'STEP_UP_NEEDED'
      | 'INVITATION_UNKNOWN'
      | 'INVITATION_EXPIRED'
      | 'INVITATION_USED'
      | 'INVITATION_WITHDRAWN'
      | 'INVITATION_FOREIGN'
      | 'CHALLENGE_SPENT'
      | 'PASSKEY_REFUSED'
      | 'PASSKEY_UNKNOWN'
      | 'PASSKEY_CLONED'
      | 'PASSKEY_EXISTS'
      | 'LAST_PASSKEY'
      | 'SAMPLE_REFUSED'
      | 'UNKNOWN_DOCUMENT_TYPE'
      | 'SCHEMA_INVALID'
      | 'DIGEST_MISMATCH'
      | 'STATEMENT_INVALID'
      | 'STATEMENT_SIGNATURE_INVALID'
      | 'STATEMENT_SIGNER_UNKNOWN'
      | 'STATEMENT_SIGNER_EXPIRED'
      | 'STATEMENT_SIGNER_WRONG_PURPOSE'
      | 'STATEMENT_ORGANISATION_MISMATCH'
      | 'ALGORITHM_REFUSED'
      | 'DISCLOSURE_UNMATCHED'
      | 'DISCLOSURE_WITHHELD'
      | 'IDEMPOTENCY_KEY_MISSING'
      | 'IDEMPOTENCY_MISMATCH'
      | 'SIGNER_UNAVAILABLE'
      | 'NOT_SEALED_YET'
      | 'CONTENT_ERASED'
      | 'PACKAGE_INVALID'
      | 'CONFLICT'
      | 'CERTIFICATE_REFUSED'
      | 'QUOTA_EXCEEDED'
      | 'ITEM_LINK_INVALID'
      | 'ALREADY_SUPERSEDED'
      | 'UPLOAD_PROTOCOL'
      | 'UPLOAD_OFFSET_MISMATCH'
      | 'UPLOAD_CHECKSUM_MISMATCH'
      | 'UPLOAD_INCOMPLETE'
      | 'UPLOAD_IN_USE'
      | 'UPLOAD_EXPIRED'
      | 'UPLOAD_QUOTA'
      | 'TOO_MANY_STREAMS'
      | 'EVENT_EXPIRED'
      | 'WEBHOOK_URL_REFUSED'
      | 'WEBHOOK_LIMIT'
      | 'RETENTION_NOT_EXPIRED'
      | 'LEGAL_HOLD'
      | 'PRECONDITION_REQUIRED'
      | 'VERSION_CONFLICT'
      | 'CASE_TRANSITION_REFUSED'
      | 'CASE_GUARD_UNMET'
      | 'JOB_FINISHED'
      | 'RANGE_NOT_SATISFIABLE'
      | 'PACKAGE_EXPIRED'
      | 'OVERLOADED'
      | 'STOPPING'
      | 'LOG_CONFLICT'
      | 'LOG_DIVERGED'
      | 'LOG_CORRUPT'
      | 'STORE_UNAVAILABLE'
      | 'STORE_LOCKED'
      | 'DISK_FULL'
      | 'KEY_UNAVAILABLE'
      | 'CONTENT_CORRUPT'
      | 'CHAIN_UNAVAILABLE'
      | 'CHAIN_REJECTED'
      | 'CHAIN_RESET'
      | 'TSA_UNAVAILABLE'
      | 'TSA_REJECTED'
      | 'PARTY_UNAVAILABLE'
      | 'PARTY_REFUSED'
      | 'CONFIG_INVALID'
      | 'INTERNAL';
    /**
     * What was wrong.
     */
    detail: string;
    /**
     * What was expected and what came.
     */
    facts: {
      [k: string]: unknown;
    };
  };
  /**
   * Of a job that is done; members by kind.
   */
  result?: {
    [k: string]: unknown;
  };
}
/**
 * Result of one line.
 */
export interface JobLine {
  /**
   * Line of the input, from 1; 0: about the job.
   */
  line: number;
  /**
   * HTTP status that the line would have had alone.
   */
  status: number;
  /**
   * Id of the case; beside a problem, of the draft that was made and could not be opened.
   */
  case?: string;
  /**
   * State of the case.
   */
  state?: string;
  /**
   * Why the line was refused (Problem).
   */
  problem?: {
    [k: string]: unknown;
  };
}
/**
 * What a case states.
 */
export interface CaseInput {
  /**
   * The filer's number of the loan.
   */
  loan: string;
  /**
   * Organisation of the commission.
   */
  commission: string;
  /**
   * Full name of the commission, as the arbitration agreement has it.
   */
  commission_name: string;
  /**
   * Claimant, respondent, agents.
   *
   * @maxItems 64
   */
  parties: CaseParty[];
  /**
   * What is claimed.
   */
  claim: {
    /**
     * ISO 4217.
     */
    currency: string;
    /**
     * Principal.
     */
    principal: string;
    /**
     * Interest until the cut-off date.
     */
    interest: string;
    /**
     * Default interest until the cut-off date.
     */
    default_interest: string;
    /**
     * Fees.
     */
    fees: string;
    /**
     * Costs.
     */
    costs: string;
    /**
     * Their sum.
     */
    total: string;
    /**
     * Date up to which interest is computed.
     */
    cut_off: string;
  };
  /**
   * Needed to open the case.
   */
  dispute?: {
    /**
     * What the dispute is about.
     */
    ground: 'non-payment' | 'amount' | 'validity' | 'performance' | 'other';
    /**
     * The dispute, in words.
     */
    statement: string;
    /**
     * When it was stated, RFC 3339 with offset: after the arrears began.
     */
    stated_at: string;
  };
  /**
   * Id of the arbitration agreement (ARBAG) in the loan. Needed to open the case.
   */
  agreement?: string;
}
/**
 * A party of a case.
 */
export interface CaseParty {
  /**
   * Part in the case.
   */
  role: 'claimant' | 'respondent' | 'agent' | 'third-party';
  /**
   * Full name.
   */
  name: string;
  /**
   * Id as records name it.
   */
  id?: string;
  /**
   * Address for service.
   */
  contact?: string;
}
/**
 * A case.
 */
export interface Case {
  /**
   * Id of the case: a UUID of version 7.
   */
  id: string;
  /**
   * Rises with each change; also the ETag.
   */
  revision: number;
  /**
   * State.
   */
  state: 'draft' | 'opened' | 'served' | 'answered' | 'package-ready' | 'heard' | 'awarded' | 'closed';
  /**
   * The bank that opened it.
   */
  organisation: string;
  /**
   * Case number.
   */
  number?: string;
  /**
   * The filer's number of the loan.
   */
  loan: string;
  /**
   * Organisation of the commission.
   */
  commission: string;
  /**
   * Full name of the commission, as the arbitration agreement has it.
   */
  commission_name: string;
  /**
   * Claimant, respondent, agents.
   *
   * @maxItems 64
   */
  parties: CaseParty[];
  /**
   * What is claimed.
   */
  claim: {
    /**
     * ISO 4217.
     */
    currency: string;
    /**
     * Principal.
     */
    principal: string;
    /**
     * Interest until the cut-off date.
     */
    interest: string;
    /**
     * Default interest until the cut-off date.
     */
    default_interest: string;
    /**
     * Fees.
     */
    fees: string;
    /**
     * Costs.
     */
    costs: string;
    /**
     * Their sum.
     */
    total: string;
    /**
     * Date up to which interest is computed.
     */
    cut_off: string;
  };
  /**
   * Needed to open the case.
   */
  dispute?: {
    /**
     * What the dispute is about.
     */
    ground: 'non-payment' | 'amount' | 'validity' | 'performance' | 'other';
    /**
     * The dispute, in words.
     */
    statement: string;
    /**
     * When it was stated, RFC 3339 with offset: after the arrears began.
     */
    stated_at: string;
  };
  /**
   * Id of the arbitration agreement (ARBAG) in the loan. Needed to open the case.
   */
  agreement?: string;
  /**
   * Tribunal.
   */
  tribunal: TribunalMember[];
  /**
   * Dates.
   */
  deadlines: {
    /**
     * Last day for an answer.
     */
    answer?: string;
    /**
     * Day of the hearing.
     */
    hearing?: string;
    /**
     * Last day for the award.
     */
    award?: string;
  };
  /**
   * Organisations to which the claim was assigned.
   */
  assignees: string[];
  /**
   * Steps taken, in order.
   */
  steps: CaseStep[];
  /**
   * Items filed to the case.
   */
  documents: CaseDocument[];
  /**
   * When it was drafted.
   */
  created_at: string;
  /**
   * When it last changed.
   */
  updated_at: string;
  /**
   * When it was opened.
   */
  opened_at?: string;
}
/**
 * A member of the tribunal.
 */
export interface TribunalMember {
  /**
   * Id of the arbitrator.
   */
  person: string;
  /**
   * Seat.
   */
  seat: 'sole' | 'presiding' | 'member';
}
/**
 * A step that was taken.
 */
export interface CaseStep {
  /**
   * The step.
   */
  event:
    | 'open'
    | 'serve'
    | 'answer'
    | 'lapse'
    | 'prepare'
    | 'supplement'
    | 'hear'
    | 'award'
    | 'close'
    | 'withdraw';
  /**
   * State before.
   */
  from: 'draft' | 'opened' | 'served' | 'answered' | 'package-ready' | 'heard' | 'awarded' | 'closed';
  /**
   * State after.
   */
  to: 'draft' | 'opened' | 'served' | 'answered' | 'package-ready' | 'heard' | 'awarded' | 'closed';
  /**
   * When it was taken.
   */
  at: string;
  /**
   * Role of the one who took it.
   */
  by_role: string;
  /**
   * Revision that it made.
   */
  revision: number;
  /**
   * Item that records it; absent until the log has taken it.
   */
  evidence?: string;
}
/**
 * An item that was filed to the case.
 */
export interface CaseDocument {
  /**
   * The item.
   */
  evidence: string;
  /**
   * Document type.
   */
  type: string;
  /**
   * When the log received it.
   */
  at: string;
  /**
   * Role of the one who filed it.
   */
  role: string;
}
/**
 * The caller's cases.
 */
export interface CasePage {
  /**
   * Cases.
   */
  items: Case[];
  /**
   * For the next page.
   */
  next_cursor?: string;
}
/**
 * Numbers of the caller's cases, and of nobody else's.
 */
export interface CaseCounts {
  /**
   * Cases of the caller.
   */
  total: number;
  /**
   * By state.
   */
  by_state: {
    /**
     * Cases that are draft.
     */
    draft: number;
    /**
     * Cases that are opened.
     */
    opened: number;
    /**
     * Cases that are served.
     */
    served: number;
    /**
     * Cases that are answered.
     */
    answered: number;
    /**
     * Cases that are package-ready.
     */
    'package-ready': number;
    /**
     * Cases that are heard.
     */
    heard: number;
    /**
     * Cases that are awarded.
     */
    awarded: number;
    /**
     * Cases that are closed.
     */
    closed: number;
  };
}
/**
 * Steps that lead on from the state of the case.
 */
export interface NextSteps {
  /**
   * Steps.
   */
  items: NextStep[];
}
/**
 * A step that leads on from here.
 */
export interface NextStep {
  /**
   * The step.
   */
  event:
    | 'open'
    | 'serve'
    | 'answer'
    | 'lapse'
    | 'prepare'
    | 'supplement'
    | 'hear'
    | 'award'
    | 'close'
    | 'withdraw';
  /**
   * State after it.
   */
  to: 'draft' | 'opened' | 'served' | 'answered' | 'package-ready' | 'heard' | 'awarded' | 'closed';
  /**
   * What it is, in the caller’s language.
   */
  about: string;
  /**
   * Whether it is the caller's role's to take.
   */
  permitted: boolean;
  /**
   * Guards that do not hold.
   */
  unmet: UnmetGuard[];
  /**
   * Document types, one of each group is missing.
   */
  missing: string[][];
}
/**
 * A guard that does not hold.
 */
export interface UnmetGuard {
  /**
   * Guard.
   */
  guard:
    | 'overdue-event'
    | 'dispute-stated'
    | 'agreement'
    | 'parties'
    | 'service-shown'
    | 'answer-time-over'
    | 'package-built'
    | 'tribunal-formed'
    | 'hearing-recorded'
    | 'reason-given';
  /**
   * What is lacking.
   */
  text: string;
}
/**
 * A step of the case.
 */
export interface CaseStepInput {
  /**
   * The step (docs/cases.md).
   */
  event:
    | 'open'
    | 'serve'
    | 'answer'
    | 'lapse'
    | 'prepare'
    | 'supplement'
    | 'hear'
    | 'award'
    | 'close'
    | 'withdraw';
  /**
   * Needed to withdraw and to ask for more evidence.
   */
  reason?: string;
}
/**
 * What the commission's office sets.
 */
export interface CaseAdministration {
  /**
   * The commission's case number.
   */
  number?: string;
  /**
   * One sole arbitrator, or three.
   *
   * @maxItems 3
   */
  tribunal?:
    | []
    | [TribunalMember]
    | [TribunalMember, TribunalMember]
    | [TribunalMember, TribunalMember, TribunalMember];
  /**
   * Dates; others stay.
   */
  deadlines?: {
    /**
     * Last day for an answer.
     */
    answer?: string;
    /**
     * Day of the hearing.
     */
    hearing?: string;
    /**
     * Last day for the award.
     */
    award?: string;
  };
}
/**
 * An item to be filed to the case.
 */
export interface CaseFilingInput {
  /**
   * The record.
   */
  record: {
    /**
     * Document type code.
     */
    type: string;
    /**
     * The filer's number of the loan.
     */
    loan?: string;
    /**
     * The filer's number of this item.
     */
    reference?: string;
    /**
     * Id of the loan's earlier item that this one takes the place of; both stay.
     */
    supersedes?: string;
    /**
     * Id of the loan's earlier item that this one says something about.
     */
    annotates?: string;
    /**
     * The documents by digest. With files and without this list, the files make it up.
     *
     * @maxItems 64
     */
    documents?: DocumentInput[];
    /**
     * When it happened.
     */
    event: {
      /**
       * When it happened: RFC 3339 with offset.
       */
      time: string;
      /**
       * Where that time comes from.
       */
      source: 'claimed' | 'system' | 'device' | 'third-party';
      /**
       * IANA time zone.
       */
      zone?: string;
    };
    /**
     * Where it came from, or explicitly `bare-hash`.
     */
    provenance: SourcedProvenance | BareHashProvenance;
    /**
     * Who took part.
     *
     * @maxItems 64
     */
    actors?: ActorInput[];
    /**
     * Structured fields of the document type.
     */
    fields?: {
      [k: string]: unknown;
    };
  };
}
/**
 * An item with its documents.
 */
export interface CaseUpload {
  /**
   * The record as JSON.
   */
  record: {
    /**
     * Document type code.
     */
    type: string;
    /**
     * The filer's number of the loan.
     */
    loan?: string;
    /**
     * The filer's number of this item.
     */
    reference?: string;
    /**
     * Id of the loan's earlier item that this one takes the place of; both stay.
     */
    supersedes?: string;
    /**
     * Id of the loan's earlier item that this one says something about.
     */
    annotates?: string;
    /**
     * The documents by digest. With files and without this list, the files make it up.
     *
     * @maxItems 64
     */
    documents?: DocumentInput[];
    /**
     * When it happened.
     */
    event: {
      /**
       * When it happened: RFC 3339 with offset.
       */
      time: string;
      /**
       * Where that time comes from.
       */
      source: 'claimed' | 'system' | 'device' | 'third-party';
      /**
       * IANA time zone.
       */
      zone?: string;
    };
    /**
     * Where it came from, or explicitly `bare-hash`.
     */
    provenance: SourcedProvenance | BareHashProvenance;
    /**
     * Who took part.
     *
     * @maxItems 64
     */
    actors?: ActorInput[];
    /**
     * Structured fields of the document type.
     */
    fields?: {
      [k: string]: unknown;
    };
  };
  /**
   * The files, each with a file name.
   */
  documents?: string[];
}
/**
 * How the claim came to its creditor.
 */
export interface AssignmentChain {
  /**
   * In order.
   */
  links: Assignment[];
  /**
   * Whether each assignor is the creditor that the link before left.
   */
  unbroken: boolean;
  /**
   * Creditor at its end.
   */
  creditor?: string;
}
/**
 * A link of the chain.
 */
export interface Assignment {
  /**
   * The ASSIGN item.
   */
  evidence: string;
  /**
   * Who assigned.
   */
  assignor: string;
  /**
   * To whom.
   */
  assignee: string;
  /**
   * Number of the agreement.
   */
  agreement_number: string;
  /**
   * Amount.
   */
  claim: {
    [k: string]: unknown;
  };
  /**
   * When.
   */
  assigned_at: string;
  /**
   * Whether notice reached the debtor.
   */
  notified: boolean;
}
/**
 * An assignment of the claim.
 */
export interface AssignmentInput {
  /**
   * Who assigns.
   */
  assignor: string;
  /**
   * To whom.
   */
  assignee: string;
  /**
   * Organisation of the assignee here: it then sees the case.
   */
  assignee_organisation?: string;
  /**
   * Number of the agreement.
   */
  agreement_number: string;
  /**
   * What is assigned, in the currency of the claim.
   */
  claim: string;
  /**
   * RFC 3339 with offset.
   */
  assigned_at: string;
  /**
   * Notice to the debtor.
   */
  notice?: {
    /**
     * Channel.
     */
    channel: 'email' | 'sms' | 'call' | 'im' | 'post' | 'visit' | 'app' | 'platform';
    /**
     * RFC 3339 with offset.
     */
    time: string;
    /**
     * What became of it.
     */
    result: 'sent' | 'delivered' | 'read' | 'bounced' | 'failed';
  };
}
/**
 * Notes that the caller may read.
 */
export interface Notes {
  /**
   * Notes that the caller may read.
   */
  items: Note[];
}
/**
 * A note.
 */
export interface Note {
  /**
   * Id: a UUID of version 7.
   */
  id: string;
  /**
   * The note.
   */
  text: string;
  /**
   * Item that it is about.
   */
  item?: string;
  /**
   * Who reads it: its author, or the tribunal.
   */
  shared: 'own' | 'tribunal';
  /**
   * Id of the person.
   */
  author: string;
  /**
   * When.
   */
  at: string;
}
/**
 * A note of the tribunal. The parties never see it.
 */
export interface NoteInput {
  /**
   * The note.
   */
  text: string;
  /**
   * Item that it is about.
   */
  item?: string;
  /**
   * Who reads it: its author, or the tribunal.
   */
  shared?: 'own' | 'tribunal';
}
/**
 * Questions to the parties.
 */
export interface Questions {
  /**
   * Questions to the parties.
   */
  items: Question[];
}
/**
 * A question with its answers.
 */
export interface Question {
  /**
   * Id: a UUID of version 7.
   */
  id: string;
  /**
   * The question.
   */
  text: string;
  /**
   * Item that it is about.
   */
  item?: string;
  /**
   * Whom it is put to.
   */
  to: 'claimant' | 'respondent' | 'both';
  /**
   * Last day for an answer.
   */
  due?: string;
  /**
   * Id of the person.
   */
  by: string;
  /**
   * When.
   */
  at: string;
  /**
   * Item that records it.
   */
  evidence: string;
  /**
   * Answers, in order.
   */
  replies: Reply[];
}
/**
 * An answer.
 */
export interface Reply {
  /**
   * Role of the party.
   */
  role: string;
  /**
   * Id of the person.
   */
  by: string;
  /**
   * The answer.
   */
  text: string;
  /**
   * Item that it is about.
   */
  evidence?: string;
  /**
   * When.
   */
  at: string;
}
/**
 * A question to the parties.
 */
export interface QuestionInput {
  /**
   * The question.
   */
  text: string;
  /**
   * Item that it is about.
   */
  item?: string;
  /**
   * Whom it is put to.
   */
  to: 'claimant' | 'respondent' | 'both';
  /**
   * Last day for an answer.
   */
  due?: string;
}
/**
 * A party’s answer; documents are filed to the case and named here.
 */
export interface ReplyInput {
  /**
   * The answer.
   */
  text: string;
  /**
   * Item that it is about.
   */
  evidence?: string;
}
/**
 * Rulings on items.
 */
export interface Marks {
  /**
   * Rulings on items.
   */
  items: Mark[];
}
/**
 * The ruling on an item that stands.
 */
export interface Mark {
  /**
   * Item that it is about.
   */
  item: string;
  /**
   * Ruling.
   */
  mark: 'admitted' | 'excluded' | 'reserved';
  /**
   * Why.
   */
  reason: string;
  /**
   * Id of the person.
   */
  by: string;
  /**
   * When.
   */
  at: string;
  /**
   * Item that records it.
   */
  evidence: string;
}
/**
 * Admits or excludes an item, with the reason.
 */
export interface MarkInput {
  /**
   * Item that it is about.
   */
  item: string;
  /**
   * Ruling.
   */
  mark: 'admitted' | 'excluded' | 'reserved';
  /**
   * Why.
   */
  reason: string;
}
/**
 * Schedule of evidence.
 */
export interface Schedule {
  /**
   * Schedule of evidence.
   */
  items: ScheduleRow[];
}
/**
 * An item in the schedule of evidence.
 */
export interface ScheduleRow {
  /**
   * Number in the loan's stream.
   */
  number: number;
  /**
   * Item that it is about.
   */
  evidence: string;
  /**
   * Document type.
   */
  type: string;
  /**
   * Name of the type.
   */
  label: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * The filer's number; may be empty.
   */
  reference: string;
  /**
   * Who filed it.
   */
  organisation: string;
  /**
   * `filer` or `service`; empty when erased.
   */
  signed_by: string;
  /**
   * As the filer stated it.
   */
  event_time: string;
  /**
   * When the log received it.
   */
  received_at: string;
  /**
   * Documents.
   */
  documents: ScheduleDocument[];
  /**
   * Whether its content was erased.
   */
  erased: boolean;
  /**
   * Ruling.
   */
  mark: 'admitted' | 'excluded' | 'reserved' | 'none';
  /**
   * Reason of the ruling.
   */
  reason: string;
  /**
   * Questions about it.
   */
  questions: number;
}
/**
 * A document of an item.
 */
export interface ScheduleDocument {
  /**
   * File name.
   */
  name: string;
  /**
   * SHA-256, hex.
   */
  sha256: string;
}
/**
 * Figures for an award that can be computed again.
 */
export interface Annex {
  /**
   * ISO 4217.
   */
  currency: string;
  /**
   * Date up to which interest is computed.
   */
  cut_off: string;
  /**
   * Figures.
   */
  lines: AnnexLine[];
  /**
   * Formula of the claimant's calculation.
   */
  formula?: string;
  /**
   * Claim beside the recomputed sums, formula and account, from the items that count; empty where the money cannot be recomputed.
   */
  tables: ReportTable[];
  /**
   * Items left out as excluded.
   */
  excluded: string[];
  /**
   * Whether the claim is what its calculation says.
   */
  claim_matches_calculation?: boolean;
}
/**
 * A figure.
 */
export interface AnnexLine {
  /**
   * The figure.
   */
  item: string;
  /**
   * Exact decimal with two places.
   */
  amount: string;
  /**
   * How it comes about.
   */
  method: string;
  /**
   * Items that it was taken from.
   */
  sources: string[];
  /**
   * Their numbers in the loan's stream.
   */
  numbers: number[];
}
/**
 * Packages.
 */
export interface KeptPackagePage {
  /**
   * Newest first.
   */
  items: KeptPackage[];
  /**
   * For the next page.
   */
  next_cursor?: string;
}
/**
 * A package that is kept, or was.
 */
export interface KeptPackage {
  /**
   * Id of the package, which is that of the job that built it.
   */
  id: string;
  /**
   * State.
   */
  state: 'building' | 'kept' | 'expired';
  /**
   * The case that it was built for.
   */
  case?: string;
  /**
   * Revision of the case then.
   */
  revision?: number;
  /**
   * Under which it is handed out; once it is planned, until it expires.
   */
  file_name?: string;
  /**
   * Role of the one who had it built.
   */
  built_by_role: string;
  /**
   * The least state of its items.
   */
  stage: 'logged' | 'witnessed' | 'sealed';
  /**
   * Fields left out.
   */
  withheld: string[];
  /**
   * Whether the documents are in.
   */
  documents: boolean;
  /**
   * Items of the loan that it holds.
   */
  items: number;
  /**
   * Bytes.
   */
  size?: number;
  /**
   * SHA-256 of the package.
   */
  sha256?: string;
  /**
   * When it was begun.
   */
  created_at: string;
  /**
   * When it is deleted.
   */
  expires_at?: string;
}
/**
 * An invitation, without its code and without personal data.
 */
export interface Invitation {
  /**
   * Id of the invitation.
   */
  id: string;
  /**
   * Who invites.
   */
  organisation: string;
  /**
   * What the person will be; `user` for a loan.
   */
  role: 'bank' | 'user' | 'arbitrator' | 'secretary' | 'supervisor' | 'operator';
  /**
   * Whether it can still be taken.
   */
  state: 'open' | 'used' | 'expired' | 'withdrawn';
  /**
   * When it was made.
   */
  created_at: string;
  /**
   * Until when the code is good.
   */
  expires_at: string;
  /**
   * When it was taken.
   */
  used_at: string | null;
}
/**
 * An invitation by its code.
 */
export interface CodeInput {
  /**
   * The code, as it was shown.
   */
  code: string;
}
/**
 * For the browser: `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` takes it.
 */
export interface WebauthnOptions {
  /**
   * base64url; good for one answer.
   */
  challenge: string;
  [k: string]: unknown;
}
/**
 * A person who is signed in.
 */
export interface Session {
  /**
   * Who is signed in.
   */
  person: {
    /**
     * A random id.
     */
    id: string;
    /**
     * What the person is.
     */
    role: 'bank' | 'user' | 'arbitrator' | 'secretary' | 'supervisor' | 'operator';
    /**
     * Where the person belongs.
     */
    organisation: string;
    /**
     * Whether the account stands.
     */
    state: 'active' | 'ended';
    /**
     * As the invitation had it.
     */
    name: string | null;
    /**
     * As the invitation had it.
     */
    contact: string | null;
    /**
     * Made for trying.
     */
    sample: boolean;
    /**
     * When the person enrolled.
     */
    created_at: string;
  };
  /**
   * How the person signed in.
   */
  method: 'passkey' | 'sample';
  /**
   * When the session began.
   */
  opened_at: string;
  /**
   * When it ends whatever happens.
   */
  expires_at: string;
  /**
   * When it ends without a further request.
   */
  idle_until: string;
  /**
   * Until when signing and exporting need no new proof of presence.
   */
  stepped_up_until: string | null;
  /**
   * Goes into the header X-TriSeal-CSRF of every unsafe request.
   */
  csrf_token: string;
}
/**
 * An invitation, and the new passkey.
 */
export interface EnrolmentInput {
  /**
   * The code, as it was shown.
   */
  code: string;
  /**
   * What the browser's `PublicKeyCredential.toJSON()` gave.
   */
  response: {
    /**
     * Credential id, base64url.
     */
    id: string;
    /**
     * The same.
     */
    rawId: string;
    /**
     * Kind of credential.
     */
    type: 'public-key';
    /**
     * The authenticator's answer.
     */
    response: {
      [k: string]: unknown;
    };
    [k: string]: unknown;
  };
  /**
   * How the person calls the passkey; kept sealed.
   */
  label?: string;
}
/**
 * The authenticator's answer.
 */
export interface ResponseInput {
  /**
   * What the browser's `PublicKeyCredential.toJSON()` gave.
   */
  response: {
    /**
     * Credential id, base64url.
     */
    id: string;
    /**
     * The same.
     */
    rawId: string;
    /**
     * Kind of credential.
     */
    type: 'public-key';
    /**
     * The authenticator's answer.
     */
    response: {
      [k: string]: unknown;
    };
    [k: string]: unknown;
  };
}
/**
 * What was ended.
 */
export interface SignedOut {
  /**
   * Sessions that were ended.
   */
  sessions: number;
}
/**
 * The passkeys of an account.
 */
export interface PasskeyList {
  /**
   * By time of enrolment.
   */
  items: Passkey[];
}
/**
 * A passkey; its private half never leaves the device.
 */
export interface Passkey {
  /**
   * SHA-256 of the credential id, hex.
   */
  id: string;
  /**
   * How the person calls it.
   */
  label: string | null;
  /**
   * Of its key.
   */
  algorithm: 'ES256' | 'EdDSA' | 'RS256';
  /**
   * When it was enrolled.
   */
  created_at: string;
  /**
   * When it was last used.
   */
  last_used_at: string | null;
  /**
   * Whether the device's maker keeps a copy for the person's other devices.
   */
  synced: boolean;
}
/**
 * A further passkey.
 */
export interface NewPasskeyInput {
  /**
   * What the browser's `PublicKeyCredential.toJSON()` gave.
   */
  response: {
    /**
     * Credential id, base64url.
     */
    id: string;
    /**
     * The same.
     */
    rawId: string;
    /**
     * Kind of credential.
     */
    type: 'public-key';
    /**
     * The authenticator's answer.
     */
    response: {
      [k: string]: unknown;
    };
    [k: string]: unknown;
  };
  /**
   * How the person calls the passkey; kept sealed.
   */
  label?: string;
}
/**
 * A new invitation with its code.
 */
export interface IssuedInvitation {
  /**
   * Id of the invitation.
   */
  id: string;
  /**
   * Who invites.
   */
  organisation: string;
  /**
   * What the person will be; `user` for a loan.
   */
  role: 'bank' | 'user' | 'arbitrator' | 'secretary' | 'supervisor' | 'operator';
  /**
   * Whether it can still be taken.
   */
  state: 'open' | 'used' | 'expired' | 'withdrawn';
  /**
   * When it was made.
   */
  created_at: string;
  /**
   * Until when the code is good.
   */
  expires_at: string;
  /**
   * When it was taken.
   */
  used_at: string | null;
  /**
   * The code; it is shown here and never again.
   */
  code: string;
  /**
   * The portal's page for it; the code stands behind `#`, which browsers do not send.
   */
  link: string;
}
/**
 * Who is invited; everything may be left out.
 */
export interface LoanInvitationInput {
  /**
   * Name of the person; kept sealed.
   */
  name?: string;
  /**
   * Where to reach the person; kept sealed.
   */
  contact?: string;
  /**
   * Days that the code is good for. Default 14.
   */
  valid_days?: number;
}
/**
 * Invitations.
 */
export interface InvitationList {
  /**
   * All of them.
   */
  items: Invitation[];
}
/**
 * Who is invited into the own organisation.
 */
export interface StaffInvitationInput {
  /**
   * What the person will be.
   */
  role: 'bank' | 'user' | 'arbitrator' | 'secretary' | 'supervisor' | 'operator';
  /**
   * Name of the person; kept sealed.
   */
  name?: string;
  /**
   * Where to reach the person; kept sealed.
   */
  contact?: string;
  /**
   * Days that the code is good for. Default 14.
   */
  valid_days?: number;
}
/**
 * People of an organisation.
 */
export interface People {
  /**
   * All of them.
   */
  items: Person[];
}
/**
 * A person.
 */
export interface Person {
  /**
   * A random id.
   */
  id: string;
  /**
   * What the person is.
   */
  role: 'bank' | 'user' | 'arbitrator' | 'secretary' | 'supervisor' | 'operator';
  /**
   * Where the person belongs.
   */
  organisation: string;
  /**
   * Whether the account stands.
   */
  state: 'active' | 'ended';
  /**
   * As the invitation had it.
   */
  name: string | null;
  /**
   * As the invitation had it.
   */
  contact: string | null;
  /**
   * Made for trying.
   */
  sample: boolean;
  /**
   * When the person enrolled.
   */
  created_at: string;
}
/**
 * A loan that the person is bound to.
 */
export interface BoundLoan {
  /**
   * Stands for the loan in addresses.
   */
  id: string;
  /**
   * Whose loan it is.
   */
  organisation: string;
  /**
   * The filer's number of the loan.
   */
  loan: string;
  /**
   * When the person was bound to it.
   */
  bound_at: string;
}
/**
 * The loans of the person.
 */
export interface OwnLoanList {
  /**
   * All of them.
   */
  items: OwnLoan[];
}
/**
 * A loan of the person, with how much is filed.
 */
export interface OwnLoan {
  /**
   * Stands for the loan in addresses.
   */
  id: string;
  /**
   * Whose loan it is.
   */
  organisation: string;
  /**
   * The filer's number of the loan.
   */
  loan: string;
  /**
   * When the person was bound to it.
   */
  bound_at: string;
  /**
   * Items filed.
   */
  items: number;
  /**
   * When the last one was filed.
   */
  last_received_at: string | null;
}
/**
 * The items of a loan in plain words.
 */
export interface OwnItems {
  /**
   * The loan.
   */
  loan: {
    /**
     * Stands for the loan in addresses.
     */
    id: string;
    /**
     * Whose loan it is.
     */
    organisation: string;
    /**
     * The filer's number of the loan.
     */
    loan: string;
    /**
     * When the person was bound to it.
     */
    bound_at: string;
  };
  /**
   * By the stream's sequence.
   */
  items: OwnItem[];
  /**
   * Cursor of the next page; absent on the last.
   */
  next_cursor?: string;
}
/**
 * An item in plain words.
 */
export interface OwnItem {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Number in the loan's stream.
   */
  sequence: number;
  /**
   * Document type code.
   */
  type: string;
  /**
   * What it is.
   */
  title: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * Why it matters to the borrower.
   */
  why: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * When the log received it.
   */
  received_at: string;
  /**
   * How far it has come.
   */
  state: {
    /**
     * Logged: in the log. Witnessed: some parties cosigned. Sealed: all three confirmed on the chain.
     */
    stage: 'logged' | 'witnessed' | 'sealed';
    /**
     * The state in words.
     */
    label: string;
    /**
     * Parties that cosigned.
     */
    witnesses: number;
    /**
     * Parties there are.
     */
    of: number;
    /**
     * What happened when, by whose clock, in order.
     */
    times: StateTime[];
  };
}
/**
 * What the borrower allowed, and with whom it is shared.
 */
export interface OwnConsents {
  /**
   * In the order of filing.
   */
  items: OwnConsent[];
}
/**
 * Something that the borrower allowed.
 */
export interface OwnConsent {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  id: string;
  /**
   * Document type code.
   */
  type: string;
  /**
   * What it is.
   */
  title: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * When the log received it.
   */
  received_at: string;
  /**
   * What was allowed: purposes, recipients; null when it was erased.
   */
  fields: {
    [k: string]: unknown;
  } | null;
}
/**
 * An answer, with counter-evidence as documents.
 */
export interface AnswerInput {
  /**
   * What the borrower says.
   */
  statement: string;
  /**
   * Objections to single items.
   *
   * @maxItems 100
   */
  objections?: AnswerObjection[];
  /**
   * Numbers of receipts that the borrower holds.
   *
   * @maxItems 100
   */
  receipts?: string[];
  /**
   * Finished uploads (POST /v1/uploads) that are documents of this item; each serves one item.
   *
   * @minItems 1
   * @maxItems 32
   */
  uploads?: [UploadReference, ...UploadReference[]];
}
/**
 * An objection within an answer.
 */
export interface AnswerObjection {
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  item: string;
  /**
   * On what ground.
   */
  ground: 'authenticity' | 'legality' | 'relevance' | 'amount' | 'omission';
  /**
   * The reason.
   */
  text: string;
}
/**
 * The answer and the files.
 */
export interface AnswerUpload {
  /**
   * The answer as JSON.
   */
  record: {
    /**
     * What the borrower says.
     */
    statement: string;
    /**
     * Objections to single items.
     *
     * @maxItems 100
     */
    objections?: AnswerObjection[];
    /**
     * Numbers of receipts that the borrower holds.
     *
     * @maxItems 100
     */
    receipts?: string[];
    /**
     * Finished uploads (POST /v1/uploads) that are documents of this item; each serves one item.
     *
     * @minItems 1
     * @maxItems 32
     */
    uploads?: [UploadReference, ...UploadReference[]];
  };
  /**
   * The files, each with a file name.
   */
  documents?: string[];
}
/**
 * An objection to one item.
 */
export interface ObjectionInput {
  /**
   * On what ground.
   */
  ground: 'authenticity' | 'legality' | 'relevance' | 'amount' | 'omission';
  /**
   * The reason.
   */
  text: string;
}
/**
 * The text and the challenge of a countersignature.
 */
export interface CountersignOptions {
  /**
   * What is signed, to be shown in full; its SHA-256 is the challenge.
   */
  text: string;
  /**
   * For the browser.
   */
  options: {
    /**
     * base64url; good for one answer.
     */
    challenge: string;
    [k: string]: unknown;
  };
}
/**
 * What the countersignature says.
 */
export interface CountersignInput {
  /**
   * What is confirmed.
   */
  meaning: 'agreed' | 'received' | 'read';
}
/**
 * One page of the custody log.
 */
export interface CustodyPage {
  /**
   * Lines, newest first.
   */
  items: CustodyLine[];
  /**
   * Pass it as `cursor` for the next page; absent on the last.
   */
  next_cursor?: string;
}
/**
 * One act (docs/spec/custody.md).
 */
export interface CustodyLine {
  /**
   * From 1, without gaps, per organisation.
   */
  number: number;
  /**
   * When, UTC.
   */
  at: string;
  /**
   * SHA-256 of the canonical JSON of the line before.
   */
  previous: string;
  /**
   * Whose chain it is.
   */
  organisation: string;
  /**
   * Who acted.
   */
  actor: {
    /**
     * What acted.
     */
    kind: 'system' | 'person' | 'operator' | 'service';
    /**
     * Whose.
     */
    organisation: string;
    /**
     * Id of the person, of the client's certificate or of the service's job.
     */
    id: string;
    /**
     * In which role.
     */
    role: string;
  };
  /**
   * What was done.
   */
  action: string;
  /**
   * What it was done to.
   */
  subject: string;
  /**
   * Whose personal data it was.
   */
  person?: string;
  /**
   * Keyed hash of the loan that the data belongs to.
   */
  loan?: string;
  /**
   * Digests, sizes and codes; no personal data.
   */
  facts?: {
    [k: string]: unknown;
  };
}
/**
 * The retention rules (docs/retention.md).
 */
export interface RetentionRules {
  /**
   * All sets, oldest first.
   */
  sets: RetentionRuleSet[];
}
/**
 * A set of rules; one that was in force never changes.
 */
export interface RetentionRuleSet {
  /**
   * Version.
   */
  version: string;
  /**
   * Jurisdiction.
   */
  jurisdiction: string;
  /**
   * First day.
   */
  from: string;
  /**
   * Rules.
   */
  rules: RetentionRule[];
  [k: string]: unknown;
}
/**
 * A rule.
 */
export interface RetentionRule {
  /**
   * Name of the rule (docs/retention.md).
   */
  id: string;
  /**
   * Law.
   */
  law: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * Article; empty where there is none.
   */
  article: string;
  /**
   * What it says.
   */
  says: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * V read in the source, S secondary source, U not verified, I inference.
   */
  mark: 'V' | 'S' | 'U' | 'I';
  [k: string]: unknown;
}
/**
 * How long an item must be kept, and by which rules.
 */
export interface Retention {
  /**
   * Set of rules applied.
   */
  version: string;
  /**
   * Rules on this document type.
   */
  rules: RunningRule[];
  /**
   * Until when the item must be kept by all rules; null: not known yet.
   */
  kept_until: string | null;
  /**
   * Holds in force.
   */
  holds: Hold[];
  /**
   * An open case about the loan: as long as it is, nothing is erased.
   */
  open_case?: string;
  /**
   * Whether it could be erased now.
   */
  erasable: boolean;
}
/**
 * A retention rule and its clock.
 */
export interface RunningRule {
  /**
   * Name of the rule (docs/retention.md).
   */
  id: string;
  /**
   * Law.
   */
  law: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * Article; empty where there is none.
   */
  article: string;
  /**
   * What it says.
   */
  says: {
    /**
     * Chinese.
     */
    zh: string;
    /**
     * English.
     */
    en: string;
  };
  /**
   * V read in the source, S secondary source, U not verified, I inference.
   */
  mark: 'V' | 'S' | 'U' | 'I';
  /**
   * Since when the clock runs; null while it has not started.
   */
  starts_at: string | null;
  /**
   * First moment at which the rule no longer has the item kept; null: not known, or never.
   */
  ends_at: string | null;
}
/**
 * A legal hold: while one is in force nothing is erased.
 */
export interface Hold {
  /**
   * Id: a UUID of version 7.
   */
  id: string;
  /**
   * The item, or the loan by its keyed hash.
   */
  subject: string;
  /**
   * Whose evidence it is.
   */
  organisation: string;
  /**
   * Who acted.
   */
  set_by: {
    /**
     * What acted.
     */
    kind: string;
    /**
     * Whose.
     */
    organisation: string;
    /**
     * Id.
     */
    id: string;
    /**
     * In which role.
     */
    role: string;
  };
  /**
   * Since when it is in force.
   */
  set_at: string;
  /**
   * Why, in free text; kept encrypted.
   */
  reason: string;
  /**
   * When it was lifted; absent while it is in force.
   */
  lifted_at?: string;
  /**
   * Why it was lifted.
   */
  lift_reason?: string;
}
/**
 * Legal holds, in force and lifted.
 */
export interface Holds {
  /**
   * Holds on the item and its loan.
   */
  items: Hold[];
}
/**
 * A reason.
 */
export interface ReasonInput {
  /**
   * Why, in free text; kept encrypted.
   */
  reason: string;
}
/**
 * An erasure, from the request to the receipt.
 */
export interface Erasure {
  /**
   * Id: a UUID of version 7.
   */
  id: string;
  /**
   * Id of the item: a UUID of version 7 (RFC 9562).
   */
  evidence: string;
  /**
   * Code of the item's document type.
   */
  type: string;
  /**
   * The item's number in the loan's stream.
   */
  sequence: number;
  /**
   * Whose evidence it is.
   */
  organisation: string;
  /**
   * `approved`: being carried out; finished at the next start when it was interrupted.
   */
  state: 'requested' | 'refused' | 'approved' | 'done';
  /**
   * What is erased.
   */
  scope:
    | 'everything'
    | {
        /**
         * Numbers of documents, from 1.
         *
         * @maxItems 100
         */
        documents: number[];
        /**
         * Names of structured fields.
         *
         * @maxItems 256
         */
        fields: string[];
      };
  /**
   * Ground, as in records of type ERASE (PIPL article 47).
   */
  ground: 'purpose-done' | 'consent-withdrawn' | 'retention-expired' | 'order' | 'request';
  /**
   * Why, in free text; kept encrypted.
   */
  reason: string;
  /**
   * Who acted.
   */
  requested_by: {
    /**
     * What acted.
     */
    kind: string;
    /**
     * Whose.
     */
    organisation: string;
    /**
     * Id.
     */
    id: string;
    /**
     * In which role.
     */
    role: string;
  };
  /**
   * When it was asked for.
   */
  requested_at: string;
  /**
   * Who acted.
   */
  decided_by?: {
    /**
     * What acted.
     */
    kind: string;
    /**
     * Whose.
     */
    organisation: string;
    /**
     * Id.
     */
    id: string;
    /**
     * In which role.
     */
    role: string;
  };
  /**
   * When it was decided.
   */
  decided_at?: string;
  /**
   * Reason of the decision.
   */
  decision?: string;
  /**
   * When key and content were destroyed.
   */
  erased_at?: string;
  /**
   * The record of type ERASE in the log.
   */
  record?: string;
}
/**
 * A request to erase.
 */
export interface ErasureInput {
  /**
   * `everything` (default), or some documents and fields.
   */
  scope?:
    | 'everything'
    | {
        /**
         * Numbers of documents, from 1.
         *
         * @maxItems 100
         */
        documents: number[];
        /**
         * Names of structured fields.
         *
         * @maxItems 256
         */
        fields: string[];
      };
  /**
   * Ground, as in records of type ERASE (PIPL article 47).
   */
  ground: 'purpose-done' | 'consent-withdrawn' | 'retention-expired' | 'order' | 'request';
  /**
   * Why, in free text; kept encrypted.
   */
  reason: string;
}
/**
 * One page of erasures.
 */
export interface ErasurePage {
  /**
   * Erasures, newest first.
   */
  items: Erasure[];
  /**
   * Cursor of the next page.
   */
  next_cursor?: string;
}
/**
 * The decision on a request to erase.
 */
export interface DecisionInput {
  /**
   * An approval is carried out at once.
   */
  decision: 'approve' | 'refuse';
  /**
   * Why, in free text; kept encrypted.
   */
  reason: string;
}
/**
 * A change of the key-encryption key under way.
 */
export interface KeyRotation {
  /**
   * Job that rewraps the keys: GET /v1/jobs/{id}.
   */
  job: string;
}
/**
 * All organisations.
 */
export interface Organisations {
  /**
   * By name.
   */
  items: Organisation[];
}
/**
 * A registered organisation.
 */
export interface Organisation {
  /**
   * Name of the organisation, as records give it.
   */
  name: string;
  /**
   * What it is.
   */
  kind: 'bank' | 'users' | 'commission' | 'guarantor' | 'assignee' | 'supervisor';
  /**
   * Whether it may call.
   */
  state: 'active' | 'suspended';
  /**
   * The most that its tokens may have; null for all.
   */
  scopes:
    | (
        | 'evidence:write'
        | 'evidence:read'
        | 'package:read'
        | 'metrics:read'
        | 'webhook:write'
        | 'people:write'
      )[]
    | null;
  /**
   * What it may use.
   */
  quota: {
    /**
     * Items that it may file a day, UTC; null for no limit.
     */
    items_per_day: number | null;
    /**
     * Bytes of documents a day; null for no limit.
     */
    bytes_per_day: number | null;
    /**
     * Calls a minute; null for no limit.
     */
    calls_per_minute: number | null;
  };
  /**
   * UTC.
   */
  created_at: string;
}
/**
 * A new organisation.
 */
export interface OrganisationInput {
  /**
   * Name of the organisation, as records give it.
   */
  name: string;
  /**
   * What it is.
   */
  kind: 'bank' | 'users' | 'commission' | 'guarantor' | 'assignee' | 'supervisor';
}
/**
 * Suspends or resumes.
 */
export interface StateInput {
  /**
   * Whether it may call.
   */
  state: 'active' | 'suspended';
}
/**
 * Scopes of an organisation.
 */
export interface ScopesInput {
  /**
   * The most that its tokens may have; null for all.
   */
  scopes:
    | (
        | 'evidence:write'
        | 'evidence:read'
        | 'package:read'
        | 'metrics:read'
        | 'webhook:write'
        | 'people:write'
      )[]
    | null;
}
/**
 * Quota; members left out stay as they are.
 */
export interface QuotaInput {
  /**
   * Items that it may file a day, UTC; null for no limit.
   */
  items_per_day?: number | null;
  /**
   * Bytes of documents a day; null for no limit.
   */
  bytes_per_day?: number | null;
  /**
   * Calls a minute; null for no limit.
   */
  calls_per_minute?: number | null;
}
/**
 * What was filed today.
 */
export interface Usage {
  /**
   * UTC day.
   */
  day: string;
  /**
   * Items filed.
   */
  items: number;
  /**
   * Bytes of their documents.
   */
  bytes: number;
}
/**
 * Certificates of an organisation, past and present.
 */
export interface Certificates {
  /**
   * Oldest first.
   */
  items: RegisteredCertificate[];
}
/**
 * A registered certificate with its history.
 */
export interface RegisteredCertificate {
  /**
   * SHA-256 of the certificate's DER, hex.
   */
  id: string;
  /**
   * Name of the organisation, as records give it.
   */
  organisation: string;
  /**
   * Who holds the key.
   */
  holder: 'filer' | 'service';
  /**
   * For statements, for showing who the client is, or both.
   */
  use: 'statement' | 'client' | 'both';
  /**
   * Subject.
   */
  subject: string;
  /**
   * End of the certificate's own validity.
   */
  not_after: string;
  /**
   * From when it counts; null: since ever.
   */
  from: string | null;
  /**
   * First moment at which no entry may carry it.
   */
  to: string | null;
  /**
   * Why it ended.
   */
  reason:
    | 'unspecified'
    | 'superseded'
    | 'key-compromise'
    | 'cessation-of-operation'
    | 'affiliation-changed'
    | 'privilege-withdrawn'
    | null;
}
/**
 * A certificate to be registered.
 */
export interface CertificateInput {
  /**
   * PEM: the certificate, then authorities that lead towards an anchor.
   */
  certificate: string;
  /**
   * For statements, for showing who the client is, or both.
   */
  use: 'statement' | 'client' | 'both';
  /**
   * From when it counts; now when left out.
   */
  from?: string;
}
/**
 * The end of a certificate.
 */
export interface WithdrawalInput {
  /**
   * RFC 5280 section 5.3.1.
   */
  reason:
    | 'unspecified'
    | 'superseded'
    | 'key-compromise'
    | 'cessation-of-operation'
    | 'affiliation-changed'
    | 'privilege-withdrawn';
  /**
   * Since when statements under it are not to be believed; in the past, as after a theft.
   */
  since?: string;
}
/**
 * Result of verifying a custody chain.
 */
export interface CustodyVerdict {
  /**
   * Whether the chain holds.
   */
  ok: boolean;
  /**
   * Lines of a chain that holds.
   */
  lines?: number;
  /**
   * Digest of its last line.
   */
  head?: string;
  /**
   * What is broken (docs/spec/custody.md).
   */
  fault?: string;
  /**
   * Where.
   */
  line?: number;
  /**
   * In words.
   */
  message?: string;
}
/**
 * An organisation with its certificates and use.
 */
export interface OwnOrganisation {
  /**
   * A registered organisation.
   */
  organisation: {
    /**
     * Name of the organisation, as records give it.
     */
    name: string;
    /**
     * What it is.
     */
    kind: 'bank' | 'users' | 'commission' | 'guarantor' | 'assignee' | 'supervisor';
    /**
     * Whether it may call.
     */
    state: 'active' | 'suspended';
    /**
     * The most that its tokens may have; null for all.
     */
    scopes:
      | (
          | 'evidence:write'
          | 'evidence:read'
          | 'package:read'
          | 'metrics:read'
          | 'webhook:write'
          | 'people:write'
        )[]
      | null;
    /**
     * What it may use.
     */
    quota: {
      /**
       * Items that it may file a day, UTC; null for no limit.
       */
      items_per_day: number | null;
      /**
       * Bytes of documents a day; null for no limit.
       */
      bytes_per_day: number | null;
      /**
       * Calls a minute; null for no limit.
       */
      calls_per_minute: number | null;
    };
    /**
     * UTC.
     */
    created_at: string;
  };
  /**
   * What was filed today.
   */
  usage: {
    /**
     * UTC day.
     */
    day: string;
    /**
     * Items filed.
     */
    items: number;
    /**
     * Bytes of their documents.
     */
    bytes: number;
  };
  /**
   * Past and present, oldest first.
   */
  certificates: StandingCertificate[];
}
/**
 * A registered certificate and whether it is good now.
 */
export interface StandingCertificate {
  /**
   * SHA-256 of the certificate's DER, hex.
   */
  id: string;
  /**
   * Name of the organisation, as records give it.
   */
  organisation: string;
  /**
   * Who holds the key.
   */
  holder: 'filer' | 'service';
  /**
   * For statements, for showing who the client is, or both.
   */
  use: 'statement' | 'client' | 'both';
  /**
   * Subject.
   */
  subject: string;
  /**
   * End of the certificate's own validity.
   */
  not_after: string;
  /**
   * From when it counts; null: since ever.
   */
  from: string | null;
  /**
   * First moment at which no entry may carry it.
   */
  to: string | null;
  /**
   * Why it ended.
   */
  reason:
    | 'unspecified'
    | 'superseded'
    | 'key-compromise'
    | 'cessation-of-operation'
    | 'affiliation-changed'
    | 'privilege-withdrawn'
    | null;
  /**
   * Begin of the certificate's own validity, UTC.
   */
  not_before: string;
  /**
   * Whether statements and calls under it are taken now, as far as register and validity go.
   */
  standing: 'good' | 'not-yet' | 'expired' | 'withdrawn';
}
/**
 * What the service works on.
 */
export interface OperationJobs {
  /**
   * Running, queued, failed, cancelled and done ones, at most 50 of each.
   */
  jobs: Job[];
  /**
   * The newest change of the key-encryption key.
   */
  key_rotation?: {
    /**
     * Id of the job: a UUID of version 7.
     */
    id: string;
    /**
     * What the job does.
     */
    kind: string;
    /**
     * What it is about.
     */
    subject: string;
    /**
     * State.
     */
    state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
    /**
     * How far it is.
     */
    progress: {
      /**
       * Steps done.
       */
      done: number;
      /**
       * Steps in all; 0 as long as it is not known.
       */
      total: number;
      /**
       * What is being done, or the code of what the job waits for.
       */
      note: string;
    };
    /**
     * Runs begun; above 1 when a run was interrupted and resumed.
     */
    attempt: number;
    /**
     * Whether its end has been asked for.
     */
    cancel_requested: boolean;
    /**
     * When it was asked for.
     */
    created_at: string;
    /**
     * When its first run began.
     */
    started_at?: string;
    /**
     * When it ended.
     */
    finished_at?: string;
    /**
     * When the job and what it made are deleted.
     */
    expires_at?: string;
    /**
     * Of a failed job.
     */
    failure?: {
      /**
       * Code (docs/errors.md).
       */
      code:
        | 'JSON_INVALID'
        | 'REQUEST_INVALID'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'NOT_ACCEPTABLE'
        | 'PAYLOAD_TOO_LARGE'
        | 'UPLOAD_TRUNCATED'
        | 'UPLOAD_MALFORMED'
        | 'METHOD_NOT_ALLOWED'
        | 'NOT_FOUND'
        | 'RATE_LIMITED'
        | 'UNAUTHENTICATED'
        | 'ASSERTION_INVALID'
        | 'ASSERTION_REPLAYED'
        | 'FORBIDDEN'
        | 'CLOCK_SKEW'
        | 'SESSION_ENDED'
        | 'CSRF_REFUSED'
        | 'STEP_UP_NEEDED'
        | 'INVITATION_UNKNOWN'
        | 'INVITATION_EXPIRED'
        | 'INVITATION_USED'
        | 'INVITATION_WITHDRAWN'
        | 'INVITATION_FOREIGN'
        | 'CHALLENGE_SPENT'
        | 'PASSKEY_REFUSED'
        | 'PASSKEY_UNKNOWN'
        | 'PASSKEY_CLONED'
        | 'PASSKEY_EXISTS'
        | 'LAST_PASSKEY'
        | 'SAMPLE_REFUSED'
        | 'UNKNOWN_DOCUMENT_TYPE'
        | 'SCHEMA_INVALID'
        | 'DIGEST_MISMATCH'
        | 'STATEMENT_INVALID'
        | 'STATEMENT_SIGNATURE_INVALID'
        | 'STATEMENT_SIGNER_UNKNOWN'
        | 'STATEMENT_SIGNER_EXPIRED'
        | 'STATEMENT_SIGNER_WRONG_PURPOSE'
        | 'STATEMENT_ORGANISATION_MISMATCH'
        | 'ALGORITHM_REFUSED'
        | 'DISCLOSURE_UNMATCHED'
        | 'DISCLOSURE_WITHHELD'
        | 'IDEMPOTENCY_KEY_MISSING'
        | 'IDEMPOTENCY_MISMATCH'
        | 'SIGNER_UNAVAILABLE'
        | 'NOT_SEALED_YET'
        | 'CONTENT_ERASED'
        | 'PACKAGE_INVALID'
        | 'CONFLICT'
        | 'CERTIFICATE_REFUSED'
        | 'QUOTA_EXCEEDED'
        | 'ITEM_LINK_INVALID'
        | 'ALREADY_SUPERSEDED'
        | 'UPLOAD_PROTOCOL'
        | 'UPLOAD_OFFSET_MISMATCH'
        | 'UPLOAD_CHECKSUM_MISMATCH'
        | 'UPLOAD_INCOMPLETE'
        | 'UPLOAD_IN_USE'
        | 'UPLOAD_EXPIRED'
        | 'UPLOAD_QUOTA'
        | 'TOO_MANY_STREAMS'
        | 'EVENT_EXPIRED'
        | 'WEBHOOK_URL_REFUSED'
        | 'WEBHOOK_LIMIT'
        | 'RETENTION_NOT_EXPIRED'
        | 'LEGAL_HOLD'
        | 'PRECONDITION_REQUIRED'
        | 'VERSION_CONFLICT'
        | 'CASE_TRANSITION_REFUSED'
        | 'CASE_GUARD_UNMET'
        | 'JOB_FINISHED'
        | 'RANGE_NOT_SATISFIABLE'
        | 'PACKAGE_EXPIRED'
        | 'OVERLOADED'
        | 'STOPPING'
        | 'LOG_CONFLICT'
        | 'LOG_DIVERGED'
        | 'LOG_CORRUPT'
        | 'STORE_UNAVAILABLE'
        | 'STORE_LOCKED'
        | 'DISK_FULL'
        | 'KEY_UNAVAILABLE'
        | 'CONTENT_CORRUPT'
        | 'CHAIN_UNAVAILABLE'
        | 'CHAIN_REJECTED'
        | 'CHAIN_RESET'
        | 'TSA_UNAVAILABLE'
        | 'TSA_REJECTED'
        | 'PARTY_UNAVAILABLE'
        | 'PARTY_REFUSED'
        | 'CONFIG_INVALID'
        | 'INTERNAL';
      /**
       * What was wrong.
       */
      detail: string;
      /**
       * What was expected and what came.
       */
      facts: {
        [k: string]: unknown;
      };
    };
    /**
     * Of a job that is done; members by kind.
     */
    result?: {
      [k: string]: unknown;
    };
  };
}
/**
 * Trust data (docs/spec/trust.md).
 */
export interface Trust {
  /**
   * Version of the format.
   */
  version: 1;
  /**
   * Origin of the log.
   */
  origin: string;
  [k: string]: unknown;
}
/**
 * The service's own account of the ledger; what counts is what each party serves.
 */
export interface Ledger {
  /**
   * Origin of the log.
   */
  origin: string;
  /**
   * The three parties.
   */
  parties: LedgerParty[];
  /**
   * Witnessed checkpoints, newest first.
   */
  rounds: LedgerRound[];
}
/**
 * A party and where it serves its copy.
 */
export interface LedgerParty {
  /**
   * The party.
   */
  party: 'bank' | 'user' | 'commission';
  /**
   * Prefix of the party's node: under it stand its copy of the log, stream heads, confirmations and objections.
   */
  url: string;
}
/**
 * How far one checkpoint has come.
 */
export interface LedgerRound {
  /**
   * Entries of the log.
   */
  size: number;
  /**
   * Root hash of the tree.
   */
  root: string;
  /**
   * Who cosigned, and when.
   */
  witnessed: LedgerWitness[];
  /**
   * When the policy was satisfied.
   */
  quorumAt?: string;
  /**
   * Time of the RFC 3161 token.
   */
  timestampedAt?: string;
  /**
   * Absent until the chain sealed it.
   */
  seal?: {
    /**
     * EIP-155 chain id.
     */
    chainId: number;
    /**
     * Address of EvidenceAnchor.
     */
    contract: string;
    /**
     * The contract's id of the log.
     */
    log: string;
    /**
     * Hash of the sealing transaction.
     */
    transaction: string;
    /**
     * Its block.
     */
    blockNumber: number;
    /**
     * The block's hash.
     */
    blockHash: string;
    /**
     * As the chain says it.
     */
    blockTime: string;
  };
  /**
   * When the service saw the seal.
   */
  sealedAt?: string;
}
/**
 * A party's cosignature.
 */
export interface LedgerWitness {
  /**
   * The party.
   */
  party: 'bank' | 'user' | 'commission';
  /**
   * Its cosignature.
   */
  at: string;
}
/**
 * Liveness.
 */
export interface Health {
  /**
   * The process answers.
   */
  status: 'ok';
}
/**
 * Readiness.
 */
export interface Ready {
  /**
   * Whether filings are taken.
   */
  ready: boolean;
  /**
   * Origin of the log.
   */
  origin: string;
  /**
   * What it stands on.
   */
  components: Component[];
}
/**
 * State of one component.
 */
export interface Component {
  /**
   * Component.
   */
  name: string;
  /**
   * Whether it works now.
   */
  ok: boolean;
  /**
   * Whether filing needs it; the chain and the party nodes may catch up later.
   */
  needed: boolean;
  /**
   * What is wrong.
   */
  detail?: string;
}
