/** The mirror half of a node (C2SP tlog-mirror, `add-entries`): it says that this party holds every entry and found nothing wrong with any. */
import { equal } from '../../core/bytes.ts';
import { CoreError } from '../../core/error.ts';
import { formatNote, formatSignatureLine, parseNote } from '../../core/note/note.ts';
import type { NoteSigner } from '../../core/note/sign.ts';
import { sameKey, type VerifierKey } from '../../core/note/vkey.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import {
  type AddEntriesHeader,
  type EntryPackage,
  formatMirrorInfo,
  MAX_PACKAGES_PER_REQUEST,
  MIRROR_INFO_CONTENT_TYPE,
  PACKAGE_ENTRIES,
  readAddEntries,
} from '../../core/tlog/mirror.ts';
import { ServiceError } from '../errors.ts';
import { createMutex, type Mutex } from '../mutex.ts';
import type { Clock } from '../ports/platform.ts';
import { type Answer, refuse } from './answer.ts';
import { accept, type IntakeDeps } from './entry-intake.ts';
import type { MirroredLog } from './mirrored-log.ts';
import type { KnownCheckpoint, NodeState } from './state.ts';

/** Entries that a client may send again before it is told where to go on. */
const MAX_EXCESS = MAX_PACKAGES_PER_REQUEST * PACKAGE_ENTRIES;

export interface MirrorDeps extends IntakeDeps {
  readonly state: NodeState;
  readonly origin: string;
  readonly logKey: VerifierKey;
  readonly signers: readonly NoteSigner[];
  readonly clock: Clock;
}

export interface Mirror {
  /** Takes an upload as it arrives and answers as soon as the answer is known, perhaps before its end. */
  addEntries(upload: OpenedUpload): Promise<Answer>;
}

/** A request of which the header has been read. */
export interface OpenedUpload {
  readonly header: AddEntriesHeader;
  readonly packages: AsyncGenerator<EntryPackage, void, void>;
}

interface Upload {
  readonly header: AddEntriesHeader;
  /** The pending checkpoint of `header.end`. */
  readonly target: KnownCheckpoint;
}

export function createMirror(deps: MirrorDeps): Mirror {
  const mutex = createMutex();
  return {
    addEntries: async ({ header, packages }) => {
      const target = admit(deps, header);
      if ('status' in target) return target;
      const upload = { header, target };
      const received = await receive(deps, mutex, upload, packages);
      if (received !== 'complete') return received;
      return mutex(() => cosignMirror(deps, upload));
    },
  };
}

/** @returns the upload, whose header names its log, or the refusal of what has no proper header */
export async function openUpload(body: AsyncIterable<Uint8Array>): Promise<OpenedUpload | Answer> {
  try {
    return await readAddEntries(body);
  } catch (error) {
    return refuse(400, error instanceof CoreError ? error.message : 'the request ended before its header');
  }
}

/** The checks on the header, in the order of the specification. */
function admit({ state, log, origin }: MirrorDeps, header: AddEntriesHeader): KnownCheckpoint | Answer {
  if (header.origin !== origin) return refuse(404, 'unknown log origin');
  const pending = state.pending();
  if (pending === undefined) return refuse(422, 'no checkpoint of this log has been received yet');
  const mirrored = state.mirrored();
  const target = state.pendingOf(header.end) ?? (mirrored?.size === header.end ? mirrored : undefined);
  if (target === undefined || target.size < (mirrored?.size ?? 0)) return info(409, pending.size, log);
  const excess = Math.min(header.end, log.nextEntry()) - header.start;
  const outOfReach = header.start > log.nextEntry() || excess > MAX_EXCESS;
  return outOfReach ? info(409, header.end, log) : target;
}

/** @returns `complete`, or the answer that ends the request before that */
async function receive(
  deps: MirrorDeps,
  mutex: Mutex,
  upload: Upload,
  packages: AsyncGenerator<EntryPackage, void, void>,
): Promise<Answer | 'complete'> {
  let at = upload.header.start;
  let saved = 0;
  while (at < upload.header.end) {
    const item = await nextPackage(packages);
    if (item === undefined) break;
    const refusal = await accept(deps, mutex, upload.target, item);
    if (refusal !== undefined) return refusal;
    at = item.end;
    saved++;
  }
  if (at === upload.header.end) return 'complete';
  return saved > 0
    ? info(202, upload.header.end, deps.log)
    : refuse(400, 'the request ended before its first entry package');
}

/** A body that breaks off, or goes on with something that is no package, ends there: what came before it counts. */
async function nextPackage(
  packages: AsyncGenerator<EntryPackage, void, void>,
): Promise<EntryPackage | undefined> {
  try {
    const next = await packages.next();
    return next.done === true ? undefined : next.value;
  } catch {
    // The connection was lost, the compression is corrupt, or the package malformed: the client learns how far it came.
    return undefined;
  }
}

async function cosignMirror(deps: MirrorDeps, { header, target }: Upload): Promise<Answer> {
  const { state, log, logKey, signers, clock } = deps;
  if (target.size < (state.mirrored()?.size ?? 0)) return info(409, state.pending()?.size ?? 0, log);
  if (!equal(await log.rootAt(target.size), target.root)) {
    // Every package was proven to lead to this root, so the copy itself is damaged.
    throw new ServiceError(
      'LOG_CORRUPT',
      'the copy of the log has another root than the checkpoint it was proven by',
      {
        facts: { size: target.size },
        remedy: 'Stop the node and restore its directory from a copy, or let it mirror the log anew.',
      },
    );
  }
  const now = clock.now();
  const { text, signatures: known } = parseNote(target.note);
  const signatures = await Promise.all(signers.map((signer) => cosign(text, signer, Math.floor(now / 1000))));
  const note = formatNote({
    text,
    signatures: [...known.filter((line) => sameKey(line, logKey)), ...signatures],
  });
  const advanced = state.advanceMirrored({ ...target, note }, new Date(now).toISOString());
  return advanced
    ? { status: 200, body: signatures.map(formatSignatureLine).join('') }
    : info(409, header.end, log);
}

/** tlog-mirror: the ticket stays empty, because this mirror remembers its last pending checkpoints itself. */
function info(status: 202 | 409, size: number, log: MirroredLog): Answer {
  const body = formatMirrorInfo({ size, nextEntry: log.nextEntry(), ticket: new Uint8Array(0) });
  return { status, type: MIRROR_INFO_CONTENT_TYPE, body };
}
