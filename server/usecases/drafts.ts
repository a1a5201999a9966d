/** Documents on their way in: received into the blob store under the key of the item to be, and gone again if the item never comes. */
import { hex, uintBE } from '../../core/bytes.ts';
import type { Clock, Random } from '../ports/platform.ts';
import type { ContentKey, Vault } from '../vault/vault.ts';
import type { Draft, ReceivedDocument } from './types.ts';

interface DraftDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
}

/** UUID of version 7 (RFC 9562 section 5.7): ids sort by time, and nothing is guessed from them. */
export function newId({ clock, random }: Pick<DraftDeps, 'clock' | 'random'>): string {
  const bytes = random.bytes(16);
  bytes.set(uintBE(clock.now(), 6));
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export async function beginDraft(deps: DraftDeps): Promise<Draft> {
  return new OpenDraft(deps.vault, newId(deps), await deps.vault.newKey());
}

class OpenDraft implements Draft {
  readonly id: string;
  readonly key: ContentKey;
  private readonly vault: Vault;
  private readonly underWay = new Set<Promise<unknown>>();
  private blobs: string[] = [];
  private kept = false;

  constructor(vault: Vault, id: string, key: ContentKey) {
    this.vault = vault;
    this.id = id;
    this.key = key;
  }

  async receive(
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedDocument> {
    const stored = this.vault.storeDocument(this.key, content);
    this.underWay.add(stored);
    try {
      const { blob, size, sha256, sm3, crc32 } = await stored;
      this.blobs.push(blob);
      return { name, mediaType, size, sha256, sm3, crc32, blob };
    } finally {
      this.underWay.delete(stored);
    }
  }

  keep(): void {
    this.kept = true;
  }

  async discard(): Promise<void> {
    if (this.kept) return;
    // A document may still be flowing in while its request has failed already.
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
    const blobs = this.blobs;
    this.blobs = [];
    // One that cannot be deleted now is ciphertext whose key was never stored.
    await Promise.allSettled(blobs.map((blob) => this.vault.dropDocument(blob)));
  }
}
