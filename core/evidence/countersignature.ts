/**
 * A user's countersignature: the key on the user's device signs a short text that names one statement by its digest and says what is confirmed
 * (docs/spec/countersignature.md). It is filed as an evidence record of type `COUNTERSIGN` in the stream of the item that it annotates.
 */
import { base64Decode, base64urlDecode, hex, utf8 } from '../bytes.ts';
import { canonicalText } from '../canon.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { type Json, type JsonObject, parseJsonObject } from '../json.ts';
import { type AssertionRule, verifyAssertion, type WebauthnAlgorithm } from './webauthn.ts';

export const COUNTERSIGN = 'COUNTERSIGN';
export const MEANINGS = ['agreed', 'received', 'read'] as const;
export type Meaning = (typeof MEANINGS)[number];

const KIND = 'triseal/countersignature/v1';
const MEMBERS = 'log,meaning,nonce,requested_at,statement_sha256,type';

/** What is signed. */
export interface SignedText {
  /** Origin of the log that holds the statement. */
  readonly log: string;
  /** Hex SHA-256 of the statement's ASCII bytes (docs/spec/record.md section 4.3). */
  readonly statementSha256: string;
  readonly meaning: Meaning;
  /** RFC 3339, UTC: when the service asked for it. */
  readonly requestedAt: string;
  /** base64url, 16 bytes, so that no two texts are alike. */
  readonly nonce: string;
}

/** Canonical JSON; its SHA-256 is the challenge of the WebAuthn assertion. */
export function formatSignedText(text: SignedText): string {
  return canonicalText({
    type: KIND,
    log: text.log,
    statement_sha256: text.statementSha256,
    meaning: text.meaning,
    requested_at: text.requestedAt,
    nonce: text.nonce,
  });
}

/** @throws CoreError `FORMAT`, `JSON` when it is not such a text in its one spelling */
export function parseSignedText(text: string): SignedText {
  const json = parseJsonObject(text);
  const { type, log, statement_sha256, meaning, requested_at, nonce } = json as Record<string, string>;
  const texts = Object.values(json).every((value) => typeof value === 'string');
  const named = Object.keys(json).sort().join() === MEMBERS && type === KIND;
  if (!texts || !named || !MEANINGS.includes(meaning as Meaning) || canonicalText(json) !== text) {
    throw new CoreError('FORMAT', `a countersigned text is canonical JSON with the members ${MEMBERS}`);
  }
  return {
    log: log!,
    statementSha256: statement_sha256!,
    meaning: meaning as Meaning,
    requestedAt: requested_at!,
    nonce: nonce!,
  };
}

/** @returns the 32 bytes that the authenticator is asked to sign over */
export function challengeOf(c: Crypto, text: string): Uint8Array {
  return c.sha256(utf8(text));
}

/** `text`: the signed text is not one, or says another thing than the record. `statement`: it names another statement. The others: `verifyAssertion`. */
export type CountersignatureFault = AssertionRule | 'text' | 'statement' | 'log';

/**
 * Checks a `COUNTERSIGN` record offline. What it takes from the record as the service's word: that key and page are the user's and the portal's.
 * @param fields of the record, all of them disclosed
 * @param expected origin of the log, and the statement that the record's `annotates` leads to
 * @returns what does not hold; empty when everything does. Never throws for hostile input
 */
export async function countersignatureFaults(
  c: Crypto,
  fields: JsonObject,
  expected: { readonly log: string; readonly statement: string },
): Promise<readonly CountersignatureFault[]> {
  const faults: CountersignatureFault[] = [...textFaults(c, fields, expected)];
  const read = readAssertion(fields);
  if (read === undefined) return [...faults, 'format'];
  const text = String(fields.signed_text);
  return [...faults, ...(await verifyAssertion(c, { ...read, challenge: challengeOf(c, text) }))];
}

function textFaults(
  c: Crypto,
  fields: JsonObject,
  expected: { readonly log: string; readonly statement: string },
): CountersignatureFault[] {
  let text: SignedText;
  try {
    text = parseSignedText(String(fields.signed_text));
  } catch (error) {
    if (error instanceof CoreError) return ['text'];
    throw error;
  }
  const digest = hex(c.sha256(utf8(expected.statement)));
  const said = fields.meaning === text.meaning && fields.statement_sha256 === text.statementSha256;
  return [
    ...(said ? [] : (['text'] as const)),
    ...(text.statementSha256 === digest ? [] : (['statement'] as const)),
    ...(text.log === expected.log ? [] : (['log'] as const)),
  ];
}

function readAssertion(fields: JsonObject) {
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '!');
  try {
    return {
      algorithm: text(fields.algorithm) as WebauthnAlgorithm,
      publicKey: base64Decode(text(fields.public_key), 'public_key'),
      authenticatorData: base64urlDecode(text(fields.authenticator_data), 'authenticator_data'),
      clientDataJson: base64urlDecode(text(fields.client_data), 'client_data'),
      signature: base64urlDecode(text(fields.signature), 'signature'),
      rpId: text(fields.rp_id),
      origin: text(fields.page_origin),
    };
  } catch (error) {
    if (error instanceof CoreError) return undefined;
    throw error;
  }
}
