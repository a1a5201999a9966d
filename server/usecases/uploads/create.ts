/** Uploads put together: who may touch which, one request at a time on each, quotas and expiry. */
import { ServiceError } from '../../errors.ts';
import { createMutex } from '../../mutex.ts';
import { createTurnstile } from '../idempotency.ts';
import { appendContent, dropLoose } from './append.ts';
import {
  COLLECTION,
  newState,
  offsetOf,
  openState,
  present,
  readUpload,
  type StoredUpload,
  saveUpload,
} from './document.ts';
import { isPerson } from './holder.ts';
import type { FiledUpload, HeldUpload, NewUpload, Upload, Uploads, UploadsDeps } from './types.ts';

const LISTED = 500;
/** Of a borrower: pictures, papers and exports of chats, not archives. */
const PERSON_QUOTA_BYTES = 2 ** 30;

export function createUploads(deps: UploadsDeps): Uploads {
  const creating = createMutex();
  const turnstile = createTurnstile();
  /** A request that broke off may still be storing what came: the next one waits for it. */
  const alone = <T>(id: string, work: () => Promise<T>) => turnstile.run(id, work);
  return {
    policy: deps.policy,
    create: (organisation, upload) => creating(() => create(deps, organisation, upload)),
    get: (organisation, id) => alone(id, async () => present(deps, await open(deps, organisation, id))),
    append: (organisation, id, offset, content, checksum) =>
      alone(id, async () => {
        const upload = await open(deps, organisation, id);
        refuseOffset(upload, offset);
        if (upload.state.holder !== null) throw inUse(id);
        return present(deps, await appendContent(deps, upload, content, checksum, expiry(deps)));
      }),
    remove: (organisation, id) =>
      alone(id, async () => {
        const upload = await open(deps, organisation, id);
        if (upload.state.holder !== null) throw inUse(id);
        await drop(deps, upload);
      }),
    filed: async (organisation, id) => (await find(deps, organisation, id)).state.filed ?? undefined,
    hold: (organisation, id, filing) => alone(id, () => hold(deps, organisation, id, filing)),
    release: (organisation, id, filing) =>
      alone(id, async () => {
        const upload = await find(deps, organisation, id);
        if (upload.state.holder === filing && upload.state.filed === null)
          await saveUpload(deps, upload, { ...upload.state, holder: null });
      }),
    settle: (organisation, id, filed) =>
      alone(id, async () => settle(deps, await find(deps, organisation, id), filed)),
    sweep: () => sweep(deps, alone),
  };
}

const expiry = ({ clock, policy }: UploadsDeps) => new Date(clock.now() + policy.lifetimeMs).toISOString();

async function create(deps: UploadsDeps, organisation: string, upload: NewUpload): Promise<Upload> {
  const { maxBytes } = deps.policy;
  if (upload.size > maxBytes) {
    throw new ServiceError('PAYLOAD_TOO_LARGE', `an upload has at most ${maxBytes} bytes`, {
      facts: { limit: maxBytes },
    });
  }
  await refuseOverQuota(deps, organisation, upload.size);
  const state = await newState(deps, organisation, upload, expiry(deps));
  return present(deps, await saveUpload(deps, { id: upload.id, version: 0 }, state));
}

async function refuseOverQuota(deps: UploadsDeps, organisation: string, size: number): Promise<void> {
  const { quotaCount } = deps.policy;
  const quotaBytes = isPerson(organisation)
    ? Math.min(deps.policy.quotaBytes, PERSON_QUOTA_BYTES)
    : deps.policy.quotaBytes;
  let count = 1;
  let bytes = size;
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const query = { index: 'open', prefix: `${organisation}/`, limit: LISTED };
    const page = await deps.documents.list(COLLECTION, { ...query, ...(cursor && { cursor }) });
    count += page.documents.length;
    for (const document of page.documents) bytes += readUpload(document).state.size;
    cursor = page.next;
  }
  if (count <= quotaCount && bytes <= quotaBytes) return;
  throw new ServiceError('UPLOAD_QUOTA', 'too much is uploaded and not filed yet', {
    facts: { uploads: count - 1, bytes: bytes - size, limitUploads: quotaCount, limitBytes: quotaBytes },
  });
}

