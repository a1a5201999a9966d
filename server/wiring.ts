/** Composition root of the service: what an installation has in, a service that can be started out. Adapters are made here and in `start/`. */

import { join } from 'node:path';
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Pki } from '../certs/index.ts';
import type { Crypto } from '../core/crypto.ts';
import type { JsonObject } from '../core/json.ts';
import type { NoteSigner } from '../core/note/sign.ts';
import { parseVkey } from '../core/note/vkey.ts';
import { PARTIES, type Party } from '../core/party.ts';
import { parsePolicy } from '../core/tlog/policy.ts';
import type { TsaTrust } from '../core/tsp/renewal.ts';
import { openTrust } from '../core/verify/opened-trust.ts';
import type { Trust } from '../core/verify/trust.ts';
import { VERSION } from '../core/version.ts';
import { openBlobFiles } from './adapters/blob-files.ts';
import { createAnchorChain } from './adapters/chain-viem/anchor-chain.ts';
import type { ChainConnection } from './adapters/chain-viem/client.ts';
import { createFileKeyWrapper } from './adapters/key-wrapper-file.ts';
import { createRandom } from './adapters/random-node.ts';
import { openSqliteDocuments } from './adapters/store-sqlite/documents.ts';
import { openSqliteStore } from './adapters/store-sqlite/store.ts';
import { createStreamHeadsHttp } from './adapters/stream-heads-http.ts';
import { createEmbeddedTsa } from './adapters/tsa-embedded.ts';
import { createHttpTsa } from './adapters/tsa-http.ts';
import { createVerifierFile } from './adapters/verifier-file.ts';
import { createWebhookHttp } from './adapters/webhook-http.ts';
import type { Config } from './config/variables.ts';
import { hasCode } from './errors.ts';
import { createApp } from './http/app.ts';
import { type Component, DEFAULT_HTTP_LIMITS } from './http/deps.ts';
import { createMetrics } from './http/metrics.ts';
import { killAtGap } from './log/gaps.ts';
import { createLogJobs, type LogJobs } from './log/jobs.ts';
import { createLogReader, type LogReader } from './log/log-reader.ts';
import { createSequencer, type Sequencer } from './log/sequencer.ts';
import { projectRoot } from './paths.ts';
import type { AnchorChain } from './ports/chain.ts';
import type { OpenDocumentStore } from './ports/document-store.ts';
import type { EvidenceStore } from './ports/evidence-store.ts';
import type { RotatingKeys, Timestamper } from './ports/platform.ts';
import { loadOrCreateSecret } from './secret-file.ts';
import type { Home } from './start/home.ts';
import { isTrial, portalUrlOf, relyingPartyOf } from './start/portal-address.ts';
import { openRegister } from './start/register.ts';
import { loadTokenKeys } from './start/token-keys.ts';
import { tsaCertificates } from './start/tsa-certificates.ts';
import { type AccessDeps, createAccess } from './usecases/access/create.ts';
import { createCases } from './usecases/cases/create.ts';
import type { Cases } from './usecases/cases/types.ts';
import { createUseCases } from './usecases/create.ts';
import { createCustodyAccess } from './usecases/custody/access.ts';
import { createCustody } from './usecases/custody/create.ts';
import { DEFAULT_FILING_LIMITS, type ServiceDeps } from './usecases/deps.ts';
import type { NewEvent } from './usecases/events/types.ts';
import { createFilingDesk, type FilingDesk } from './usecases/filing-desk.ts';
import { createJobs } from './usecases/jobs/create.ts';
import type { Jobs } from './usecases/jobs/types.ts';
import { createKeyRotation } from './usecases/keys/job.ts';
import { createLedger } from './usecases/ledger.ts';
import { createOperation } from './usecases/operation.ts';
import type { OrganisationRegister } from './usecases/organisations/create.ts';
import { metered } from './usecases/organisations/metered.ts';
import { createUsage, keepUsage } from './usecases/organisations/usage.ts';
import { createPackagePlanner } from './usecases/packages/build.ts';
import type { DocumentSigner } from './usecases/packages/container.ts';
import { createKeptPackages } from './usecases/packages/create-kept.ts';
import type { PackageNews } from './usecases/packages/keeping.ts';
import { createPeople } from './usecases/people/create.ts';
import { DEFAULT_PEOPLE_LIMITS } from './usecases/people/deps.ts';
import type { People } from './usecases/people/types.ts';
import { createPrivacy } from './usecases/privacy/create.ts';
import { createUpkeep, type Upkeep } from './usecases/privacy/upkeep.ts';
import { createReceipts } from './usecases/receipts/create.ts';
import { createReports } from './usecases/reports/create.ts';
import { createReportPdf } from './usecases/reports/pdf.ts';
import { createVerify } from './usecases/verify.ts';
import { createVault } from './vault/vault.ts';

