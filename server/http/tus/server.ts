/** The tus protocol, version 1.0.0, by @tus/server over our uploads. Refusals are problems like all others. */
import { ERRORS, Server } from '@tus/server';
import type { Request, Response } from 'express';
import { ServiceError, type ServiceErrorCode } from '../../errors.ts';
import { CHECKSUM_ALGORITHMS, type Checksum, type Uploads } from '../../usecases/uploads/types.ts';
import { createUploadLocker } from './locker.ts';
import { UploadStore } from './store.ts';

export const TUS_VERSION = '1.0.0';
export const UPLOADS_PATH = '/v1/uploads';

export interface TusOptions {
  readonly uploads: Uploads;
  readonly newId: () => string;
  /** Under which a proxy serves us, or empty. */
  readonly publicPath: () => string;
}

/** Answers one tus request of an organisation. */
export type TusHandler = (organisation: string, req: Request, res: Response) => Promise<void>;

export function createTusHandler({ uploads, newId, publicPath }: TusOptions): TusHandler {
  const datastore = new UploadStore(uploads);
  const server = new Server({
    path: UPLOADS_PATH,
    datastore,
    locker: createUploadLocker(),
    maxSize: uploads.policy.maxBytes,
    // Without scheme and host: of those the proxy before us knows more than we do.
    generateUrl: (_req, { path, id }) => `${publicPath()}${path}/${id}`,
    // No other site's page may call: what it cannot send, it need not be told.
    allowedOrigins: () => false,
    namingFunction: newId,
    onResponseError: (_req, error) => {
      throw refusalOf(error);
    },
  });
  return async (organisation, req, res) => {
    res.setHeader('Tus-Resumable', TUS_VERSION);
    res.setHeader('Cache-Control', 'no-store');
    demandVersion(req, res);
    const checksum = checksumOf(req);
    const seen = ({ offset, size, expires }: { offset: number; size: number; expires: string }) => {
      if (offset < size) res.setHeader('Upload-Expires', new Date(expires).toUTCString());
      else res.removeHeader('Upload-Expires');
    };
    if (req.method === 'OPTIONS') res.setHeader('Tus-Checksum-Algorithm', CHECKSUM_ALGORITHMS.join(','));
    await datastore.during({ organisation, checksum, seen }, () => server.handle(req, res));
  };
}

function demandVersion(req: Request, res: Response): void {
  if (req.method === 'OPTIONS' || req.get('tus-resumable') === TUS_VERSION) return;
  res.setHeader('Tus-Version', TUS_VERSION);
  throw new ServiceError('UPLOAD_PROTOCOL', `Tus-Resumable is not ${TUS_VERSION}`, {
    facts: { expected: TUS_VERSION, received: req.get('tus-resumable')?.slice(0, 16) ?? null },
  });
}

/** `sha1 <base64>`. @throws ServiceError `REQUEST_INVALID` for an algorithm that is not offered, or a digest of another length */
function checksumOf(req: Request): Checksum | undefined {
  const header = req.get('upload-checksum');
  if (header === undefined) return undefined;
  const [name, text = ''] = header.split(' ');
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name);
  const digest = Buffer.from(text, 'base64');
  const length = algorithm === 'sha1' ? 20 : 32;
  if (algorithm !== undefined && digest.length === length && digest.toString('base64') === text)
    return { algorithm, digest };
  throw new ServiceError('REQUEST_INVALID', 'the Upload-Checksum cannot be used', {
    facts: {
      problems: [`/upload-checksum: expected ${CHECKSUM_ALGORITHMS.join(' or ')} and a base64 digest`],
    },
  });
}

type TusError = { readonly status_code?: number; readonly body?: string };

const CODES: readonly (readonly [TusError, ServiceErrorCode, string])[] = [
  [ERRORS.FILE_NOT_FOUND, 'NOT_FOUND', 'there is no such upload'],
  [ERRORS.INVALID_OFFSET, 'UPLOAD_OFFSET_MISMATCH', 'the upload is at another offset'],
  [ERRORS.FILE_NO_LONGER_EXISTS, 'UPLOAD_EXPIRED', 'the upload has expired'],
  [ERRORS.ERR_SIZE_EXCEEDED, 'PAYLOAD_TOO_LARGE', 'more was sent than the upload was announced to have'],
  [ERRORS.ERR_MAX_SIZE_EXCEEDED, 'PAYLOAD_TOO_LARGE', 'the upload is larger than it may be'],
  [ERRORS.ABORTED, 'UPLOAD_TRUNCATED', 'the request ended early; what came of it is kept'],
  [ERRORS.ERR_LOCK_TIMEOUT, 'OVERLOADED', 'another request holds this upload'],
];

/** By body: the library throws plain objects, and errors of its own that carry the same members. */
function refusalOf(error: Error | { readonly status_code: number; readonly body: string }): Error {
  if (error instanceof ServiceError) return error;
  const { status_code: status, body } = error as TusError;
  const known = CODES.find(([one]) => one.body === body);
  if (known !== undefined) {
    const retry = known[1] === 'OVERLOADED' ? { retryAfterSeconds: 5 } : {};
    return new ServiceError(known[1], known[2], retry);
  }
  if (status === undefined || status >= 500 || body === undefined) {
    return error instanceof Error ? error : new Error('the upload failed', { cause: error });
  }
  return new ServiceError('REQUEST_INVALID', body.trim().toLowerCase(), {
    facts: { problems: [body.trim()] },
  });
}
