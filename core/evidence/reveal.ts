/** The walk of RFC 9901 section 7.1 from the record's digest through all disclosures that were handed over. Reports, never throws on content. */
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, type JsonObject, objectOf } from '../json.ts';
import { type Disclosure, decodeDisclosure, disclosureDigest } from './disclosure.ts';

/** Where something stands in the record: `['fields', 'amount']`, `['documents', '0']`; `[]` is the record itself. */
export type RecordPath = readonly string[];

export type DisclosureErrorCode =
  /** Not a disclosure by RFC 9901 section 4.2, a reserved name, or a salt under 128 bits. */
  | 'MALFORMED_DISCLOSURE'
  /** A member's disclosure where an array element belongs, or the other way round. */
  | 'WRONG_KIND'
  /** The same disclosure was handed over twice. */
  | 'DUPLICATE_DISCLOSURE'
  /** The same digest stands in two places. */
  | 'DUPLICATE_DIGEST'
  /** Two members of one name at one level. */
  | 'NAME_COLLISION'
  /** `_sd` is not a list of strings, or `...` does not stand alone with a string. */
  | 'MALFORMED_DIGESTS'
  | 'TOO_DEEP'
  /** The statement's digest does not lead to an object named `record`. */
  | 'NO_RECORD'
  /** A member of the record is not of the shape of docs/spec/record.md section 2; it is left out of the result. */
  | 'SHAPE';

export interface DisclosureError {
  readonly code: DisclosureErrorCode;
  /** Slash-separated, empty for the record itself. */
  readonly path: string;
  readonly message: string;
}

export interface Withheld {
  /** The object or list in which something is withheld, slash-separated. */
  readonly path: string;
  /** How many of its members or elements. What lies beneath them cannot be counted. */
  readonly count: number;
}

export interface Revealed {
  readonly claims: JsonObject | undefined;
  readonly withheld: readonly Withheld[];
  /** Disclosures, as handed over, that no digest leads to. */
  readonly unmatched: readonly string[];
  readonly errors: readonly DisclosureError[];
  /** Path of each disclosure that a digest leads to. */
  readonly paths: ReadonlyMap<string, RecordPath>;
}

const MAX_DEPTH = 32;

export const pathText = (path: RecordPath): string => path.map((step) => `/${step}`).join('');

class Walk {
  readonly withheld = new Map<string, number>();
  readonly errors: DisclosureError[] = [];
  readonly paths = new Map<string, RecordPath>();
  private readonly byDigest = new Map<string, string>();
  private readonly seen = new Set<string>();

  constructor(c: Crypto, disclosures: readonly string[]) {
    for (const encoded of disclosures) {
      const digest = disclosureDigest(c, encoded);
      if (this.byDigest.has(digest)) this.error('DUPLICATE_DISCLOSURE', [], 'a disclosure stands twice');
      this.byDigest.set(digest, encoded);
    }
  }

  record(digest: string): JsonObject | undefined {
    const found = this.follow(digest, [], 'member');
    if (found === undefined) return undefined;
    if (found.kind === 'member' && found.name === 'record' && isObject(found.value))
      return this.object(found.value, []);
    return this.error('NO_RECORD', [], 'the statement does not lead to an object named "record"');
  }

  payload(payload: JsonObject): JsonObject {
    return this.object(payload, []);
  }

  /** The disclosure behind a digest; undefined when it is withheld or unusable. `parent` is what the digest stands in. */
  private follow(digest: string, parent: RecordPath, kind: Disclosure['kind'], index?: number) {
    if (this.seen.has(digest)) return this.error('DUPLICATE_DIGEST', parent, 'a digest stands twice');
    this.seen.add(digest);
    const encoded = this.byDigest.get(digest);
    if (encoded === undefined) {
      const at = pathText(parent);
      this.withheld.set(at, (this.withheld.get(at) ?? 0) + 1);
      return undefined;
    }
    const disclosure = this.decode(encoded, parent);
    if (disclosure === undefined) return undefined;
    const step = disclosure.kind === 'member' ? disclosure.name : String(index);
    this.paths.set(encoded, this.paths.size === 0 ? [] : [...parent, step]);
    if (disclosure.kind === kind) return disclosure;
    return this.error('WRONG_KIND', parent, `a disclosed ${disclosure.kind} stands where a ${kind} belongs`);
  }

