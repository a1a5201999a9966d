/** Client of C2SP tlog-witness `add-checkpoint`, for party nodes and for any other witness. */
import { type NoteSignature, parseSignatureLines } from '../../core/note/note.ts';
import { encodeAddCheckpoint, parseSize } from '../../core/tlog/witness.ts';
import { ask, type RemoteAccess, refusedBy, unavailable } from '../remote.ts';
import type { LogReader } from './log-reader.ts';

/** A committed head of the log that is to be cosigned. */
export interface Target {
  readonly size: number;
  readonly root: Uint8Array;
  /** The note with the log's own signature alone: witnesses that know Ed25519 only take at most 10 KiB. */
  readonly checkpoint: string;
}

export interface WitnessClient {
  /**
   * Submits the checkpoint.
   * @returns the cosignatures, unverified; undefined when the witness has seen a larger checkpoint
   * @throws ServiceError `PARTY_UNAVAILABLE`, or `PARTY_REFUSED` when it does not take the checkpoint
   */
  submit(target: Target): Promise<readonly NoteSignature[] | undefined>;
}

/** Its size may move while we ask, if somebody else submits too; not for ever. */
const MAX_ATTEMPTS = 5;

/** @param url submission prefix, without a slash at its end */
export function createWitnessClient(access: RemoteAccess, url: string, reader: LogReader): WitnessClient {
  /** Size of the checkpoint that the witness cosigned last, as far as known. */
  let known = 0;
  const post = async (target: Target) => {
    const proof =
      known === 0 || known === target.size ? [] : await reader.consistencyProof(known, target.size);
    const body = encodeAddCheckpoint({ oldSize: known, proof, checkpoint: target.checkpoint });
    return ask(access, `${url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: body.slice(),
    });
  };
  return {
    async submit(target) {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        if (known > target.size) known = 0;
        const answer = await post(target);
        if (answer.status === 200) {
          known = target.size;
          return parsed(url, () => parseSignatureLines(answer.text));
        }
        if (answer.status !== 409) throw refusedBy(url, answer);
        known = parsed(url, () => parseSize(answer.text));
        if (known > target.size) return undefined;
      }
      throw unavailable(url, 'its checkpoint keeps moving');
    },
  };
}

/** @throws ServiceError `PARTY_UNAVAILABLE` when an answer is not in the form that the specification demands */
export function parsed<T>(url: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unavailable(url, 'its answer is malformed', cause);
  }
}