const VERIFIER_FILE = join(projectRoot, 'dist/verifier/verifier.html');

export const clock = { now: () => Date.now() };
export const random = createRandom();

/** What stands before the service is put together. */
export interface ServiceParts {
  readonly config: Config;
  readonly home: Home;
  readonly crypto: Crypto;
  readonly pki: Pki;
  readonly trust: Trust;
  readonly logSigner: NoteSigner;
  readonly chain: ChainConnection;
  readonly nodes: Readonly<Record<Party, string>>;
  readonly logger: Logger;
  /** Asked late: a free port is known only once it is listened on. */
  readonly publicUrl: () => string;
  /** Plain HTTP on this machine; the same without TLS. */
  readonly localUrl: () => string;
}

export interface Service {
  readonly app: Express;
  readonly store: EvidenceStore;
  readonly documents: OpenDocumentStore;
  readonly reader: LogReader;
  readonly chain: AnchorChain | undefined;
  readonly people: People;
  /** Recovers the log; filing works from then on. @throws ServiceError as `Sequencer.start` */
  start(): Promise<void>;
  /** Begins to have checkpoints witnessed, stamped and sealed. */
  startJobs(): void;
  /** Answers what was accepted, then closes the store. */
  stop(): Promise<void>;
}

/** @throws ServiceError, CoreError for keys, stores or trust data that cannot be used */
export async function createService(parts: ServiceParts): Promise<Service> {
  const { config, home, crypto, trust, logSigner, logger } = parts;
  const { origin } = trust;
  const store = await openStore(config, home);
  const documents = await openDocuments(config, home);
  const reader = createLogReader(store, origin, crypto);
  const chain = chainOf(parts);
  const sequencer = createSequencer({
    store,
    origin,
    signer: logSigner,
    crypto,
    clock,
    limits: { maxBatch: config.batchMax, maxQueue: config.queueMax, intervalMs: config.batchIntervalMs },
    faults: killAtGap(process.env.TRISEAL_FAULT_KILL, () => process.kill(process.pid, 'SIGKILL')),
  });
  const time = timestampingOf(parts);
  const jobs = createLogJobs({
    store,
    origin,
    crypto,
    clock,
    policy: parsePolicy(trust.policy),
    parties: PARTIES.map((party) => ({ party, url: parts.nodes[party] })),
    witnesses: (config.witnesses ?? []).map(({ vkey, url }) => ({ key: parseVkey(vkey), url })),
    chain,
    timestamper: time.timestamper,
    renewal: { trust: tsaTrustOf(crypto, trust), days: config.renewalDays },
    logger,
    intervalMs: config.witnessIntervalMs,
  });
  const {
    app,
    queue,
    cases,
    filing,
    upkeep,
    people,
    stop: stopEdge,
  } = await appOf(parts, {
    store,
    documents,
    reader,
    sequencer,
    jobs,
    ...time,
  });
  return {
    app,
    store,
    documents,
    reader,
    chain,
    people,
    start: () => sequencer.start(),
    startJobs: () => {
      jobs.start();
      filing.start();
      queue.run();
      cases.start();
      upkeep.start();
    },
    stop: async () => {
      await queue.stop();
      await stopEdge();
      await jobs.stop();
      await sequencer.stop();
      await chain?.close();
      await documents.close();
      await store.close();
    },
  };
}

async function openStore(config: Config, home: Home): Promise<EvidenceStore> {
  if (config.mongo === undefined) return openSqliteStore(home.store);
  // Loaded when it is asked for: the driver is large, and most starts do not need it.
  const { openMongoStore } = await import('./adapters/store-mongo/store.ts');
  return openMongoStore({ uri: config.mongo });
}

