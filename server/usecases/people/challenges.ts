/** Challenges of WebAuthn ceremonies: random or a digest, each good for one answer, for one purpose, for a few minutes. */
import { base64url, base64urlDecode, hex, utf8Decode } from '../../../core/bytes.ts';
import { CoreError } from '../../../core/error.ts';
import { type JsonObject, parseJsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, create, isoTime, sweep, textOf } from './documents.ts';
import { refused } from './refused.ts';

export type Purpose = 'enrol' | 'add-passkey' | 'sign-in' | 'step-up' | 'countersign';

export interface Challenge {
  readonly purpose: Purpose;
  /** Who it was given to: a person's id; the invitation's for an enrolment; empty for a sign-in. */
  readonly holder: string;
  /** What is to be remembered until it is answered. */
  readonly data: JsonObject;
}

const CHALLENGE_BYTES = 32;

/** @param bytes the challenge, where it is the digest of something; random when not given. @returns base64url */
export async function openChallenge(
  deps: PeopleDeps,
  { purpose, holder, data }: Challenge,
  bytes: Uint8Array = deps.random.bytes(CHALLENGE_BYTES),
): Promise<Uint8Array> {
  await sweep(deps, COLLECTIONS.challenges);
  const expires = isoTime(deps.clock.now() + deps.limits.challengeSeconds * 1000);
  const value = { purpose, holder, data, expires };
  await create(deps, COLLECTIONS.challenges, { key: keyOf(deps, bytes), value, indexes: { expires } });
  return bytes;
}

export interface Answered extends Challenge {
  /** base64url, as the client has it. */
  readonly challenge: string;
}

/**
 * Takes the challenge that a WebAuthn response answers: from then on it is spent, whatever becomes of the answer.
 * @param response `RegistrationResponseJSON` or `AuthenticationResponseJSON`
 * @throws ServiceError `CHALLENGE_SPENT` when it was never given, for another purpose or another holder, was answered before or is too old
 */
export async function takeChallenge(
  deps: PeopleDeps,
  purpose: Purpose,
  holder: string,
  response: JsonObject,
): Promise<Answered> {
  const challenge = challengeOf(response);
  const key = keyOf(deps, base64urlDecode(challenge, 'challenge'));
  const found = await deps.documents.get(COLLECTIONS.challenges, key);
  const fits = found !== undefined && found.value.purpose === purpose && found.value.holder === holder;
  // One that fits another purpose or holder stays theirs.
  if (!fits) throw spent();
  if (!(await deps.documents.delete(COLLECTIONS.challenges, key, found.version))) throw spent();
  if (textOf(found.value, 'expires') <= isoTime(deps.clock.now())) throw spent();
  return { purpose, holder, data: found.value.data as JsonObject, challenge };
}

const keyOf = ({ crypto }: PeopleDeps, bytes: Uint8Array): string => hex(crypto.sha256(bytes));

function challengeOf(response: JsonObject): string {
  try {
    const { clientDataJSON } = response.response as JsonObject;
    const bytes = base64urlDecode(String(clientDataJSON), 'clientDataJSON');
    const { challenge } = parseJsonObject(utf8Decode(bytes, 'clientDataJSON'));
    return base64url(base64urlDecode(String(challenge), 'challenge'));
  } catch (cause) {
    if (cause instanceof CoreError || cause instanceof TypeError) throw refused('format', cause);
    throw cause;
  }
}

function spent(): ServiceError {
  return new ServiceError(
    'CHALLENGE_SPENT',
    'this challenge was not given for this, was answered before, or is too old',
  );
}
