/** Checks the record's own members, whatever its document type (docs/spec/record.md section 2). */
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Completeness } from './check-value.ts';
import { FORMATS, type FormatName, follows } from './formats.ts';
import { describe, type SchemaProblem } from './problem.ts';
import { CLOCK_STATES, EVENT_SOURCES, RECORD_VERSION } from './record.ts';

type Check = (value: Json | undefined, path: string) => SchemaProblem[];

const problem = (path: string, value: Json | undefined, allowed: string): SchemaProblem[] => [
  { path, found: describe(value), allowed },
];

const format =
  (name: FormatName): Check =>
  (value, path) =>
    follows(value, name) ? [] : problem(path, value, FORMATS[name].allowed);

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) =>
    typeof value === 'string' && allowed.includes(value)
      ? []
      : problem(path, value, allowed.length === 1 ? allowed[0]! : `one of ${allowed.join(', ')}`);

const integer =
  (min: number, max: number): Check =>
  (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? []
      : problem(path, value, `a whole number from ${min} to ${max}`);

const list =
  (element: Check, max: number): Check =>
  (value, path) =>
    Array.isArray(value) && value.length <= max
      ? value.flatMap((one, index) => element(one, `${path}/${index}`))
      : problem(path, value, `a list of at most ${max}`);

interface Members {
  readonly required: { readonly [name: string]: Check };
  readonly optional?: { readonly [name: string]: Check };
}

/** The same, laid out once for the many objects that are checked. */
interface Shape {
  readonly allowed: readonly string[];
  readonly checks: readonly (readonly [name: string, check: Check, required: boolean])[];
}

function shapeOf({ required, optional = {} }: Members): Shape {
  const checks = [
    ...Object.entries(required).map(([name, check]) => [name, check, true] as const),
    ...Object.entries(optional).map(([name, check]) => [name, check, false] as const),
  ];
  return { allowed: checks.map(([name]) => name), checks };
}

function checkMembers(
  object: JsonObject,
  { allowed, checks }: Shape,
  path: string,
  completeness: Completeness = 'whole',
): SchemaProblem[] {
  const out: SchemaProblem[] = [];
  for (const name of Object.keys(object))
    if (!allowed.includes(name))
      out.push({
        path: `${path}/${name.slice(0, 64)}`,
        found: 'an unknown member',
        allowed: allowed.join(', '),
      });
  for (const [name, check, required] of checks) {
    if (Object.hasOwn(object, name)) out.push(...check(object[name], `${path}/${name}`));
    else if (required && completeness === 'whole')
      out.push({ path: `${path}/${name}`, found: 'nothing', allowed: 'a required member' });
  }
  return out;
}

function object(members: Members): Check {
  const shape = shapeOf(members);
  return (value, path) =>
    isObject(value) ? checkMembers(value, shape, path) : problem(path, value, 'an object');
}

const MAX_SIZE = Number.MAX_SAFE_INTEGER;
const DAY_MS = 86_400_000;

const document = object({
  required: {
    name: format('fileName'),
    media_type: format('mediaType'),
    size: integer(0, MAX_SIZE),
    sha256: format('digest'),
    sm3: format('digest'),
  },
});

/** Names must differ even where a file system ignores case or normalises. */
const documents: Check = (value, path) => {
  const problems = list(document, 256)(value, path);
  if (problems.length > 0) return problems;
  const names = (value as readonly { readonly name: string }[]).map(({ name }) =>
    name.normalize('NFC').toLowerCase(),
  );
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  return twice < 0
    ? []
    : problem(`${path}/${twice}/name`, 'a name that stands twice', 'a name unique in the record');
};

const event = object({
  required: { time: format('time'), source: oneOf(...EVENT_SOURCES) },
  optional: { zone: format('zone') },
});

const clock = object({
  required: { state: oneOf(...CLOCK_STATES) },
  optional: { source: format('line'), offset_ms: integer(-DAY_MS, DAY_MS) },
});

const sourced = object({
  required: {
    class: oneOf('sourced'),
    system: format('line'),
    version: format('line'),
    generator: format('line'),
    upstream_reference: format('line'),
    clock,
    transfer_path: list(format('line'), 16),
  },
  optional: {
    self_check: object({
      required: { time: format('time'), result: oneOf('passed', 'failed'), tool: format('line') },
    }),
  },
});

const bareHash = object({ required: { class: oneOf('bare-hash') } });

const provenance: Check = (value, path) => {
  if (!isObject(value)) return problem(path, value, 'an object');
  if (value.class === 'bare-hash') return bareHash(value, path);
  if (value.class === 'sourced') return sourced(value, path);
  return problem(`${path}/class`, value.class, 'one of sourced, bare-hash');
};

const actor = object({
  required: { role: format('slug'), id: format('line') },
  optional: { name: format('line'), authority: format('line') },
});

const filing = object({
  required: { organisation: format('line'), signed_by: oneOf('filer', 'service') },
});

const itemLink = object({ required: { id: format('itemId'), sequence: integer(1, MAX_SIZE) } });

const RECORD = shapeOf({
  required: {
    version: oneOf(RECORD_VERSION),
    type: format('code'),
    loan: format('loan'),
    documents,
    event,
    provenance,
    actors: list(actor, 64),
    fields: (value, path) => (isObject(value) ? [] : problem(path, value, 'an object')),
    filing,
  },
  optional: { reference: format('reference'), supersedes: itemLink, annotates: itemLink },
});

/** @param completeness `disclosed` lets members be absent, since they may have been withheld */
export function checkClaims(claims: JsonObject, completeness: Completeness): SchemaProblem[] {
  const problems = checkMembers(claims, RECORD, '', completeness);
  if (claims.supersedes === undefined || claims.annotates === undefined) return problems;
  return [...problems, ...problem('/annotates', claims.annotates, 'one of supersedes and annotates')];
}
