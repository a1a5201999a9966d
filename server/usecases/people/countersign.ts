/**
 * Countersigning with the key on the person's device: the challenge of the assertion is the digest of a text that names the item's statement, and
 * the assertion becomes an item of its own in the same stream (docs/spec/countersignature.md).
 */
import { base64, base64url, hex, utf8 } from '../../../core/bytes.ts';
import {
  COUNTERSIGN,
  challengeOf,
  countersignatureFaults,
  formatSignedText,
  type Meaning,
} from '../../../core/evidence/countersignature.ts';
import type { JsonObject } from '../../../core/json.ts';
import { VERSION } from '../../../core/version.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Filed } from '../types.ts';
import { openChallenge, takeChallenge } from './challenges.ts';
import type { PeopleDeps } from './deps.ts';
import { isoTime, textOf } from './documents.ts';
import {
  checkAssertion,
  checkUserHandle,
  type KnownPasskey,
  passkeysOf,
  requestOptions,
} from './passkeys.ts';
import { readPerson } from './persons.ts';
import { refused } from './refused.ts';
import { type OwnItem, ownItem } from './statement-of.ts';
import type { CountersignRequest, WebauthnResponse } from './types.ts';

const NONCE_BYTES = 16;

/** @throws ServiceError `NOT_FOUND`, `PASSKEY_UNKNOWN` when the person has no passkey to sign with */
export async function countersignOptions(
  deps: PeopleDeps,
  caller: Caller,
  evidence: string,
  meaning: Meaning,
): Promise<CountersignRequest> {
  const { statement } = await ownItem(deps, caller, 'evidence.countersign', evidence);
  const passkeys = await passkeysOf(deps, caller.id);
  if (passkeys.length === 0) {
    throw new ServiceError('PASSKEY_UNKNOWN', 'the account has no passkey to sign with', {
      remedy: 'Add a passkey first: POST /v1/me/passkeys/options.',
    });
  }
  const text = formatSignedText({
    log: deps.origin,
    statementSha256: hex(deps.crypto.sha256(utf8(statement))),
    meaning,
    requestedAt: isoTime(deps.clock.now()),
    nonce: base64url(deps.random.bytes(NONCE_BYTES)),
  });
  const data = { evidence, meaning, text };
  const wanted = { purpose: 'countersign', holder: caller.id, data } as const;
  const challenge = await openChallenge(deps, wanted, challengeOf(deps.crypto, text));
  return { text, options: await requestOptions(deps, challenge, passkeys) };
}

/** @throws ServiceError `CHALLENGE_SPENT`, `PASSKEY_...`, and what filing throws */
export async function countersign(
  deps: PeopleDeps,
  caller: Caller,
  evidence: string,
  response: WebauthnResponse,
): Promise<Filed> {
  const item = await ownItem(deps, caller, 'evidence.countersign', evidence);
  const answered = await takeChallenge(deps, 'countersign', caller.id, response);
  if (answered.data.evidence !== evidence) throw refused('challenge');
  const passkey = await checkAssertion(deps, answered, response, caller.id);
  checkUserHandle(await readPerson(deps, caller.id), response);
  const fields = fieldsOf(deps, item, answered.data, passkey, response);
  await refuseFaults(deps, item, fields);
  return deps.useCases.fileEvidence({
    organisation: item.loan.organisation,
    filer: deps.usersOrganisation,
    // The nonce in the text makes it unique: what is repeated is the same countersignature.
    idempotencyKey: `countersign/${answered.challenge}`,
    content: { record: recordOf(deps, caller, item, evidence, fields, answered.challenge) },
  });
}

/** What was filed must hold for whoever checks it later with our own checker: no more is accepted here than there. */
async function refuseFaults(deps: PeopleDeps, { statement }: OwnItem, fields: JsonObject): Promise<void> {
  const [fault] = await countersignatureFaults(deps.crypto, fields, { log: deps.origin, statement });
  if (fault === undefined) return;
  throw new ServiceError('PASSKEY_REFUSED', 'the assertion would not hold when it is checked offline', {
    facts: { rule: fault },
  });
}

function fieldsOf(
  deps: PeopleDeps,
  { loan, statement }: OwnItem,
  asked: JsonObject,
  passkey: KnownPasskey,
  response: WebauthnResponse,
): JsonObject {
  const { authenticatorData, clientDataJSON, signature } = response.response as Record<string, string>;
  const { origin } = JSON.parse(Buffer.from(clientDataJSON!, 'base64url').toString()) as { origin: string };
  return {
    meaning: textOf(asked, 'meaning'),
    statement_sha256: hex(deps.crypto.sha256(utf8(statement))),
    signed_text: textOf(asked, 'text'),
    rp_id: deps.relyingParty().id,
    page_origin: origin,
    algorithm: passkey.algorithm,
    public_key: base64(passkey.spki),
    credential_id: passkey.credentialId,
    enrolled_at: passkey.createdAt,
    bound_at: loan.boundAt,
    authenticator_data: authenticatorData!,
    client_data: clientDataJSON!,
    signature: signature!,
    signed_at: isoTime(deps.clock.now()),
  };
}

function recordOf(
  deps: PeopleDeps,
  caller: Caller,
  { loan }: OwnItem,
  annotates: string,
  fields: JsonObject,
  challenge: string,
): JsonObject {
  return {
    type: COUNTERSIGN,
    loan: loan.loan,
    annotates,
    event: { time: isoTime(deps.clock.now()), source: 'system' },
    provenance: {
      class: 'sourced',
      system: 'TriSeal',
      version: VERSION,
      generator: "signature of a key on the user's device (WebAuthn)",
      upstream_reference: challenge,
      clock: { state: 'unknown' },
      transfer_path: ["user's device", 'TriSeal'],
    },
    actors: [{ role: 'borrower', id: caller.id }],
    fields,
  };
}
