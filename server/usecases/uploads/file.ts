/** Files an item whose documents were uploaded before. The uploads are used up by it, and by its repetitions alone. */
import { hex, utf8 } from '../../../core/bytes.ts';
import { canonicalBytes } from '../../../core/canon.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { ServiceDeps } from '../deps.ts';
import { createTurnstile } from '../idempotency.ts';
import { filedAgain, ownRow } from '../read-evidence.ts';
import type { Draft, Filed, FilingRequest, ReceivedDocument, UseCases } from '../types.ts';
import type { FiledUpload, Uploads } from './types.ts';

export interface UploadReference {
  readonly id: string;
  /** File name in the record; that of the upload when not given. */
  readonly name?: string;
  readonly mediaType?: string;
}

/** @param holder whose uploads they are; the organisation's when not given */
export type FileUploads = (
  request: Omit<FilingRequest, 'upload'>,
  references: readonly UploadReference[],
  holder?: string,
) => Promise<Filed>;

export interface FileUploadsDeps extends ServiceDeps {
  readonly uploads: Uploads;
  readonly useCases: Pick<UseCases, 'begin' | 'fileEvidence'>;
}

/** After these the item may stand in the log all the same: the uploads stay with the filing, which is repeated under its key. */
const UNSURE: readonly string[] = ['STORE_UNAVAILABLE', 'DISK_FULL', 'INTERNAL'];

export function createFileUploads(deps: FileUploadsDeps): FileUploads {
  const turnstile = createTurnstile();
  return (request, references, holder = request.organisation) => {
    const names = nameOf(deps, request, references);
    return turnstile.run(names.filing, () => fileOnce(deps, request, references, names, holder));
  };
}

type Names = Omit<FiledUpload, 'evidence'>;

function nameOf(
  { crypto }: ServiceDeps,
  { organisation, filer = organisation, idempotencyKey, content }: Omit<FilingRequest, 'upload'>,
  references: readonly UploadReference[],
): Names {
  const digest = (value: JsonObject) => hex(crypto.sha256(canonicalBytes(value)));
  const stated = 'record' in content ? content.record : hex(crypto.sha256(utf8(content.statement)));
  const uploads = references.map((reference) => ({ ...reference }) as JsonObject);
  return {
    filing: digest({ filer, key: idempotencyKey ?? digest({ stated }) }),
    request: digest({ stated, uploads }),
  };
}

async function fileOnce(
  deps: FileUploadsDeps,
  request: Omit<FilingRequest, 'upload'>,
  references: readonly UploadReference[],
  names: Names,
  holder: string,
): Promise<Filed> {
  const standing = await filedBefore(deps, holder, references, names);
  if (standing !== undefined) return filedAgain(deps, await ownRow(deps, request.organisation, standing));
  const draft = await deps.useCases.begin();
  try {
    const documents = await receive(deps, draft, holder, references, names);
    const filed = await deps.useCases.fileEvidence({ ...request, upload: { draft, documents } });
    for (const { id } of references) await deps.uploads.settle(holder, id, { ...names, evidence: filed.id });
    return filed;
  } catch (error) {
    await draft.discard();
    if (error instanceof ServiceError && !UNSURE.includes(error.code))
      for (const { id } of references) await release(deps, holder, id, names);
    throw error;
  }
}

/** The item that these very uploads have become under this very request. */
async function filedBefore(
  { uploads }: FileUploadsDeps,
  holder: string,
  references: readonly UploadReference[],
  { filing, request }: Names,
): Promise<string | undefined> {
  for (const { id } of references) {
    const filed = await uploads.filed(holder, id);
    if (filed === undefined) continue;
    if (filed.filing !== filing)
      throw new ServiceError('UPLOAD_IN_USE', 'this upload was filed before', { facts: { upload: id } });
    if (filed.request === request) return filed.evidence;
    throw new ServiceError('IDEMPOTENCY_MISMATCH', 'this idempotency key was used for other content', {
      facts: { id: filed.evidence },
    });
  }
  return undefined;
}

async function receive(
  { uploads }: FileUploadsDeps,
  draft: Draft,
  holder: string,
  references: readonly UploadReference[],
  { filing }: Names,
): Promise<ReceivedDocument[]> {
  const documents: ReceivedDocument[] = [];
  for (const reference of references) {
    const held = await uploads.hold(holder, reference.id, filing);
    const name = reference.name ?? held.labels.name;
    if (name === undefined) throw nameless(reference.id);
    const mediaType = reference.mediaType ?? held.labels.mediaType ?? 'application/octet-stream';
    documents.push(await draft.receive(name, mediaType, held.content()));
  }
  return documents;
}

function nameless(id: string): ServiceError {
  return new ServiceError('REQUEST_INVALID', 'an upload has no file name', {
    facts: { upload: id, problems: ['/uploads: expected a name, or an upload with a filename'] },
  });
}

async function release(
  { uploads }: FileUploadsDeps,
  holder: string,
  id: string,
  { filing }: Names,
): Promise<void> {
  try {
    await uploads.release(holder, id, filing);
  } catch (error) {
    // One that is not there, or is another's, was never held.
    if (!(error instanceof ServiceError && error.code === 'NOT_FOUND')) throw error;
  }
}
