/** Composition root of the service: what an installation has in, a service that can be started out. Adapters are made in this room and in `start/`. */
import type { Express } from 'express';
import { parseVkey } from '../../core/note/vkey.ts';
import { PARTIES } from '../../core/party.ts';
import { originHash } from '../../core/tlog/checkpoint.ts';
import { parsePolicy } from '../../core/tlog/policy.ts';
import { createAnchorChain } from '../adapters/chain-viem/anchor-chain.ts';
import { type Copies, createCopies } from '../log/copies.ts';
import { killAtGap } from '../log/gaps.ts';
import { createLogJobs, type LogJobs } from '../log/jobs.ts';
import { createLogReader, type LogReader } from '../log/log-reader.ts';
import type { RenewalDeps } from '../log/renewal.ts';
import { createSequencer, type Sequencer } from '../log/sequencer.ts';
import type { AnchorChain } from '../ports/chain.ts';
import type { OpenDocumentStore } from '../ports/document-store.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { People } from '../usecases/people/types.ts';
import { appOf } from './app.ts';
import { featuresOf } from './features.ts';
import { clock, type ServiceParts } from './parts.ts';
import { openDocuments, openStore } from './stores.ts';
import { signingEnds, type Timestamping, timestampingOf, tsaTrustOf } from './timestamping.ts';

export interface Service {
  readonly app: Express;
  readonly store: EvidenceStore;
  readonly documents: OpenDocumentStore;
  readonly reader: LogReader;
  readonly chain: AnchorChain | undefined;
  readonly people: People;
  /** Recovers the log; filing works from then on. @throws ServiceError as `Sequencer.start` */
  start(): Promise<void>;
  /** Asks the parties how far their copies go, then begins to have checkpoints witnessed, stamped and sealed. Filings are taken when it resolves. */
  startJobs(): Promise<void>;
  /** Answers what was accepted, then closes the store. */
  stop(): Promise<void>;
}

/** @throws ServiceError, CoreError for keys, stores or trust data that cannot be used */
export async function createService(parts: ServiceParts): Promise<Service> {
  const { crypto } = parts;
  const { origin } = parts.trust;
  const store = await openStore(parts.config, parts.home);
  const documents = await openDocuments(parts.config, parts.home);
  const reader = createLogReader(store, origin, crypto);
  const chain = chainOf(parts);
  const copies = copiesOf(parts, reader);
  const sequencer = sequencerOf(parts, store, copies);
  const time = timestampingOf(parts);
  const jobs = logJobsOf(parts, store, chain, {
    ...time,
    // Known only when the jobs run.
    signing: () => signingEnds(features.register.trust()),
    hashAnew: (amend) => features.hashing.renew(amend),
  });
  const log = { store, documents, reader, sequencer, jobs, ...time };
  const features = await featuresOf(parts, log);
  const { queue, people } = features;
  return {
    app: appOf(parts, log, features),
    ...{ store, documents, reader, chain, people },
    start: () => sequencer.start(),
    startJobs: async () => {
      await copies.start();
      jobs.start();
      features.filing.start();
      queue.run();
      features.cases.start();
      features.upkeep.start();
    },
    stop: async () => {
      await copies.stop();
      await queue.stop();
      await features.stop();
      await jobs.stop();
      await sequencer.stop();
      await chain?.close();
      await documents.close();
      await store.close();
    },
  };
}

function chainOf({ trust, chain }: ServiceParts): AnchorChain | undefined {
  return trust.chain === null ? undefined : createAnchorChain({ ...chain, address: trust.chain });
}

function sequencerOf(
  { config, crypto, logSigner, trust }: ServiceParts,
  store: EvidenceStore,
  copies: Copies,
): Sequencer {
  return createSequencer({
    store,
    origin: trust.origin,
    signer: logSigner,
    refusal: copies.refusal,
    crypto,
    clock,
    limits: { maxBatch: config.batchMax, maxQueue: config.queueMax, intervalMs: config.batchIntervalMs },
    faults: killAtGap(process.env.TRISEAL_FAULT_KILL, () => process.kill(process.pid, 'SIGKILL')),
  });
}

function copiesOf({ config, crypto, trust, nodes, logger }: ServiceParts, reader: LogReader): Copies {
  return createCopies({
    ...{ crypto, reader, logger },
    logKeys: parsePolicy(trust.policy).logs.map(({ key }) => key),
    originHash: originHash(crypto, trust.origin),
    parties: PARTIES.map((party) => ({ party, url: nodes[party] })),
    intervalMs: config.witnessIntervalMs,
  });
}

/** What stamps, and what keeps the stamped alive. */
type Keeping = Pick<Timestamping, 'timestamper'> & Required<Pick<RenewalDeps, 'signing' | 'hashAnew'>>;

function logJobsOf(
  { config, crypto, trust, nodes, logger }: ServiceParts,
  store: EvidenceStore,
  chain: AnchorChain | undefined,
  { timestamper, signing, hashAnew }: Keeping,
): LogJobs {
  return createLogJobs({
    ...{ store, crypto, clock, chain, timestamper, logger },
    origin: trust.origin,
    policy: parsePolicy(trust.policy),
    parties: PARTIES.map((party) => ({ party, url: nodes[party] })),
    witnesses: (config.witnesses ?? []).map(({ vkey, url }) => ({ key: parseVkey(vkey), url })),
    renewal: { trust: tsaTrustOf(crypto, trust), days: config.renewalDays, signing, hashAnew },
    intervalMs: config.witnessIntervalMs,
  });
}
