/** The witness half of a node (C2SP tlog-witness, `add-checkpoint`): it says that the log only grew, of nothing else. */
import { base64Decode, equal } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { CoreError } from '../../core/error.ts';
import { verifyConsistency } from '../../core/merkle/consistency.ts';
import { emptyRoot } from '../../core/merkle/tree.ts';
import { formatNote, formatSignatureLine, type Note, parseNote } from '../../core/note/note.ts';
import type { NoteSigner } from '../../core/note/sign.ts';
import { verifyNote } from '../../core/note/verify.ts';
import { sameKey, type VerifierKey } from '../../core/note/vkey.ts';
import { type Checkpoint, parseCheckpoint } from '../../core/tlog/checkpoint.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import {
  type AddCheckpoint,
  formatSize,
  parseAddCheckpoint,
  SIZE_CONTENT_TYPE,
} from '../../core/tlog/witness.ts';
import type { Clock } from '../ports/platform.ts';
import { type Answer, refuse } from './answer.ts';
import type { KnownCheckpoint, NodeState } from './state.ts';

export interface WitnessDeps {
  readonly crypto: Crypto;
  readonly state: NodeState;
  readonly origin: string;
  readonly logKey: VerifierKey;
  readonly signers: readonly NoteSigner[];
  readonly clock: Clock;
  /** Called with a checkpoint that the log signed and that did not fit what this node holds. */
  suspect(checkpoint: KnownCheckpoint): void;
}

export interface Witness {
  addCheckpoint(body: Uint8Array): Promise<Answer>;
}

interface Submission {
  readonly request: AddCheckpoint;
  readonly checkpoint: Checkpoint;
  readonly note: Note;
}

export function createWitness(deps: WitnessDeps): Witness {
  return {
    addCheckpoint: async (body) => {
      const submission = read(body);
      if ('status' in submission) return submission;
      const { request, checkpoint, note } = submission;
      if (checkpoint.origin !== deps.origin) return refuse(404, 'unknown log origin');
      const { accepted } = await verifyNote(deps.crypto, note, [deps.logKey]);
      if (!accepted) return refuse(403, 'the checkpoint is not signed by the log');
      if (request.oldSize > checkpoint.size)
        return refuse(400, 'the old size is above the size of the checkpoint');
      return decide(deps, submission);
    },
  };
}

/** From here on the checkpoint is the log's own word, so what does not fit may be evidence. */
async function decide(deps: WitnessDeps, { request, checkpoint, note }: Submission): Promise<Answer> {
  const { crypto, state } = deps;
  const held = state.pending();
  const submitted = { size: checkpoint.size, root: checkpoint.root, note: logNote(note, deps.logKey) };
  const heldSize = held?.size ?? 0;
  if (request.oldSize !== heldSize) {
    if (checkpoint.size <= heldSize) deps.suspect(submitted);
    return { status: 409, type: SIZE_CONTENT_TYPE, body: formatSize(heldSize) };
  }
  if (checkpoint.size === 0 && !equal(checkpoint.root, emptyRoot(crypto))) {
    return refuse(422, 'the root of the empty tree is the hash of nothing');
  }
  const consistent = verifyConsistency(crypto, {
    oldSize: heldSize,
    newSize: checkpoint.size,
    oldRoot: held?.root ?? emptyRoot(crypto),
    newRoot: checkpoint.root,
    proof: request.proof,
  });
  if (!consistent) {
    deps.suspect(submitted);
    return refuse(422, 'the consistency proof does not verify');
  }
  return sign(deps, held, submitted, note.text);
}

async function sign(
  { state, signers, clock }: WitnessDeps,
  held: KnownCheckpoint | undefined,
  submitted: KnownCheckpoint,
  text: string,
): Promise<Answer> {
  const time = Math.floor(clock.now() / 1000);
  const signatures = await Promise.all(signers.map((signer) => cosign(text, signer, time)));
  const note = formatNote({ text, signatures: [...parseNote(submitted.note).signatures, ...signatures] });
  // The compare-and-swap is what makes the check above still true; a signature that loses the race is never shown to anybody.
  if (!state.advancePending(held, { ...submitted, note })) {
    return { status: 409, type: SIZE_CONTENT_TYPE, body: formatSize(state.pending()?.size ?? 0) };
  }
  return { status: 200, body: signatures.map(formatSignatureLine).join('') };
}

function read(body: Uint8Array): Submission | Answer {
  try {
    const request = parseAddCheckpoint(body);
    const note = parseNote(request.checkpoint);
    return { request, note, checkpoint: readCheckpoint(note.text) };
  } catch (error) {
    if (error instanceof CoreError) return refuse(400, error.message);
    throw error;
  }
}

/** As `parseCheckpoint`, save that a wrong root at size 0 is let through: the specification wants it checked late, with a `422`. */
function readCheckpoint(text: string): Checkpoint {
  const [, origin, root] = /^([^\n]+)\n0\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (origin === undefined || root === undefined) return parseCheckpoint(text);
  return { origin, size: 0, root: base64Decode(root, 'the root hash of the checkpoint'), extensions: [] };
}

/** The note with the log's own signatures alone: what a stranger added is not kept. */
export function logNote(note: Note, logKey: VerifierKey): string {
  return formatNote({ text: note.text, signatures: note.signatures.filter((line) => sameKey(line, logKey)) });
}
