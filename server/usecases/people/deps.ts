/** What people's use cases stand on. */
import type { Custody } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Access } from '../access/create.ts';
import type { ServiceDeps } from '../deps.ts';
import type { UseCases } from '../types.ts';
import type { FileUploads } from '../uploads/file.ts';

/** For whom passkeys are (W3C Web Authentication, relying party). */
export interface RelyingParty {
  /** A domain; never an IP address, which WebAuthn does not know. */
  readonly id: string;
  /** Pages that may ask, such as `https://portal.example`. */
  readonly origins: readonly string[];
}

export interface PeopleLimits {
  /** A session ends this long after its last request. */
  readonly idleSeconds: number;
  /** And this long after it began, whatever happens. */
  readonly sessionSeconds: number;
  /** How long a proof of presence lets a person sign and export. */
  readonly stepUpSeconds: number;
  /** How long a challenge can be answered. */
  readonly challengeSeconds: number;
}

export const DEFAULT_PEOPLE_LIMITS: PeopleLimits = {
  idleSeconds: 30 * 60,
  sessionSeconds: 12 * 3600,
  stepUpSeconds: 5 * 60,
  challengeSeconds: 5 * 60,
};

export interface PeopleDeps
  extends Pick<ServiceDeps, 'origin' | 'crypto' | 'clock' | 'random' | 'store' | 'vault'> {
  readonly documents: DocumentStore;
  readonly custody: Custody;
  /** Decides by the callers' role and ownership; asked late, since it in turn asks for people's loans. */
  readonly access: () => Access;
  readonly useCases: Pick<UseCases, 'fileEvidence' | 'listLoan'>;
  /** Files what was uploaded in parts before. */
  readonly fileUploads: FileUploads;
  /** Asked late: a free port is known only once it is listened on. */
  readonly relyingParty: () => RelyingParty;
  /** Address of the portal, without a slash at the end. */
  readonly portalUrl: () => string;
  /** The organisation of the user side: borrowers belong to it, and the service signs for it what they file. */
  readonly usersOrganisation: string;
  /** Whether sample people may sign in without a passkey: in the embedded installation for trying alone. */
  readonly samples: boolean;
  readonly limits: PeopleLimits;
}
