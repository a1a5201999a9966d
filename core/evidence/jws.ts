/**
 * The signed envelope of statements and of batch manifests: a compact JWS (RFC 7515) whose protected header is that of JAdES baseline B (ETSI TS
 * 119 182-1 section 5.1): algorithm, signing time, type, and the certificate by its SHA-256.
 */
import { base64url, base64urlDecode, utf8, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import type { Signer } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';

export type StatementAlgorithm = 'ES256' | 'EdDSA';

/** What a header says, and what was signed. */
export interface Envelope {
  readonly alg: StatementAlgorithm;
  /** SHA-256 of the signer's DER certificate, 32 bytes. */
  readonly x5t: Uint8Array;
  /** `iat`, seconds since the epoch, as the signer's clock says. */
  readonly issuedAt: number;
  /** What was signed: the ASCII bytes of `<header>.<payload>`. */
  readonly signingInput: Uint8Array;
  /** 64 bytes: r‖s, or the Ed25519 signature. */
  readonly signature: Uint8Array;
}

export interface EnvelopeSigner {
  readonly signer: Signer;
  readonly certificateSha256: Uint8Array;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

/** A statement, in either form, is shorter; the limit keeps stowaways off the log. */
export const MAX_STATEMENT_LENGTH = 1024;

const HEADER = ['alg', 'iat', 'typ', 'x5t#S256'] as const;
/** 9999-12-31T23:59:59Z, the last time that RFC 3339 can write. */
const LAST_SECOND = 253402300799;

export function malformed(why: string, facts: Record<string, string | number> = {}): CoreError {
  return new CoreError('FORMAT', `malformed statement: ${why}`, { facts });
}

/** @throws CoreError `ALGORITHM` for a signer that statements do not admit, `MISUSE` for a digest or time that cannot stand in a header */
export async function signEnvelope(by: EnvelopeSigner, typ: string, payload: JsonObject): Promise<string> {
  const { signer, certificateSha256, issuedAt } = by;
  if (!isAlgorithm(signer.alg)) throw unacceptable(signer.alg);
  if (certificateSha256.length !== 32 || !isTime(issuedAt))
    throw new CoreError('MISUSE', 'a statement needs a 32-byte certificate digest and whole seconds', {
      facts: { certificateSha256: certificateSha256.length, issuedAt },
    });
  const header = { alg: signer.alg, iat: issuedAt, typ, 'x5t#S256': base64url(certificateSha256) };
  const input = `${base64url(canonicalBytes(header))}.${base64url(canonicalBytes(payload))}`;
  return `${input}.${base64url(await signer.sign(utf8(input)))}`;
}

const isAlgorithm = (alg: unknown): alg is StatementAlgorithm => alg === 'ES256' || alg === 'EdDSA';

const isTime = (seconds: unknown): seconds is number =>
  Number.isInteger(seconds) && (seconds as number) >= 0 && (seconds as number) <= LAST_SECOND;

function unacceptable(alg: unknown): CoreError {
  return new CoreError('ALGORITHM', 'a statement is signed with ES256 or EdDSA', {
    facts: { found: String(alg).slice(0, 32), allowed: ['ES256', 'EdDSA'] },
  });
}

/** Exactly these members: no `crit`, no `jwk`, no key by URL, nothing that another reader might obey. */
function demandMembers(part: string, object: JsonObject, allowed: readonly string[]): void {
  const unknown = Object.keys(object).find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    throw malformed(`the ${part} has an unknown member`, { member: unknown.slice(0, 64) });
  const missing = allowed.find((name) => !Object.hasOwn(object, name));
  if (missing !== undefined) throw malformed(`the ${part} lacks a member`, { member: missing });
}

function part(name: string, text: string): JsonObject {
  return parseJsonObject(utf8Decode(base64urlDecode(text, `statement ${name}`), `statement ${name}`), {
    maxDepth: 4,
    maxLength: MAX_STATEMENT_LENGTH,
  });
}

/** The 32 bytes behind a base64url text. @throws CoreError `FORMAT`, `ENCODING` */
export function digest32(name: string, value: unknown): Uint8Array {
  if (typeof value !== 'string') throw malformed(`${name} is not a string`);
  const bytes = base64urlDecode(value, name);
  if (bytes.length !== 32) throw malformed(`${name} is not a SHA-256 digest`, { bytes: bytes.length });
  return bytes;
}

function readHeader(header: JsonObject, type: string): Pick<Envelope, 'alg' | 'issuedAt' | 'x5t'> {
  // The algorithm first: a forged one should be named as such, whatever else is wrong.
  const { alg, iat, typ } = header;
  if (!isAlgorithm(alg)) throw unacceptable(alg);
  demandMembers('header', header, HEADER);
  if (typ !== type) throw malformed(`typ is not ${type}`);
  if (!isTime(iat)) throw malformed('iat is not a time in whole seconds');
  return { alg, issuedAt: iat, x5t: digest32('x5t#S256', header['x5t#S256']) };
}

/**
 * Takes a compact JWS apart without checking its signature. Header and payload must have exactly the members of docs/spec/record.md section 4.
 * @throws CoreError `FORMAT`, `ALGORITHM` (`none`, RSA, HMAC, ...), `ENCODING`, `JSON`
 */
export function readEnvelope(
  jws: string,
  type: string,
  members: readonly string[],
): { readonly envelope: Envelope; readonly payload: JsonObject } {
  const [header, payload, signature, ...rest] = jws.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0)
    throw malformed('it does not have three parts');
  const { alg, issuedAt, x5t } = readHeader(part('header', header), type);
  const object = part('payload', payload);
  demandMembers('payload', object, members);
  const bytes = base64urlDecode(signature, 'statement signature');
  if (bytes.length !== 64) throw malformed('the signature does not have 64 bytes', { bytes: bytes.length });
  const signingInput = utf8(`${header}.${payload}`);
  return { envelope: { alg, issuedAt, x5t, signingInput, signature: bytes }, payload: object };
}
