/** Takes in what comes for an upload, part by part. */
import { createHash } from 'node:crypto';
import { equal, hex } from '../../../core/bytes.ts';
import { ServiceError } from '../../errors.ts';
import type { ContentKey } from '../../vault/vault.ts';
import { offsetOf, openState, type Part, type StoredUpload, saveUpload } from './document.ts';
import { createCutter } from './parts.ts';
import type { Checksum, UploadsDeps } from './types.ts';

/**
 * The blob of a part is written down before it is stored, so one that a killed process left is dropped by whoever comes next.
 * @param expires of the upload from now on
 * @throws what the content throws, when all that came before is durable
 */
export async function appendContent(
  deps: UploadsDeps,
  upload: StoredUpload,
  content: AsyncIterable<Uint8Array>,
  checksum: Checksum | undefined,
  expires: string,
): Promise<StoredUpload> {
  const { key } = await openState(deps, upload.state);
  const hash = checksum && createHash(checksum.algorithm);
  const room = upload.state.size - offsetOf(upload.state);
  const cutter = createCutter(bounded(content, room, hash), deps.policy.partBytes);
  let current = await dropLoose(deps, upload);
  const taken: Part[] = [];
  for (let part = await cutter.next(); part !== undefined; part = await cutter.next()) {
    const blob = hex(deps.random.bytes(16));
    // With a checksum the parts stay loose until all of them are known to be right.
    const kept = checksum === undefined ? [...current.state.parts, ...taken.splice(0)] : current.state.parts;
    const loose = [...taken.map((one) => one.blob), blob];
    current = await saveUpload(deps, current, { ...current.state, parts: kept, loose, expires });
    taken.push(await store(deps, key, blob, part.content));
  }
  if (hash !== undefined && (cutter.failure() !== undefined || !equal(hash.digest(), checksum!.digest))) {
    await dropLoose(deps, current);
    throw cutter.failure() ?? mismatch(checksum!);
  }
  const parts = [...current.state.parts, ...taken];
  current = await saveUpload(deps, current, { ...current.state, parts, loose: [], expires });
  if (cutter.failure() !== undefined) throw cutter.failure();
  return current;
}

async function store(
  { vault }: UploadsDeps,
  key: ContentKey,
  blob: string,
  content: AsyncIterable<Uint8Array>,
): Promise<Part> {
  let size = 0;
  async function* counted() {
    for await (const bytes of content) {
      size += bytes.length;
      yield bytes;
    }
  }
  await vault.storePart(key, blob, counted());
  return { blob, size };
}

/** Drops blobs that an earlier request has left. */
export async function dropLoose(deps: UploadsDeps, upload: StoredUpload): Promise<StoredUpload> {
  if (upload.state.loose.length === 0) return upload;
  for (const blob of upload.state.loose) await deps.vault.dropDocument(blob);
  return saveUpload(deps, upload, { ...upload.state, loose: [] });
}

/** @throws ServiceError `PAYLOAD_TOO_LARGE` at the first byte beyond the announced length */
async function* bounded(
  content: AsyncIterable<Uint8Array>,
  room: number,
  hash: ReturnType<typeof createHash> | undefined,
): AsyncGenerator<Uint8Array> {
  let left = room;
  for await (const chunk of content) {
    left -= chunk.length;
    if (left < 0) {
      throw new ServiceError('PAYLOAD_TOO_LARGE', 'more was sent than the upload was announced to have', {
        facts: { limit: room },
      });
    }
    hash?.update(chunk);
    yield chunk;
  }
}

function mismatch({ algorithm }: Checksum): ServiceError {
  return new ServiceError('UPLOAD_CHECKSUM_MISMATCH', 'what was sent does not match its Upload-Checksum', {
    facts: { algorithm },
  });
}
