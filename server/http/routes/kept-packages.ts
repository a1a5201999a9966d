/** Packages built as jobs and kept: order, list, download whole or in ranges (RFC 9110 section 14). */
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Job } from '../../usecases/jobs/types.ts';
import type { Download, PackageWish, Range } from '../../usecases/packages/create-kept.ts';
import type { KeptPackage } from '../../usecases/packages/kept.ts';
import { conform, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { optionalJson } from '../optional-json.ts';
import { locate } from '../public-path.ts';
import { packageRedaction } from '../redaction.ts';
import type { Route } from '../route.ts';
import { CASE_ID } from '../schemas/cases.ts';
import { LOAN } from '../schemas/common.ts';
import { JobSchema } from '../schemas/jobs.ts';
import { KeptPackagePageSchema, PACKAGE_ID } from '../schemas/packages.ts';
import { PackageInput } from '../schemas/service.ts';
import { CASE_READ_PROBLEMS, caseId, IdPath, JSON_TYPE, owned } from './case-parts.ts';
import { privately } from './evidence.ts';
import { CURSOR, LIMIT, presentJob } from './jobs.ts';

const ZIP = 'application/zip';
const LoanPath = z.strictObject({ loan: LOAN });
const PackagePath = z.strictObject({ id: PACKAGE_ID });
const ListQuery = z.strictObject({ case: CASE_ID.optional(), limit: LIMIT, cursor: CURSOR });
const RangeHeaders = z.object({
  Range: z.string().optional().meta({
    description: 'One range of bytes. Several are answered with the whole.',
    example: 'bytes=0-65535',
  }),
  'If-Range': z.string().optional().meta({
    description: 'ETag that the range is of; another gives the whole.',
    example: '"9f86d081884c7d65"',
  }),
});

const common = { tag: 'packages', quota: 'caller', action: 'package.build' } as const;
const read = { ...common, method: 'get', access: { scope: 'package:read' } } as const;
const build = { ...common, method: 'post', access: { scope: 'package:read' }, stepUp: true } as const;
const body = {
  description: 'What it should hold; may be left out.',
  content: { [JSON_TYPE]: PackageInput },
  required: false,
};
const ordered = {
  202: {
    description: 'The job. Its result names the package; the same state again gives the same package.',
    content: { [JSON_TYPE]: JobSchema },
  },
};
const ORDER_PROBLEMS = [...CASE_READ_PROBLEMS, 'JSON_INVALID', 'UNSUPPORTED_MEDIA_TYPE'] as const;

export function keptPackageRoutes(deps: AppDeps): Route[] {
  const { packages } = deps;
  return [
    {
      ...build,
      path: '/v1/cases/{id}/package',
      summary: 'Have the package of a case built',
      parameters: { path: IdPath },
      body,
      answers: ordered,
      problems: ORDER_PROBLEMS,
      handlers: [
        owned(deps, 'package.build'),
        rawBody(64 * 1024),
        orderHandler((req, res, wish) => packages.orderForCase(callerOf(res), caseId(req.params), wish)),
      ],
    },
    {
      ...build,
      path: '/v1/loans/{loan}/packages',
      summary: 'Have the package of a loan built and kept',
      parameters: { path: LoanPath },
      body,
      answers: ordered,
      problems: ORDER_PROBLEMS,
      handlers: [
        rawBody(64 * 1024),
        orderHandler((req, res, wish) => {
          const { loan } = conform(LoanPath, req.params);
          return packages.orderForLoan(callerOf(res), loan, wish);
        }),
      ],
    },
    {
      ...read,
      path: '/v1/packages',
      summary: 'Packages of a case, or those that the caller had built',
      parameters: { query: ListQuery },
      answers: { 200: { description: 'One page.', content: { [JSON_TYPE]: KeptPackagePageSchema } } },
      problems: CASE_READ_PROBLEMS,
      handlers: [listHandler(deps)],
    },
    {
      ...read,
      path: '/v1/packages/{id}',
      summary: 'A package, whole or in ranges',
      stepUp: true,
      parameters: { path: PackagePath, headers: RangeHeaders },
      answers: {
        200: { description: 'The package (docs/spec/package.md).', content: { [ZIP]: undefined } },
        206: { description: 'The range.', content: { [ZIP]: undefined } },
      },
      problems: [
        ...CASE_READ_PROBLEMS,
        'PACKAGE_EXPIRED',
        'RANGE_NOT_SATISFIABLE',
        'CONTENT_CORRUPT',
        'CONTENT_ERASED',
      ],
      handlers: [downloadHandler(deps)],
    },
  ];
}

function orderHandler(
  order: (req: Request, res: Response, wish: PackageWish) => Promise<Job>,
): RequestHandler {
  return async (req, res) => {
    const job = await order(req, res, wishOf(req));
    locate(privately(res), `/v1/jobs/${job.id}`);
    res.status(202).json(presentJob(job));
  };
}

function wishOf(req: Request): PackageWish {
  const { stage = 'sealed', withhold = [], documents = true, ...wishes } = optionalJson(req, PackageInput);
  return { stage, withhold: [...new Set(withhold)].sort(), documents, ...packageRedaction(wishes) };
}

function listHandler({ packages }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { case: about, limit = '50', cursor } = conform(ListQuery, req.query);
    const page = await packages.list(callerOf(res), {
      limit: Number(limit),
      ...(about !== undefined && { case: about }),
      ...(cursor !== undefined && { cursor }),
    });
    privately(res).json({
      items: await Promise.all(
        page.packages.map(async (one) => presentPackage(one, await packages.fileName(one))),
      ),
      ...(page.next !== undefined && { next_cursor: page.next }),
    });
  };
}

