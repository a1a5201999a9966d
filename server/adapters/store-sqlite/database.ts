/** The SQLite file: how it is opened, guarded against a second process, and written with no more flushes than durability needs. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { ServiceError } from '../../errors.ts';
import { migrate, STORE_STEPS } from './schema.ts';

export type Value = string | number | Uint8Array | null;
export type Row = readonly unknown[];

export interface Db {
  /** Rows as arrays of columns. Parameters are always given as one array: the binding takes a lone object for named parameters. */
  all(sql: string, values: readonly Value[]): Row[];
  get(sql: string, values: readonly Value[]): Row | undefined;
  /** @returns number of rows changed */
  run(sql: string, values: readonly Value[]): number;
  /**
   * Inserts rows, many in one statement: what a statement costs is mostly the way into the engine and back.
   * @param into `INSERT OR IGNORE INTO t (a, b) VALUES`, to which the places for the values are added
   */
  insert(into: string, rows: readonly (readonly Value[])[]): void;
  /**
   * Runs `work` in a transaction.
   * @param flush whether it must survive a power cut when this returns. Without a flush it survives a crash of the process, and the next
   *   transaction that is flushed makes it durable too: the write-ahead log is one file.
   */
  write<T>(flush: boolean, work: () => T): T;
  /** Empties the write-ahead log into the file: pages that have been replaced are in neither any more. */
  forget(): void;
  close(): void;
}

/** 1.5 KiB items and 8 KiB tiles: larger pages waste less of their end, smaller ones write less for a single item. */
const PAGE_BYTES = 8192;
const CACHE_KIB = 32_768;
/** Pages of write-ahead log before they are copied into the file, which costs two flushes. */
const CHECKPOINT_PAGES = 4000;
const BUSY_MS = 2000;
/** Rows to a statement: few statements serve every number of rows. */
const INSERT_ROWS = [32, 8, 1] as const;

const MEMORY = ':memory:';

/**
 * @param steps as `STORE_STEPS`, which leads a file from one version to the next
 * @throws ServiceError `STORE_LOCKED` when another process has the file, `STORE_UNAVAILABLE` when it cannot be opened or was written by a later
 *   version
 */
export function openDatabase(file: string, steps: readonly string[] = STORE_STEPS): Db {
  return guarded(() => {
    const lock = file === MEMORY ? undefined : lockFiles(file);
    try {
      const db = new Database(file);
      db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA busy_timeout = ${BUSY_MS};
        PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON;`);
      migrate(db, file, steps);
      return new Connection(db, lock);
    } catch (error) {
      lock?.close();
      throw error;
    }
  });
}

function lockFiles(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (const path of [file, `${file}.lock`]) {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  }
  return takeLock(`${file}.lock`);
}

/**
 * The lock is a transaction held on a file of its own: the operating system drops it with the process, and closing it does not wait for
 * prepared statements to be collected, as closing the database would.
 */
function takeLock(file: string): Database.Database {
  const lock = new Database(file);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw new ServiceError('STORE_LOCKED', 'the store is in use by another process', {
      facts: { file },
      remedy: 'Stop the other process; one process writes a store.',
      cause,
    });
  }
}

class Connection implements Db {
  private readonly db: Database.Database;
  private readonly lock: Database.Database | undefined;
  private readonly statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database, lock: Database.Database | undefined) {
    this.db = db;
    this.lock = lock;
  }

  all(sql: string, values: readonly Value[]): Row[] {
    return guarded(() => this.prepared(sql).all(values) as Row[]);
  }

  get(sql: string, values: readonly Value[]): Row | undefined {
    return guarded(() => this.prepared(sql).get(values) as Row | undefined);
  }

  run(sql: string, values: readonly Value[]): number {
    return guarded(() => this.prepared(sql).run(values).changes);
  }

  insert(into: string, rows: readonly (readonly Value[])[]): void {
    let at = 0;
    for (const count of INSERT_ROWS) {
      for (; rows.length - at >= count; at += count) {
        const chunk = rows.slice(at, at + count);
        this.run(insertSql(into, count, chunk[0]!.length), chunk.flat());
      }
    }
  }

  write<T>(flush: boolean, work: () => T): T {
    return guarded(() => {
      if (flush) this.db.exec('PRAGMA synchronous = FULL');
      try {
        return this.transaction(work);
      } finally {
        if (flush) this.db.exec('PRAGMA synchronous = NORMAL');
      }
    });
  }

  forget(): void {
    guarded(() => this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  close(): void {
    guarded(() => {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.statements.clear();
      this.db.close();
      this.lock?.close();
    });
  }

  private transaction<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  private prepared(sql: string): Database.Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    if (/^(SELECT|WITH)/.test(sql)) statement.raw();
    this.statements.set(sql, statement);
    return statement;
  }
}

function insertSql(into: string, rows: number, columns: number): string {
  const places = `(${Array(columns).fill('?').join(', ')})`;
  return `${into} ${Array(rows).fill(places).join(', ')}`;
}

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw storeError(cause);
  }
}

function storeError(cause: unknown): ServiceError {
  const code = (cause as { code?: string }).code ?? 'unknown';
  if (code.startsWith('SQLITE_FULL')) {
    return new ServiceError('DISK_FULL', 'there is no room left for the store', { facts: { code }, cause });
  }
  return new ServiceError('STORE_UNAVAILABLE', `the store refused: ${code}`, { facts: { code }, cause });
}

/** The binding yields blobs as ArrayBuffer or Buffer, depending on the call. */
export function bytes(value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  const buffer = value as Buffer;
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
