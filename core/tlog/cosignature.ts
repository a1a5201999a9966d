/** Cosignatures of checkpoints and subtrees (C2SP tlog-cosignature): what is signed, and the timestamp in front of the signature. */
import { concat, readUintBE, uintBE, utf8 } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { requireSize } from '../merkle/range.ts';
import { HASH_SIZE } from '../merkle/tree.ts';
import type { NoteSignature } from '../note/note.ts';
import type { NoteSigner } from '../note/sign.ts';
import type { VerifierKey } from '../note/vkey.ts';
import { parseCheckpoint } from './checkpoint.ts';

export const COSIGNATURE_TYPES = [4, 6] as const;

export type CosignatureType = (typeof COSIGNATURE_TYPES)[number];

const TIMESTAMP_SIZE = 8;
const SUBTREE_LABEL = utf8('subtree/v1\n\0');

export interface SubtreeStatement {
  /** The cosigner's key name, 1 to 255 bytes. */
  readonly name: string;
  /** POSIX seconds; 0 when nothing is said about this being the largest tree seen. */
  readonly timestamp: number;
  readonly origin: string;
  readonly start: number;
  readonly end: number;
  readonly root: Uint8Array;
}

/** `opaque name<1..2^8-1>` of RFC 8446 section 3.4. */
function shortName(text: string, label: string): Uint8Array {
  const bytes = utf8(text);
  if (bytes.length >= 1 && bytes.length <= 255) return concat(Uint8Array.of(bytes.length), bytes);
  throw new CoreError('FORMAT', `${label} has not 1 to 255 bytes`, { facts: { length: bytes.length } });
}

/**
 * The `cosigned_message` that an ML-DSA-44 cosigner signs.
 * @throws CoreError `FORMAT` for names that do not fit and for a timestamp with a start other than 0, `RANGE` for numbers out of range
 */
export function subtreeMessage(statement: SubtreeStatement): Uint8Array {
  const { name, timestamp, origin, start, end, root } = statement;
  for (const [label, value] of Object.entries({ timestamp, start, end })) requireSize(value, label);
  if (start !== 0 && timestamp !== 0) {
    throw new CoreError('FORMAT', 'a subtree that does not start at 0 is cosigned without a timestamp', {
      facts: { start, timestamp },
    });
  }
  if (root.length !== HASH_SIZE) throw new CoreError('MISUSE', `a root hash has ${HASH_SIZE} bytes`);
  return concat(
    SUBTREE_LABEL,
    shortName(name, 'the name of the cosigner'),
    uintBE(timestamp, 8),
    shortName(origin, 'the origin of the log'),
    uintBE(start, 8),
    uintBE(end, 8),
    root,
  );
}

/**
 * What a cosignature of a checkpoint is made over: for type 4 two lines in front of the whole note text, for type 6 the structure with name,
 * origin, size and root, which leaves extension lines out.
 * @param noteText the checkpoint's note text, without signatures. @param timestamp POSIX seconds
 * @throws CoreError when the text is not a checkpoint or a number is out of range
 */
export function cosignatureMessage(
  type: CosignatureType,
  name: string,
  noteText: string,
  timestamp: number,
): Uint8Array {
  const { origin, size, root } = parseCheckpoint(noteText);
  requireSize(timestamp, 'timestamp');
  if (type === 4) return utf8(`cosignature/v1\ntime ${timestamp}\n${noteText}`);
  return subtreeMessage({ name, timestamp, origin, start: 0, end: size, root });
}

export function isCosignatureKey(key: VerifierKey): key is VerifierKey & { readonly type: CosignatureType } {
  return key.type === 4 || key.type === 6;
}

/** Signs a checkpoint's note text. @throws CoreError `MISUSE` when the signer's key is not a cosigner's, and as `cosignatureMessage` */
export async function cosign(
  noteText: string,
  signer: NoteSigner,
  timestampSeconds: number,
): Promise<NoteSignature> {
  const { key } = signer;
  if (!isCosignatureKey(key)) {
    throw new CoreError('MISUSE', `key ${key.name} of type ${key.type} is not for cosignatures`);
  }
  const message = cosignatureMessage(key.type, key.name, noteText, timestampSeconds);
  const signature = concat(uintBE(timestampSeconds, TIMESTAMP_SIZE), await signer.sign(message));
  return { name: key.name, keyId: key.keyId, signature };
}

export interface TimestampedSignature {
  readonly timestamp: number;
  readonly signature: Uint8Array;
}

/** Takes a `timestamped_signature` apart. @returns undefined when it is too short or its time is beyond 2^53 - 1 seconds */
export function readTimestampedSignature(bytes: Uint8Array): TimestampedSignature | undefined {
  if (bytes.length <= TIMESTAMP_SIZE) return undefined;
  const timestamp = readUintBE(bytes.subarray(0, TIMESTAMP_SIZE));
  if (timestamp > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { timestamp: Number(timestamp), signature: bytes.subarray(TIMESTAMP_SIZE) };
}