function presentPackage(kept: KeptPackage, fileName: string | undefined): JsonObject {
  const { size, sha256, expiresAt } = kept;
  return {
    id: kept.id,
    state: kept.state,
    ...(kept.case !== undefined && { case: kept.case.id, revision: kept.case.revision }),
    ...(fileName !== undefined && { file_name: fileName }),
    built_by_role: kept.builtBy.role,
    stage: kept.stage,
    withheld: [...kept.withheld],
    documents: kept.documents,
    items: kept.sequence,
    ...(size !== undefined && { size }),
    ...(sha256 !== undefined && { sha256 }),
    created_at: kept.createdAt,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  };
}

function downloadHandler({ packages }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { id } = conform(PackagePath, req.params);
    const found = await packages.download(callerOf(res), id);
    const etag = `"${found.sha256}"`;
    privately(res).setHeader('ETag', etag);
    res.setHeader('Accept-Ranges', 'bytes');
    const part = rangeOf(req, etag, found);
    const range = part ?? { start: 0, end: found.size };
    res.attachment(found.fileName).type(ZIP);
    res.setHeader('Content-Length', String(range.end - range.start));
    if (part !== undefined) {
      res.status(206).setHeader('Content-Range', `bytes ${part.start}-${part.end - 1}/${found.size}`);
    } else {
      res.setHeader('Repr-Digest', `sha-256=:${Buffer.from(found.sha256, 'hex').toString('base64')}:`);
    }
    if (req.method === 'HEAD') return void res.end();
    await pipeline(await found.open(range), res);
  };
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * @returns undefined for the whole: without Range, with one that is not of this package, or of a form that need not be understood
 * @throws ServiceError `RANGE_NOT_SATISFIABLE`
 */
function rangeOf(req: Request, etag: string, { size }: Download): Range | undefined {
  const ifRange = req.get('if-range');
  const match = RANGE.exec(req.get('range') ?? '');
  if (match === null || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  // Not a range at all: RFC 9110 section 14.1.1.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start < size && start < end) return { start, end };
  throw new ServiceError('RANGE_NOT_SATISFIABLE', `the package has ${size} bytes`, { facts: { size } });
}
