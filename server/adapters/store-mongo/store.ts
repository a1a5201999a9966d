/**
 * The production store: MongoDB 6 or later through mongoose. Needs no transaction across documents: a batch is staged, then true by one
 * insert (docs/decisions/0003-one-commit-point.md). Same promises as the embedded store (test/suites).
 */
import type { Connection } from 'mongoose';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import { connectMongo, guarded } from './connection.ts';
import { createErasure } from './erasure.ts';
import { createEvidenceCollections } from './evidence-collections.ts';
import { createLogCollections } from './log-collections.ts';
import { defineModels, type Models } from './models.ts';
import { createVisibility } from './visibility.ts';

export interface MongoStoreOptions {
  /** Name of the database in the URI, which must have one. */
  readonly uri: string;
  /** Told of the connection, whose client then tells of its commands: for monitoring. */
  readonly onConnect?: (connection: Connection) => void;
}

/** Connects and makes the collections and indexes that are missing. @throws ServiceError `STORE_UNAVAILABLE` */
export async function openMongoStore({ uri, onConnect }: MongoStoreOptions): Promise<EvidenceStore> {
  const connection = await connectMongo(uri, onConnect !== undefined);
  onConnect?.(connection);
  const models = defineModels(connection);
  await guarded(async () => {
    for (const model of Object.values(models)) await (model as Models['keys']).createIndexes();
  });
  const visibility = createVisibility(models);
  return {
    ...createLogCollections(models, visibility),
    ...createEvidenceCollections(models, visibility),
    ...createErasure(models),
    close: () => guarded(() => connection.close()),
  };
}