async function find({ documents }: UploadsDeps, organisation: string, id: string): Promise<StoredUpload> {
  const found = await documents.get(COLLECTION, id);
  const upload = found && readUpload(found);
  if (upload?.state.organisation === organisation) return upload;
  throw notFound(id);
}

const notFound = (id: string) =>
  new ServiceError('NOT_FOUND', 'there is no such upload', { facts: { upload: id } });

/** One that can still be added to or filed. */
async function open(deps: UploadsDeps, organisation: string, id: string): Promise<StoredUpload> {
  const upload = await find(deps, organisation, id);
  if (upload.state.filed !== null) throw notFound(id);
  if (Date.parse(upload.state.expires) > deps.clock.now()) return upload;
  throw new ServiceError('UPLOAD_EXPIRED', 'the upload was not finished and filed in time', {
    facts: { upload: id, expired: upload.state.expires },
  });
}

function refuseOffset({ id, state }: StoredUpload, offset: number): void {
  const expected = offsetOf(state);
  if (offset === expected) return;
  throw new ServiceError('UPLOAD_OFFSET_MISMATCH', `the upload is at offset ${expected}`, {
    facts: { upload: id, expected, received: offset },
  });
}

const inUse = (id: string) =>
  new ServiceError('UPLOAD_IN_USE', 'a filing holds this upload', { facts: { upload: id } });

async function hold(
  deps: UploadsDeps,
  organisation: string,
  id: string,
  filing: string,
): Promise<HeldUpload> {
  const upload = await open(deps, organisation, id);
  const { state } = upload;
  if (offsetOf(state) !== state.size) {
    throw new ServiceError('UPLOAD_INCOMPLETE', `the upload has ${offsetOf(state)} of ${state.size} bytes`, {
      facts: { upload: id, offset: offsetOf(state), size: state.size },
    });
  }
  if (state.holder !== null && state.holder !== filing) throw inUse(id);
  const held = await saveUpload(deps, upload, { ...state, holder: filing });
  const { key } = await openState(deps, state);
  async function* content() {
    for (const { blob } of state.parts) yield* deps.vault.openDocument(key, blob);
  }
  return { ...(await present(deps, held)), content };
}

async function settle(deps: UploadsDeps, upload: StoredUpload, filed: FiledUpload): Promise<void> {
  const { state } = upload;
  const loose = [...state.loose, ...state.parts.map(({ blob }) => blob)];
  const settled = { ...state, parts: [], loose, sealed: null, filed };
  await dropLoose(deps, await saveUpload(deps, upload, settled));
}

async function drop(deps: UploadsDeps, { id, version, state }: StoredUpload): Promise<void> {
  // First the bytes: a document that is gone tells nobody which blobs were its own.
  for (const blob of [...state.loose, ...state.parts.map((part) => part.blob)])
    await deps.vault.dropDocument(blob);
  await deps.documents.delete(COLLECTION, id, version);
}

async function sweep(
  deps: UploadsDeps,
  alone: <T>(id: string, work: () => Promise<T>) => Promise<T>,
): Promise<number> {
  const before = new Date(deps.clock.now()).toISOString();
  const { documents } = await deps.documents.list(COLLECTION, { index: 'expires', before, limit: LISTED });
  for (const { key } of documents) {
    await alone(key, async () => {
      const found = await deps.documents.get(COLLECTION, key);
      if (found === undefined) return;
      const upload = readUpload(found);
      if (upload.state.filed !== null) await dropLoose(deps, upload);
      else if (upload.state.expires < before) await drop(deps, upload);
    });
  }
  return documents.length;
}
