/** Ends a request: with a problem document for whatever went wrong, and one line in the log either way. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { ServiceError } from '../errors.ts';
import { contextOf, openContext } from './context.ts';
import { refusalOf } from './failures.ts';
import type { HttpMetrics } from './metrics.ts';
import { languageOf, PROBLEM_TYPE, type Problem, problemOf, toServiceError } from './problem.ts';
import type { Language } from './problem-catalogue.ts';

/** Opens the context of each request, names it in X-Request-Id, and logs its end. */
export function createRecorder(logger: Logger, metrics: HttpMetrics, newId: () => string): RequestHandler {
  return (req, res, next) => {
    const context = { id: newId(), startedAt: performance.now(), route: 'none' };
    openContext(res, context);
    res.setHeader('X-Request-Id', context.id);
    res.once('close', () => {
      const seconds = (performance.now() - context.startedAt) / 1000;
      metrics.observe(req.method, contextOf(res).route, res.statusCode, seconds);
      const level = isRoutine(req.method, res) ? 'debug' : 'info';
      logger[level](lineOf(req.method, res, seconds), 'request');
    });
    next();
  };
}

/** Three nodes and a monitor poll these without end; the metrics count them. */
const ROUTINE = /^\/(log\/|healthz$|readyz$|metrics$)/;

const isRoutine = (method: string, res: Response): boolean =>
  method === 'GET' && res.statusCode < 500 && ROUTINE.test(contextOf(res).route);

/** The allow-list of what is logged of a request: no address, no header, no body, no name of a person, loan or file. */
function lineOf(method: string, res: Response, seconds: number): Record<string, string | number | boolean> {
  const { id, route, caller, problem } = contextOf(res);
  return {
    request: id,
    method,
    route,
    status: res.statusCode,
    milliseconds: Math.round(seconds * 1e4) / 10,
    complete: res.writableFinished,
    ...(caller && { organisation: caller.organisation }),
    ...(problem && { code: problem }),
  };
}

export function createFailureHandler(logger: Logger): ErrorRequestHandler {
  return (thrown, req, res, _next) => {
    const error = refusalOf(thrown) ?? toServiceError(thrown);
    const language = languageOf(req);
    const context = contextOf(res);
    context.problem = error.code;
    const problem = problemOf(error, context.id, language);
    if (problem.status >= 500) logger.error({ request: context.id, ...causeOf(error) }, 'request failed');
    // A stream that has begun cannot become a problem: cut it, so that it is not taken for complete.
    if (res.headersSent) return void res.destroy();
    sendProblem(res, problem, error, language);
  };
}

function sendProblem(res: Response, problem: Problem, error: ServiceError, language: Language): void {
  if (error.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(error.retryAfterSeconds));
  if (problem.status === 401) res.setHeader('WWW-Authenticate', 'Bearer realm="triseal"');
  const isToken = contextOf(res).route === '/v1/token';
  res.setHeader('Content-Language', language);
  res.vary('Accept-Language');
  res
    .status(problem.status)
    .setHeader('Cache-Control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(isToken ? { ...problem, error: oauthError(problem.status) } : problem));
}

/** RFC 6749 section 5.2. */
function oauthError(status: number): string {
  if (status === 401) return 'invalid_client';
  return status >= 500 ? 'temporarily_unavailable' : 'invalid_request';
}

/** Names, codes and stack of an error and its causes, for the operator; messages of our own errors only. */
export function causeOf(error: ServiceError): Record<string, unknown> {
  const chain: string[] = [];
  let cause: unknown = error;
  while (cause instanceof Error && chain.length < 6) {
    const { name, code } = cause as { name: string; code?: unknown };
    chain.push(typeof code === 'string' ? `${name} ${code}` : name);
    cause = cause.cause;
  }
  return { code: error.code, detail: error.message, chain, stack: framesOf(error) };
}

/** Where it was thrown, without the message that a stack begins with. */
function framesOf(error: Error): string | undefined {
  let origin: Error = error;
  while (origin.cause instanceof Error) origin = origin.cause;
  return origin.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .join('\n');
}
