/** Who may pass: reads the bearer token and holds it against what the route demands. */
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../errors.ts';
import type { Caller, Scope } from '../ports/caller.ts';
import { demandAction } from '../usecases/access/authorise.ts';
import { type AttemptLimiter, addressKey } from './attempts.ts';
import { clientThumbprint } from './client-certificate.ts';
import { contextOf } from './context.ts';
import type { OperatorCheck } from './operator.ts';
import type { Access, Route } from './route.ts';
import type { TokenIssuer } from './tokens.ts';

const SCHEME = 'bearer ';
/** Without regard to case this would take ten times as long, on every request. */
const TOKEN = /^[A-Za-z0-9_.~+/=-]{1,4096}$/;

/** Shows who a request speaks for by other means than a bearer token; undefined when it shows nothing of that kind. */
export interface Sessions {
  /** @throws ServiceError `SESSION_ENDED`, `CSRF_REFUSED` */
  callerOf(req: Request): Promise<Caller | undefined>;
  /** @throws ServiceError `STEP_UP_NEEDED` */
  demandFresh?(req: Request): Promise<void>;
}

/** A session stands for a person; their role alone decides. A token is for what its scopes say, within the role. */
export interface GateDeps {
  readonly tokens: TokenIssuer;
  readonly operator: OperatorCheck;
  readonly attempts: AttemptLimiter;
  readonly sessions?: Sessions | undefined;
}

export function createGate(
  deps: GateDeps,
  { access, action, stepUp }: Pick<Route, 'access' | 'action' | 'stepUp'>,
): RequestHandler {
  if (access === 'public') return (_req, _res, next) => next();
  return async (req, res, next) => {
    if (typeof access === 'object' && 'local' in access && isLocal(req)) return next();
    const caller = await callerFor(deps, access, req);
    demandAction(caller, action);
    if (caller.kind === 'system' && typeof access === 'object') demandScope(caller, scopeOf(access));
    const fresh = typeof stepUp === 'function' ? stepUp(req) : stepUp;
    if (caller.kind === 'person' && fresh) await deps.sessions?.demandFresh?.(req);
    contextOf(res).caller = caller;
    next();
  };
}

function callerFor(deps: GateDeps, access: Access, req: Request): Promise<Caller> {
  if (access === 'operator') return operatorOf(deps, req);
  return access === 'session' ? personOf(deps, req) : authenticate(deps, req);
}

async function personOf({ sessions }: GateDeps, req: Request): Promise<Caller> {
  const person = await sessions?.callerOf(req);
  if (person !== undefined) return person;
  throw new ServiceError('UNAUTHENTICATED', 'this address is for people who are signed in', {
    facts: { reason: 'no-session' },
    remedy: 'Sign in with a passkey (docs/people.md).',
  });
}

const scopeOf = (access: Exclude<Access, string>) => ('local' in access ? access.local : access.scope);

/** Only credentials that were never good count as guesses: a token that ran out is shown by every call under way. */
const isGuess = ({ code, facts }: ServiceError): boolean =>
  code === 'UNAUTHENTICATED' && facts.reason === 'not-issued-here';

async function operatorOf({ operator, attempts }: GateDeps, req: Request): Promise<Caller> {
  if (!isLocal(req)) throw new ServiceError('NOT_FOUND', 'there is nothing at this address');
  return attempts.guard([addressKey(req)], () => operator.check(bearerOf(req)), isGuess);
}

async function authenticate({ tokens, sessions, attempts }: GateDeps, req: Request): Promise<Caller> {
  const header = req.get('authorization');
  const person = header === undefined ? await sessions?.callerOf(req) : undefined;
  if (person !== undefined) return person;
  const token = bearerOf(req);
  const { caller, boundTo } = await attempts.guard([addressKey(req)], () => tokens.check(token), isGuess);
  if (boundTo === undefined || boundTo === clientThumbprint(req)) return caller;
  throw new ServiceError('UNAUTHENTICATED', 'the bearer token is bound to another client certificate', {
    facts: { reason: 'bound-elsewhere' },
  });
}

function bearerOf(req: Request): string {
  const header = req.get('authorization');
  if (header === undefined) throw new ServiceError('UNAUTHENTICATED', 'this address needs a bearer token');
  const token = header.slice(SCHEME.length);
  if (header.slice(0, SCHEME.length).toLowerCase() === SCHEME && TOKEN.test(token)) return token;
  throw new ServiceError('UNAUTHENTICATED', 'the Authorization header is not `Bearer <token>`', {
    facts: { reason: 'malformed' },
  });
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
