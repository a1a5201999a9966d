/** What is known of a request beside its bytes. Kept in `res.locals`, where nothing that a client sends can pose as it. */
import type { Response } from 'express';
import type { Caller } from '../ports/caller.ts';

export interface RequestContext {
  /** UUID, answered in X-Request-Id. */
  readonly id: string;
  /** Monotonic, milliseconds. */
  readonly startedAt: number;
  /** Pattern of the route, never the address itself: addresses hold loan numbers. */
  route: string;
  caller?: Caller;
  /** Code of the problem answered. */
  problem?: string;
}

export function openContext(res: Response, context: RequestContext): void {
  res.locals.context = context;
}

export function contextOf(res: Response): RequestContext {
  const context = res.locals.context as RequestContext | undefined;
  if (context === undefined) throw new Error('no context was opened for this request');
  return context;
}
