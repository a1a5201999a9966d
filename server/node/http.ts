/** The node's HTTP interface (docs/spec/log.md section 8): the C2SP witness and mirror protocols and the party's own reads. */
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { CoreError } from '../../core/error.ts';
import { parseAddCheckpoint } from '../../core/tlog/witness.ts';
import type { Logger } from '../ports/platform.ts';
import { type Answer, refuse } from './answer.ts';
import { openUpload } from './mirror.ts';
import type { PartyNode } from './node.ts';
import { mountFigures, mountReads } from './reads.ts';
import { send } from './send.ts';

/** A checkpoint with 63 proof lines and a hundred ML-DSA-44 signatures stays below it. */
const MAX_NOTE_REQUEST_BYTES = 512 * 1024;
/** How long the rest of a refused upload is read and thrown away, so that the client can read its answer. */
const DRAIN_MS = 5_000;

export interface NodeApp {
  /** One for each log, the first of the configuration first. */
  readonly nodes: readonly PartyNode[];
  readonly logger: Logger;
  /** Writing requests of one address a minute. */
  readonly postsPerMinute: number;
}

export function createNodeApp({ nodes, logger, postsPerMinute }: NodeApp): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_req, res, next) => {
    res.set('X-Content-Type-Options', 'nosniff');
    // The copies are for everybody to compare, a browser's page included; nothing here hangs on who asks.
    res.set('Access-Control-Allow-Origin', '*');
    next();
  });
  // Types are not looked at where the specification does not set one.
  const body = express.raw({ type: () => true, limit: MAX_NOTE_REQUEST_BYTES });
  app.use(postLimit(postsPerMinute));
  app.post('/add-checkpoint', body, async (req, res) => {
    const bytes = bytesOf(req);
    send(res, await nodeOf(nodes, checkpointOrigin(bytes)).witness.addCheckpoint(bytes));
  });
  app.post('/add-entries', (req, res) => addEntries(nodes, req, res));
  for (const node of nodes) {
    app.post(`/${node.originHash}/confirmation`, body, async (req, res) => {
      const result = await node.confirm(bytesOf(req).toString('utf8'));
      if ('confirmation' in result) res.json(node.confirmer.at(result.confirmation.size));
      else send(res, result);
    });
    mountReads(app, node);
  }
  mountFigures(app, nodes);
  app.use((_req, res) => send(res, refuse(404, 'not found')));
  app.use(failure(logger));
  return app;
}

/** The first log's node answers for logs that none is for: it does not know them either. */
function nodeOf(nodes: readonly PartyNode[], origin: string | undefined): PartyNode {
  return nodes.find((node) => node.origin === origin) ?? nodes[0]!;
}

/** First line of the note in the request's body (tlog-witness); undefined for a body that is none. */
function checkpointOrigin(body: Uint8Array): string | undefined {
  try {
    return parseAddCheckpoint(body).checkpoint.split('\n', 1)[0];
  } catch (error) {
    if (error instanceof CoreError) return undefined;
    throw error;
  }
}

/** Whoever writes costs the node signatures and storage; what is read is cheap, and mirrors read much. */
function postLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    skip: ({ method }) => method !== 'POST',
    keyGenerator: (req) => ipKeyGenerator(req.socket.remoteAddress ?? 'unknown'),
    handler: (req, res) => end(req, res, refuse(429, `more than ${perMinute} writing requests in a minute`)),
  });
}

async function addEntries(nodes: readonly PartyNode[], req: Request, res: Response): Promise<void> {
  res.set('Accept-Encoding', 'gzip');
  if (req.is('application/octet-stream') === false) {
    return end(req, res, refuse(400, 'the content type is application/octet-stream'));
  }
  const body = decoded(req);
  if (body === undefined) return end(req, res, refuse(415, 'the only content encoding is gzip'));
  const upload = await openUpload(body);
  if ('status' in upload) return end(req, res, upload);
  end(req, res, await nodeOf(nodes, upload.header.origin).mirror.addEntries(upload));
}

/** The body as it arrives, decompressed where it must be; a broken connection or stream ends it with an error. */
function decoded(req: Request): Readable | undefined {
  const encoding = (req.get('content-encoding') ?? 'identity').toLowerCase();
  if (encoding === 'identity') return req;
  if (encoding !== 'gzip') return undefined;
  // The callback takes the error from the event loop; the reader of the stream gets it too.
  return pipeline(req, createGunzip(), () => undefined);
}

/** Answers, also before the request's body has ended: then the rest is thrown away and the connection is closed. */
function end(req: Request, res: Response, answer: Answer): void {
  if (!req.complete) {
    res.set('Connection', 'close');
    req.unpipe();
    req.resume();
    const timer = setTimeout(() => req.destroy(), DRAIN_MS);
    timer.unref();
    req.once('close', () => clearTimeout(timer));
  }
  send(res, answer);
}

function bytesOf(req: Request): Buffer {
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** Express's own refusals (too large, aborted, malformed path) keep their status; everything else is a fault of this node. */
function failure(logger: Logger): ErrorRequestHandler {
  return (
    error: { readonly status?: number; readonly expose?: boolean; readonly message?: string },
    req,
    res,
    _next,
  ) => {
    const status = typeof error.status === 'number' && error.status < 500 ? error.status : 500;
    if (status === 500) logger.error({ error, path: req.path }, 'request failed');
    if (res.headersSent) res.destroy();
    else end(req, res, refuse(status, status === 500 ? 'internal error' : (error.message ?? 'refused')));
  };
}
