/** A sequencer over a store, and filings for it. */
import { base64url, hex, utf8 } from '../../core/bytes.ts';
import { verifyInclusion } from '../../core/merkle/inclusion.ts';
import { leafHash } from '../../core/merkle/tree.ts';
import { createEd25519Signer } from '../../core/note/sign.ts';
import { verifyNote } from '../../core/note/verify.ts';
import { parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import type { Filing, Placement } from '../../server/log/batch.ts';
import type { SequencerOptions } from '../../server/log/sequencer.ts';
import type { EvidenceStore } from '../../server/ports/evidence-store.ts';
import { crypto, ORIGIN, streamNamed } from './log-batches.ts';
import { keyOf, rowOf } from './rows.ts';

export const logSigner = createEd25519Signer(crypto, ORIGIN, crypto.sha256(utf8('key of the test log')));

export function sequencerOptions(
  store: EvidenceStore,
  over: Partial<SequencerOptions> = {},
): SequencerOptions {
  return {
    store,
    origin: ORIGIN,
    signer: logSigner,
    crypto,
    clock: { now: () => Date.now() },
    limits: { maxBatch: 100, maxQueue: 1000, intervalMs: 0 },
    ...over,
  };
}

const part = (text: string) => base64url(utf8(text));

/** A filing whose statement carries its name; not signed, as the sequencer takes statements that are verified already. */
export function filing(name: string, stream = 'stream-0'): Filing {
  return {
    stream: streamNamed(stream),
    statement: `${part('{"alg":"ES256"}')}.${part(name)}.${part('signature')}`,
    row: ({ index, sequence, leafHash: leaf, received }) => {
      const row = rowOf(
        { index, bytes: utf8(name), leafHash: leaf, stream: streamNamed(stream), sequence },
        { receivedAt: received },
      );
      return { row, key: keyOf(row) };
    },
  };
}

/** Whether an answer holds for somebody who has nothing but the log's key. */
export async function holds(placement: Placement): Promise<boolean> {
  const { note, checkpoint } = parseSignedCheckpoint(placement.checkpoint);
  const signed = await verifyNote(crypto, note, [logSigner.key]);
  const leaf = leafHash(crypto, placement.entry);
  return (
    signed.accepted &&
    checkpoint.origin === ORIGIN &&
    checkpoint.size === placement.size &&
    hex(leaf) === hex(placement.leafHash) &&
    verifyInclusion(crypto, {
      leafHash: leaf,
      index: placement.index,
      size: placement.size,
      proof: placement.proof,
      root: checkpoint.root,
    })
  );
}
