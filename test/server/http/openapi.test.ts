/** The description of the API: every route, every property described and exemplified, and made from what is served. */
import { expect } from 'chai';
import { SERVICE_ERROR_CODES } from '../../../server/errors.ts';
import { routesOf, tokenIssuerOf } from '../../../server/http/app.ts';
import { PROBLEMS } from '../../../server/http/problem-catalogue.ts';
import { expressPath, openApiPath, type Route } from '../../../server/http/route.ts';
import { type Api, startApi } from '../../support/api.ts';

type Json = Record<string, unknown>;

describe('http: OpenAPI', () => {
  let api: Api;
  let routes: readonly Route[];
  let document: {
    openapi: string;
    paths: Record<string, Record<string, Json>>;
    components: { schemas: Record<string, Json> };
  };
  before(async () => {
    api = await startApi({ started: false });
    routes = routesOf(api.deps, tokenIssuerOf(api.deps));
    document = (await (await fetch(`${api.url}/openapi.json`)).json()) as typeof document;
  });
  after(() => api.stop());

  it('is of version 3.1', () => {
    expect(document.openapi).to.equal('3.1.0');
  });

  it('describes every route that is served, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).to.deep.equal(
      routes.map(({ method, path }) => `${method} ${openApiPath(path)}`).sort(),
    );
  });

  it('serves every path that it describes: none is unknown', async () => {
    for (const { path, method } of routes) {
      const address = path.replace(/\{\w+\*?\}/g, 'x');
      const answer = await fetch(`${api.url}${address}`, { method: method.toUpperCase() });
      const text = await answer.text();
      expect(text, `${method} ${path}`).to.not.include('there is nothing at this address');
    }
  });

  it('gives each operation a summary, a unique id, and its problems', () => {
    const ids = new Set<unknown>();
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const operation of Object.values(methods)) {
        expect(operation.summary, path).to.be.a('string').and.not.equal('');
        expect(ids.has(operation.operationId), String(operation.operationId)).to.equal(false);
        ids.add(operation.operationId);
        expect(operation.responses, path).to.have.property('500');
      }
    }
  });

  it('says which scope each operation needs, and that public ones need none', () => {
    const scopes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => [`${method} ${path}`, security]),
    );
    for (const [name, security] of scopes) {
      const open =
        /\/(v1\/(token|verify|enrolment.*|session|session\/(options|sample)|retention\/rules)|log\/.*|tsa|healthz|readyz|openapi\.json|docs|r\/.*|\.well-known\/.*)?$/.test(
          String(name),
        );
      // GET /v1/session tells who is signed in; only POST is for those who are not yet.
      const signedIn = name === 'get /v1/session';
      expect(security, String(name)).to.have.length(open && !signedIn ? 0 : 1);
    }
  });

  it('describes and exemplifies every property of every schema', () => {
    const missing: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties, items, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
      for (const [name, property] of Object.entries((properties ?? {}) as Record<string, Json>)) {
        if (typeof property.description !== 'string' && !hasIn(property, 'description'))
          missing.push(`${path}/${name} description`);
        if (property.example === undefined && !hasIn(property, 'example'))
          missing.push(`${path}/${name} example`);
        visit(property, `${path}/${name}`);
      }
      visit(items, `${path}[]`);
      for (const list of [anyOf, oneOf, allOf]) for (const one of (list ?? []) as unknown[]) visit(one, path);
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      if (typeof schema.description !== 'string') missing.push(`${name} description`);
      visit(schema, name);
    }
    expect(missing).to.deep.equal([]);
  });

  it('describes and exemplifies every parameter', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { parameters = [] } of Object.values(methods)) {
        for (const { name, schema } of parameters as { name: string; schema: Json }[]) {
          expect(schema.description, `${path} ${name}`).to.be.a('string');
          expect(schema.example, `${path} ${name}`).to.not.equal(undefined);
        }
      }
    }
  });

  it('names every code of a client’s making at some operation', () => {
    const text = JSON.stringify(document.paths);
    const operators = ['NOT_ACCEPTABLE', 'METHOD_NOT_ALLOWED', 'LOG_CORRUPT'];
    for (const code of SERVICE_ERROR_CODES) {
      if (PROBLEMS[code].status < 500 && !operators.includes(code)) expect(text, code).to.include(code);
    }
  });

  it('turns paths into those of Express and of OpenAPI', () => {
    expect(expressPath('/v1/evidence/{id}/documents/{n}')).to.equal('/v1/evidence/:id/documents/:n');
    expect(expressPath('/log/tile/{path*}')).to.equal('/log/tile/*path');
    expect(openApiPath('/log/tile/{path*}')).to.equal('/log/tile/{path}');
  });

  /** `allOf` with a reference carries its texts beside the reference. */
  function hasIn(property: Json, name: string): boolean {
    return ((property.allOf ?? property.anyOf ?? []) as Json[]).some((one) => one[name] !== undefined);
  }
});
