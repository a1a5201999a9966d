/** Verification of signed notes against keys that the caller trusts (C2SP signed-note, "Signatures"). */
import { utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import {
  cosignatureMessage,
  isCosignatureKey,
  readTimestampedSignature,
  type TimestampedSignature,
} from '../tlog/cosignature.ts';
import type { Note, NoteSignature } from './note.ts';
import { sameKey, type VerifierKey } from './vkey.ts';

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** POSIX seconds; with cosignatures only. */
  readonly timestamp?: number;
}

export interface NoteVerification {
  /** Keys whose signatures hold, each once, in the order of the note. */
  readonly verified: readonly VerifiedSignature[];
  /** Known keys with a signature that does not hold. One is enough to refuse the note. */
  readonly failed: readonly VerifierKey[];
  /** Number of signature lines of keys that are not known. They count for nothing. */
  readonly unknown: number;
  /** At least one signature holds and none of a known key fails. */
  readonly accepted: boolean;
}

/** The message under a cosignature, or undefined where the text is no checkpoint that this type can sign. */
function messageOf(key: VerifierKey, text: string, timestamp: number): Uint8Array | undefined {
  if (!isCosignatureKey(key)) return utf8(text);
  try {
    return cosignatureMessage(key.type, key.name, text, timestamp);
  } catch (cause) {
    if (cause instanceof CoreError) return undefined;
    throw cause;
  }
}

async function verifyOne(
  c: Crypto,
  text: string,
  key: VerifierKey,
  { signature }: NoteSignature,
): Promise<VerifiedSignature | undefined> {
  if (key.type === 1) {
    return (await c.verifyEd25519(key.publicKey, utf8(text), signature)) ? { key } : undefined;
  }
  const parts: TimestampedSignature | undefined = readTimestampedSignature(signature);
  const message = parts && messageOf(key, text, parts.timestamp);
  if (parts === undefined || message === undefined) return undefined;
  const valid =
    key.type === 4
      ? await c.verifyEd25519(key.publicKey, message, parts.signature)
      : await c.verifyMlDsa44(key.publicKey, message, parts.signature);
  return valid ? { key, timestamp: parts.timestamp } : undefined;
}

function requireDistinct(keys: readonly VerifierKey[]): void {
  const twice = keys.find((key, i) => keys.slice(0, i).some((other) => sameKey(other, key)));
  if (twice === undefined) return;
  throw new CoreError('MISUSE', `two of the keys given share the name ${twice.name} and the key id`);
}

/**
 * Verifies every signature of a known key; a second one of the same key has to hold as well and adds nothing.
 * @returns what was found. Nothing of the note's text may be believed unless it is `accepted`.
 * @throws CoreError `MISUSE` when two of `keys` cannot be told apart
 */
export async function verifyNote(
  c: Crypto,
  note: Note,
  keys: readonly VerifierKey[],
): Promise<NoteVerification> {
  requireDistinct(keys);
  const verified: VerifiedSignature[] = [];
  const failed: VerifierKey[] = [];
  let unknown = 0;
  for (const signature of note.signatures) {
    const key = keys.find((candidate) => sameKey(candidate, signature));
    if (key === undefined) {
      unknown++;
      continue;
    }
    const result = await verifyOne(c, note.text, key, signature);
    if (result === undefined) failed.push(key);
    else if (!verified.some((known) => known.key === key)) verified.push(result);
  }
  return { verified, failed, unknown, accepted: verified.length > 0 && failed.length === 0 };
}
