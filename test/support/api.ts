/** The API in process: real store, blobs, log and keys in a directory of its own, served on a free port. */
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import pino from 'pino';
import type { Issued } from '../../certs/issue.ts';
import { PROFILES } from '../../certs/profiles.ts';
import { utf8 } from '../../core/bytes.ts';
import { createStatement } from '../../core/evidence/create.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { formatSdJwt } from '../../core/evidence/sd-jwt.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Trust } from '../../core/verify/trust.ts';
import { openBlobFiles } from '../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import { createLogSigner } from '../../server/adapters/log-key-node.ts';
import { openSqliteDocuments } from '../../server/adapters/store-sqlite/documents.ts';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import { createWebhookHttp } from '../../server/adapters/webhook-http.ts';
import { createApp } from '../../server/http/app.ts';
import { type AppDeps, DEFAULT_HTTP_LIMITS, type HttpLimits } from '../../server/http/deps.ts';
import { createMetrics } from '../../server/http/metrics.ts';
import { createLogReader } from '../../server/log/log-reader.ts';
import { createSequencer, type Sequencer } from '../../server/log/sequencer.ts';
import type { OpenDocumentStore } from '../../server/ports/document-store.ts';
import type { WebhookSender } from '../../server/ports/webhook-sender.ts';
import { type AccessDeps, createAccess } from '../../server/usecases/access/create.ts';
import { createCases } from '../../server/usecases/cases/create.ts';
import type { CaseDeps } from '../../server/usecases/cases/deps.ts';
import { createUseCases } from '../../server/usecases/create.ts';
import { createCustodyAccess } from '../../server/usecases/custody/access.ts';
import { createCustody } from '../../server/usecases/custody/create.ts';
import { DEFAULT_FILING_LIMITS, type ServiceDeps } from '../../server/usecases/deps.ts';
import { createFilingDesk, type FilingSettings } from '../../server/usecases/filing-desk.ts';
import { createJobs } from '../../server/usecases/jobs/create.ts';
import { DEFAULT_JOB_SETTINGS } from '../../server/usecases/jobs/deps.ts';
import { createKeyRotation } from '../../server/usecases/keys/job.ts';
import { createLedger } from '../../server/usecases/ledger.ts';
import { createMonitoring } from '../../server/usecases/monitoring/create.ts';
import { createOperation } from '../../server/usecases/operation.ts';
import { createOrganisationRegister } from '../../server/usecases/organisations/create.ts';
import { metered } from '../../server/usecases/organisations/metered.ts';
import { createUsage } from '../../server/usecases/organisations/usage.ts';
import type { PackagePlanner } from '../../server/usecases/packages/build.ts';
import { createKeptPackages } from '../../server/usecases/packages/create-kept.ts';
import { createPeople } from '../../server/usecases/people/create.ts';
import { DEFAULT_PEOPLE_LIMITS, type PeopleDeps } from '../../server/usecases/people/deps.ts';
import { createPrivacy } from '../../server/usecases/privacy/create.ts';
import { createReceipts } from '../../server/usecases/receipts/create.ts';
import { createReports } from '../../server/usecases/reports/create.ts';
import type { UseCases } from '../../server/usecases/types.ts';
import { createVerify } from '../../server/usecases/verify.ts';
import { createVault } from '../../server/vault/vault.ts';
import { AT, DAY, issue, nodeCrypto, systemRandom } from './pki.ts';
import { stubPlanner } from './planner.ts';

export const ORIGIN = 'log.test/api';
/** Content of the operator's credential file. */
export const OPERATOR = new Uint8Array(32).fill(7);
/** Tests of refusals fail more often than an honest client. */
const GENEROUS = { failures: 10_000, windowSeconds: 60, maxLockSeconds: 1 };
export const BANK = 'demo-bank';
export const OTHER = 'other-bank';
/** The organisation of the user side. */
export const USERS = 'users';

/** Certificates, by what is right or wrong with them. All but `foreign` are registered for an organisation. */
export interface Keys {
  readonly root: Issued;
  readonly authority: Issued;
  readonly filer: Issued;
  readonly service: Issued;
  /** Of the service for the user side. */
  readonly users: Issued;
  readonly expired: Issued;
  readonly wrongPurpose: Issued;
  readonly edwards: Issued;
  readonly other: Issued;
  readonly foreign: Issued;
  readonly credentials: Issued;
}

