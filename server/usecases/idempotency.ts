/** One filing, one item: names a filing, tells a repetition from other content, and lets only one of two simultaneous ones through. */
import { hex, utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canon.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { JsonObject } from '../../core/json.ts';

/** What `EvidenceRow` keeps to know a filing again. Both are hex SHA-256. */
export interface FilingName {
  readonly idempotency: string;
  readonly fingerprint: string;
}

/** Of a record that the service signs. @param claims as on the wire, with the digests of the documents */
export function nameOfRecord(c: Crypto, organisation: string, key: string, claims: JsonObject): FilingName {
  return {
    idempotency: keyed(c, organisation, 'key', key),
    fingerprint: hex(c.sha256(canonicalBytes(claims))),
  };
}

/** Of a ready-made statement, which names itself when no key came with it. */
export function nameOfStatement(
  c: Crypto,
  organisation: string,
  key: string | undefined,
  jws: string,
): FilingName {
  const fingerprint = hex(c.sha256(utf8(jws)));
  return {
    idempotency:
      key === undefined
        ? keyed(c, organisation, 'statement', fingerprint)
        : keyed(c, organisation, 'key', key),
    fingerprint,
  };
}

/** Hex SHA-256 under which a filing with this idempotency key stands. */
export function idempotencyOfKey(c: Crypto, organisation: string, key: string): string {
  return keyed(c, organisation, 'key', key);
}

function keyed(c: Crypto, organisation: string, kind: 'key' | 'statement', name: string): string {
  return hex(c.sha256(canonicalBytes(['triseal/filing/v1', organisation, kind, name])));
}

/** Runs tasks of one name one after the other, those of different names side by side. */
export interface Turnstile {
  run<T>(name: string, task: () => Promise<T>): Promise<T>;
}

export function createTurnstile(): Turnstile {
  const last = new Map<string, Promise<unknown>>();
  return {
    async run(name, task) {
      const before = last.get(name);
      const mine = before === undefined ? task() : before.then(task, task);
      last.set(name, mine);
      try {
        return await mine;
      } finally {
        if (last.get(name) === mine) last.delete(name);
      }
    },
  };
}
