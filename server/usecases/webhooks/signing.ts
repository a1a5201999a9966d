/** Standard Webhooks, symmetric signatures: `v1,` and base64 of HMAC-SHA-256 over `<id>.<timestamp>.<body>`. */
import { createHmac } from 'node:crypto';
import type { Random } from '../../ports/platform.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** As it is shown to the customer, once. */
export function newSecret(random: Random): string {
  return PREFIX + Buffer.from(random.bytes(SECRET_BYTES)).toString('base64');
}

/** @param seconds since the epoch. @param secrets each makes a signature of its own; any one verifies */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  seconds: number,
  body: string,
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}