export async function makeKeys(): Promise<Keys> {
  const root = await issue('root', { profile: PROFILES.root });
  const authority = await issue('authority', { issuer: root, profile: PROFILES.authority });
  const filer = (cn: string, over: Partial<Parameters<typeof issue>[1]> = {}) =>
    issue(cn, { issuer: authority, profile: PROFILES.filerStatement, ...over });
  return {
    root,
    authority,
    filer: await filer('filer'),
    service: await filer('service', { profile: PROFILES.serviceStatement }),
    users: await filer('service for users', { profile: PROFILES.serviceStatement }),
    expired: await filer('expired', { from: AT - 9 * DAY, to: AT - DAY }),
    wrongPurpose: await filer('wrong purpose', { profile: PROFILES.timestamping }),
    edwards: await filer('edwards', { key: 'Ed25519' }),
    other: await filer('other'),
    credentials: await filer('credentials', { profile: PROFILES.documentSigning }),
    foreign: await issue('foreign', { profile: PROFILES.filerStatement }),
  };
}

export function trustOf(keys: Keys): Trust {
  const signer = (organisation: string, use: 'filer' | 'service', { certificatePem }: Issued) => {
    return { organisation, use, certificate: certificatePem };
  };
  return {
    version: 1,
    origin: ORIGIN,
    policy: 'quorum none\n',
    parties: [],
    chain: null,
    anchors: [keys.root.certificatePem],
    intermediates: [keys.authority.certificatePem],
    signers: [
      ...[keys.filer, keys.expired, keys.wrongPurpose, keys.edwards].map((one) => signer(BANK, 'filer', one)),
      signer(BANK, 'service', keys.service),
      signer(USERS, 'service', keys.users),
      signer(OTHER, 'filer', keys.other),
    ],
    timestampAnchors: [keys.root.certificatePem],
    crls: [],
  };
}

/** Where nobody listens: the API's tests need no nodes. */
const NO_NODES = {
  bank: 'http://bank.invalid',
  user: 'http://user.invalid',
  commission: 'http://commission.invalid',
};

/** A walk over all routes reads every answer to its end. */
const SHORT_STREAMS = { ...DEFAULT_HTTP_LIMITS.streams, lifetimeMs: 100 };

export interface Api {
  readonly url: string;
  readonly keys: Keys;
  readonly deps: AppDeps;
  readonly service: ServiceDeps;
  readonly documents: OpenDocumentStore;
  /** Directory of store, documents, blobs and keys. */
  readonly home: string;
  readonly sequencer: Sequencer;
  /** Moves the clock of the service. */
  readonly clock: { at: number };
  /** Everything that the service logged, as one text. */
  logged(): string;
  /** Names of the blobs that are stored, finished or not. */
  blobs(): string[];
  /** A fresh client assertion. */
  assertion(over?: AssertionOver): string;
  token(over?: AssertionOver): Promise<string>;
  /** Calls with the bank's token unless headers name another. */
  call(path: string, init?: RequestInit & { token?: string | null }): Promise<Response>;
  stop(): Promise<void>;
}

export interface AssertionOver {
  readonly signer?: Issued;
  readonly organisation?: string;
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly algorithm?: jwt.Algorithm;
  readonly key?: KeyObject | string;
}

export const thumbprint = ({ certificate }: Issued): string =>
  Buffer.from(nodeCrypto.sha256(certificate.der)).toString('base64url');

export interface ApiOptions {
  readonly limits?: Partial<HttpLimits>;
  readonly maxQueue?: number;
  readonly intervalMs?: number;
  readonly keys?: Keys;
  /** Replaces single use cases, for faults. */
  readonly useCases?: (real: UseCases) => Partial<UseCases>;
  /** Replaces parts that the use cases stand on. */
  readonly service?: (real: ServiceDeps) => Partial<ServiceDeps>;
  /** Loans that people have to do with. */
  readonly loansOf?: AccessDeps['loansOf'];
  /** Uploads, events and webhooks. */
  readonly filing?: FilingSettings;
  readonly webhookSender?: WebhookSender;
  readonly app?: Partial<AppDeps>;
  readonly cases?: Partial<CaseDeps>;
  readonly people?: Partial<PeopleDeps>;
  readonly pageOrigins?: AppDeps['pageOrigins'];
  readonly planner?: PackagePlanner;
  /** Whether the log takes filings. Default true. */
  readonly started?: boolean;
}

