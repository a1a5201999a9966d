/** From what a WebAuthn library says of a response to a refusal that names the rule and nothing else. */
import { ServiceError } from '../../errors.ts';

export type PasskeyRule =
  | 'format'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'rp-id'
  | 'user-verification'
  | 'user-handle'
  | 'signature';

const SENTENCES: Readonly<Record<PasskeyRule, string>> = {
  format: 'the answer of the authenticator is malformed',
  type: 'the answer is to another ceremony',
  challenge: 'the answer is to another challenge',
  origin: 'the answer was given to another page',
  'rp-id': 'the passkey is for another site',
  'user-verification': 'the authenticator did not find out who is there',
  'user-handle': 'the passkey belongs to another account',
  signature: 'the signature does not verify',
};

export function refused(rule: PasskeyRule, cause?: unknown): ServiceError {
  return new ServiceError('PASSKEY_REFUSED', SENTENCES[rule], {
    facts: { rule },
    ...(cause !== undefined && { cause }),
  });
}

const RULES: readonly (readonly [RegExp, PasskeyRule])[] = [
  [/origin/i, 'origin'],
  [/challenge/i, 'challenge'],
  [/RP ID/i, 'rp-id'],
  [/User (not present|verification)|user could not be verified/i, 'user-verification'],
  [/type/i, 'type'],
];

/** @param error what `@simplewebauthn/server` threw; its message may repeat what a client sent, so only its rule is told */
export function refusedBy(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? error.message : '';
  if (/counter/i.test(message)) {
    return new ServiceError('PASSKEY_CLONED', 'the passkey was used elsewhere since: there is a copy of it', {
      cause: error,
    });
  }
  return refused(RULES.find(([pattern]) => pattern.test(message))?.[1] ?? 'format', error);
}
