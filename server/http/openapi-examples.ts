/**
 * Examples of the OpenAPI document: a whole body for each operation, put together from the examples of its properties or given for its schema, and a problem for
 * each code. `test/server/http/examples.test.ts` holds each to its schema and sends what can be sent.
 */
import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { SERVICE_ERROR_CODES, type ServiceErrorCode } from '../errors.ts';
import { problemType } from './problem.ts';
import { PROBLEMS } from './problem-catalogue.ts';

interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Media {
  readonly schema?: Schema;
  example?: unknown;
  readonly examples?: unknown;
}

interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

export interface Described {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** One example for each code, to be referred to. */
export function registerProblems(registry: OpenAPIRegistry): void {
  for (const code of SERVICE_ERROR_CODES)
    registry.registerComponent('examples', code, { value: problemExample(code) });
}

/** References by code, for the answers of one status. */
export function problemExamples(codes: readonly ServiceErrorCode[]): Record<string, { $ref: string }> {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
}

function problemExample(code: ServiceErrorCode) {
  const { status, title, remedy } = PROBLEMS[code];
  return {
    type: problemType(code),
    title: title.en,
    status,
    detail: title.en,
    instance: 'urn:uuid:5f0c7e86-7c41-4a5e-9f0a-2c1b8f6f0f5a',
    code,
    facts: {},
    remedy: remedy.en,
  };
}

/** Gives every body of a described type its example; the document is changed in place. @returns the same document */
export function withExamples<T extends Described>(document: T): T {
  const schemas = document.components?.schemas ?? {};
  for (const operation of Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods))) {
    const contents = [operation.requestBody, ...Object.values(operation.responses ?? {})];
    for (const media of contents.flatMap((one) => Object.values(one?.content ?? {}))) {
      if (media.schema === undefined || media.examples !== undefined) continue;
      const example = exampleOf(media.schema, schemas);
      if (example !== undefined) media.example = example;
    }
  }
  return document;
}

type Schemas = Readonly<Record<string, Schema>>;

/** An example of a component stands; else members are put together, since the example of an object's property may show only some. */
function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if (schema.$ref !== undefined) {
    const named = resolved(schema, schemas);
    return named.example ?? composed(named, schemas);
  }
  return composed(schema, schemas) ?? schema.example;
}

function composed(schema: Schema, schemas: Schemas): unknown {
  const { properties, items, allOf, anyOf, oneOf, example } = schema;
  if (properties !== undefined) {
    const members = Object.entries(properties).map(([name, one]) => [name, exampleOf(one, schemas)] as const);
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }
  const whole = allOf?.find((one) => hasMembers(one, schemas));
  if (whole !== undefined) return exampleOf(whole, schemas);
  if (items !== undefined && hasMembers(items, schemas)) return [exampleOf(items, schemas)];
  const choice = (anyOf ?? oneOf)?.[0];
  return example ?? (choice && exampleOf(choice, schemas));
}

function hasMembers(schema: Schema, schemas: Schemas): boolean {
  const { properties, allOf } = resolved(schema, schemas);
  return properties !== undefined || (allOf ?? []).some((one) => hasMembers(one, schemas));
}

const resolved = (schema: Schema, schemas: Schemas): Schema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
