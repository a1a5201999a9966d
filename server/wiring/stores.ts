/** Where an installation keeps its log and its documents: SQLite in its home, or MongoDB. */

import { openSqliteDocuments } from '../adapters/store-sqlite/documents.ts';
import { openSqliteStore } from '../adapters/store-sqlite/store.ts';
import type { Config } from '../config/variables.ts';
import type { OpenDocumentStore } from '../ports/document-store.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { Home } from '../start/home.ts';

export async function openStore(config: Config, home: Home): Promise<EvidenceStore> {
  if (config.mongo === undefined) return openSqliteStore(home.store);
  // Loaded when it is asked for: the driver is large, and most starts do not need it.
  const { openMongoStore } = await import('../adapters/store-mongo/store.ts');
  return openMongoStore({ uri: config.mongo });
}

export async function openDocuments(config: Config, home: Home): Promise<OpenDocumentStore> {
  if (config.mongo === undefined) return openSqliteDocuments(home.documents);
  const { openMongoDocuments } = await import('../adapters/store-mongo/documents.ts');
  return openMongoDocuments({ uri: config.mongo });
}
