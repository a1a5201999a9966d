/**
 * Multipart filings (RFC 7578) through multer with a storage engine of our own: each document flows, as it arrives, through hashing and
 * encryption into the blob store. No document is ever whole in memory, and none outlives a request that failed.
 */
import type { Request, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { utf8Decode } from '../../core/bytes.ts';
import { ServiceError } from '../errors.ts';
import type { Draft, ReceivedDocument } from '../usecases/types.ts';

export interface UploadLimits {
  /** Bytes of one document. */
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  /** Bytes of the record or the statement. */
  readonly maxTextBytes: number;
}

export interface Upload {
  /** Text parts by name, each sent once. */
  readonly texts: ReadonlyMap<string, string>;
  readonly documents: readonly ReceivedDocument[];
}

/** Text parts; a client may also send them as files, which then are read as text. */
const TEXTS = ['record', 'statement'];
const DOCUMENTS = 'documents';

/** multer 2.3 and later; not in its types yet. */
interface Options extends multer.Options {
  readonly streamHandler: (req: Request, busboy: Busboy) => void;
}

interface Busboy extends NodeJS.WritableStream {
  on(event: 'file', heard: (name: string, content: unknown, info: { filename?: string }) => void): this;
}

interface StoredPart {
  readonly document?: ReceivedDocument;
  readonly text?: string;
}

/**
 * Reads the request to its end. When it throws, documents may have been received: the caller discards the draft.
 * @throws what `refusalOf` understands, and ServiceError `UPLOAD_MALFORMED`, `PAYLOAD_TOO_LARGE`
 */
export async function receiveUpload(
  draft: Draft,
  limits: UploadLimits,
  req: Request,
  res: Response,
): Promise<Upload> {
  refuseLength(limits, req);
  let dropped = false;
  const options: Options = {
    storage: engineOf(draft, limits),
    defParamCharset: 'utf8',
    limits: {
      fileSize: limits.maxFileBytes,
      files: limits.maxFiles + TEXTS.length,
      fields: TEXTS.length,
      fieldSize: limits.maxTextBytes,
      fieldNameSize: 64,
      fieldNestingDepth: 0,
      parts: limits.maxFiles + 2 * TEXTS.length,
      headerPairs: 16,
    },
    // multer drops a file part without a name in silence; a document lost that way must be noticed.
    streamHandler: (request, busboy) => {
      busboy.on('file', (_name, _stream, info) => {
        if (!info.filename) dropped = true;
      });
      request.pipe(busboy);
    },
  };
  const parts = multer(options).fields([
    { name: DOCUMENTS, maxCount: limits.maxFiles },
    ...TEXTS.map((name) => ({ name, maxCount: 1 })),
  ]);
  await new Promise<void>((resolve, reject) => {
    parts(req, res, (error) => (error ? reject(error) : resolve()));
  });
  if (dropped) throw nameless();
  return gather(req);
}

/** What announces more than could be taken is refused before it is read. */
function refuseLength({ maxFileBytes, maxFiles, maxTextBytes }: UploadLimits, req: Request): void {
  const limit = maxFiles * maxFileBytes + TEXTS.length * maxTextBytes + 2 ** 20;
  if (Number(req.get('content-length') ?? 0) <= limit) return;
  throw new ServiceError('PAYLOAD_TOO_LARGE', 'the upload is larger than its documents may be together', {
    facts: { limit },
  });
}

function engineOf(draft: Draft, limits: UploadLimits): StorageEngine {
  const store = async (file: Express.Multer.File): Promise<StoredPart> =>
    TEXTS.includes(file.fieldname)
      ? { text: await readText(file, limits.maxTextBytes) }
      : { document: await draft.receive(file.originalname, file.mimetype, file.stream) };
  return {
    _handleFile: (_req, file, done) => {
      store(file).then((part) => done(null, part as Partial<Express.Multer.File>), done);
    },
    // The draft knows what it received, and is discarded whole.
    _removeFile: (_req, _file, done) => done(null),
  };
}

async function readText(file: Express.Multer.File, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.stream as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > limit) {
      file.stream.resume();
      throw new ServiceError('PAYLOAD_TOO_LARGE', `the part ${file.fieldname} is too large`, {
        facts: { limit },
      });
    }
    chunks.push(chunk);
  }
  try {
    return utf8Decode(Buffer.concat(chunks), file.fieldname);
  } catch (cause) {
    throw new ServiceError('JSON_INVALID', `the part ${file.fieldname} is not well-formed UTF-8`, { cause });
  }
}

function gather(req: Request): Upload {
  const files = (req.files ?? {}) as Record<string, (Express.Multer.File & StoredPart)[]>;
  const texts = new Map<string, string>();
  for (const [name, value] of [...Object.entries(req.body as object), ...textFiles(files)]) {
    if (name === DOCUMENTS) throw nameless();
    if (!TEXTS.includes(name)) throw malformed('a text part has an unknown name', name);
    if (typeof value !== 'string' || texts.has(name)) throw malformed('a text part stands twice', name);
    texts.set(name, value);
  }
  return { texts, documents: (files[DOCUMENTS] ?? []).flatMap(({ document }) => document ?? []) };
}

function textFiles(files: Record<string, StoredPart[]>): [string, string | undefined][] {
  return TEXTS.flatMap((name) =>
    (files[name] ?? []).map(({ text }): [string, string | undefined] => [name, text]),
  );
}

function malformed(message: string, part: string): ServiceError {
  return new ServiceError('UPLOAD_MALFORMED', message, {
    facts: { part: part.slice(0, 64), expected: [...TEXTS, DOCUMENTS] },
  });
}

function nameless(): ServiceError {
  return malformed('a document came without a file name', DOCUMENTS);
}