async function openDocuments(config: Config, home: Home): Promise<OpenDocumentStore> {
  if (config.mongo === undefined) return openSqliteDocuments(home.documents);
  const { openMongoDocuments } = await import('./adapters/store-mongo/documents.ts');
  return openMongoDocuments({ uri: config.mongo });
}

/** The certificate with which the service signs packages, reports and receipts as documents. */
function documentSigner({ identities, authorities }: Pki): DocumentSigner {
  const { signer, certificate } = identities['document-signing'];
  return { signer, certificate, chain: [certificate, authorities.documents.certificate] };
}

function chainOf({ trust, chain }: ServiceParts): AnchorChain | undefined {
  return trust.chain === null ? undefined : createAnchorChain({ ...chain, address: trust.chain });
}

interface Timestamping {
  readonly timestamper: Timestamper;
  /** Undefined with an outside TSA. */
  readonly answer: ((query: Uint8Array) => Promise<Uint8Array>) | undefined;
}

function timestampingOf({ config, crypto, pki }: ServiceParts): Timestamping {
  if (config.tsaUrl !== undefined) {
    return {
      timestamper: createHttpTsa({ url: config.tsaUrl, crypto, random, ...tsaCertificates(config) }),
      answer: undefined,
    };
  }
  const { signer, certificate } = pki.identities['commission-tsa'];
  const chain = [certificate, pki.authorities.commission.certificate];
  const tsa = createEmbeddedTsa({ crypto, signer, certificate, chain, clock, random });
  return { timestamper: tsa, answer: (query) => tsa.answerTimestampQuery(query) };
}

function tsaTrustOf(crypto: Crypto, trust: Trust): TsaTrust {
  const { timestampAnchors: anchors, intermediates, crls } = openTrust(crypto, trust);
  return { anchors, intermediates, crls };
}

interface LogParts {
  readonly store: EvidenceStore;
  readonly documents: OpenDocumentStore;
  readonly reader: LogReader;
  readonly sequencer: Sequencer;
  readonly jobs: LogJobs;
  readonly answer: Timestamping['answer'];
  readonly timestamper: Timestamping['timestamper'];
}

interface Edge {
  readonly app: Express;
  readonly queue: Jobs;
  readonly cases: Cases;
  readonly filing: FilingDesk;
  readonly upkeep: Upkeep;
  readonly people: People;
  stop(): Promise<void>;
}

