/** Checks a credential that somebody shows: signature, certificate at the time of issue, digests, and the holder's key where it is bound to one. */
import { base64Decode, base64urlDecode, utf8, utf8Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError, type Facts } from '../error.ts';
import { revealPayload } from '../evidence/reveal.ts';
import { parseSdJwt } from '../evidence/sd-jwt.ts';
import { isObject, type JsonObject, parseJsonObject } from '../json.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import type { Crl } from '../x509/crl.ts';
import { validatePath } from '../x509/path.ts';
import { CREDENTIAL_TYP, CREDENTIAL_TYPE } from './issue.ts';
import { parseJwk, spkiOfJwk } from './jwk.ts';

export type CredentialCode =
  | 'OK'
  /** Not an SD-JWT VC of this kind. */
  | 'FORMAT'
  /** The issuer's signature does not verify. */
  | 'SIGNATURE'
  /** The issuer's certificate does not lead to an anchor, or was not valid at the time of issue. */
  | 'CERTIFICATE'
  /** A disclosure that no digest leads to, or a malformed one. */
  | 'DISCLOSURE'
  /** Bound to a key, and no proof of holding it was shown. */
  | 'HOLDER_MISSING'
  /** The proof of the holder is wrong, for another verifier, or about other disclosures. */
  | 'HOLDER';

export interface CredentialResult {
  readonly ok: boolean;
  readonly code: CredentialCode;
  /** What was disclosed, as far as it could be read; proven only when `ok`. */
  readonly claims: JsonObject | undefined;
  /** Claims that are there and not disclosed. */
  readonly withheld: number;
  readonly facts: Facts;
}

export interface CredentialOptions {
  readonly anchors: readonly Certificate[];
  readonly crls?: readonly Crl[];
  /** What the verifier asked the holder to sign. Without it a bound credential is checked for its issuer alone and `HOLDER_MISSING` when nothing is shown. */
  readonly challenge?: { readonly audience: string; readonly nonce: string };
}

/** Never throws for what the text holds. */
export async function verifyCredential(
  c: Crypto,
  text: string,
  options: CredentialOptions,
): Promise<CredentialResult> {
  try {
    return await judge(c, text, options);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return refuse('FORMAT', { why: error.message });
  }
}

function refuse(code: CredentialCode, facts: Facts, claims?: JsonObject): CredentialResult {
  return { ok: false, code, claims, withheld: 0, facts };
}

async function judge(c: Crypto, text: string, options: CredentialOptions): Promise<CredentialResult> {
  const cut = text.lastIndexOf('~') + 1;
  const { jws, disclosures } = parseSdJwt(text.slice(0, cut));
  const { signed, signature, payload, chain } = readJws(jws);
  const revealed = revealPayload(c, payload, disclosures);
  const { claims } = revealed;
  const [leaf, ...intermediates] = chain;
  if (!(await c.verify('ES256', leaf!.spki, utf8(signed), signature)))
    return refuse('SIGNATURE', { subject: leaf!.subject.text }, claims);
  const path = await validatePath(c, {
    leaf: leaf!,
    intermediates,
    anchors: options.anchors,
    at: (payload.iat as number) * 1000,
    purpose: 'document-signing',
    ...(options.crls && { crls: options.crls }),
  });
  if (!path.ok) return refuse('CERTIFICATE', { ...path.facts, path: path.code }, claims);
  const stray =
    revealed.errors[0]?.message ?? (revealed.unmatched.length > 0 ? 'no digest leads to it' : undefined);
  if (stray !== undefined) return refuse('DISCLOSURE', { why: stray }, claims);
  const holder = await holderProblem(c, payload, text, cut, options);
  if (holder !== undefined) return refuse(holder.code, { why: holder.why }, claims);
  const withheld = revealed.withheld.reduce((sum, { count }) => sum + count, 0);
  return { ok: true, code: 'OK', claims, withheld, facts: { subject: leaf!.subject.text } };
}

function malformed(why: string): CoreError {
  return new CoreError('FORMAT', `malformed credential: ${why}`);
}

const part = (text: string): JsonObject =>
  parseJsonObject(utf8Decode(base64urlDecode(text, 'credential'), 'credential'));

interface OpenedJws {
  readonly signed: string;
  readonly signature: Uint8Array;
  readonly payload: JsonObject;
  readonly chain: readonly Certificate[];
}

function readJws(jws: string): OpenedJws {
  const [head, body, tail, ...rest] = jws.split('.');
  if (head === undefined || body === undefined || tail === undefined || rest.length > 0)
    throw malformed('it does not have three parts');
  const { alg, typ, x5c, crit } = part(head);
  if (alg !== 'ES256' || typ !== CREDENTIAL_TYP || crit !== undefined)
    throw malformed(`the header is not ES256 and ${CREDENTIAL_TYP}`);
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > 8) throw malformed('x5c holds no chain');
  const chain = x5c.map((one) => {
    if (typeof one !== 'string') throw malformed('x5c holds texts');
    return parseCertificate(base64Decode(one, 'x5c'));
  });
  const payload = part(body);
  if (payload.vct !== CREDENTIAL_TYPE) throw malformed(`vct is not ${CREDENTIAL_TYPE}`);
  if (payload._sd_alg !== 'sha-256') throw malformed('_sd_alg is not sha-256');
  if (!Number.isSafeInteger(payload.iat)) throw malformed('iat is no time');
  return { signed: `${head}.${body}`, signature: base64urlDecode(tail, 'signature'), payload, chain };
}

interface HolderProblem {
  readonly code: 'HOLDER' | 'HOLDER_MISSING';
  readonly why: string;
}

/** RFC 9901 section 7.3: the key-binding JWT after the last disclosure. */
async function holderProblem(
  c: Crypto,
  { cnf }: JsonObject,
  text: string,
  cut: number,
  { challenge }: CredentialOptions,
): Promise<HolderProblem | undefined> {
  const proof = text.slice(cut);
  if (cnf === undefined) {
    return proof === '' ? undefined : { code: 'HOLDER', why: 'it is bound to no key, and a proof was shown' };
  }
  if (proof === '') {
    return challenge && { code: 'HOLDER_MISSING', why: 'no proof of the holder was shown' };
  }
  if (challenge === undefined) return { code: 'HOLDER', why: 'a proof was shown that nobody asked for' };
  const wrong = (why: string): HolderProblem => ({ code: 'HOLDER', why });
  const [head, body, tail] = proof.split('.');
  if (head === undefined || body === undefined || tail === undefined)
    return wrong('it does not have three parts');
  const { alg, typ } = part(head);
  if (alg !== 'ES256' || typ !== 'kb+jwt') return wrong('the header is not ES256 and kb+jwt');
  const key = spkiOfJwk(parseJwk(isObject(cnf) ? cnf.jwk : undefined));
  const signature = base64urlDecode(tail, 'signature');
  if (!(await c.verify('ES256', key, utf8(`${head}.${body}`), signature)))
    return wrong('the signature is wrong');
  const { aud, nonce, sd_hash } = part(body);
  if (aud !== challenge.audience || nonce !== challenge.nonce) return wrong('it is for another question');
  const shown = base64urlDecode(typeof sd_hash === 'string' ? sd_hash : '', 'sd_hash');
  const expected = c.sha256(utf8(text.slice(0, cut)));
  return shown.length === 32 && shown.every((byte, i) => byte === expected[i])
    ? undefined
    : wrong('it is about other disclosures');
}
