/** What cases stand on. */
import type { Crypto } from '../../../core/crypto.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Custody } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Clock, Logger, Random } from '../../ports/platform.ts';
import type { Vault } from '../../vault/vault.ts';
import type { LoanReference } from '../access/create.ts';
import type { Jobs } from '../jobs/types.ts';
import type { UseCases } from '../types.ts';
import type { CaseRecord } from './case-document.ts';

/** Something that happened to a case, for those who follow it. */
export interface CaseNews {
  /** `case.opened`, `case.document-filed`, ... */
  readonly type: string;
  readonly case: string;
  readonly organisations: readonly string[];
  readonly state: string;
  readonly revision: number;
}

export interface CaseDeps {
  readonly origin: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly documents: DocumentStore;
  readonly store: Pick<EvidenceStore, 'row' | 'rowsOfLoan'>;
  readonly vault: Vault;
  readonly custody: Pick<Custody, 'record'>;
  readonly logger: Logger;
  readonly useCases: Pick<UseCases, 'fileEvidence' | 'getEvidence'>;
  readonly jobs: Pick<Jobs, 'register' | 'start'>;
  /** Version of the service, for the provenance of what it records. */
  readonly version: string;
  /** Organisations of commissions. */
  readonly commissions: () => readonly string[];
  /** All registered organisations. */
  readonly organisations: () => readonly string[];
  /** Whether the person has an arbitrator's account at the commission. */
  readonly isArbitrator: (person: string, commission: string) => Promise<boolean>;
  /** The organisation that files for users. */
  readonly usersOrganisation: string;
  /** Whether the service holds a key to sign for this organisation. */
  readonly signsFor: (organisation: string) => boolean;
  /** Loans that a borrower is bound to. */
  readonly borrowersLoans: (caller: Caller) => Promise<readonly LoanReference[]>;
  /** Whether a package of the case as it stands is kept. */
  readonly packageBuilt: (record: CaseRecord) => Promise<boolean>;
  readonly publish?: (news: CaseNews) => void;
}
