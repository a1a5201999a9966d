/** Personal data inside a stored document: sealed under a key of its own, which travels wrapped beside it. Deleting the document erases both. */
import { base64, base64Decode } from '../../core/bytes.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
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
  const { wrapped, ...rest } = key ?? (await vault.newKey());
  const used: ContentKey = { ...rest, wrapped };
  return {
    key: { id: wrapped.id, wrapped: base64(wrapped.wrapped), wrapped_by: wrapped.wrappedBy },
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
    throw new ServiceError('CONTENT_CORRUPT', `sealed content (${purpose}) is not there`, {
      facts: { purpose },
    });
  }
  const { id, wrapped, wrapped_by } = stored.key as Record<string, string>;
  const key = await vault.openKey({
    id: id!,
    wrapped: base64Decode(wrapped!, 'wrapped key'),
    wrappedBy: wrapped_by!,
  });
  return { key, value: vault.openJson(key, purpose, base64Decode(stored.sealed, 'sealed value')) };
}