export async function startApi(options: ApiOptions = {}): Promise<Api> {
  const home = mkdtempSync(join(tmpdir(), 'triseal-api-'));
  const keys = options.keys ?? (await makeKeys());
  const clock = { at: AT, now: () => clock.at };
  const store = openSqliteStore(join(home, 'store.db'));
  const blobDirectory = join(home, 'blobs');
  const trust = trustOf(keys);
  const sequencer = createSequencer({
    store,
    origin: ORIGIN,
    signer: createLogSigner(nodeCrypto, ORIGIN, nodeCrypto.sha256(utf8('log key'))),
    crypto: nodeCrypto,
    clock,
    limits: { maxBatch: 1000, maxQueue: options.maxQueue ?? 5000, intervalMs: options.intervalMs ?? 20 },
  });
  const documents = openSqliteDocuments(join(home, 'documents.db'));
  const reader = createLogReader(store, ORIGIN, nodeCrypto);
  const custody = createCustody({ documents, crypto: nodeCrypto, clock });
  const register = await createOrganisationRegister({
    documents,
    custody,
    crypto: nodeCrypto,
    clock,
    base: trust,
    kinds: {},
  });
  const kek = createFileKeyWrapper(join(home, 'kek'));
  const base: ServiceDeps = {
    origin: ORIGIN,
    crypto: nodeCrypto,
    clock,
    random: systemRandom,
    store,
    vault: createVault({
      blobs: await openBlobFiles(blobDirectory),
      keys: kek,
      random: systemRandom,
      clock,
      indexKey: systemRandom.bytes(32),
    }),
    sequencer,
    reader,
    organisations: register,
    signerOf: (organisation) => {
      const held = { [BANK]: keys.service, [USERS]: keys.users }[organisation];
      return held && { signer: held.signer, certificateSha256: nodeCrypto.sha256(held.certificate.der) };
    },
    trust: () => register.trust() as unknown as JsonObject,
    limits: DEFAULT_FILING_LIMITS,
  };
  const service: ServiceDeps = { ...base, ...options.service?.(base) };
  const real = createUseCases(service, {
    buildPackage: async (request) => {
      const { loan } = request;
      if (options.planner !== undefined) return options.planner.open(await options.planner.plan(request));
      const bytes = utf8(`package of ${loan.length} characters`);
      const content = (async function* () {
        yield bytes;
      })();
      return { fileName: 'package.zip', size: bytes.length, content };
    },
    verify: createVerify({ crypto: nodeCrypto, clock, trust: register.trust }),
  });
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const jobs = createJobs({
    documents,
    vault: service.vault,
    clock,
    random: systemRandom,
    logger,
    settings: { ...DEFAULT_JOB_SETTINGS, heartbeatMs: 50 },
  });
  const loansOf: AccessDeps['loansOf'] = options.loansOf ?? ((caller) => people.loansOf(caller));
  const access = createAccess({ ...service, organisations: register.names, loansOf });
  const packages = createKeptPackages({
    ...service,
    documents,
    custody,
    planner: options.planner ?? stubPlanner(),
    jobs,
    access,
    cases: () => cases,
  });
  const cases = createCases({
    ...service,
    documents,
    custody,
    logger,
    useCases: { ...real, ...options.useCases?.(real) },
    jobs,
    version: '0.0.0-test',
    commissions: () => ['a-secretary'],
    organisations: register.names,
    isArbitrator: async (person) => person !== 'nobody',
    usersOrganisation: USERS,
    signsFor: (organisation) => service.signerOf(organisation) !== undefined,
    borrowersLoans: async (caller) => (caller.role === 'user' ? loansOf(caller) : []),
    packageBuilt: (record) => packages.built(record),
    ...options.cases,
  });
  const usage = createUsage({ documents, clock, quota: register.quota });
  const useCases = { ...real, ...options.useCases?.(real) };
  const counted = { ...useCases, fileEvidence: metered(useCases.fileEvidence, usage) };
  const filing = createFilingDesk({
    ...service,
    documents,
    custody,
    logger,
    useCases: counted,
    webhookSender: options.webhookSender ?? createWebhookHttp({ allowLoopback: true }),
    settings: options.filing ?? {},
  });
  let url = '';
  const pageOrigin = () => url.replace('127.0.0.1', 'localhost');
  const people = createPeople({
    ...service,
    documents,
    custody,
    access: () => access,
    useCases: counted,
    fileUploads: (request, references, holder) => filing.fileUploads(request, references, holder),
    relyingParty: () => ({ id: 'localhost', origins: [pageOrigin()] }),
    portalUrl: () => `${pageOrigin()}/portal`,
    usersOrganisation: USERS,
    samples: true,
    limits: DEFAULT_PEOPLE_LIMITS,
    ...options.people,
  });
  const deps: AppDeps = {
    version: '0.0.0-test',
    publicUrl: () => url,
    clock,
    random: systemRandom,
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    metrics: createMetrics({
      process: false,
      gauges: { triseal_log_size: { help: 'Entries.', read: () => sequencer.head().size } },
    }),
    organisations: register,
    operatorCredential: OPERATOR,
    tokenKeys: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    access,
    people,
    pageOrigins: options.pageOrigins ?? (() => [pageOrigin()]),
    usage,
    monitoring: createMonitoring({ ...service, documents, logger }),
    operation: createOperation({ ...service, documents, custody, signing: [BANK] }),
    useCases: counted,
    reports: createReports(options.planner ?? stubPlanner()),
    receipts: createReceipts({
      ...service,
      publicUrl: () => url,
      credentials: {
        signer: keys.credentials.signer,
        chain: [keys.credentials.certificate, keys.authority.certificate],
      },
    }),
    jobs,
    cases,
    packages,
    ledger: createLedger({ store, origin: ORIGIN, nodes: NO_NODES }),
    portal: { folder: '', verifier: '', nodes: () => [], publicUrl: () => '' },
    custody: createCustodyAccess({ ...service, documents, custody, loansOf }),
    keyRotation: createKeyRotation({ ...service, documents, keys: kek, jobs, custody, graceMs: 0 }),
    privacy: createPrivacy({
      ...service,
      documents,
      custody,
      fileEvidence: useCases.fileEvidence,
      logger,
      signing: [BANK],
      caches: [],
      openCaseOf: (loan) => cases.openCaseOf(loan),
    }),
    filing,
    log: {
      reader,
      witnessed: async () => (await store.latestRound(ORIGIN, 'quorum'))?.checkpoint,
      policy: trust.policy,
      trust: service.trust,
    },
    components: async () => [{ name: 'store', ok: true, needed: true }],
    answerTimestampQuery: async (query) => query.toReversed(),
    limits: { ...DEFAULT_HTTP_LIMITS, streams: SHORT_STREAMS, attempts: GENEROUS, ...options.limits },
    ...options.app,
  };
  if (options.started !== false) {
    await sequencer.start();
    jobs.run();
  }
  const server = createApp(deps).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const assertion = (over: AssertionOver = {}): string => {
    const { signer = keys.filer, organisation = BANK, algorithm = 'ES256' } = over;
    const iat = Math.floor(clock.at / 1000);
    const claims = {
      iss: organisation,
      sub: organisation,
      aud: `${url}/v1/token`,
      iat,
      exp: iat + 60,
      jti: randomUUID(),
    };
    return jwt.sign({ ...claims, ...over.claims }, over.key ?? signer.key, {
      algorithm,
      header: { alg: algorithm, 'x5t#S256': thumbprint(signer), ...over.header } as jwt.JwtHeader,
    });
  };
  const token = async (over?: AssertionOver): Promise<string> => {
    const answer = await postAssertion(url, assertion(over));
    if (answer.status !== 200) throw new Error(await answer.text());
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  let bankToken: string | undefined;
  return {
    url,
    keys,
    deps,
    service,
    documents,
    home,
    sequencer,
    clock,
    logged: () => lines.join(''),
    blobs: () =>
      readdirSync(blobDirectory, { recursive: true })
        .map(String)
        .filter((name) => /[0-9a-f]{32}$/.test(name)),
    assertion,
    token,
    async call(path, init = {}) {
      const { token: given, ...rest } = init;
      const headers = new Headers(rest.headers);
      if (given === undefined) bankToken ??= await token();
      if (given !== null) headers.set('authorization', `Bearer ${given ?? bankToken}`);
      return fetch(`${url}${path}`, { ...rest, headers });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await cases.stop();
      await jobs.stop();
      if (options.started !== false) await sequencer.stop();
      await documents.close();
      await store.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export function postAssertion(
  url: string,
  assertion: string,
  over: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v1/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...over,
    }),
  });
}

