/** Personal data inside a stored document: sealed under a key of its own, which travels wrapped beside it. Deleting the document erases both. */
import { base64, base64Decode } from '../../core/bytes.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { WrappedKey } from '../ports/evidence-store.ts';
import type { ContentKey, Vault } from './vault.ts';

export interface SealedValue {
  readonly key: ContentKey;
  readonly value: Json;
}

/** @param purpose what the value is, bound to the ciphertext. @param key an earlier key of the same document, to be used again */
export async function sealValue(
  vault: Vault,
  purpose: string,
  value: Json,
  key?: ContentKey,
): Promise<JsonObject> {
  const used = key ?? (await vault.newKey());
  return {
    key: writeWrapped(await vault.wrapped(used)),
    sealed: base64(vault.sealJson(used, purpose, value)),
  };
}

/** @throws ServiceError `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
export async function openValue(
  vault: Vault,
  purpose: string,
  stored: Json | undefined,
): Promise<SealedValue> {
  if (!isObject(stored) || !isObject(stored.key) || typeof stored.sealed !== 'string') {
    throw missing(purpose);
  }
  const wrapped = readWrapped(stored.key);
  if (wrapped === undefined) throw missing(purpose);
  const key = await vault.openKey(wrapped);
  return { key, value: vault.openJson(key, purpose, base64Decode(stored.sealed, 'sealed value')) };
}

function missing(purpose: string): ServiceError {
  return new ServiceError('CONTENT_CORRUPT', `sealed content (${purpose}) is not there`, {
    facts: { purpose },
  });
}

/** A wrapped key as it stands in documents. */
export function writeWrapped({ id, wrapped, wrappedBy }: WrappedKey): JsonObject {
  return { id, wrapped: base64(wrapped), wrapped_by: wrappedBy };
}

/** @returns undefined for an object that is no wrapped key. @throws CoreError `ENCODING` for one that is damaged */
export function readWrapped({ id, wrapped, wrapped_by }: JsonObject): WrappedKey | undefined {
  if (typeof id !== 'string' || typeof wrapped !== 'string' || typeof wrapped_by !== 'string')
    return undefined;
  return { id, wrapped: base64Decode(wrapped, 'wrapped key'), wrappedBy: wrapped_by };
}
