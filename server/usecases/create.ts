/** Puts the use cases together. */
import type { ServiceDeps } from './deps.ts';
import { beginDraft } from './drafts.ts';
import { createFileEvidence } from './file-evidence.ts';
import { filedAgain, getEvidence, listLoan, readDocument } from './read-evidence.ts';
import { buildReceipt, buildTlogProof } from './receipt.ts';
import { createStreams } from './streams.ts';
import type { UseCases } from './types.ts';

/** The two that stand on the package format and the verifier. */
export type PackageUseCases = Pick<UseCases, 'buildPackage' | 'verify'>;

export function createUseCases(deps: ServiceDeps, packages: PackageUseCases): UseCases {
  const streams = createStreams(deps);
  return {
    begin: () => beginDraft(deps),
    fileEvidence: createFileEvidence(deps, streams, (row) => filedAgain(deps, row)),
    getEvidence: (organisation, id) => getEvidence(deps, organisation, id),
    listLoan: (organisation, loan, after, limit) => listLoan(deps, organisation, loan, after, limit),
    receipt: (organisation, id) => buildReceipt(deps, streams, organisation, id),
    tlogProof: (organisation, id) => buildTlogProof(deps, organisation, id),
    document: (organisation, id, n) => readDocument(deps, organisation, id, n),
    ...packages,
  };
}
