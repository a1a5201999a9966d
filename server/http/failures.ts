/** What libraries throw at the edge, in the service's own words. Their messages may quote the request, so none is passed on. */
import { MulterError } from 'multer';
import { ServiceError } from '../errors.ts';

interface LibraryError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly limit?: unknown;
  readonly status?: unknown;
}

/** @returns the refusal that an error of Express, body-parser, multer or busboy stands for; undefined when it stands for none */
export function refusalOf(error: unknown): ServiceError | undefined {
  if (error instanceof MulterError) return fromMulter(error);
  if (!(error instanceof Error)) return undefined;
  return fromBodyParser(error) ?? fromStream(error) ?? fromRouter(error);
}

function fromBodyParser(error: LibraryError & Error): ServiceError | undefined {
  switch (error.type) {
    case 'entity.too.large':
      return new ServiceError('PAYLOAD_TOO_LARGE', 'the body is larger than this address takes', {
        facts: { limit: Number(error.limit ?? 0) },
      });
    case 'encoding.unsupported':
      return new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'a compressed body is not accepted', {
        facts: { expected: ['identity'] },
      });
    case 'request.aborted':
    case 'request.size.invalid':
      return truncated(error);
    default:
      return undefined;
  }
}

const ENDED = /^(Unexpected end of (form|file)|Request (aborted|closed|error)|aborted)$/;

function fromStream(error: LibraryError & Error): ServiceError | undefined {
  if (
    ENDED.test(error.message) ||
    error.code === 'ECONNRESET' ||
    error.code === 'ERR_STREAM_PREMATURE_CLOSE'
  ) {
    return truncated(error);
  }
  if (
    /^(Malformed (part header|content type)|Multipart: Boundary not found|Unsupported content type)/.test(
      error.message,
    )
  ) {
    return new ServiceError('UPLOAD_MALFORMED', 'the multipart body does not follow RFC 7578', {
      cause: error,
    });
  }
  return undefined;
}

/** A percent-encoding in the address that is none. */
function fromRouter(error: LibraryError & Error): ServiceError | undefined {
  return error instanceof URIError
    ? new ServiceError('REQUEST_INVALID', 'the address is not percent-encoded UTF-8', { cause: error })
    : undefined;
}

function truncated(cause: unknown): ServiceError {
  return new ServiceError(
    'UPLOAD_TRUNCATED',
    'the request ended before its body was complete; nothing was stored',
    {
      cause,
    },
  );
}

const TOO_LARGE = [
  'LIMIT_FILE_SIZE',
  'LIMIT_FIELD_VALUE',
  'LIMIT_FILE_COUNT',
  'LIMIT_PART_COUNT',
  'LIMIT_FIELD_COUNT',
];

function fromMulter(error: MulterError): ServiceError {
  const facts = error.field === undefined ? {} : { part: error.field.slice(0, 64) };
  return TOO_LARGE.includes(error.code)
    ? new ServiceError('PAYLOAD_TOO_LARGE', `the upload exceeds a limit: ${error.message.toLowerCase()}`, {
        facts: { ...facts, rule: error.code },
        cause: error,
      })
    : new ServiceError('UPLOAD_MALFORMED', `the upload is not as expected: ${error.message.toLowerCase()}`, {
        facts: { ...facts, rule: error.code },
        cause: error,
      });
}
