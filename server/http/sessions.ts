/**
 * People's sessions at the edge: the cookie, and what keeps other sites from using it. The cookie is HttpOnly and SameSite=Strict; over TLS it is
 * `__Host-`, so that no other host of the domain can set it. Where a proxy serves us under a path, the cookie is for that path alone, and no other
 * service of the host is sent it; `__Host-` does not allow that, so it is `__Secure-` there. An unsafe request must also come from a page of ours and
 * show a token that only such a page can read.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { ServiceError } from '../errors.ts';
import { type Caller, SCOPES } from '../ports/caller.ts';
import type { People, Session } from '../usecases/people/types.ts';
import type { Sessions } from './gate.ts';

export const CSRF_HEADER = 'X-TriSeal-CSRF';
const NAME = 'triseal-session';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface SessionEdge extends Sessions {
  /** The token that the request's cookie holds. @throws ServiceError `UNAUTHENTICATED` when there is none */
  tokenOf(req: Request): string;
  /** As `tokenOf`; undefined when there is none. */
  findToken(req: Request): string | undefined;
  /** What a page must send in `X-TriSeal-CSRF`. */
  csrfOf(token: string): string;
  /** Refuses a request that another site's page made. @throws ServiceError `CSRF_REFUSED` */
  demandOwnPage(req: Request): void;
  set(res: Response, token: string, session: Session): void;
  clear(res: Response): void;
}

export interface SessionEdgeDeps {
  readonly people: Pick<People, 'session' | 'demandFresh'>;
  /** Pages that may make requests with the cookie, such as `https://portal.example`. */
  readonly origins: () => readonly string[];
  /** Under which a proxy serves us, or empty. */
  readonly path: () => string;
}

export function createSessionEdge({ people, origins, path }: SessionEdgeDeps): SessionEdge {
  const overTls = () => origins().every((origin) => origin.startsWith('https:'));
  const prefix = () => (path() === '' ? '__Host-' : '__Secure-');
  const name = () => (overTls() ? `${prefix()}${NAME}` : NAME);
  const cookie = () =>
    ({
      name: name(),
      httpOnly: true,
      secure: overTls(),
      sameSite: 'strict',
      path: path() || '/',
    }) as const;
  const findToken = (req: Request): string | undefined => {
    const found = parseCookie(req.get('cookie') ?? '')[name()];
    return found !== undefined && TOKEN.test(found) ? found : undefined;
  };
  const demandOwnPage = (req: Request): void => {
    const origin = req.get('origin');
    if (origin === undefined ? !fromElsewhere(req) : origins().includes(origin)) return;
    throw csrf('the request comes from a page of another site');
  };
  const demandToken = (req: Request, token: string): void => {
    const shown = req.get(CSRF_HEADER);
    if (shown !== undefined && same(shown, csrfOf(token))) return;
    throw csrf(`the header ${CSRF_HEADER} does not hold the session's token`);
  };
  const tokenOf = (req: Request): string => {
    const token = findToken(req);
    if (token !== undefined) return token;
    throw new ServiceError('UNAUTHENTICATED', 'nobody is signed in', { facts: { reason: 'no-session' } });
  };
  return {
    findToken,
    tokenOf,
    csrfOf,
    demandOwnPage,
    async callerOf(req) {
      const token = findToken(req);
      if (token === undefined) return undefined;
      if (!SAFE.has(req.method)) {
        demandOwnPage(req);
        demandToken(req, token);
      }
      return callerOfPerson(await people.session(token));
    },
    demandFresh: (req) => people.demandFresh(tokenOf(req)),
    set(res, token, { openedAt, expiresAt }) {
      // A duration, not a moment: the browser's clock may be wrong.
      const maxAge = Math.floor((Date.parse(expiresAt) - Date.parse(openedAt)) / 1000);
      res.append('Set-Cookie', stringifySetCookie({ ...cookie(), value: token, maxAge }));
    },
    clear(res) {
      res.append('Set-Cookie', stringifySetCookie({ ...cookie(), value: '', maxAge: 0 }));
    },
  };
}

function callerOfPerson({ person: { id, organisation, role } }: Session): Caller {
  return { kind: 'person', organisation, role, id, scopes: SCOPES };
}

/** Bound to the session and told to its own pages alone; nothing of the session's token can be learnt from it. */
function csrfOf(token: string): string {
  return createHash('sha256').update(`triseal/csrf/v1\n${token}`).digest('base64url');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Browsers that leave Origin out say by Fetch Metadata where the request comes from. */
function fromElsewhere(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function csrf(message: string): ServiceError {
  return new ServiceError('CSRF_REFUSED', message);
}
