/** The tus server's data store over the uploads' use case. The library hands a store no request, so who calls is known by the call's context. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable } from 'node:stream';
import { DataStore, Upload as TusUpload } from '@tus/server';
import type { Checksum, Upload, Uploads } from '../../usecases/uploads/types.ts';

export interface TusCall {
  readonly organisation: string;
  readonly checksum: Checksum | undefined;
  /** Told of the upload whenever it was looked at or changed. */
  readonly seen: (upload: Upload) => void;
}

export const EXTENSIONS = ['creation', 'creation-with-upload', 'expiration', 'checksum', 'termination'];

export class UploadStore extends DataStore {
  override extensions = EXTENSIONS;
  private readonly uploads: Uploads;
  private readonly calls = new AsyncLocalStorage<TusCall>();

  constructor(uploads: Uploads) {
    super();
    this.uploads = uploads;
  }

  /** Everything that the library does within `work` is done for this call. */
  during<T>(call: TusCall, work: () => Promise<T>): Promise<T> {
    return this.calls.run(call, work);
  }

  override async create(file: TusUpload): Promise<TusUpload> {
    const { organisation, seen } = this.call();
    const { id, size = 0, metadata } = file;
    const name = metadata?.filename ?? undefined;
    const mediaType = metadata?.filetype ?? undefined;
    const labels = { ...(name && { name }), ...(mediaType && { mediaType }) };
    seen(await this.uploads.create(organisation, { id, size, labels }));
    return file;
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const { organisation, seen } = this.call();
    const upload = await this.uploads.get(organisation, id);
    seen(upload);
    return tusUpload(upload);
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const { organisation, checksum, seen } = this.call();
    const upload = await this.uploads.append(organisation, id, offset, stream, checksum);
    seen(upload);
    return upload.offset;
  }

  override async remove(id: string): Promise<void> {
    await this.uploads.remove(this.call().organisation, id);
  }

  /** Expiry is the use case's, by the service's clock; 0 tells the library to leave it alone. */
  override getExpiration(): number {
    return 0;
  }

  private call(): TusCall {
    const call = this.calls.getStore();
    if (call === undefined) throw new Error('a tus request came by another way');
    return call;
  }
}

function tusUpload({ id, size, offset, labels }: Upload): TusUpload {
  const { name, mediaType } = labels;
  const metadata = { ...(name && { filename: name }), ...(mediaType && { filetype: mediaType }) };
  return new TusUpload({ id, size, offset, ...(Object.keys(metadata).length > 0 && { metadata }) });
}