  private decode(encoded: string, parent: RecordPath): Disclosure | undefined {
    try {
      return decodeDisclosure(encoded);
    } catch (cause) {
      if (!(cause instanceof CoreError)) throw cause;
      this.paths.set(encoded, parent);
      return this.error('MALFORMED_DISCLOSURE', parent, cause.message);
    }
  }

  private value(value: Json, path: RecordPath): Json | undefined {
    if (typeof value !== 'object' || value === null) return value;
    if (path.length >= MAX_DEPTH)
      return this.error('TOO_DEEP', path.slice(0, 4), `nested deeper than ${MAX_DEPTH}`);
    return isObject(value) ? this.object(value, path) : this.array(value as readonly Json[], path);
  }

  private array(list: readonly Json[], path: RecordPath): Json {
    const out: Json[] = [];
    list.forEach((element, index) => {
      const value = this.element(element, path, index);
      if (value !== undefined) out.push(value);
    });
    return out;
  }

  private element(element: Json, path: RecordPath, index: number): Json | undefined {
    const here = [...path, String(index)];
    if (!isObject(element) || !Object.hasOwn(element, '...')) return this.value(element, here);
    const digest = element['...'];
    if (typeof digest !== 'string' || Object.keys(element).length !== 1)
      return this.error('MALFORMED_DIGESTS', here, '"..." does not stand alone with a digest');
    const found = this.follow(digest, path, 'element', index);
    return found && this.value(found.value, here);
  }

  private object(object: JsonObject, path: RecordPath): JsonObject {
    const members = new Map<string, Json>();
    const add = (name: string, value: Json) => {
      if (members.has(name))
        return this.error('NAME_COLLISION', [...path, name], 'a member of this name stands twice');
      const nested = typeof value === 'object' && value !== null;
      const resolved = nested ? this.value(value, [...path, name]) : value;
      if (resolved !== undefined) members.set(name, resolved);
    };
    for (const name of Object.keys(object)) {
      if (name === '...') this.error('MALFORMED_DIGESTS', path, '"..." stands outside a list');
      else if (name !== '_sd') add(name, object[name] as Json);
    }
    for (const digest of this.digests(object, path)) {
      const found = this.follow(digest, path, 'member');
      if (found?.kind === 'member') add(found.name, found.value);
    }
    return objectOf(members);
  }

  private digests(object: JsonObject, path: RecordPath): readonly string[] {
    if (!Object.hasOwn(object, '_sd')) return [];
    const list = object._sd;
    if (Array.isArray(list) && list.every((digest) => typeof digest === 'string')) return list;
    this.error('MALFORMED_DIGESTS', path, '_sd is not a list of digests');
    return [];
  }

  private error(code: DisclosureErrorCode, path: RecordPath, message: string): undefined {
    this.errors.push({ code, path: pathText(path), message });
    return undefined;
  }
}

/** Any SD-JWT payload, such as a credential's: each digest is followed, wherever it stands. Says nothing of the signature. */
export function revealPayload(
  c: Crypto,
  payload: JsonObject,
  disclosures: readonly string[],
): Omit<Revealed, 'paths' | 'claims'> & { readonly claims: JsonObject } {
  const walk = new Walk(c, disclosures);
  const claims = walk.payload(payload);
  return {
    claims,
    withheld: [...walk.withheld].map(([path, count]) => ({ path, count })),
    unmatched: disclosures.filter((encoded) => !walk.paths.has(encoded)),
    errors: walk.errors,
  };
}

/** @param recordDigest the one digest of the statement's payload */
export function reveal(c: Crypto, recordDigest: string, disclosures: readonly string[]): Revealed {
  const walk = new Walk(c, disclosures);
  const claims = walk.record(recordDigest);
  return {
    claims,
    withheld: [...walk.withheld].map(([path, count]) => ({ path, count })),
    unmatched: disclosures.filter((encoded) => !walk.paths.has(encoded)),
    errors: walk.errors,
    paths: walk.paths,
  };
}
