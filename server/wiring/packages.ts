/** Packages: planned and built at once, or by a job and kept. */

import { createStreamHeadsHttp } from '../adapters/stream-heads-http.ts';
import { createVerifierFile } from '../adapters/verifier-file.ts';
import { fontsInTime } from '../pdf/warm-up.ts';
import type { Access } from '../usecases/access/create.ts';
import type { Cases } from '../usecases/cases/types.ts';
import type { NewEvent } from '../usecases/events/types.ts';
import { createPackagePlanner } from '../usecases/packages/build.ts';
import { createKeptPackages } from '../usecases/packages/create-kept.ts';
import type { PackageNews } from '../usecases/packages/keeping.ts';
import { createReportPdf } from '../usecases/reports/pdf.ts';
import type { Base } from './base.ts';
import { VERIFIER_FILE } from './parts.ts';
import { documentSigner } from './signers.ts';

/** By then a start is over. */
const WARM_UP_MS = 15_000;

/** How a package of a loan is planned, with the report of what it holds. */
export function plannerOf({ parts, service, custody, timestamper }: Omit<Base, 'publish' | 'queue'>) {
  const document = documentSigner(parts.pki);
  return createPackagePlanner({
    ...service,
    heads: createStreamHeadsHttp({ crypto: parts.crypto, origin: service.origin, nodes: parts.nodes }),
    container: { document, timestamper },
    report: {
      verifier: createVerifierFile(VERIFIER_FILE),
      pdf: createReportPdf({ ...service, document, timestamper, custody, fonts: fontsInTime(WARM_UP_MS) }),
    },
  });
}

/** @param late what is made after the packages, and knows of them */
export function keptPackagesOf(
  { service, documents, custody, queue, publish }: Base,
  planner: ReturnType<typeof plannerOf>,
  access: Access,
  late: { readonly cases: () => Cases },
) {
  return createKeptPackages({
    ...service,
    documents,
    custody,
    planner,
    jobs: queue,
    access,
    cases: late.cases,
    publish: (news) => publish(packageNews(news)),
  });
}

function packageNews({ type, package: kept }: PackageNews): NewEvent {
  const { id, organisation, builtBy, size, sha256, case: about } = kept;
  return {
    type,
    organisations: [...new Set([organisation, builtBy.organisation])],
    data: { package: id, size: size!, sha256: sha256!, ...(about !== undefined && { case: about.id }) },
  };
}
