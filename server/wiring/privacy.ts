/** Erasure, retention, and the work that keeps both up. */
import type { Cases } from '../usecases/cases/types.ts';
import type { KeptPackages } from '../usecases/packages/create-kept.ts';
import { createPrivacy } from '../usecases/privacy/create.ts';
import { createUpkeep } from '../usecases/privacy/upkeep.ts';
import type { UseCases } from '../usecases/types.ts';
import type { Base } from './base.ts';

export function privacyOf(
  { parts, service, documents, custody, signing, publish }: Base,
  { fileEvidence }: UseCases,
  packages: KeptPackages,
  cases: Cases,
) {
  const { logger } = parts;
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
  return { privacy, upkeep };
}
