/** The service's HTTP side: every feature behind its routes. */
import { join } from 'node:path';
import type { Express } from 'express';
import { PARTIES } from '../../core/party.ts';
import { VERSION } from '../../core/version.ts';
import { createApp } from '../http/app.ts';
import { DEFAULT_HTTP_LIMITS } from '../http/deps.ts';
import { projectRoot } from '../paths.ts';
import { loadOrCreateSecret } from '../secret-file.ts';
import { loadTokenKeys } from '../start/token-keys.ts';
import { createCustodyAccess } from '../usecases/custody/access.ts';
import { createKeyRotation } from '../usecases/keys/job.ts';
import { createLedger } from '../usecases/ledger.ts';
import { createOperation } from '../usecases/operation.ts';
import { createReceipts } from '../usecases/receipts/create.ts';
import { createReports } from '../usecases/reports/create.ts';
import type { Features, LogParts } from './features.ts';
import { componentsOf, metricsOf } from './health.ts';
import { clock, random, type ServiceParts, VERIFIER_FILE } from './parts.ts';
import { relyingPartyAt } from './people.ts';
import { credentialIssuer } from './signers.ts';

export function appOf(parts: ServiceParts, log: LogParts, features: Features): Express {
  const { config, home, logger, trust, publicUrl, localUrl } = parts;
  const { store, reader, sequencer, jobs } = log;
  const { service, documents, custody, register, queue, signing } = features;
  const { access, cases, filing, monitoring, packages, people, privacy, usage, useCases } = features;
  const witnessed = async () => (await store.latestRound(trust.origin, 'quorum'))?.checkpoint;
  return createApp({
    ...{ version: VERSION, publicUrl, localUrl, clock, random, logger },
    ...{ access, cases, filing, monitoring, packages, people, privacy, usage, useCases, jobs: queue },
    metrics: metricsOf(store, trust.origin, jobs),
    organisations: register,
    operatorCredential: loadOrCreateSecret(home.key('operator')),
    tokenKeys: loadTokenKeys(home.key('token')),
    pageOrigins: () => relyingPartyAt(parts).origins,
    operation: createOperation({ ...service, documents, custody, signing }),
    reports: createReports(features.planner),
    receipts: createReceipts({ ...service, publicUrl, credentials: credentialIssuer(parts) }),
    ledger: createLedger({ store, origin: trust.origin, nodes: parts.nodes }),
    portal: {
      folder: join(projectRoot, 'dist/portal'),
      verifier: VERIFIER_FILE,
      nodes: () => PARTIES.map((party) => new URL(parts.nodes[party]).origin),
      publicUrl,
    },
    custody: createCustodyAccess({ ...service, documents, custody, loansOf: features.loansOf }),
    keyRotation: createKeyRotation({ ...service, documents, keys: features.keys, jobs: queue, custody }),
    log: { reader, witnessed, policy: trust.policy, trust: service.trust },
    answerTimestampQuery: log.answer,
    components: () => componentsOf(sequencer, jobs),
    ...(config.trustedProxies !== undefined && { trustedProxies: config.trustedProxies }),
    limits: { ...DEFAULT_HTTP_LIMITS, maxFileBytes: config.maxUploadBytes },
  });
}
