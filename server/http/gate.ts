/** Who may pass: reads the bearer token and holds it against what the route demands. */
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../errors.ts';
import { contextOf } from './context.ts';
import type { Access } from './route.ts';
import type { Caller, Scope, TokenIssuer } from './tokens.ts';

const BEARER = /^Bearer ([A-Za-z0-9_.~+/=-]{1,4096})$/i;

export function createGate(tokens: TokenIssuer, access: Access): RequestHandler {
  if (access === 'public') return (_req, _res, next) => next();
  return (req, res, next) => {
    if ('local' in access && isLocal(req)) return next();
    const caller = authenticate(tokens, req);
    demand(caller, 'local' in access ? access.local : access.scope);
    contextOf(res).caller = caller;
    next();
  };
}

function authenticate(tokens: TokenIssuer, req: Request): Caller {
  const header = req.get('authorization');
  if (header === undefined) throw new ServiceError('UNAUTHENTICATED', 'this address needs a bearer token');
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw new ServiceError('UNAUTHENTICATED', 'the Authorization header is not `Bearer <token>`', {
      facts: { reason: 'malformed' },
    });
  }
  return tokens.check(token);
}

function demand(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes(scope)) return;
  throw new ServiceError('FORBIDDEN', `this needs a token with the scope ${scope}`, {
    facts: { needed: scope, granted: [...caller.scopes] },
  });
}

/** A proxy on this machine speaks for others: what it forwarded is not local. */
function isLocal(req: Request): boolean {
  const address = req.socket.remoteAddress ?? '';
  const forwarded = req.headers.forwarded ?? req.headers['x-forwarded-for'];
  return forwarded === undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
}

/** The caller that the gate let in. */
export function callerOf(res: Response): Caller {
  const { caller } = contextOf(res);
  if (caller === undefined) throw new Error('this route has no gate');
  return caller;
}
