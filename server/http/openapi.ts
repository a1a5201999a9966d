/** The OpenAPI 3.1 document, made from the routes and the very schemas that validate. */
import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { ServiceErrorCode } from '../errors.ts';
import { type Described, problemExamples, registerProblems, withExamples } from './openapi-examples.ts';
import { PROBLEM_TYPE } from './problem.ts';
import { PROBLEMS } from './problem-catalogue.ts';
import { type Access, type Content, openApiPath, type Route } from './route.ts';
import { ProblemSchema } from './schemas/common.ts';

/** What any route may answer. */
const ALWAYS: readonly ServiceErrorCode[] = ['INTERNAL'];
const Bytes = z.string().meta({ format: 'binary' });
const Text = z.string();
const AnyObject = z.looseObject({});

/** @param path under which a proxy serves the service, or empty */
export function describeApi(routes: readonly Route[], version: string, path = ''): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Token of POST /v1/token.',
  });
  registry.registerComponent('securitySchemes', 'operator', {
    type: 'http',
    scheme: 'bearer',
    description:
      "The operator's credential, base64url; from the service's own machine only (docs/operations.md).",
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'triseal-session',
    description:
      'Session of a person, `__Host-triseal-session` over TLS, `__Secure-triseal-session` under a path of a proxy; unsafe methods also need the header X-TriSeal-CSRF (docs/people.md).',
  });
  registerProblems(registry);
  for (const route of routes) register(registry, route);
  const generator = new OpenApiGeneratorV31(registry.definitions);
  const document = generator.generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'TriSeal',
      version,
      description:
        'Evidence preservation for online arbitration. Errors are RFC 9457 problems from a closed list (docs/errors.md).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: path || '/' }],
    tags: [
      { name: 'token', description: 'Authentication.' },
      { name: 'evidence', description: 'Filing, reading, receipts, packages.' },
      { name: 'webhooks', description: 'Events posted to endpoints.' },
      { name: 'log', description: 'The public log.' },
      { name: 'verification', description: 'Verification for everybody.' },
      { name: 'people', description: 'Invitations, passkeys, sessions, and what a borrower does.' },
      { name: 'cases', description: 'Cases before a commission, from draft to award.' },
      { name: 'packages', description: 'Packages that are built and kept.' },
      { name: 'jobs', description: 'Work that outlives a request.' },
      { name: 'privacy', description: 'Custody, retention, erasure.' },
      {
        name: 'operation',
        description:
          'Organisations, certificates and quotas, for the operator on the machine of the service.',
      },
      { name: 'service', description: 'The service itself.' },
    ],
  });
  return withExamples(document as unknown as Described);
}

function register(registry: OpenAPIRegistry, route: Route): void {
  const { method, path, tag, summary, access } = route;
  registry.registerPath({
    method,
    path: openApiPath(path),
    operationId: operationId(route),
    tags: [tag],
    summary,
    security: securityOf(access),
    request: requestOf(route),
    responses: { ...answersOf(route), ...problemsOf(route) },
  });
}

/** Leaves out what is absent: the generator tells `undefined` and absent apart. */
function requestOf({ parameters = {}, body }: Route): NonNullable<RouteConfig['request']> {
  const { path, query, headers } = parameters;
  const { description, content = {} } = contentOf(body ?? { description: '' });
  return {
    ...(path === undefined ? {} : { params: path }),
    ...(query === undefined ? {} : { query }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body: { description, content, required: body.required ?? false } }),
  } as NonNullable<RouteConfig['request']>;
}

/** `post /v1/loans/{loan}/package` to `postLoansPackage`. */
function operationId({ method, path }: Route): string {
  const words = path.replace(/\{(\w+)\*?\}/g, '').match(/[A-Za-z]+/g) ?? ['root'];
  const named = words.filter((word) => word !== 'v');
  const byId = path.endsWith('}') && !path.includes('*') ? ['item'] : [];
  return method + [...named, ...byId].map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

function securityOf(access: Access): Record<string, string[]>[] {
  if (access === 'public') return [];
  if (access === 'operator') return [{ operator: [] }];
  if (access === 'session') return [{ session: [] }];
  return [{ bearer: ['local' in access ? access.local : access.scope] }];
}

function contentOf({ description, content }: Content): ResponseConfig {
  if (content === undefined) return { description };
  const media = Object.entries(content).map(([type, schema]) => [type, { schema: schema ?? plainOf(type) }]);
  return { description, content: Object.fromEntries(media) };
}

const plainOf = (type: string): z.ZodType =>
  type.startsWith('text/') ? Text : type.endsWith('json') ? AnyObject : Bytes;

function answersOf({ answers }: Route): Record<string, ResponseConfig> {
  return Object.fromEntries(Object.entries(answers).map(([status, content]) => [status, contentOf(content)]));
}

/** The route's problems by status, each status naming its codes. */
function problemsOf(route: Route): Record<string, ResponseConfig> {
  const byStatus = new Map<number, ServiceErrorCode[]>();
  for (const code of new Set([...route.problems, ...gateProblems(route), ...ALWAYS])) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const own = (status: number) => status in route.answers;
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => !own(status))
      .map(([status, codes]) => [
        String(status),
        {
          description: codes.join(', '),
          content: { [PROBLEM_TYPE]: { schema: ProblemSchema, examples: problemExamples(codes) } },
        },
      ]),
  );
}

function gateProblems({ access, action, quota, stepUp }: Route): readonly ServiceErrorCode[] {
  const byPerson = access !== 'public' && access !== 'operator';
  return [
    ...(access === 'public' ? [] : (['UNAUTHENTICATED', 'FORBIDDEN'] as const)),
    ...(byPerson ? (['SESSION_ENDED', 'CSRF_REFUSED'] as const) : []),
    ...(stepUp ? (['STEP_UP_NEEDED'] as const) : []),
    ...(quota === 'none' ? [] : (['RATE_LIMITED'] as const)),
    ...(action === 'evidence.file' ? (['QUOTA_EXCEEDED'] as const) : []),
  ];
}
