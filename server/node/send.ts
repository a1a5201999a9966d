/** An answer on its way out. */
import type { Response } from 'express';
import type { Answer } from './answer.ts';

export function send(res: Response, { status, body, type }: Answer): void {
  if (res.destroyed) return;
  res
    .status(status)
    .set('Content-Type', type ?? 'text/plain; charset=utf-8')
    .set('Cache-Control', 'no-store');
  // As bytes, or Express would add a charset to types that have none.
  res.end(Buffer.from(body, 'utf8'));
}
