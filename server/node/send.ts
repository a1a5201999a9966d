/** An answer on its way out. */
import type { Response } from 'express';
import type { Answer } from './answer.ts';

export function send(res: Response, { status, body, type }: Answer): void {
  if (res.destroyed) return;
  res.status(status).set('Cache-Control', 'no-store');
  // Not by Express's own function, which adds a charset to types that have none.
  res.setHeader('Content-Type', type ?? 'text/plain; charset=utf-8');
  res.end(body);
}
