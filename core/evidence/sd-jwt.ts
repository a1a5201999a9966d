/** The compact serialisation of RFC 9901 section 4: `<JWS>~<disclosure>~...~`, without key binding. */
import { CoreError } from '../error.ts';

export interface SdJwt {
  /** The statement: a JWS in compact form, alone or with a place in the batch that it signs. Only this goes on the log. */
  readonly jws: string;
  /** Encoded disclosures. */
  readonly disclosures: readonly string[];
}

const MAX_LENGTH = 4 * 1024 * 1024;
const MAX_DISCLOSURES = 4096;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

export function formatSdJwt({ jws, disclosures }: SdJwt): string {
  return [jws, ...disclosures, ''].join('~');
}

/**
 * Takes the parts apart; what is in them is for `readStatement` and `openRecord`.
 * @throws CoreError `FORMAT` for a missing final `~` (or a key-binding JWT in its place), foreign characters, or excessive size
 */
export function parseSdJwt(text: string): SdJwt {
  const fail = (why: string, facts: Record<string, number>): never => {
    throw new CoreError('FORMAT', `malformed SD-JWT: ${why}`, { facts });
  };
  if (text.length > MAX_LENGTH) fail(`longer than ${MAX_LENGTH} characters`, { length: text.length });
  const parts = text.split('~');
  if (parts.length < 2 || parts.pop() !== '') fail('it does not end with "~"', { length: text.length });
  const [jws, ...disclosures] = parts as [string, ...string[]];
  if (disclosures.length > MAX_DISCLOSURES)
    fail(`more than ${MAX_DISCLOSURES} disclosures`, { disclosures: disclosures.length });
  if (jws === '') fail('the JWS is empty', { length: text.length });
  const bad = disclosures.findIndex((disclosure) => !BASE64URL.test(disclosure));
  if (bad >= 0) fail('a disclosure is not base64url', { disclosure: bad });
  return { jws, disclosures };
}
