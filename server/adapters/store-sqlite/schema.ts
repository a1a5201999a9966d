/** Tables of the embedded store, and how a file of an earlier version becomes one of this. */
import type Database from 'libsql';
import { ServiceError } from '../../errors.ts';

/**
 * Each step leads from the version of its place to the next (`PRAGMA user_version`). A released step never changes.
 *
 * Whatever has an index below its log's `size` is committed: a batch behind the head is never staged, and a commit deletes those that lost.
 * A batch stands in `batch` for as long as it is staged.
 */
export const STORE_STEPS: readonly string[] = [
  `CREATE TABLE log (
     ref INTEGER PRIMARY KEY,
     origin TEXT NOT NULL UNIQUE,
     size INTEGER,
     root BLOB,
     checkpoint TEXT
   );
   CREATE TABLE batch (
     ref INTEGER PRIMARY KEY AUTOINCREMENT,
     log INTEGER NOT NULL,
     start INTEGER NOT NULL,
     id TEXT NOT NULL,
     UNIQUE (log, start, id)
   );
   CREATE TABLE stream (
     ref INTEGER PRIMARY KEY,
     id BLOB NOT NULL UNIQUE
   );
   CREATE TABLE entry (
     log INTEGER NOT NULL,
     idx INTEGER NOT NULL,
     batch INTEGER NOT NULL,
     stream INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     leaf BLOB NOT NULL,
     bytes BLOB NOT NULL
   );
   CREATE UNIQUE INDEX entry_place ON entry (log, idx, batch);
   CREATE INDEX entry_stream ON entry (stream, idx);
   -- Hashes of level 0 are the leaf hashes of the entries and stand there only.
   CREATE TABLE tile (
     log INTEGER NOT NULL,
     level INTEGER NOT NULL,
     idx INTEGER NOT NULL,
     batch INTEGER NOT NULL,
     root BLOB NOT NULL,
     hashes BLOB
   );
   CREATE UNIQUE INDEX tile_place ON tile (log, level, idx, batch);
   CREATE TABLE item (
     id TEXT NOT NULL,
     log INTEGER NOT NULL,
     idx INTEGER NOT NULL,
     batch INTEGER NOT NULL,
     stream INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     organisation TEXT NOT NULL,
     loan TEXT NOT NULL,
     type TEXT NOT NULL,
     received TEXT NOT NULL,
     idempotency BLOB NOT NULL,
     fingerprint BLOB NOT NULL,
     content_key TEXT NOT NULL,
     sealed BLOB NOT NULL,
     blobs TEXT NOT NULL
   );
   CREATE UNIQUE INDEX item_id ON item (id, batch);
   -- Eight bytes of a digest find it as well as all of them, in a third of the pages; these are written at random places.
   CREATE INDEX item_idempotency ON item (substr(idempotency, 1, 8));
   CREATE UNIQUE INDEX item_place ON item (log, idx, batch);
   CREATE INDEX item_stream ON item (stream, sequence);
   CREATE TABLE content_key (
     id TEXT NOT NULL,
     batch INTEGER NOT NULL,
     wrapped BLOB NOT NULL,
     wrapped_by TEXT NOT NULL,
     PRIMARY KEY (id, batch)
   ) WITHOUT ROWID;
   CREATE TABLE loan (
     log INTEGER NOT NULL,
     organisation TEXT NOT NULL,
     loan TEXT NOT NULL,
     stream INTEGER NOT NULL,
     sealed BLOB NOT NULL,
     content_key TEXT NOT NULL,
     PRIMARY KEY (organisation, loan, log)
   ) WITHOUT ROWID;
   CREATE TABLE round (
     log INTEGER NOT NULL,
     size INTEGER NOT NULL,
     quorum INTEGER NOT NULL,
     sealed INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (log, size)
   );
   CREATE INDEX round_stage ON round (log, quorum, sealed, size);`,
  // Rows written before this step have no reference and are not found by it.
  `ALTER TABLE item ADD COLUMN reference BLOB;
   ALTER TABLE item ADD COLUMN supersedes TEXT;
   ALTER TABLE item ADD COLUMN annotates TEXT;
   CREATE INDEX item_organisation ON item (log, organisation, idx);
   CREATE INDEX item_type ON item (log, organisation, type, idx);
   CREATE INDEX item_reference ON item (substr(reference, 1, 8)) WHERE reference IS NOT NULL;
   CREATE INDEX item_supersedes ON item (supersedes) WHERE supersedes IS NOT NULL;
   CREATE INDEX item_annotates ON item (annotates) WHERE annotates IS NOT NULL;`,
];

/** @throws ServiceError `STORE_UNAVAILABLE` when the file was written by a later version */
export function migrate(db: Database.Database, file: string, steps: readonly string[]): void {
  const [row] = db.prepare('PRAGMA user_version').raw().all([]) as [number][];
  const version = row![0];
  if (version > steps.length) {
    throw new ServiceError('STORE_UNAVAILABLE', 'the store was written by a later version of TriSeal', {
      facts: { file, version, known: steps.length },
      remedy: 'Start the version that wrote it, or a later one.',
    });
  }
  for (let step = version; step < steps.length; step++) {
    db.exec(`BEGIN IMMEDIATE; ${steps[step]} PRAGMA user_version = ${step + 1}; COMMIT;`);
  }
}
