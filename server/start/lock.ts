/** One process per data directory. The lock is SQLite's own file lock, so the operating system drops it with the process, however that ends. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { ServiceError } from '../errors.ts';

export interface DirectoryLock {
  release(): void;
}

/** @throws ServiceError `STORE_LOCKED` when another process holds the directory */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'lock');
  const db = new Database(file);
  try {
    chmodSync(file, 0o600);
    db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    throw new ServiceError('STORE_LOCKED', `${directory} is in use by another TriSeal process`, {
      facts: { directory },
      remedy: 'Stop the other process, or give this one a directory of its own (TRISEAL_HOME).',
      cause,
    });
  }
  return { release: () => db.close() };
}
