/**
 * A receipt as a verifiable credential that a wallet can hold: SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) over RFC 9901, signed with ES256. Which log
 * entry it is about is always shown; what was filed is disclosed as the holder likes, and the machine receipt travels inside.
 */
import { base64, base64url, utf8 } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import type { Crypto, Signer } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { disclosureDigest, encodeDisclosure, SALT_BYTES } from '../evidence/disclosure.ts';
import { formatSdJwt } from '../evidence/sd-jwt.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Certificate } from '../x509/certificate.ts';
import { jwkOf, jwkThumbprint, type PublicJwk } from './jwk.ts';

export const CREDENTIAL_TYPE = 'urn:triseal:credential:evidence-receipt:1';
export const CREDENTIAL_TYP = 'dc+sd-jwt';

export interface CredentialContent {
  /** Shown to everybody. */
  readonly open: JsonObject;
  /** Each member is disclosed or not, as a whole; of a list each element too. */
  readonly hidden: JsonObject;
}

export interface CredentialInput {
  readonly content: CredentialContent;
  /** ES256. */
  readonly signer: Signer;
  /** The signer's certificate and its authorities', without the anchor. */
  readonly chain: readonly Certificate[];
  /** URL of the issuer, under which its metadata stands. */
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Key that whoever shows the credential must prove to hold; undefined binds it to nobody. */
  readonly holder?: PublicJwk;
  readonly random: (length: number) => Uint8Array;
}

/** @returns `<JWT>~<disclosure>~...~`. @throws CoreError `ALGORITHM` for a signer that is not ES256, `MISUSE` for a certificate of another key */
export async function issueCredential(c: Crypto, input: CredentialInput): Promise<string> {
  const { content, signer, chain, issuer, issuedAt, holder } = input;
  if (signer.alg !== 'ES256') throw new CoreError('ALGORITHM', 'credentials are signed with ES256');
  const key = jwkOf(signer.spki);
  if (chain[0] === undefined || jwkThumbprint(c, jwkOf(chain[0].spki)) !== jwkThumbprint(c, key))
    throw new CoreError('MISUSE', "the first certificate is not that of the signer's key");
  const { digests, disclosures } = conceal(c, content.hidden, input.random);
  const header = {
    alg: 'ES256',
    typ: CREDENTIAL_TYP,
    kid: jwkThumbprint(c, key),
    x5c: chain.map(({ der }) => base64(der)),
  };
  const payload: JsonObject = {
    ...content.open,
    iss: issuer,
    iat: issuedAt,
    vct: CREDENTIAL_TYPE,
    ...(holder && { cnf: { jwk: holder as unknown as Json } }),
    _sd: digests,
    _sd_alg: 'sha-256',
  };
  const signed = `${base64url(canonicalBytes(header))}.${base64url(canonicalBytes(payload))}`;
  const jws = `${signed}.${base64url(await signer.sign(utf8(signed)))}`;
  return formatSdJwt({ jws, disclosures });
}

function conceal(c: Crypto, hidden: JsonObject, random: CredentialInput['random']) {
  const disclosures: string[] = [];
  const one = (...content: readonly Json[]): string => {
    const encoded = encodeDisclosure([base64url(random(SALT_BYTES)), ...content]);
    disclosures.push(encoded);
    return disclosureDigest(c, encoded);
  };
  const digests = Object.entries(hidden).map(([name, value]) =>
    one(name, Array.isArray(value) ? value.map((element: Json) => ({ '...': one(element) })) : value),
  );
  // In the order of the digests, which tells nothing of the members' (RFC 9901 section 4.2.4.1).
  return { digests: digests.sort(), disclosures };
}
