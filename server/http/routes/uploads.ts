/** Resumable uploads by the tus protocol (https://tus.io/protocols/resumable-upload), for documents that are filed afterwards. */
import { Metadata } from '@tus/server';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { newId } from '../../usecases/drafts.ts';
import { holderOf } from '../../usecases/uploads/holder.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { publicPathOf } from '../public-path.ts';
import type { Route } from '../route.ts';
import { createTusHandler, TUS_VERSION, UPLOADS_PATH } from '../tus/server.ts';

const WHOLE = /^(0|[1-9][0-9]{0,15})$/;

function isMetadata(text: string): boolean {
  try {
    Metadata.parse(text);
    return true;
  } catch {
    // The library says no more than that it is not valid, and the refusal says what is expected.
    return false;
  }
}

const version = {
  'Tus-Resumable': z.string().optional().meta({ description: 'The version.', example: '1.0.0' }),
};
const checksum = {
  'Upload-Checksum': z.string().max(128).optional().meta({
    description:
      'Of the body: `sha1` or `sha256`, a space, the digest in base64. A body that does not match is dropped.',
    example: 'sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=',
  }),
};

const CreateHeaders = z.object({
  ...version,
  ...checksum,
  'Upload-Length': z
    .string()
    .regex(WHOLE, 'expected the whole length in bytes')
    .meta({ description: 'Bytes of the document.', example: '73400320' }),
  'Upload-Metadata': z
    .string()
    .max(4096)
    .refine(isMetadata, 'expected keys with base64 values')
    .optional()
    .meta({
      description: 'Comma-separated keys with base64 values; `filename` and `filetype` are used.',
      example: 'filename Y29udHJhY3QucGRm,filetype YXBwbGljYXRpb24vcGRm',
    }),
});

const PatchHeaders = z.object({
  ...version,
  ...checksum,
  'Upload-Offset': z
    .string()
    .regex(WHOLE, 'expected an offset in bytes')
    .meta({ description: 'Where the body begins; where the upload stands.', example: '33554432' }),
  'Content-Type': z
    .literal('application/offset+octet-stream')
    .meta({ description: 'As tus has it.', example: 'application/offset+octet-stream' }),
});

const IdPath = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f-]{36}$/, 'expected an upload id')
    .meta({ description: 'Id of the upload.', example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11' }),
});

const PROBLEMS = ['REQUEST_INVALID', 'UPLOAD_PROTOCOL', 'STORE_UNAVAILABLE'] as const;

export function uploadRoutes(deps: AppDeps): Route[] {
  const tus = createTusHandler({
    uploads: deps.filing.uploads,
    newId: () => newId(deps),
    publicPath: () => publicPathOf(deps.publicUrl()),
  });
  const handle: RequestHandler = (req, res) => tus(holderOf(callerOf(res)), req, res);
  // Before anything of the request is judged: what is another's does not exist.
  const owned: RequestHandler = async (req, res, next) => {
    await deps.filing.uploads.filed(holderOf(callerOf(res)), conform(IdPath, req.params).id);
    next();
  };
  const route = {
    tag: 'evidence',
    action: 'document.upload',
    access: { scope: 'evidence:write' },
    quota: 'caller',
  } as const;
  const one = { ...route, path: `${UPLOADS_PATH}/{id}`, parameters: { path: IdPath } } as const;
  return [
    {
      ...route,
      method: 'options',
      path: UPLOADS_PATH,
      summary: `What is spoken here: tus ${TUS_VERSION} and its extensions`,
      answers: { 204: { description: 'In the headers.' } },
      problems: PROBLEMS,
      handlers: [handle],
    },
    {
      ...route,
      method: 'post',
      path: UPLOADS_PATH,
      summary: 'Announce a document and its length',
      parameters: { headers: CreateHeaders },
      body: {
        description: 'Empty, or the beginning of the document.',
        content: { 'application/offset+octet-stream': undefined },
      },
      answers: { 201: { description: 'Its address is in Location.' } },
      problems: [...PROBLEMS, 'PAYLOAD_TOO_LARGE', 'UPLOAD_QUOTA', 'UPLOAD_CHECKSUM_MISMATCH', 'DISK_FULL'],
      handlers: [headersAs(CreateHeaders), handle],
    },
    {
      ...one,
      method: 'head',
      summary: 'How far an upload has come',
      answers: { 200: { description: 'In Upload-Offset, Upload-Length and Upload-Expires.' } },
      problems: [...PROBLEMS, 'NOT_FOUND', 'UPLOAD_EXPIRED', 'OVERLOADED'],
      handlers: [owned, handle],
    },
    {
      ...one,
      method: 'patch',
      summary: 'Send the next bytes',
      parameters: { ...one.parameters, headers: PatchHeaders },
      body: {
        description: 'The bytes from Upload-Offset on.',
        content: { 'application/offset+octet-stream': undefined },
        required: true,
      },
      answers: { 204: { description: 'Durable up to Upload-Offset.' } },
      problems: [
        ...PROBLEMS,
        'NOT_FOUND',
        'UPLOAD_EXPIRED',
        'UPLOAD_OFFSET_MISMATCH',
        'UPLOAD_CHECKSUM_MISMATCH',
        'UPLOAD_TRUNCATED',
        'UPLOAD_IN_USE',
        'PAYLOAD_TOO_LARGE',
        'OVERLOADED',
        'DISK_FULL',
      ],
      handlers: [owned, headersAs(PatchHeaders), handle],
    },
    {
      ...one,
      method: 'delete',
      summary: 'Drop an upload that is not wanted any more',
      answers: { 204: { description: 'Gone.' } },
      problems: [...PROBLEMS, 'NOT_FOUND', 'UPLOAD_EXPIRED', 'UPLOAD_IN_USE', 'OVERLOADED'],
      handlers: [owned, handle],
    },
  ];
}

/** Holds the headers against their description; names are as they are written there. */
function headersAs(schema: z.ZodObject): RequestHandler {
  return (req, _res, next) => {
    const sent = Object.keys(schema.shape).flatMap((name) => {
      const value = req.get(name);
      return value === undefined ? [] : [[name, value]];
    });
    conform(schema, Object.fromEntries(sent));
    next();
  };
}
