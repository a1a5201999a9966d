/**
 * The portal's files under `/portal/`. Every address below it that is no file answers with the one page, which finds its own way; the page's base
 * element says under which path of a proxy it stands.
 */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { publicPathOf } from './public-path.ts';

export interface PortalFiles {
  /** Folder of the built portal; nothing is served while it is not there. */
  readonly folder: string;
  /** The one-file verifier. */
  readonly verifier: string;
  /** Origins of the party nodes, whose copies of the log the browser compares. */
  readonly nodes: () => readonly string[];
  /** Under which callers reach the API, without a slash at the end. */
  readonly publicUrl: () => string;
}

const IMMUTABLE_MS = 365 * 86_400_000;

/** @returns undefined when the portal is not built */
export function portalRouter(files: PortalFiles): RequestHandler | undefined {
  const page = join(files.folder, 'index.html');
  if (!existsSync(page)) return undefined;
  const router = Router({ strict: true });
  router.get('/verifier.html', (_req, res) => {
    res.attachment('triseal-verifier.html').sendFile(files.verifier);
  });
  router.use(
    '/assets',
    compressed(join(files.folder, 'assets')),
    express.static(join(files.folder, 'assets'), { immutable: true, maxAge: IMMUTABLE_MS, index: false }),
  );
  router.use(express.static(files.folder, { index: false, redirect: false, maxAge: 3_600_000 }));
  router.get('/{*path}', (req, res, next) => {
    // What a page asks for by script is no page: a mistyped asset must not answer with HTML.
    if (!req.accepts('html') || /\.\w+$/.test(req.path)) return next();
    const base = `${publicPathOf(files.publicUrl())}/portal/`;
    res.setHeader('Content-Security-Policy', policy(files.nodes()));
    res.setHeader('Cache-Control', 'no-cache');
    // Read each time: it is small, and a portal that was built anew names other assets.
    res
      .type('html')
      .send(readFileSync(page, 'utf8').replace('<base href="/portal/">', `<base href="${escaped(base)}">`));
  });
  return router;
}

/** The build puts a compressed file beside each that is worth it; a browser that takes it gets it. */
function compressed(folder: string): RequestHandler {
  return (req, res, next) => {
    res.vary('Accept-Encoding');
    const { path } = req;
    const there = /^\/[\w.-]+$/.test(path) && existsSync(join(folder, `${path}.gz`));
    // A range is of the file itself.
    if (there && req.headers.range === undefined && req.acceptsEncodings('gzip', 'identity') === 'gzip') {
      res.setHeader('Content-Encoding', 'gzip');
      res.type(extname(path));
      req.url = `${path}.gz`;
    }
    next();
  };
}

/** No inline script, no third party; styles only from files, but for the style attributes that positioned menus need. */
function policy(nodes: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${nodes.join(' ')}`.trimEnd(),
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
