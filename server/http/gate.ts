/** Who may pass: reads the bearer token and holds it against what the route demands. */
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../errors.ts';
import type { Caller, Scope } from '../ports/caller.ts';
import { demandAction } from '../usecases/access/authorise.ts';
import { contextOf } from './context.ts';
import type { Route } from './route.ts';
import type { TokenIssuer } from './tokens.ts';

const BEARER = /^Bearer ([A-Za-z0-9_.~+/=-]{1,4096})$/i;

/** Shows who a request speaks for by other means than a bearer token; undefined when it shows nothing of that kind. */
export interface Sessions {
  /** @throws ServiceError `UNAUTHENTICATED` for a session that has ended or was never opened */
  callerOf(req: Request): Promise<Caller | undefined>;
}

/** A session stands for a person; their role alone decides. A token is for what its scopes say, within the role. */
export function createGate(
  tokens: TokenIssuer,
  { access, action }: Pick<Route, 'access' | 'action'>,
  sessions?: Sessions,
): RequestHandler {
  if (access === 'public') return (_req, _res, next) => next();
  const scope = 'local' in access ? access.local : access.scope;
  return async (req, res, next) => {
    if ('local' in access && isLocal(req)) return next();
    const caller = await authenticate(tokens, sessions, req);
    demandAction(caller, action);
    if (caller.kind === 'system') demandScope(caller, scope);
    contextOf(res).caller = caller;
    next();
  };
}

async function authenticate(
  tokens: TokenIssuer,
  sessions: Sessions | undefined,
  req: Request,
): Promise<Caller> {
  const header = req.get('authorization');
  const person = header === undefined ? await sessions?.callerOf(req) : undefined;
  if (person !== undefined) return person;
  if (header === undefined) throw new ServiceError('UNAUTHENTICATED', 'this address needs a bearer token');
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw new ServiceError('UNAUTHENTICATED', 'the Authorization header is not `Bearer <token>`', {
      facts: { reason: 'malformed' },
    });
  }
  return tokens.check(token);
}

function demandScope(caller: Caller, scope: Scope): void {
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
