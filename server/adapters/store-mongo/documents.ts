/**
 * `DocumentStore` in MongoDB: one MongoDB collection for each collection, the document's key as `_id`, its value as JSON text, so that member names
 * of any kind come back as they were. Index and unique values are members of the same MongoDB document; each change is therefore one
 * atomic operation, and a deleted document leaves no value behind.
 */
import type { Collection, Connection } from 'mongoose';
import type { JsonObject } from '../../../core/json.ts';
import { checkWrite, compareText, formatCursor, rangeOf } from '../../document-query.ts';
import type {
  CollectedDocument,
  DocumentPage,
  DocumentQuery,
  DocumentWrite,
  OpenDocumentStore,
  PutOutcome,
  StoredDocument,
} from '../../ports/document-store.ts';
import { connectMongo, guarded, isDuplicate } from './connection.ts';
import type { MongoStoreOptions } from './store.ts';

interface Kept {
  readonly _id: string;
  readonly version: number;
  readonly value: string;
  /** `entryOf`. */
  readonly indexes: Readonly<Record<string, string>>;
  readonly unique: Readonly<Record<string, string>>;
}

const PREFIX = 'documents_';

type Documents = Collection<Kept>;

/** Connects. Indexes are made when a name is first written. @throws ServiceError `STORE_UNAVAILABLE` */
export async function openMongoDocuments({ uri, onConnect }: MongoStoreOptions): Promise<OpenDocumentStore> {
  const connection = await connectMongo(uri, onConnect !== undefined);
  onConnect?.(connection);
  const of = (collection: string) => connection.collection(`${PREFIX}${collection}`) as unknown as Documents;
  const ensureIndexes = createIndexer();
  return {
    get: (collection, key) => guarded(async () => documentOf(await of(collection).findOne({ _id: key }))),
    put: (collection, write, expected) => {
      checkWrite(collection, write);
      return guarded(async () => {
        await ensureIndexes(of(collection), write);
        return put(of(collection), write, expected);
      });
    },
    delete: (collection, key, expected) =>
      guarded(async () => {
        const { deletedCount } = await of(collection).deleteOne({ _id: key, version: expected });
        return deletedCount === 1;
      }),
    list: (collection, query) => guarded(() => list(of(collection), query)),
    findUnique: (collection, name, value) =>
      guarded(async () => documentOf(await of(collection).findOne({ [`unique.${name}`]: value }))),
    scan: (after, limit) => guarded(() => scan(connection, after, limit)),
    rewrite: ({ collection, key, version }, value) =>
      guarded(async () => {
        const next = { $set: { version: version + 1, value: JSON.stringify(value) } };
        return (await of(collection).updateOne({ _id: key, version }, next)).modifiedCount === 1;
      }),
    close: () => guarded(() => connection.close()),
  };
}

/**
 * Listings stand on one wildcard index a collection: names of indexes may be many, indexes of MongoDB may not. Without it, on an engine that has no
 * such indexes, listings are as right and slower. A unique value is guarded from the first document that has one, since its index stands before
 * that document is written.
 */
function createIndexer() {
  const known = new Map<string, Promise<unknown>>();
  const ensure = (name: string, make: () => Promise<unknown>): Promise<unknown> => {
    const made = known.get(name) ?? make();
    known.set(name, made);
    // What failed is tried again with the next write.
    made.catch(() => known.delete(name));
    return made;
  };
  return async (collection: Documents, { indexes = {}, unique = {} }: DocumentWrite): Promise<void> => {
    if (Object.keys(indexes).length > 0) {
      await ensure(collection.name, async () => {
        await collection.createIndex({ 'indexes.$**': 1 }, { name: 'lists' }).catch((error: Error) => {
          if (error.name !== 'MongoServerError') throw error;
        });
      });
    }
    for (const name of Object.keys(unique)) {
      await ensure(`${collection.name} ${name}`, () =>
        collection.createIndex(
          { [`unique.${name}`]: 1 },
          { name: `unique_${name}`, unique: true, sparse: true },
        ),
      );
    }
  };
}

