/**
 * The custody log: who did what to which item, case, key or person, and who read personal data. Append-only and hash-chained per organisation, so a
 * line taken out or changed shows (docs/spec/custody.md).
 */
import type { JsonObject } from '../../core/json.ts';

/** Who acted. */
export interface Actor {
  readonly kind: 'system' | 'person' | 'operator' | 'service';
  readonly organisation: string;
  /** Id of the person, of the client's certificate, or of the service's job. */
  readonly id: string;
  readonly role: string;
}

export interface CustodyAct {
  readonly actor: Actor;
  /** Past tense, dotted: `evidence.filed`, `document.read`, `package.built`, `case.opened`, `certificate.revoked`. */
  readonly action: string;
  /** What it was done to: `evidence/<id>`, `case/<id>`, `organisation/<id>`, `person/<id>`. */
  readonly subject: string;
  /** The organisation whose log it goes to. */
  readonly organisation: string;
  /** The person whose personal data was read or changed, if it is one person's alone: they can see the line. */
  readonly person?: string;
  /** The loan that the personal data belongs to, by its keyed hash (`Vault.loanIndex`): every person bound to the loan can see the line. */
  readonly loan?: string;
  /** Facts without personal data: digests, sizes, reasons' codes. */
  readonly facts?: JsonObject;
}

export interface CustodyLine extends CustodyAct {
  /** From 1, without gaps, per organisation. */
  readonly number: number;
  /** RFC 3339, UTC with milliseconds; not before the line before. */
  readonly at: string;
  /** Hex SHA-256 of the canonical JSON of the line before; 64 zeros for the first. */
  readonly previous: string;
}

export interface CustodyQuery {
  readonly organisation: string;
  readonly subject?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export interface Custody {
  /** Durable when it resolves. */
  record(act: CustodyAct): Promise<CustodyLine>;
  /** Newest first. */
  list(
    query: CustodyQuery,
  ): Promise<{ readonly lines: readonly CustodyLine[]; readonly next: string | undefined }>;
}
