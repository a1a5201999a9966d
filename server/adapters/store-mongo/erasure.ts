/**
 * Forgetting in MongoDB. What is deleted is gone for every reader; how long the engine's own files and journal keep copies is the engine's matter
 * (docs/privacy.md). A change of the key-encryption key makes all copies of wrapped keys worthless.
 */
import { hexDecode } from '../../../core/bytes.ts';
import type { Erased, EvidenceErasure } from '../../ports/erasure.ts';
import type { WrappedKey } from '../../ports/evidence-store.ts';
import { guarded, insertMissing } from './connection.ts';
import type { ItemDoc, KeyDoc, Models } from './models.ts';

const NO_FINGERPRINT = '0'.repeat(64);

export function createErasure({ items, keys }: Models): EvidenceErasure {
  const standingPart = async (id: string) => {
    const item = await items.findOne({ id }).lean<ItemDoc>();
    const found = item && (await keys.findOne({ id: item.contentKey }).lean<KeyDoc>());
    return found ? { origin: item.origin, ...erasedOf(item, found) } : undefined;
  };
  return {
    erase: (id) =>
      guarded(async () => {
        const standing = await standingPart(id);
        // First the key: without it the rest is noise, so a failure between the two leaves nothing that can be read.
        if (standing !== undefined) await keys.deleteMany({ id: standing.key.id });
        const nothing = { sealed: Buffer.alloc(0), blobs: [], fingerprint: NO_FINGERPRINT };
        await items.updateMany({ id }, { $set: nothing });
        return standing && { key: standing.key, fingerprint: standing.fingerprint };
      }),
    replacePart: (id, { sealed, blobs, key: next }) =>
      guarded(async () => {
        const standing = await standingPart(id);
        if (standing === undefined) return undefined;
        const { origin, key, fingerprint } = standing;
        const stored = {
          id: next.id,
          origin,
          batch: '',
          wrapped: Buffer.from(next.wrapped),
          wrappedBy: next.wrappedBy,
        };
        await insertMissing(() => keys.create(stored));
        const part = { sealed: Buffer.from(sealed), blobs: [...blobs], contentKey: next.id };
        await items.updateMany({ id }, { $set: { ...part, fingerprint: NO_FINGERPRINT } });
        await keys.deleteMany({ id: key.id });
        return { key, fingerprint };
      }),
    forget: async () => undefined,
    keysNotWrappedBy: (keyId, after, limit) =>
      guarded(async () => {
        const filter = { id: { $gt: after }, wrappedBy: { $ne: keyId } };
        return (await keys.find(filter).sort({ id: 1 }).limit(limit).lean<KeyDoc[]>()).map(keyOf);
      }),
    countKeysNotWrappedBy: (keyId) => guarded(() => keys.countDocuments({ wrappedBy: { $ne: keyId } })),
    rewrap: (pairs) =>
      guarded(async () => {
        let count = 0;
        for (const { from, to } of pairs) {
          const standing = { id: from.id, wrapped: Buffer.from(from.wrapped) };
          const next = { wrapped: Buffer.from(to.wrapped), wrappedBy: to.wrappedBy };
          count += (await keys.updateMany(standing, { $set: next })).modifiedCount;
        }
        return count;
      }),
  };
}

function erasedOf(item: ItemDoc, found: KeyDoc): Erased {
  return { key: keyOf(found), fingerprint: hexDecode(item.fingerprint, 'fingerprint') };
}

function keyOf({ id, wrapped, wrappedBy }: KeyDoc): WrappedKey {
  return { id, wrapped: new Uint8Array(wrapped), wrappedBy };
}
