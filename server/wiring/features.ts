/** The features of the service, made in the order in which they know of each other; what knows of a later one asks for it when it is needed. */

import { createFileKeyWrapper } from '../adapters/key-wrapper-file.ts';
import { createWebhookHttp } from '../adapters/webhook-http.ts';
import type { Config } from '../config/variables.ts';
import type { LogJobs } from '../log/jobs.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { Sequencer } from '../log/sequencer.ts';
import type { OpenDocumentStore } from '../ports/document-store.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import { openRegister } from '../start/register.ts';
import { type AccessDeps, createAccess } from '../usecases/access/create.ts';
import { createUseCases } from '../usecases/create.ts';
import { createCustody } from '../usecases/custody/create.ts';
import type { NewEvent } from '../usecases/events/types.ts';
import { createFilingDesk, type FilingDesk } from '../usecases/filing-desk.ts';
import { createHashRenewal } from '../usecases/hash-renewal/create.ts';
import { createJobs } from '../usecases/jobs/create.ts';
import { createMonitoring, keepMonitoring } from '../usecases/monitoring/create.ts';
import { metered } from '../usecases/organisations/metered.ts';
import { createUsage, keepUsage } from '../usecases/organisations/usage.ts';
import { createVerify } from '../usecases/verify.ts';
import type { Base } from './base.ts';
import { casesOf } from './cases.ts';
import { keptPackagesOf, plannerOf } from './packages.ts';
import { clock, random, type ServiceParts } from './parts.ts';
import { peopleOf } from './people.ts';
import { privacyOf } from './privacy.ts';
import { serviceDeps } from './service-deps.ts';
import { type Timestamping, tsaTrustOf } from './timestamping.ts';

/** The log and the stores, as they stand before any feature. */
export interface LogParts extends Timestamping {
  readonly store: EvidenceStore;
  readonly documents: OpenDocumentStore;
  readonly reader: LogReader;
  readonly sequencer: Sequencer;
  readonly jobs: LogJobs;
}

export type Features = Awaited<ReturnType<typeof featuresOf>>;

/** @throws ServiceError for keys and stores that cannot be used */
export async function featuresOf(parts: ServiceParts, log: LogParts) {
  const { config, crypto, logger } = parts;
  const { documents } = log;
  const custody = createCustody({ documents, crypto, clock });
  const { register, stopPolling } = await openRegister({ ...parts, documents, custody, clock });
  const keys = createFileKeyWrapper(parts.home.key('kek'));
  const bare = await serviceDeps(parts, keys, { ...log, organisations: register });
  const hashing = createHashRenewal({
    ...{ ...bare, documents, logger, timestamper: log.timestamper },
    trust: tsaTrustOf(crypto, parts.trust),
    active: config.hashRenewal === 'sha-512',
  });
  const service = { ...bare, hashed: hashing };
  const base: Base = {
    ...{ parts, service, documents, custody, register },
    queue: createJobs({ documents, vault: service.vault, clock, random, logger }),
    timestamper: log.timestamper,
    signing: register.names().filter((name) => service.signerOf(name) !== undefined),
    // What happened stands in the log or the store already: an event that cannot be written is only not told.
    publish: (event: NewEvent) =>
      void filing.events
        .publish(event)
        .catch((error: unknown) => logger.warn({ error, type: event.type }, 'an event was not published')),
  };
  const planner = plannerOf(base);
  const useCases = createUseCases(service, {
    buildPackage: async (request) => planner.open(await planner.plan(request)),
    verify: createVerify({ crypto, clock, trust: register.trust }),
  });
  const loansOf: AccessDeps['loansOf'] = async (caller, about) => {
    if (caller.role === 'user') return people.loansOf(caller);
    if (about === undefined) return cases.loansOf(caller);
    return (await cases.hasCaseOf(caller, about)) ? [about] : [];
  };
  const access = createAccess({ ...service, organisations: register.names, loansOf });
  const packages = keptPackagesOf(base, planner, access, { cases: () => cases });
  const cases = casesOf(base, useCases, packages, () => people);
  const usage = createUsage({ documents, clock, quota: register.quota });
  const counted = { ...useCases, fileEvidence: metered(useCases.fileEvidence, usage) };
  const filing: FilingDesk = createFilingDesk({
    ...{ ...service, documents, custody, logger, useCases: counted },
    webhookSender: createWebhookHttp({ allowLoopback: config.webhookLoopback }),
    settings: { uploads: uploadLimits(config) },
  });
  const monitoring = createMonitoring({ ...service, documents, logger });
  const stopWatching = keepMonitoring(monitoring, (error) =>
    logger.warn({ error }, 'what was filed by the minute could not be written down'),
  );
  const { privacy, upkeep } = privacyOf(base, useCases, packages, cases);
  const people = peopleOf(base, access, counted, filing);
  const stopCounting = keepUsage(usage, (error) =>
    logger.warn({ error }, 'what was filed today could not be written down'),
  );
  return {
    ...{ ...base, keys, planner, useCases: counted, loansOf, access, packages, cases, usage, filing },
    ...{ privacy, upkeep, people, monitoring, hashing },
    stop: async () => {
      stopPolling();
      await upkeep.stop();
      await cases.stop();
      await filing.stop();
      await stopCounting();
      await stopWatching();
    },
  };
}

function uploadLimits(config: Config) {
  return {
    maxBytes: config.resumableMaxBytes,
    quotaBytes: config.resumableQuotaBytes,
    lifetimeMs: config.resumableHours * 3_600_000,
  };
}
