/** What a node serves to everybody: the mirrored log as C2SP tlog-tiles has it, its witness's checkpoint, stream heads, confirmations, objections. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Express, Request, Response } from 'express';
import { base64urlDecode } from '../../core/bytes.ts';
import { CoreError } from '../../core/error.ts';
import { parseDecimal } from '../../core/tlog/decimal.ts';
import { parseTilePath } from '../../core/tlog/tile-path.ts';
import { refuse } from './answer.ts';
import { figures } from './figures.ts';
import { createNodeMetrics } from './metrics.ts';
import type { PartyNode } from './node.ts';
import { send } from './send.ts';

const gzipped = promisify(gzip);

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** tlog-tiles: "its headers SHOULD prevent caching beyond a few seconds". */
const MUTABLE = 'no-cache';

export function mountReads(app: Express, node: PartyNode): void {
  const base = `/${node.originHash}`;
  app.get(`${base}/checkpoint`, (_req, res) => checkpoint(res, node.state.mirrored()?.note));
  app.get(`/witness${base}/checkpoint`, (_req, res) => checkpoint(res, node.state.pending()?.note));
  app.get(`${base}/tile/*path`, (req, res) => tile(node, req, res));
  app.get(`${base}/stream-head/:stream`, (req, res) => streamHead(node, req, res));
  app.get(`${base}/confirmation/:size`, (req, res) => confirmation(node, req, res));
  app.get(`${base}/objections`, (_req, res) => {
    res.set('Cache-Control', MUTABLE).json(node.objections.published());
  });
}

/** Of all logs together: `/healthz` says the first log's figures as it does with one log, and those of each under `logs`. */
export function mountFigures(app: Express, nodes: readonly PartyNode[]): void {
  const metrics = createNodeMetrics(nodes);
  app.get('/metrics', async (_req, res) => {
    res.set('Content-Type', metrics.contentType).end(await metrics.metrics());
  });
  app.get('/healthz', (_req, res) => {
    const logs = nodes.map((node) => {
      const { party, name, ...numbers } = figures(node);
      return { log: node.origin, ...numbers };
    });
    res.set('Cache-Control', 'no-store').json({ status: 'ok', ...figures(nodes[0]!), logs });
  });
}

function checkpoint(res: Response, note: string | undefined): void {
  if (note === undefined) send(res, refuse(404, 'no checkpoint of this log has been cosigned yet'));
  else res.set('Content-Type', TEXT).set('Cache-Control', MUTABLE).end(note);
}

async function tile(node: PartyNode, req: Request, res: Response): Promise<void> {
  const path = understood(() => parseTilePath(req.path.slice(node.originHash.length + 2)));
  if (path === undefined) return send(res, refuse(404, 'no such tile'));
  const { level, index, width } = path;
  const { reader } = node.log;
  const isBundle = level === 'entries';
  const bytes = isBundle ? await reader.entryBundle(index, width) : await reader.tile(level, index, width);
  if (bytes === undefined) return send(res, refuse(404, 'no such tile'));
  res.set('Content-Type', BYTES).set('Cache-Control', IMMUTABLE);
  // Hashes do not compress; entries do.
  const compressed = isBundle && req.acceptsEncodings('gzip', 'identity') === 'gzip';
  if (isBundle) res.vary('Accept-Encoding');
  if (compressed) res.set('Content-Encoding', 'gzip');
  res.end(compressed ? await gzipped(bytes) : bytes);
}

async function streamHead(node: PartyNode, req: Request, res: Response): Promise<void> {
  const stream = understood(() => base64urlDecode(String(req.params.stream), 'stream'));
  const size = understood(() =>
    parseDecimal(String(req.query.size ?? node.state.mirrored()?.size ?? 0), 'size'),
  );
  if (stream?.length !== 32 || size === undefined) {
    return send(res, refuse(400, 'expected stream-head/<base64url of 32 bytes>?size=<tree size>'));
  }
  const note = await node.streamHead(stream, size);
  if (note === undefined) return send(res, refuse(404, 'no such stream at a size that this party cosigned'));
  res.set('Content-Type', TEXT).set('Cache-Control', MUTABLE).end(note);
}

function confirmation(node: PartyNode, req: Request, res: Response): void {
  const size = understood(() => parseDecimal(String(req.params.size), 'size'));
  const known = size === undefined ? undefined : node.confirmer.at(size);
  if (size === undefined) send(res, refuse(400, 'expected confirmation/<tree size>'));
  else if (known === undefined) send(res, refuse(404, 'this party has not confirmed that size'));
  else res.set('Cache-Control', MUTABLE).json(known);
}

/** @returns undefined where the path is not in the form that the specification demands */
function understood<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CoreError) return undefined;
    throw error;
  }
}
