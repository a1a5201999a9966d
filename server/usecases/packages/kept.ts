/** Packages that were built and are kept for a while: what is known of each, where its bytes are, and who may have it. */
import type { JsonObject } from '../../../core/json.ts';
import type { Actor } from '../../ports/custody.ts';
import type { DocumentStore, DocumentWrite, StoredDocument } from '../../ports/document-store.ts';
import { ownerKey } from '../jobs/job-document.ts';
import type { PackageRequest } from '../types.ts';

export const PACKAGES = 'packages';

export type PackageState = 'building' | 'kept' | 'expired';

export interface KeptPackage {
  /** That of the job which builds it. */
  readonly id: string;
  readonly state: PackageState;
  /** Whose loan it is. */
  readonly organisation: string;
  readonly loanIndex: string;
  /** The case that it was built for, and the revision of then. */
  readonly case?: { readonly id: string; readonly revision: number };
  readonly builtBy: Actor;
  readonly stage: PackageRequest['stage'];
  readonly withheld: readonly string[];
  readonly documents: boolean;
  /** Hex SHA-256 of everything that decides what the package holds. */
  readonly stateKey: string;
  /** Last sequence number of the loan's stream that it holds. */
  readonly sequence: number;
  readonly createdAt: string;
  readonly expiresAt?: string;
  /** Blob of the plan; there once the package is planned. */
  readonly plan?: string;
  /** Blob, bytes and hex SHA-256 of the package; there once it is built. */
  readonly blob?: string;
  readonly size?: number;
  readonly sha256?: string;
  /** Sealed: file name; its key is that of both blobs. Gone when expired. */
  readonly secret?: JsonObject;
}

export function packageWrite(kept: KeptPackage): DocumentWrite {
  const { id, ...value } = kept;
  const { createdAt } = kept;
  return {
    key: id,
    value: JSON.parse(JSON.stringify(value)) as JsonObject,
    indexes: {
      owner: `${ownerKey(kept.builtBy)}${createdAt}`,
      loan: `${kept.loanIndex}/${createdAt}`,
      ...(kept.state === 'kept' && { state: kept.stateKey }),
      ...(kept.case !== undefined && { case: `${kept.case.id}/${createdAt}` }),
    },
  };
}

export function packageOf({ key, value }: StoredDocument): KeptPackage {
  return { id: key, ...(value as unknown as Omit<KeptPackage, 'id'>) };
}

/** Blobs are named after the package: what a killed builder left is found again, and replaced or dropped. */
export const packageBlob = (id: string): string => id.replaceAll('-', '');
export const planBlob = (id: string): string => [...packageBlob(id)].reverse().join('');

export interface VersionedPackage {
  readonly kept: KeptPackage;
  readonly version: number;
}

export async function readPackage(
  documents: DocumentStore,
  id: string,
): Promise<VersionedPackage | undefined> {
  const document = await documents.get(PACKAGES, id);
  return document && { kept: packageOf(document), version: document.version };
}

/** The package of this very state that is kept; the first when there are several. */
export async function packageOfState(
  documents: DocumentStore,
  stateKey: string,
  now: string,
): Promise<KeptPackage | undefined> {
  const { documents: found } = await documents.list(PACKAGES, {
    index: 'state',
    prefix: stateKey,
    limit: 20,
  });
  return found.map(packageOf).find(({ expiresAt }) => expiresAt !== undefined && expiresAt > now);
}
