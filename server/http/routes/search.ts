/** Finding evidence: `GET /v1/evidence` in pages, `GET /v1/evidence/export` as one stream. */
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import type { ExportedItem } from '../../usecases/search/export.ts';
import type { EvidenceFilter } from '../../usecases/search/find.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentEvidence, presentSummary } from '../present.ts';
import type { Route } from '../route.ts';
import { LOAN } from '../schemas/common.ts';
import { ExportLine, FoundPageSchema } from '../schemas/search.ts';

const NDJSON = 'application/x-ndjson';

const time = (what: string) =>
  z.iso
    .datetime({ offset: true, error: 'expected RFC 3339 with offset' })
    .optional()
    .meta({ description: what, example: '2026-03-05T00:00:00+08:00' });

const filters = {
  loan: LOAN.optional(),
  type: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{1,15}$/, 'expected a document type code')
    .optional()
    .meta({ description: 'Document type code.', example: 'CONTRACT' }),
  state: z
    .enum(['logged', 'witnessed', 'sealed'])
    .optional()
    .meta({ description: 'How far the item has come, exactly.', example: 'sealed' }),
  reference: z.string().min(1).max(128).optional().meta({
    description: "The filer's number of the item.",
    example: 'C-2026-000417',
  }),
  received_from: time('Received then or later.'),
  received_to: time('Received before.'),
};

const Query = z.strictObject({
  ...filters,
  order: z.enum(['ascending', 'descending']).optional().meta({
    description: 'By place in the log, which is the order of receipt. Default ascending.',
    example: 'descending',
  }),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, 'expected 1 to 500')
    .refine((text) => Number(text) <= 500, 'expected 1 to 500')
    .optional()
    .meta({ description: 'Items a page, 1 to 500. Default 100.', example: '100' }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,24}$/, 'expected a next_cursor of an earlier answer')
    .optional()
    .meta({ description: '`next_cursor` of the page before.', example: 'MTA0MQ' }),
});

const ExportQuery = z.strictObject({
  ...filters,
  include: z.enum(['record']).optional().meta({
    description: 'With the records and the digests of the documents; else what a list shows.',
    example: 'record',
  }),
});

export function searchRoutes(deps: AppDeps): Route[] {
  const route = {
    method: 'get',
    tag: 'evidence',
    action: 'evidence.search',
    access: { scope: 'evidence:read' },
    quota: 'caller',
  } as const;
  return [
    {
      ...route,
      path: '/v1/evidence',
      summary: "The organisation's items, by loan, type, state, own reference and time of receipt",
      parameters: { query: Query },
      answers: { 200: { description: 'One page.', content: { 'application/json': FoundPageSchema } } },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE'],
      handlers: [findHandler(deps)],
    },
    {
      ...route,
      path: '/v1/evidence/export',
      stepUp: true,
      summary: 'The same items as one stream, an object a line',
      parameters: { query: ExportQuery },
      answers: {
        200: {
          description: 'By place in the log; cut off when it fails.',
          content: { [NDJSON]: ExportLine },
        },
      },
      problems: ['REQUEST_INVALID', 'STORE_UNAVAILABLE'],
      handlers: [exportHandler(deps)],
    },
  ];
}

type Filters = Omit<z.output<typeof Query>, 'limit' | 'cursor'>;

function filterOf(organisation: string, { loan, type, state, reference, ...rest }: Filters): EvidenceFilter {
  const { received_from: from, received_to: to, order = 'ascending' } = rest;
  return {
    organisation,
    order,
    ...(loan === undefined ? {} : { loan }),
    ...(type === undefined ? {} : { type }),
    ...(state === undefined ? {} : { stage: state }),
    ...(reference === undefined ? {} : { reference }),
    ...(from === undefined ? {} : { receivedFrom: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { receivedTo: new Date(to).toISOString() }),
  };
}

function findHandler({ filing: { search } }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { limit = '100', cursor, ...filters } = conform(Query, req.query);
    const filter = filterOf(callerOf(res).organisation, filters);
    const { items, next } = await search.find(filter, indexOf(cursor), Number(limit));
    res.setHeader('Cache-Control', 'private, no-store').json({
      items: items.map(presentSummary),
      ...(next !== undefined && { next_cursor: Buffer.from(String(next)).toString('base64url') }),
    });
  };
}

function indexOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (/^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new ServiceError('REQUEST_INVALID', 'the cursor is not one that an earlier answer gave', {
    facts: { problems: ['/cursor: expected a next_cursor of an earlier answer'] },
  });
}

function exportHandler({ filing: { search } }: AppDeps): RequestHandler {
  return async (req: Request, res: Response) => {
    const { include, ...filters } = conform(ExportQuery, req.query);
    const caller = callerOf(res);
    const items = search.export(caller, filterOf(caller.organisation, filters), include === 'record');
    const lines = linesOf(items);
    // The first line is asked for before the answer begins: what fails by then is a problem document and not a broken stream.
    const first = await lines.next();
    res.status(200).type(NDJSON).setHeader('Cache-Control', 'private, no-store');
    // Ends the search when the reader goes away, and waits for a reader that is slow.
    await pipeline(async function* () {
      if (first.done !== true) yield first.value;
      yield* lines;
    }, res);
  };
}

async function* linesOf(items: AsyncIterable<ExportedItem>): AsyncGenerator<string> {
  for await (const { kind, item } of items) {
    const line = kind === 'record' ? presentEvidence(item) : presentSummary(item);
    yield `${JSON.stringify(kind === 'erased' ? { ...line, erased: true } : line)}\n`;
  }
}
