/**
 * `DocumentStore` in an SQLite file of its own: the evidence store keeps its one writer, and neither waits for the other's flushes. Deleted
 * content is overwritten with zeros (`secure_delete`), and a deletion empties the write-ahead log, which would keep a copy.
 */
import type { JsonObject } from '../../../core/json.ts';
import { checkWrite, formatCursor, rangeOf } from '../../document-query.ts';
import type {
  DocumentPage,
  DocumentQuery,
  DocumentStore,
  DocumentWrite,
  OpenDocumentStore,
  PutOutcome,
  StoredDocument,
} from '../../ports/document-store.ts';
import { type Db, openDatabase, type Row } from './database.ts';

/** As in `schema.ts`: a released step never changes. */
const STEPS: readonly string[] = [
  `CREATE TABLE document (
     collection TEXT NOT NULL,
     key TEXT NOT NULL,
     version INTEGER NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (collection, key)
   );
   CREATE TABLE listed (
     collection TEXT NOT NULL,
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     key TEXT NOT NULL,
     PRIMARY KEY (collection, name, value, key)
   ) WITHOUT ROWID;
   CREATE INDEX listed_document ON listed (collection, key);
   CREATE TABLE taken (
     collection TEXT NOT NULL,
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     key TEXT NOT NULL,
     PRIMARY KEY (collection, name, value)
   ) WITHOUT ROWID;
   CREATE INDEX taken_document ON taken (collection, key);`,
];

const DOCUMENT = 'SELECT key, version, value FROM document WHERE collection = ? AND key = ?';

/**
 * Opens the file, or makes it with mode 0600. `:memory:` keeps the documents as long as the process.
 * @throws ServiceError `STORE_LOCKED` when another process has it, `STORE_UNAVAILABLE` when it cannot be opened
 */
export function openSqliteDocuments(file: string): OpenDocumentStore {
  const db = openDatabase(file, STEPS);
  return { ...createDocumentTables(db), ...createUpkeep(db), close: async () => db.close() };
}

function createDocumentTables(db: Db): DocumentStore {
  return {
    get: async (collection, key) => documentOf(db.get(DOCUMENT, [collection, key])),
    put: async (collection, write, expected) => {
      checkWrite(collection, write);
      return db.write(true, () => put(db, collection, write, expected));
    },
    delete: async (collection, key, expected) => {
      const gone = db.write(true, () => {
        const sql = 'DELETE FROM document WHERE collection = ? AND key = ? AND version = ?';
        if (db.run(sql, [collection, key, expected]) === 0) return false;
        dropIndexes(db, collection, key);
        return true;
      });
      if (gone) db.forget();
      return gone;
    },
    list: async (collection, query) => list(db, collection, query),
    findUnique: async (collection, name, value) =>
      documentOf(
        db.get(
          `SELECT d.key, d.version, d.value FROM taken t JOIN document d ON d.collection = t.collection AND d.key = t.key
             WHERE t.collection = ? AND t.name = ? AND t.value = ?`,
          [collection, name, value],
        ),
      ),
  };
}

function createUpkeep(db: Db): Pick<OpenDocumentStore, 'scan' | 'rewrite'> {
  return {
    scan: async (after, limit) =>
      db
        .all(
          `SELECT key, version, value, collection FROM document WHERE (collection, key) > (?, ?)
             ORDER BY collection, key LIMIT ?`,
          [after?.collection ?? '', after?.key ?? '', limit],
        )
        .map((row) => ({ ...documentOf(row)!, collection: row[3] as string })),
    rewrite: async ({ collection, key, version }, value) =>
      db.write(true, () => {
        const sql = `UPDATE document SET value = ?, version = version + 1
          WHERE collection = ? AND key = ? AND version = ?`;
        return db.run(sql, [JSON.stringify(value), collection, key, version]) === 1;
      }),
  };
}

function put(db: Db, collection: string, write: DocumentWrite, expected: number): PutOutcome {
  const { key, value, indexes = {}, unique = {} } = write;
  const standing = documentOf(db.get(DOCUMENT, [collection, key]))?.version ?? 0;
  if (standing !== expected) return { ok: false, reason: 'version', conflict: String(standing) };
  const taken = 'SELECT 1 FROM taken WHERE collection = ? AND name = ? AND value = ? AND key <> ?';
  for (const [name, wanted] of Object.entries(unique)) {
    if (db.get(taken, [collection, name, wanted, key]) === undefined) continue;
    return { ok: false, reason: 'unique', conflict: name };
  }
  const version = expected + 1;
  db.run(
    `INSERT INTO document (collection, key, version, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (collection, key) DO UPDATE SET version = excluded.version, value = excluded.value`,
    [collection, key, version, JSON.stringify(value)],
  );
  dropIndexes(db, collection, key);
  for (const [table, entries] of [['listed', indexes] as const, ['taken', unique] as const]) {
    for (const [name, text] of Object.entries(entries)) {
      db.run(`INSERT INTO ${table} (collection, name, value, key) VALUES (?, ?, ?, ?)`, [
        collection,
        name,
        text,
        key,
      ]);
    }
  }
  return { ok: true, version };
}

function dropIndexes(db: Db, collection: string, key: string): void {
  for (const table of ['listed', 'taken']) {
    db.run(`DELETE FROM ${table} WHERE collection = ? AND key = ?`, [collection, key]);
  }
}

function list(db: Db, collection: string, query: DocumentQuery): DocumentPage {
  const { low, high, after, descending, limit } = rangeOf(query);
  const [order, behind] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const rows = db.all(
    `SELECT d.key, d.version, d.value, l.value FROM listed l
       JOIN document d ON d.collection = l.collection AND d.key = l.key
       WHERE l.collection = ? AND l.name = ? AND l.value >= ? ${high === undefined ? '' : 'AND l.value < ?'}
       ${after === undefined ? '' : `AND (l.value, l.key) ${behind} (?, ?)`}
       ORDER BY l.value ${order}, l.key ${order} LIMIT ?`,
    [
      collection,
      query.index,
      low,
      ...(high === undefined ? [] : [high]),
      ...(after === undefined ? [] : [after.value, after.key]),
      limit + 1,
    ],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    documents: page.map((row) => documentOf(row)!),
    next: more ? formatCursor({ value: last[3] as string, key: last[0] as string }) : undefined,
  };
}

function documentOf(row: Row | undefined): StoredDocument | undefined {
  if (row === undefined) return undefined;
  const [key, version, value] = row;
  return {
    key: key as string,
    version: version as number,
    value: JSON.parse(value as string) as JsonObject,
  };
}
