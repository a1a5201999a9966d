/** Everything that the HTTP edge stands on, handed over by the composition root. */
import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { JsonObject } from '../../core/json.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { Clock, Random } from '../ports/platform.ts';
import type { Access } from '../usecases/access/create.ts';
import type { Cases } from '../usecases/cases/types.ts';
import type { CustodyAccess } from '../usecases/custody/access.ts';
import type { FilingDesk } from '../usecases/filing-desk.ts';
import type { Jobs } from '../usecases/jobs/types.ts';
import type { KeyRotation } from '../usecases/keys/job.ts';
import type { Ledger } from '../usecases/ledger.ts';
import type { Monitoring } from '../usecases/monitoring/types.ts';
import type { Operation } from '../usecases/operation.ts';
import type { OrganisationRegister } from '../usecases/organisations/create.ts';
import type { Usage } from '../usecases/organisations/usage.ts';
import type { KeptPackages } from '../usecases/packages/create-kept.ts';
import type { People } from '../usecases/people/types.ts';
import type { Privacy } from '../usecases/privacy/types.ts';
import type { Receipts } from '../usecases/receipts/types.ts';
import type { Reports } from '../usecases/reports/create.ts';
import type { UseCases } from '../usecases/types.ts';
import { type AttemptLimits, DEFAULT_ATTEMPTS } from './attempts.ts';
import { DEFAULT_STREAM_LIMITS, type StreamLimits } from './event-streams.ts';
import type { Sessions } from './gate.ts';
import type { HttpMetrics } from './metrics.ts';
import type { PortalFiles } from './portal.ts';
import type { UploadLimits } from './upload.ts';

export interface HttpLimits extends UploadLimits {
  /** Bytes of one line of a batch. */
  readonly maxLineBytes: number;
  /** Lines of one batch. */
  readonly maxLines: number;
  /** Filings of one batch under way at once. */
  readonly batchWidth: number;
  /** Bytes of a package or receipt, with its files, sent for verification. */
  readonly maxVerifyBytes: number;
  /** Verifications at once. */
  readonly maxVerifications: number;
  /** Calls a minute: of one organisation, of one address to the log, of one address without a token elsewhere. */
  readonly perMinute: { readonly caller: number; readonly log: number; readonly anonymous: number };
  /** Failed attempts at a credential. */
  readonly attempts: AttemptLimits;
  /** Event streams. */
  readonly streams: StreamLimits;
  /** Seconds that a bearer token lives. */
  readonly tokenSeconds: number;
  /** Allowed difference of clocks, seconds. */
  readonly skewSeconds: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  maxFileBytes: 100 * 2 ** 20,
  maxFiles: 32,
  maxTextBytes: 4 * 2 ** 20,
  maxLineBytes: 2 ** 20,
  maxLines: 10_000,
  batchWidth: 512,
  maxVerifyBytes: 256 * 2 ** 20,
  maxVerifications: 2,
  perMinute: { caller: 600_000, log: 60_000, anonymous: 600 },
  attempts: DEFAULT_ATTEMPTS,
  streams: DEFAULT_STREAM_LIMITS,
  tokenSeconds: 600,
  skewSeconds: 60,
};

export interface Component {
  readonly name: string;
  readonly ok: boolean;
  /** Whether filing needs it. */
  readonly needed: boolean;
  readonly detail?: string;
}

/** What the log shows of itself beside its tiles. */
export interface PublicLog {
  readonly reader: LogReader;
  /** The newest checkpoint that reached the policy's quorum, with its cosignatures. */
  witnessed(): Promise<string | undefined>;
  /** The log's policy, C2SP tlog-policy. */
  readonly policy: string;
  /** docs/spec/trust.md. */
  trust(): JsonObject;
}

export interface AppDeps {
  readonly version: string;
  /** Under which callers reach the API, without a slash at the end. Asked late: a free port is known only once it is listened on. */
  readonly publicUrl: () => string;
  /** Plain HTTP on the service's own machine, where it differs. */
  readonly localUrl?: () => string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
  readonly organisations: OrganisationRegister;
  /** P-256 key pair for bearer tokens alone. */
  readonly tokenKeys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  /** In place of the sessions that people open with their passkeys; for tests. */
  readonly sessions?: Sessions;
  readonly people: People;
  /** Origins of the portal's pages. */
  readonly pageOrigins: () => readonly string[];
  /** Content of the operator's credential file; without it nobody is the operator. */
  readonly operatorCredential?: Uint8Array | undefined;
  readonly operation: Operation;
  readonly usage: Usage;
  readonly monitoring: Monitoring;
  readonly access: Access;
  readonly useCases: UseCases;
  readonly receipts: Receipts;
  readonly reports: Reports;
  readonly filing: FilingDesk;
  readonly jobs: Jobs;
  readonly cases: Cases;
  readonly packages: KeptPackages;
  /** The public ledger. @param limit newest checkpoints at most */
  readonly ledger: (limit: number) => Promise<Ledger>;
  /** The built pages. */
  readonly portal: PortalFiles;
  readonly custody: CustodyAccess;
  readonly privacy: Privacy;
  readonly keyRotation: KeyRotation;
  readonly log: PublicLog;
  /** The embedded time-stamping authority: DER TimeStampReq to DER TimeStampResp. Undefined when an outside one is used. */
  readonly answerTimestampQuery?: ((query: Uint8Array) => Promise<Uint8Array>) | undefined;
  readonly components: () => Promise<readonly Component[]>;
  /** Addresses and subnets of proxies whose X-Forwarded-For counts; undefined: nobody's. */
  readonly trustedProxies?: readonly string[];
  readonly limits: HttpLimits;
}
