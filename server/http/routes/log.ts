/** The public log: checkpoints and tiles as C2SP tlog-tiles lays them out, and what is needed to trust them. No token, cacheable. */
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { CoreError } from '../../../core/error.ts';
import { parseTilePath, TILE_WIDTH, type TilePath } from '../../../core/tlog/tile-path.ts';
import { ServiceError } from '../../errors.ts';
import type { AppDeps, PublicLog } from '../deps.ts';
import type { Route } from '../route.ts';

const TEXT = 'text/plain';
const BYTES = 'application/octet-stream';

/** A checkpoint is superseded within a second; a full tile never. */
const FRESH = 'public, max-age=1';
const PARTIAL = 'public, max-age=3600';
const IMMUTABLE = 'public, max-age=31536000, immutable';

const TileParams = z.object({
  path: z
    .string()
    .meta({ description: '`<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`.', example: '0/x001/234.p/17' }),
});

const TrustSchema = z
  .looseObject({
    version: z.literal(1).meta({ description: 'Version of the format.', example: 1 }),
    origin: z.string().meta({ description: 'Origin of the log.', example: 'triseal.local/demo-bank' }),
  })
  .meta({ id: 'Trust', description: 'Trust data (docs/spec/trust.md).' });

export function logRoutes({ log }: AppDeps): Route[] {
  const open = { method: 'get', tag: 'log', action: 'log.read', access: 'public', quota: 'log' } as const;
  const text = (description: string) => ({ 200: { description, content: { [TEXT]: undefined } } });
  return [
    {
      ...open,
      path: '/log/checkpoint',
      summary: 'The newest checkpoint',
      answers: text('Signed note, C2SP tlog-checkpoint.'),
      problems: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [noteHandler(async () => (await log.reader.head())?.checkpoint)],
    },
    {
      ...open,
      path: '/log/checkpoint/witnessed',
      summary: "The newest checkpoint that all parties cosigned, by the log's policy",
      answers: text('Signed note with cosignatures, C2SP tlog-cosignature.'),
      problems: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [noteHandler(() => log.witnessed())],
    },
    {
      ...open,
      path: '/log/tile/{path*}',
      summary: 'A tile of hashes, or a bundle of entries',
      parameters: { path: TileParams },
      answers: {
        200: { description: 'C2SP tlog-tiles. Full tiles never change.', content: { [BYTES]: undefined } },
      },
      problems: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [tileHandler(log)],
    },
    {
      ...open,
      path: '/log/policy',
      summary: "Whose cosignatures count: the log's policy",
      answers: text('C2SP tlog-policy.'),
      problems: [],
      handlers: [noteHandler(async () => log.policy)],
    },
    {
      ...open,
      path: '/log/trust.json',
      summary: 'Trust data for verifiers; compare it with what the parties publish',
      answers: { 200: { description: 'docs/spec/trust.md.', content: { 'application/json': TrustSchema } } },
      problems: [],
      handlers: [(_req, res) => void openly(res, FRESH).json(log.trust())],
    },
  ];
}

/** Proofs are for everybody, whatever page asks. */
function openly(res: Response, caching: string): Response {
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  return res.setHeader('Cache-Control', caching);
}

function noteHandler(read: () => Promise<string | undefined>): RequestHandler {
  return async (_req, res) => {
    const note = await read();
    if (note === undefined) throw new ServiceError('NOT_FOUND', 'the log has no such checkpoint yet');
    openly(res, FRESH).type('text/plain; charset=utf-8').send(note);
  };
}

function tileHandler({ reader }: PublicLog): RequestHandler {
  return async (req, res) => {
    const tile = tileOf(req.params.path as unknown as readonly string[]);
    const bytes =
      tile.level === 'entries'
        ? await reader.entryBundle(tile.index, tile.width)
        : await reader.tile(tile.level, tile.index, tile.width);
    if (bytes === undefined) throw new ServiceError('NOT_FOUND', 'the log has no such tile');
    openly(res, tile.width === TILE_WIDTH ? IMMUTABLE : PARTIAL)
      .type(BYTES)
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  };
}

function tileOf(parts: readonly string[]): TilePath {
  try {
    return parseTilePath(`tile/${parts.join('/')}`);
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    throw new ServiceError('NOT_FOUND', cause.message, { facts: { expected: '<L>/<N>[.p/<W>]' }, cause });
  }
}
