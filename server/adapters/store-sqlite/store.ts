/** The embedded store: one SQLite file, for the service and for the party nodes. Same promises as the MongoDB store (test/suites). */
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import { openDatabase } from './database.ts';
import { createErasure } from './erasure.ts';
import { createEvidenceTables } from './evidence-tables.ts';
import { createLogTables } from './log-tables.ts';

/**
 * Opens the file, or makes it with mode 0600.
 * @throws ServiceError `STORE_LOCKED` when another process has it, `STORE_UNAVAILABLE` when it cannot be opened
 */
export function openSqliteStore(file: string): EvidenceStore {
  const db = openDatabase(file);
  const log = createLogTables(db);
  const { logRef: _logRef, findLog: _findLog, streamRef: _streamRef, writeHeld, ...logStore } = log;
  return {
    ...logStore,
    ...createEvidenceTables(db, log),
    ...createErasure(db, file),
    close: async () => {
      db.write(false, writeHeld);
      db.close();
    },
  };
}
