/** Stream heads: where a stream ended in this party's copy, at a size that its mirror cosigned (docs/spec/log.md section 4). */
import type { StreamHead } from '../../core/entry/head.ts';
import { formatStreamHead } from '../../core/entry/head.ts';
import { type NoteSigner, signNote } from '../../core/note/sign.ts';
import type { Clock } from '../ports/platform.ts';
import type { MirroredLog } from './mirrored-log.ts';
import type { NodeState } from './state.ts';

export interface StreamHeadDeps {
  readonly origin: string;
  readonly state: NodeState;
  readonly log: MirroredLog;
  readonly signer: NoteSigner;
  readonly clock: Clock;
}

/** @returns the signed note; undefined when the mirror has not cosigned just this size, or the stream has no entry below it */
export async function signStreamHead(
  { origin, state, log, signer, clock }: StreamHeadDeps,
  stream: Uint8Array,
  size: number,
): Promise<string | undefined> {
  const root = state.cosignedRoot(size);
  const tail = root && (await log.tail(stream, size));
  if (root === undefined || tail === undefined) return undefined;
  const { sequence, leafHash } = tail;
  const time = Math.floor(clock.now() / 1000);
  const head: StreamHead = { origin, size, root, stream, sequence, leafHash, time };
  return signNote(formatStreamHead(head), signer);
}
