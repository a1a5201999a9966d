/**
 * The signed receipt of an erasure (docs/privacy.md section 5): what was destroyed, on which ground, and what remains. A compact JWS by the
 * service's certificate for the organisation; the same facts stand in the log as a record of type ERASE.
 */
import { base64urlDecode, hex, utf8, utf8Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { digest32, type EnvelopeSigner, signEnvelope } from '../evidence/jws.ts';
import { isObject, type Json, type JsonObject, parseJsonObject } from '../json.ts';
import type { Trust } from '../verify/trust.ts';
import { certificateFromPem } from '../x509/certificate.ts';

export const ERASURE_TYPE = 'triseal-erasure+jwt';

export const ERASURE_GROUNDS = [
  'purpose-done',
  'consent-withdrawn',
  'retention-expired',
  'order',
  'request',
] as const;

/** As in records of type ERASE. */
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

/** `everything`: record and documents, with all salts. Else the numbers of documents (from 1) and the names of fields. */
export type ErasureScope =
  | 'everything'
  | { readonly documents: readonly number[]; readonly fields: readonly string[] };

export interface ErasureReceipt {
  /** Id of the erasure. */
  readonly id: string;
  readonly origin: string;
  readonly organisation: string;
  readonly item: {
    readonly id: string;
    readonly index: number;
    readonly sequence: number;
    readonly type: string;
    /** Hex, of the log entry that remains. */
    readonly leaf_hash: string;
  };
  readonly scope: ErasureScope;
  readonly ground: ErasureGround;
  /** RFC 3339, UTC. */
  readonly requested_at: string;
  readonly decided_at: string;
  readonly erased_at: string;
  /** How many of each were destroyed. */
  readonly destroyed: { readonly keys: number; readonly documents: number };
  readonly remains: readonly string[];
  /** The record of type ERASE. */
  readonly evidence: { readonly id: string; readonly index: number; readonly sequence: number };
}

/** What remains of every erased item. */
export const REMAINS: readonly string[] = [
  'log entry with the signed statement',
  'sequence number and link in the loan',
  'inclusion proof, cosignatures, time-stamp and chain seal',
];

/** @throws CoreError `ALGORITHM`, `MISUSE` as `signEnvelope` */
export function signErasureReceipt(by: EnvelopeSigner, receipt: ErasureReceipt): Promise<string> {
  return signEnvelope(by, ERASURE_TYPE, { version: 1, ...receipt } as unknown as JsonObject);
}

export interface ReadReceipt {
  readonly receipt: ErasureReceipt;
  /** Hex SHA-256 of the signer's certificate. */
  readonly certificate: string;
  /** Seconds since the epoch. */
  readonly signedAt: number;
}

/** Takes a receipt apart without checking its signature. @throws CoreError `FORMAT`, `ALGORITHM`, `ENCODING`, `JSON` */
export function readErasureReceipt(jws: string): ReadReceipt {
  const { header, payload } = partsOf(jws);
  if (header.alg !== 'ES256' && header.alg !== 'EdDSA') throw bad('is signed with another algorithm');
  if (header.typ !== ERASURE_TYPE) throw bad(`is not of type ${ERASURE_TYPE}`);
  if (!Number.isSafeInteger(header.iat)) throw bad('does not say when it was signed');
  const { version, ...receipt } = payload;
  if (version !== 1) throw bad('is not of version 1');
  const { id, origin, organisation, item, scope, ground, evidence } = receipt;
  const texts = [id, origin, organisation, receipt.requested_at, receipt.decided_at, receipt.erased_at];
  if (texts.some((text) => typeof text !== 'string') || !isObject(item) || !isObject(evidence)) {
    throw bad('lacks a member');
  }
  if (!isScope(scope)) throw bad('does not say what was erased');
  if (!ERASURE_GROUNDS.includes(ground as ErasureGround)) throw bad('names no known ground');
  return {
    receipt: receipt as unknown as ErasureReceipt,
    certificate: hex(digest32('x5t#S256', header['x5t#S256'])),
    signedAt: header.iat as number,
  };
}

export type ErasureVerdict =
  | { readonly ok: true; readonly receipt: ErasureReceipt }
  | {
      readonly ok: false;
      /** `SIGNER_UNKNOWN` the trust data name no such certificate; `SIGNER_USE` it is not the service's; `SIGNATURE` it does not hold. */
      readonly fault: 'SIGNER_UNKNOWN' | 'SIGNER_USE' | 'SIGNATURE';
    };

/**
 * Checks the signature with the service certificates of the trust data.
 * @throws CoreError as `readErasureReceipt` for what is no receipt
 */
export async function verifyErasureReceipt(c: Crypto, trust: Trust, jws: string): Promise<ErasureVerdict> {
  const { receipt, certificate } = readErasureReceipt(jws);
  const known = trust.signers.filter(
    (signer) => hex(c.sha256(certificateFromPem(signer.certificate).der)) === certificate,
  );
  if (known.length === 0) return { ok: false, fault: 'SIGNER_UNKNOWN' };
  const service = known.find(({ use }) => use === 'service');
  if (service === undefined) return { ok: false, fault: 'SIGNER_USE' };
  const { header, input, signature } = partsOf(jws);
  const { spki } = certificateFromPem(service.certificate);
  const holds = await c.verify(header.alg as 'ES256' | 'EdDSA', spki, input, signature);
  return holds ? { ok: true, receipt } : { ok: false, fault: 'SIGNATURE' };
}

function partsOf(jws: string) {
  const [header, payload, signature, ...rest] = jws.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    throw bad('does not have three parts');
  }
  const read = (part: string, name: string) => parseJsonObject(utf8Decode(base64urlDecode(part, name), name));
  return {
    header: read(header, 'header'),
    payload: read(payload, 'payload'),
    input: utf8(`${header}.${payload}`),
    signature: base64urlDecode(signature, 'signature'),
  };
}

function isScope(scope: Json | undefined): boolean {
  if (scope === 'everything') return true;
  return isObject(scope) && Array.isArray(scope.documents) && Array.isArray(scope.fields);
}

const bad = (why: string) => new CoreError('FORMAT', `the erasure receipt ${why}`);
