/**
 * A route is data: method, address, who may call, what goes in and out, and the handler. The Express app and the OpenAPI document are both
 * made from the same list, so none can be served undocumented or documented unserved.
 */
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { ServiceErrorCode } from '../errors.ts';
import type { Scope } from '../ports/caller.ts';
import type { Action } from '../usecases/access/matrix.ts';

export interface Content {
  readonly description: string;
  /** Schema by media type; undefined for bytes or text that no schema describes. */
  readonly content?: Readonly<Record<string, z.ZodType | undefined>>;
}

/** `public`: anybody. `operator`: on this machine, with the operator's credential; for all others the address does not exist. `session`: a person who is signed in. `local`: anybody on this machine, else a token with the scope. A scope: a bearer token that has it. */
export type Access =
  | 'public'
  | 'operator'
  | 'session'
  | { readonly local: Scope }
  | { readonly scope: Scope };

/** Which counter limits the calls; the log's tiles have one of their own, since mirrors read many. */
export type Quota = 'caller' | 'log' | 'anonymous' | 'none';

export interface Route {
  readonly method: 'get' | 'head' | 'options' | 'post' | 'put' | 'patch' | 'delete';
  /** OpenAPI form: `/v1/evidence/{id}`; `{path*}` takes the rest with its slashes. */
  readonly path: string;
  readonly tag:
    | 'token'
    | 'evidence'
    | 'webhooks'
    | 'log'
    | 'verification'
    | 'people'
    | 'cases'
    | 'packages'
    | 'jobs'
    | 'privacy'
    | 'operation'
    | 'service';
  readonly summary: string;
  /** What is done, for the access matrix (docs/access.md). */
  readonly action: Action;
  readonly access: Access;
  /** Whether a person must have proven their presence anew within the last minutes: for signing, exporting and what opens doors. A function where one address both shows and exports. */
  readonly stepUp?: true | ((req: Request) => boolean);
  readonly quota: Quota;
  readonly parameters?: {
    readonly path?: z.ZodObject;
    readonly query?: z.ZodObject;
    readonly headers?: z.ZodObject;
  };
  readonly body?: Content & { readonly required?: boolean };
  readonly answers: Readonly<Record<number, Content>>;
  /** Codes that this route may answer, beyond those that every route may. */
  readonly problems: readonly ServiceErrorCode[];
  readonly handlers: readonly RequestHandler[];
}

/** `/v1/evidence/{id}` to `/v1/evidence/:id`, `{path*}` to `*path`. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\*\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1');
}

export function openApiPath(path: string): string {
  return path.replace('*}', '}');
}