/** Value and key in one text that sorts by value, then key: neither holds the least character. */
const entryOf = (value: string, key: string) => `${value}\0${key}`;
const listedValue = (entry: string) => entry.slice(0, entry.indexOf('\0'));

async function put(documents: Documents, write: DocumentWrite, expected: number): Promise<PutOutcome> {
  const { key, value, indexes = {}, unique = {} } = write;
  const version = expected + 1;
  const listed = Object.fromEntries(
    Object.entries(indexes).map(([name, text]) => [name, entryOf(text, key)]),
  );
  const next = { version, value: JSON.stringify(value), indexes: listed, unique };
  try {
    if (expected === 0) await documents.insertOne({ _id: key, ...next });
    else if ((await documents.replaceOne({ _id: key, version: expected }, next)).matchedCount === 0) {
      return { ok: false, reason: 'version', conflict: String(await versionOf(documents, key)) };
    }
    return { ok: true, version };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return refusal(documents, write, expected);
  }
}

/** What stood in the way. Looked up, since engines do not name the index alike. */
async function refusal(
  documents: Documents,
  { key, unique = {} }: DocumentWrite,
  expected: number,
): Promise<PutOutcome> {
  const standing = await versionOf(documents, key);
  if (standing !== expected) return { ok: false, reason: 'version', conflict: String(standing) };
  for (const [name, value] of Object.entries(unique)) {
    const owner = await documents.findOne({ [`unique.${name}`]: value });
    if (owner !== null && owner._id !== key) return { ok: false, reason: 'unique', conflict: name };
  }
  // It was freed in between: the caller finds the present version and may try again.
  return { ok: false, reason: 'version', conflict: String(standing) };
}

async function versionOf(documents: Documents, key: string): Promise<number> {
  return (await documents.findOne({ _id: key }))?.version ?? 0;
}

async function list(documents: Documents, query: DocumentQuery): Promise<DocumentPage> {
  const { low, high, after, descending, limit } = rangeOf(query);
  const field = `indexes.${query.index}`;
  const direction = descending ? -1 : 1;
  const entry = after && entryOf(after.value, after.key);
  const filter = {
    [field]: {
      $gte: low,
      ...(high === undefined ? {} : { $lt: high }),
      ...(entry === undefined ? {} : descending ? { $lt: least(entry, high) } : { $gt: entry }),
    },
  };
  const found = await documents
    .find(filter)
    .sort({ [field]: direction })
    .limit(limit + 1)
    .toArray();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    documents: page.map((kept) => documentOf(kept)!),
    next: more ? formatCursor({ value: listedValue(last.indexes[query.index]!), key: last._id }) : undefined,
  };
}

async function scan(
  connection: Connection,
  after: CollectedDocument | undefined,
  limit: number,
): Promise<CollectedDocument[]> {
  const names = (await connection.listCollections()).map(({ name }) => name);
  const collections = names
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => name.slice(PREFIX.length));
  const out: CollectedDocument[] = [];
  for (const collection of collections.sort(compareText)) {
    if (after !== undefined && compareText(collection, after.collection) < 0) continue;
    if (out.length === limit) break;
    const documents = connection.collection(`${PREFIX}${collection}`) as unknown as Documents;
    const filter = collection === after?.collection ? { _id: { $gt: after.key } } : {};
    const found = documents
      .find(filter)
      .sort({ _id: 1 })
      .limit(limit - out.length);
    for (const kept of await found.toArray()) out.push({ ...documentOf(kept)!, collection });
  }
  return out;
}

const least = (a: string, b: string | undefined) => (b !== undefined && compareText(b, a) < 0 ? b : a);

function documentOf(kept: Kept | null): StoredDocument | undefined {
  if (kept === null) return undefined;
  return { key: kept._id, version: kept.version, value: JSON.parse(kept.value) as JsonObject };
}