async function appOf(
  parts: ServiceParts,
  { store, documents, reader, sequencer, jobs, answer, timestamper }: LogParts,
): Promise<Edge> {
  const { config, home, crypto, trust, logger } = parts;
  const custody = createCustody({ documents, crypto, clock });
  const { register, stopPolling } = await openRegister({ ...parts, documents, custody, clock });
  const keys = createFileKeyWrapper(home.key('kek'));
  const service = await serviceDeps(parts, keys, { store, reader, sequencer, organisations: register });
  const heads = createStreamHeadsHttp({ crypto, origin: trust.origin, nodes: parts.nodes });
  const planner = createPackagePlanner({
    ...service,
    heads,
    container: { document: documentSigner(parts.pki), timestamper },
    report: {
      clock,
      verifier: createVerifierFile(VERIFIER_FILE),
      pdf: createReportPdf({
        ...service,
        document: documentSigner(parts.pki),
        timestamper,
        custody,
      }),
    },
  });
  const useCases = createUseCases(service, {
    buildPackage: async (request) => planner.open(await planner.plan(request)),
    verify: createVerify({ crypto, clock, trust: register.trust }),
  });
  const witnessed = async () => (await store.latestRound(trust.origin, 'quorum'))?.checkpoint;
  const borrowersLoans: AccessDeps['loansOf'] = (caller) => people.loansOf(caller);
  const loansOf: AccessDeps['loansOf'] = async (caller, about) => {
    if (caller.role === 'user') return borrowersLoans(caller);
    if (about === undefined) return cases.loansOf(caller);
    return (await cases.hasCaseOf(caller, about)) ? [about] : [];
  };
  const queue = createJobs({ documents, vault: service.vault, clock, random, logger });
  const access = createAccess({ ...service, organisations: register.names, loansOf });
  // What happened stands in the log or the store already: an event that cannot be written is only not told.
  const publish = (event: NewEvent) =>
    void filing.events
      .publish(event)
      .catch((error: unknown) => logger.warn({ error, type: event.type }, 'an event was not published'));
  const packages = createKeptPackages({
    ...service,
    documents,
    custody,
    planner,
    jobs: queue,
    access,
    cases: () => cases,
    publish: (news) => publish(packageNews(news)),
  });
  const cases = createCases({
    ...service,
    documents,
    custody,
    logger,
    useCases,
    jobs: queue,
    version: VERSION,
    commissions: () => register.names().filter((name) => register.client(name)?.role === 'secretary'),
    organisations: register.names,
    isArbitrator: async (id, commission) => {
      const found = await people.person(id).catch((error: unknown) => {
        if (hasCode(error, 'NOT_FOUND')) return undefined;
        throw error;
      });
      const seated = found?.role === 'arbitrator' && found.organisation === commission;
      return seated && found.state === 'active';
    },
    usersOrganisation: parts.pki.identities['user-service'].organisation,
    signsFor: (organisation) => service.signerOf(organisation) !== undefined,
    borrowersLoans,
    packageBuilt: (record) => packages.built(record),
    publish: ({ type, organisations, case: id, state, revision }) =>
      publish({ type, organisations, data: { case: id, state, revision } }),
  });
  const usage = createUsage({ documents, clock, quota: register.quota });
  const counted = { ...useCases, fileEvidence: metered(useCases.fileEvidence, usage) };
  const filing = createFilingDesk({
    ...service,
    documents,
    custody,
    logger,
    useCases: counted,
    webhookSender: createWebhookHttp({ allowLoopback: config.webhookLoopback }),
    settings: filingSettings(config),
  });
  const signing = register.names().filter((name) => service.signerOf(name) !== undefined);
  const { fileEvidence } = useCases;
  const privacy = createPrivacy({
    ...service,
    documents,
    custody,
    fileEvidence,
    logger,
    signing,
    caches: [
      { name: 'packages', forget: async ({ loanIndex }) => void (await packages.dropLoan(loanIndex)) },
    ],
    openCaseOf: (loan) => cases.openCaseOf(loan),
    done: ({ id, evidence, organisation, scope, record }) => {
      const erased = scope === 'everything' ? 'everything' : 'parts';
      const data = { erasure: id, evidence, erased, record: record ?? null };
      publish({ type: 'erasure.done', organisations: [organisation], data });
    },
  });
  const upkeep = createUpkeep({ ...service, documents, fileEvidence, signing, privacy, logger });
  const relyingParty = () => relyingPartyOf(config, parts.publicUrl());
  const people = createPeople({
    ...service,
    documents,
    custody,
    access: () => access,
    useCases: counted,
    fileUploads: (request, references, holder) => filing.fileUploads(request, references, holder),
    relyingParty,
    portalUrl: () => portalUrlOf(config, parts.publicUrl()),
    usersOrganisation: parts.pki.identities['user-service'].organisation,
    samples: isTrial(config, process.env),
    limits: {
      ...DEFAULT_PEOPLE_LIMITS,
      idleSeconds: config.sessionIdleMinutes * 60,
      sessionSeconds: config.sessionHours * 3600,
    },
  });
  const app = createApp({
    version: VERSION,
    publicUrl: parts.publicUrl,
    localUrl: parts.localUrl,
    clock,
    random,
    logger,
    metrics: metricsOf(store, trust.origin, jobs),
    organisations: register,
    operatorCredential: loadOrCreateSecret(home.key('operator')),
    tokenKeys: loadTokenKeys(home.key('token')),
    access,
    people,
    pageOrigins: () => relyingParty().origins,
    usage,
    operation: createOperation({
      ...service,
      documents,
      custody,
      signing,
    }),
    useCases: counted,
    reports: createReports(planner),
    receipts: createReceipts({
      ...service,
      publicUrl: parts.publicUrl,
      credentials: credentialIssuer(parts),
    }),
    jobs: queue,
    cases,
    packages,
    ledger: createLedger({ store, origin: trust.origin, nodes: parts.nodes }),
    portal: {
      folder: join(projectRoot, 'dist/portal'),
      verifier: VERIFIER_FILE,
      nodes: () => PARTIES.map((party) => new URL(parts.nodes[party]).origin),
      publicUrl: parts.publicUrl,
    },
    custody: createCustodyAccess({ ...service, custody, loansOf }),
    privacy,
    keyRotation: createKeyRotation({ ...service, documents, keys, jobs: queue, custody }),
    filing,
    log: { reader, witnessed, policy: trust.policy, trust: service.trust },
    answerTimestampQuery: answer,
    components: () => componentsOf(sequencer, jobs),
    limits: { ...DEFAULT_HTTP_LIMITS, maxFileBytes: config.maxUploadBytes },
  });
  const stopCounting = keepUsage(usage, (error) =>
    logger.warn({ error }, 'what was filed today could not be written down'),
  );
  const stop = async () => {
    stopPolling();
    await upkeep.stop();
    await cases.stop();
    await filing.stop();
    await stopCounting();
  };
  return { app, queue, cases, filing, upkeep, people, stop };
}

