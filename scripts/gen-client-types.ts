/** `npx tsx scripts/gen-client-types.ts`: the types of the API for the client, from the OpenAPI document. `test/client/types.test.ts` holds them to it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { VERSION } from '../core/version.ts';
import { routesOf } from '../server/http/app.ts';
import { type AppDeps, DEFAULT_HTTP_LIMITS } from '../server/http/deps.ts';
import { describeApi } from '../server/http/openapi.ts';
import { root } from './tool.ts';

export const CLIENT_TYPES = join(root, 'client/api.generated.ts');

interface Described {
  readonly components: { readonly schemas: Readonly<Record<string, JSONSchema>> };
}

/** The document as the service serves it. No route is called for it, so whatever the handlers stand on may be anything. */
export function describedApi(): Described {
  const anything: object = new Proxy(() => anything, {
    get: (_, name) => (name === 'then' ? undefined : name === Symbol.toPrimitive ? () => '' : anything),
    apply: () => anything,
  });
  const deps = new Proxy({ limits: DEFAULT_HTTP_LIMITS } as unknown as AppDeps, {
    get: (target, name) => (name in target ? target[name as keyof AppDeps] : anything),
  });
  return describeApi(routesOf(deps, anything as never), VERSION) as Described;
}

/** @returns the module's text */
export async function clientTypes(): Promise<string> {
  const { schemas } = describedApi().components;
  const text = JSON.stringify({
    title: 'ApiSchemas',
    type: 'object',
    additionalProperties: false,
    required: Object.keys(schemas),
    properties: Object.fromEntries(Object.keys(schemas).map((name) => [name, { $ref: `#/$defs/${name}` }])),
    $defs: schemas,
  }).replaceAll('#/components/schemas/', '#/$defs/');
  return compile(JSON.parse(text) as JSONSchema, 'ApiSchemas', {
    bannerComment: '/** Generated from the OpenAPI document by scripts/gen-client-types.ts: do not edit. */',
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 110 },
    unreachableDefinitions: false,
  });
}

if (import.meta.url === `file://${process.argv[1]}`) writeFileSync(CLIENT_TYPES, await clientTypes());