/** A record as a client sends it, of a type with few fields. */
export function recordInput(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'DRAW',
    loan: 'LN-2026-000417',
    event: { time: '2026-03-15T19:59:00+08:00', source: 'system' },
    provenance: { class: 'bare-hash' },
    fields: {
      amount: { amount: '50000.00', currency: 'CNY' },
      requested_at: '2026-03-15T19:59:00+08:00',
      payee_account: '6222020200112233445',
    },
    ...over,
  };
}

/** The same as a whole record, as a filer signs it itself. */
export function wholeRecord(over: Partial<EvidenceRecord> = {}): EvidenceRecord {
  return {
    version: '1',
    type: 'DRAW',
    loan: 'LN-2026-000417',
    documents: [],
    event: { time: '2026-03-15T19:59:00+08:00', source: 'system' },
    provenance: { class: 'bare-hash' },
    actors: [],
    fields: { amount: { amount: '50000.00', currency: 'CNY' }, requested_at: '2026-03-15T19:59:00+08:00' },
    filing: { organisation: BANK, signedBy: 'filer' },
    ...over,
  };
}

/** @returns the SD-JWT of a record, signed by a certificate's key */
export async function signedStatement(
  by: Issued,
  record: EvidenceRecord = wholeRecord(),
  issuedAt: number = AT / 1000,
): Promise<string> {
  return formatSdJwt(
    await createStatement(nodeCrypto, {
      record,
      signer: by.signer,
      certificateSha256: nodeCrypto.sha256(by.certificate.der),
      issuedAt,
      random: systemRandom.bytes,
    }),
  );
}
