/** The connection to MongoDB and what its refusals mean. */
import mongoose, { type Connection } from 'mongoose';
import { ServiceError } from '../../errors.ts';

const DUPLICATE_KEY = 11_000;
const OUT_OF_DISK_SPACE = 14_031;
const SELECTION_MS = 5_000;

/**
 * Connects. Every write waits until a majority holds it in its journal; every read is from the primary and of what a majority holds.
 * @param monitored whether the client tells of its commands
 * @throws ServiceError `STORE_UNAVAILABLE`
 */
export async function connectMongo(uri: string, monitored: boolean): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    monitorCommands: monitored,
    promoteBuffers: true,
    readConcernLevel: 'majority',
    readPreference: 'primary',
    ...(/[?&]serverSelectionTimeoutMS=/i.test(uri) ? {} : { serverSelectionTimeoutMS: SELECTION_MS }),
    writeConcern: { w: 'majority', j: true },
  });
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close(true).catch(() => undefined);
    throw storeError(cause);
  }
}

/** Runs one operation; what the server or the network refuses becomes a ServiceError. */
export async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw storeError(cause);
  }
}

function storeError(cause: unknown): ServiceError {
  const { code, name } = cause as { code?: number | string; name?: string };
  const facts = { code: code ?? null, name: name ?? null };
  if (code === OUT_OF_DISK_SPACE) {
    return new ServiceError('DISK_FULL', 'there is no room left for the store', { facts, cause });
  }
  return new ServiceError('STORE_UNAVAILABLE', `the store refused: ${name ?? 'unknown'}`, { facts, cause });
}

export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === DUPLICATE_KEY;
}

/** Inserts what is not there yet: a repetition after a lost answer meets its own documents. */
export async function insertMissing(insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    const { writeErrors } = error as { writeErrors?: unknown };
    const all = Array.isArray(writeErrors) ? writeErrors : [writeErrors ?? error];
    if (!all.every((one) => isDuplicate((one as { err?: unknown }).err ?? one))) throw error;
  }
}
