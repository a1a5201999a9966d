/** What the use cases stand on. Made once by the composition root. */
import type { Crypto, Signer } from '../../core/crypto.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { Sequencer } from '../log/sequencer.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { Organisations } from '../ports/organisations.ts';
import type { Clock, Random } from '../ports/platform.ts';
import type { Vault } from '../vault/vault.ts';
import type { HashedLog } from './hash-renewal/create.ts';

/** A key of the service that signs statements on behalf of one organisation. */
export interface ServiceSigner {
  readonly signer: Signer;
  /** SHA-256 of its DER certificate, which is registered for the organisation with holder `service`. */
  readonly certificateSha256: Uint8Array;
}

export interface FilingLimits {
  /** Seconds by which a statement may come from the service's future. */
  readonly skewSeconds: number;
  /** Seconds that may pass between the signing and the filing of a ready-made statement. */
  readonly maxStatementAgeSeconds: number;
}

export const DEFAULT_FILING_LIMITS: FilingLimits = { skewSeconds: 60, maxStatementAgeSeconds: 7 * 86_400 };

export interface ServiceDeps {
  readonly origin: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: EvidenceStore;
  readonly vault: Vault;
  readonly sequencer: Sequencer;
  readonly reader: LogReader;
  readonly organisations: Organisations;
  readonly signerOf: (organisation: string) => ServiceSigner | undefined;
  /** Trust data as published (docs/spec/trust.md), a copy of which travels in receipts. */
  readonly trust: () => JsonObject;
  readonly limits: FilingLimits;
  /** The log hashed anew, once that was begun. */
  readonly hashed?: HashedLog;
}
