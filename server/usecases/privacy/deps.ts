/** What privacy stands on. */
import type { Custody } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Logger } from '../../ports/platform.ts';
import type { LoanReference } from '../access/create.ts';
import type { ServiceDeps } from '../deps.ts';
import type { UseCases } from '../types.ts';
import type { ContentCache, Erasure } from './types.ts';

export interface PrivacyDeps
  extends Pick<
    ServiceDeps,
    'origin' | 'store' | 'vault' | 'crypto' | 'clock' | 'random' | 'signerOf' | 'reader'
  > {
  readonly documents: DocumentStore;
  readonly custody: Custody;
  readonly fileEvidence: UseCases['fileEvidence'];
  readonly logger: Logger;
  /** For whom the service may sign; the first of them signs for organisations that have no such certificate. */
  readonly signing: readonly string[];
  readonly caches: readonly ContentCache[];
  /** Id of an open case about the loan, if there is one: it holds the evidence as a legal hold does. */
  readonly openCaseOf?: (loan: LoanReference) => Promise<string | undefined>;
  /** Told when an erasure is done. */
  readonly done?: (erasure: Erasure) => void;
  /** For tests: called at each gap of a destruction, with its name. */
  readonly faults?: (gap: string) => void;
}
