/** Every example of the OpenAPI document: it follows its schema, and what can be sent is sent and answered as the description says. */
import { expect } from 'chai';
import { SERVICE_ERROR_CODES } from '../../../server/errors.ts';
import { routesOf, tokenIssuerOf } from '../../../server/http/app.ts';
import { PROBLEM_TYPE } from '../../../server/http/problem.ts';
import { PROBLEMS } from '../../../server/http/problem-catalogue.ts';
import { openApiPath, type Route } from '../../../server/http/route.ts';
import { ProblemSchema } from '../../../server/http/schemas/common.ts';
import { callerWith, existing, type Filed, fileOne, fill, testSessions } from '../../support/access.ts';
import { type Api, OPERATOR, startApi } from '../../support/api.ts';

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly examples: Readonly<Record<string, { readonly value: unknown }>> };
}

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
/** Needs a package of a real loan; test/server/usecases/reports.test.ts has one. */
const NOT_SENT = ['/v1/loans/{loan}/report'];

describe('http: examples', function () {
  this.timeout(60_000);
  let api: Api;
  let routes: readonly Route[];
  let document: Document;
  let filed: Filed;
  before(async () => {
    api = await startApi({ app: { sessions: testSessions } });
    routes = routesOf(api.deps, tokenIssuerOf(api.deps));
    document = (await (await fetch(`${api.url}/openapi.json`)).json()) as Document;
    filed = await fileOne(api);
  });
  after(() => api.stop());

  const operationOf = ({ path, method }: Route) => document.paths[openApiPath(path)]![method]!;
  const nameOf = ({ path, method }: Route) => `${method.toUpperCase()} ${path}`;

  it('each body, asked for or answered, has one that follows its schema', () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { requestBody, responses } = operationOf(route);
      const bodies = [
        ['body', route.body?.content, requestBody?.content] as const,
        ...Object.entries(route.answers).map(
          ([status, { content }]) => [status, content, responses[status]?.content] as const,
        ),
      ];
      for (const [what, schemas, described] of bodies) {
        for (const [type, schema] of Object.entries(schemas ?? {})) {
          if (schema === undefined) continue;
          const result = schema.safeParse(described?.[type]?.example);
          if (!result.success) wrong.push(`${nameOf(route)} ${what} ${type}: ${result.error.message}`);
        }
      }
    }
    expect(wrong).to.deep.equal([]);
  });

  it('each code has one that follows the schema of problems and agrees with the catalogue', () => {
    const { examples } = document.components;
    expect(Object.keys(examples).sort()).to.deep.equal([...SERVICE_ERROR_CODES].sort());
    for (const code of SERVICE_ERROR_CODES) {
      const problem = ProblemSchema.parse(examples[code]!.value);
      expect([problem.code, problem.status]).to.deep.equal([code, PROBLEMS[code].status]);
    }
  });

  it('each problem of each operation refers to the examples of its codes', () => {
    for (const route of routes) {
      for (const [status, { content = {} }] of Object.entries(operationOf(route).responses)) {
        if (content[PROBLEM_TYPE] === undefined || status in route.answers) continue;
        const codes = Object.keys(content[PROBLEM_TYPE].examples ?? {});
        expect(codes, `${nameOf(route)} ${status}`).to.not.be.empty;
        for (const code of codes) {
          expect(PROBLEMS[code as keyof typeof PROBLEMS].status, code).to.equal(Number(status));
          expect(content[PROBLEM_TYPE].examples![code]!.$ref).to.equal(`#/components/examples/${code}`);
        }
      }
    }
  });

  it('the example of a filing is filed, alone and in a batch', async () => {
    const { requestBody } = document.paths['/v1/evidence']!.post!;
    const alone = await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, 'idempotency-key': 'example' },
      body: JSON.stringify(requestBody!.content[JSON_TYPE]!.example),
    });
    expect(alone.status, await alone.text()).to.equal(201);
    const line = document.paths['/v1/evidence/batch']!.post!.requestBody!.content['application/x-ndjson']!;
    const batch = await api.call('/v1/evidence/batch', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify(line.example)}\n`,
    });
    expect(JSON.parse(await batch.text())).to.include({ line: 1, status: 201 });
  });

  it('each body that is JSON or a form is sent: the answer is one that is described, and never a fault', async () => {
    const wrong: string[] = [];
    let [taken, sent] = [0, 0];
    // What ends something comes last: a sign-out, a decision on an erasure.
    const last = ({ path }: Route) => Number(/\/(decision|erasures|sign-out|state|scopes|end)/.test(path));
    for (const route of [...routes].sort((a, b) => last(a) - last(b))) {
      const { requestBody, responses } = operationOf(route);
      const type = [JSON_TYPE, FORM].find((one) => requestBody?.content[one] !== undefined);
      if (type === undefined || NOT_SENT.includes(route.path)) continue;
      const answer = await send(route, type, requestBody!.content[type]!.example);
      sent++;
      if (answer.ok) taken++;
      const problem = await read(answer);
      const described = responses[answer.status];
      const media = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const known =
        described !== undefined && (described.content === undefined || media in described.content);
      if (!known || answer.status >= 500)
        wrong.push(`${nameOf(route)}: ${answer.status} ${media} ${problem}`);
    }
    expect(wrong).to.deep.equal([]);
    expect(taken, `of ${sent} that were sent`).to.be.at.least(8);
  });

  async function send(route: Route, type: string, example: unknown): Promise<Response> {
    const address = fill(openApiPath(route.path), existing(route, filed) ?? {});
    const body =
      type === JSON_TYPE ? JSON.stringify(example) : new URLSearchParams(example as Record<string, string>);
    return fetch(`${api.url}${address}`, {
      method: route.method.toUpperCase(),
      redirect: 'manual',
      headers: {
        'content-type': type,
        'idempotency-key': `example ${nameOf(route)}`.replaceAll(' ', '-'),
        'if-match': '"1"',
        ...(await shown(route)),
      },
      body,
    });
  }

  async function shown({ access }: Route): Promise<Record<string, string>> {
    if (access === 'public') return {};
    if (access === 'session') return { 'x-test-caller': JSON.stringify(callerWith('user')) };
    if (access === 'operator')
      return { authorization: `Bearer ${Buffer.from(OPERATOR).toString('base64url')}` };
    return { authorization: `Bearer ${await api.token()}` };
  }

  async function read(answer: Response): Promise<string> {
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').includes('json');
    if (!answer.ok && json) ProblemSchema.parse(JSON.parse(text));
    return text.slice(0, 300);
  }
});
