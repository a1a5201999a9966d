/** Evidence packages out, and verification of what comes back in. */
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import type { VerifyRequest } from '../../usecases/types.ts';
import { bytesOf, conform, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { optionalJson } from '../optional-json.ts';
import { packageRedaction } from '../redaction.ts';
import type { Route } from '../route.ts';
import { LOAN } from '../schemas/common.ts';
import { ReportSchema } from '../schemas/report.ts';
import { PackageInput } from '../schemas/service.ts';

const JSON_TYPE = 'application/json';
const ZIP = 'application/zip';
const MULTIPART = 'multipart/form-data';

const LoanPath = z.strictObject({ loan: LOAN });

const Binary = z.string().meta({ format: 'binary' });
const VerifyUpload = z
  .strictObject({
    subject: Binary.meta({
      format: 'binary',
      description: 'A package (.zip) or a receipt (JSON or .tlog-proof).',
      example: '(bytes)',
    }),
    file: z
      .array(Binary)
      .optional()
      .meta({
        description: 'The documents that a receipt is about, under the names in its record.',
        example: ['(bytes)'],
      }),
  })
  .meta({ id: 'VerifyUpload', description: 'What is to be verified.' });

export function packageRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'post',
      path: '/v1/loans/{loan}/package',
      tag: 'evidence',
      summary: "A loan's evidence package, to be verified offline",
      action: 'package.build',
      access: { scope: 'package:read' },
      stepUp: true,
      quota: 'caller',
      parameters: { path: LoanPath },
      body: {
        description: 'What it should hold; may be left out.',
        content: { [JSON_TYPE]: PackageInput },
        required: false,
      },
      answers: { 200: { description: 'The package (docs/spec/package.md).', content: { [ZIP]: undefined } } },
      problems: [
        'UNSUPPORTED_MEDIA_TYPE',
        'JSON_INVALID',
        'REQUEST_INVALID',
        'NOT_FOUND',
        'NOT_SEALED_YET',
        'CONTENT_ERASED',
        'PARTY_UNAVAILABLE',
      ],
      handlers: [rawBody(64 * 1024), packageHandler(deps)],
    },
    {
      method: 'post',
      path: '/v1/verify',
      tag: 'verification',
      summary: 'Verify a package, or a receipt with its documents',
      action: 'evidence.verify',
      access: 'public',
      quota: 'anonymous',
      body: {
        description: 'Multipart, or the package or receipt itself as the body.',
        content: { [MULTIPART]: VerifyUpload, [ZIP]: undefined, [JSON_TYPE]: undefined },
        required: true,
      },
      answers: {
        200: {
          description: 'The report. A failed check is a result, not an error.',
          content: { [JSON_TYPE]: ReportSchema },
        },
      },
      problems: [
        'UPLOAD_MALFORMED',
        'UPLOAD_TRUNCATED',
        'PAYLOAD_TOO_LARGE',
        'PACKAGE_INVALID',
        'OVERLOADED',
      ],
      handlers: verifyHandlers(deps),
    },
  ];
}

function packageHandler({ access, custody, useCases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { loan } = conform(LoanPath, req.params);
    const { stage = 'sealed', withhold = [], documents = true, ...wishes } = optionalJson(req, PackageInput);
    const caller = callerOf(res);
    const organisation = await access.loan(caller, 'package.build', loan);
    const { fileName, size, content } = await useCases.buildPackage({
      organisation,
      loan,
      stage,
      withhold,
      documents,
      ...packageRedaction(wishes),
    });
    const facts = { stage, withheld: [...withhold], documents };
    await custody.reads.loan({ caller, action: 'package.built', facts }, organisation, loan);
    res.setHeader('Cache-Control', 'private, no-store');
    res.attachment(fileName).type(ZIP).setHeader('Content-Length', size);
    await pipeline(content, res);
  };
}

/** Anybody may call it and it works in memory, so the number at once is bounded as well as the size. */
function verifyHandlers(deps: AppDeps): RequestHandler[] {
  const { maxVerifyBytes, maxVerifications, maxFiles } = deps.limits;
  let running = 0;
  const slot: RequestHandler = (_req, res, next) => {
    if (running >= maxVerifications) {
      throw new ServiceError('OVERLOADED', 'too many verifications are running', { retryAfterSeconds: 5 });
    }
    running++;
    res.once('close', () => running--);
    next();
  };
  const parts = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: {
      fileSize: maxVerifyBytes,
      files: maxFiles + 1,
      fields: 0,
      parts: maxFiles + 1,
      headerPairs: 16,
    },
  }).fields([
    { name: 'subject', maxCount: 1 },
    { name: 'file', maxCount: maxFiles },
  ]);
  const length: RequestHandler = (req, _res, next) => {
    if (Number(req.get('content-length') ?? 0) <= maxVerifyBytes + 2 ** 20) return next();
    throw new ServiceError('PAYLOAD_TOO_LARGE', 'this is more than is verified over the network', {
      facts: { limit: maxVerifyBytes },
      remedy: 'Verify it where it is: `triseal verify <file>`, or the page inside the package.',
    });
  };
  const whole = rawBody(maxVerifyBytes);
  const body: RequestHandler = (req, res, next) =>
    req.is(MULTIPART) ? parts(req, res, next) : whole(req, res, next);
  return [
    length,
    slot,
    body,
    async (req, res) => {
      const report = await deps.useCases.verify(verifyRequest(req));
      res.setHeader('Cache-Control', 'no-store').json(report);
    },
  ];
}

function verifyRequest(req: Request): VerifyRequest {
  if (!req.is(MULTIPART)) return { subject: demanded(bytesOf(req)), files: [] };
  const parts = (req.files ?? {}) as Record<string, Express.Multer.File[]>;
  return {
    subject: demanded(parts.subject?.[0]?.buffer),
    files: (parts.file ?? []).map(({ originalname, buffer }) => ({ name: originalname, bytes: buffer })),
  };
}

function demanded(subject: Uint8Array | undefined): Uint8Array {
  if (subject !== undefined && subject.length > 0) return subject;
  throw new ServiceError('UPLOAD_MALFORMED', 'there is nothing to verify in the request', {
    facts: { expected: ['subject', 'file'] },
    remedy: 'Send the package or receipt as the part `subject` with a file name, or as the body.',
  });
}