function packageNews({ type, package: kept }: PackageNews): NewEvent {
  const { id, organisation, builtBy, size, sha256, case: about } = kept;
  return {
    type,
    organisations: [...new Set([organisation, builtBy.organisation])],
    data: { package: id, size: size!, sha256: sha256!, ...(about !== undefined && { case: about.id }) },
  };
}

function filingSettings(config: Config) {
  return {
    uploads: {
      maxBytes: config.resumableMaxBytes,
      quotaBytes: config.resumableQuotaBytes,
      lifetimeMs: config.resumableHours * 3_600_000,
    },
  };
}

function credentialIssuer({ pki }: ServiceParts) {
  const { signer, certificate } = pki.identities['credential-signing'];
  return { signer, chain: [certificate, pki.authorities.documents.certificate] };
}

async function serviceDeps(
  { home, crypto, pki, trust }: ServiceParts,
  keys: RotatingKeys,
  given: Pick<ServiceDeps, 'store' | 'reader' | 'sequencer'> & {
    readonly organisations: OrganisationRegister;
  },
): Promise<ServiceDeps> {
  const vault = createVault({
    blobs: await openBlobFiles(home.blobs),
    keys,
    random,
    clock,
    indexKey: loadOrCreateSecret(home.key('loan-index')),
  });
  return {
    ...given,
    origin: trust.origin,
    crypto,
    clock,
    random,
    vault,
    signerOf: (organisation) => {
      const held = Object.values(pki.identities).find(
        (identity) => identity.profile === 'serviceStatement' && identity.organisation === organisation,
      );
      return held && { signer: held.signer, certificateSha256: crypto.sha256(held.certificate.der) };
    },
    trust: () => given.organisations.trust() as unknown as JsonObject,
    limits: DEFAULT_FILING_LIMITS,
  };
}

function metricsOf(store: EvidenceStore, origin: string, jobs: LogJobs) {
  const sizeAt = (stage: 'quorum' | 'sealed') => async () =>
    (await store.latestRound(origin, stage))?.size ?? 0;
  return createMetrics({
    process: true,
    gauges: {
      triseal_log_size: {
        help: 'Entries in the log.',
        read: async () => (await store.head(origin))?.size ?? 0,
      },
      triseal_log_witnessed_size: {
        help: 'Entries that three parties have witnessed.',
        read: sizeAt('quorum'),
      },
      triseal_log_sealed_size: { help: 'Entries that are sealed on the chain.', read: sizeAt('sealed') },
      triseal_timestamp_stands_until_seconds: {
        help: 'Unix time until which the newest time-stamp stands by itself; 0 without one that verifies.',
        read: async () => Math.floor(((await jobs.timestampStandsUntil()) ?? 0) / 1000),
      },
    },
  });
}

/** Filing needs the log alone; a party that is away shows here and delays seals only. */
async function componentsOf(sequencer: Sequencer, jobs: LogJobs): Promise<readonly Component[]> {
  const size = headSize(sequencer);
  const log: Component = {
    name: 'log',
    ok: size !== undefined,
    needed: true,
    detail: size === undefined ? 'not started' : `${size} entries`,
  };
  const cosigners = jobs.status().map(({ name, size: cosigned, failures }) => ({
    name,
    ok: failures === 0,
    needed: false,
    detail: failures === 0 ? `cosigned ${cosigned}` : `${failures} failures in a row, cosigned ${cosigned}`,
  }));
  return [log, ...cosigners];
}

function headSize(sequencer: Sequencer): number | undefined {
  try {
    return sequencer.head().size;
  } catch {
    // Not started or stopping: the component is reported as such.
    return undefined;
  }
}
