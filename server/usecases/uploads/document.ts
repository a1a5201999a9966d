/** An upload as it lies in the document store. File names are sealed, and so are the bytes; both under the upload's own key. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { DocumentWrite, StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { ContentKey } from '../../vault/vault.ts';
import type { FiledUpload, NewUpload, Upload, UploadLabels, UploadsDeps } from './types.ts';

export const COLLECTION = 'uploads';
const PURPOSE = 'upload';

export interface Part {
  readonly blob: string;
  readonly size: number;
}

export interface UploadState {
  readonly organisation: string;
  readonly size: number;
  readonly expires: string;
  readonly parts: readonly Part[];
  /** Blobs that may be there and are no part of it: being written, or to be dropped. */
  readonly loose: readonly string[];
  /** Sealed labels with the wrapped key; null once it is filed. */
  readonly sealed: JsonObject | null;
  /** The filing that holds it. */
  readonly holder: string | null;
  readonly filed: FiledUpload | null;
}

export interface StoredUpload {
  readonly id: string;
  readonly version: number;
  readonly state: UploadState;
}

export const offsetOf = ({ parts }: UploadState): number => parts.reduce((sum, { size }) => sum + size, 0);

export async function newState(
  { vault }: UploadsDeps,
  organisation: string,
  { size, labels }: NewUpload,
  expires: string,
): Promise<UploadState> {
  const sealed = await sealValue(vault, PURPOSE, { ...labels });
  return { organisation, size, expires, parts: [], loose: [], sealed, holder: null, filed: null };
}

export async function openState(
  { vault }: UploadsDeps,
  { sealed }: UploadState,
): Promise<{ readonly key: ContentKey; readonly labels: UploadLabels }> {
  const { key, value } = await openValue(vault, PURPOSE, sealed ?? undefined);
  return { key, labels: value as UploadLabels };
}

export async function present(deps: UploadsDeps, { id, state }: StoredUpload): Promise<Upload> {
  const { labels } = await openState(deps, state);
  return { id, size: state.size, labels, offset: offsetOf(state), expires: state.expires };
}

/** Open ones are listed under their organisation, for the quota; whatever has something to drop, by when. */
function writeOf(id: string, state: UploadState): DocumentWrite {
  const { organisation, expires, filed, loose } = state;
  return {
    key: id,
    value: state as unknown as JsonObject,
    indexes: {
      ...(filed === null ? { open: `${organisation}/${id}` } : {}),
      ...(filed === null || loose.length > 0 ? { expires } : {}),
    },
  };
}

export function readUpload({ key, version, value }: StoredDocument): StoredUpload {
  return { id: key, version, state: value as Json as unknown as UploadState };
}

/** @throws ServiceError `UPLOAD_OFFSET_MISMATCH` when another request has changed it meanwhile */
export async function saveUpload(
  { documents }: UploadsDeps,
  { id, version }: Pick<StoredUpload, 'id' | 'version'>,
  state: UploadState,
): Promise<StoredUpload> {
  const outcome = await documents.put(COLLECTION, writeOf(id, state), version);
  if (outcome.ok) return { id, version: outcome.version, state };
  throw new ServiceError('UPLOAD_OFFSET_MISMATCH', 'the upload was changed by another request', {
    facts: { upload: id },
  });
}
