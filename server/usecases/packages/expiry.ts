/** Packages that go: when their time is over, when their job came to nothing, when content of the loan is erased. */
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Vault } from '../../vault/vault.ts';
import { PACKAGES, packageBlob, packageWrite, planBlob, readPackage } from './kept.ts';

interface ExpiryDeps {
  readonly documents: DocumentStore;
  readonly vault: Vault;
}

/** Bytes, plan and key go; that there was a package stays known. */
export async function expire(deps: ExpiryDeps, id: string): Promise<void> {
  for (;;) {
    const found = await readPackage(deps.documents, id);
    if (found === undefined || found.kept.state === 'expired') return;
    const { secret: _secret, plan: _plan, blob: _blob, ...rest } = found.kept;
    const outcome = await deps.documents.put(
      PACKAGES,
      packageWrite({ ...rest, state: 'expired' }),
      found.version,
    );
    if (!outcome.ok) continue;
    for (const blob of [planBlob(id), packageBlob(id)]) await deps.vault.dropDocument(blob);
    return;
  }
}

/** Everything that is kept or being built of a loan: for when content of it is erased. */
export async function expireLoan(deps: ExpiryDeps, loanIndex: string): Promise<number> {
  let dropped = 0;
  let cursor: string | undefined;
  do {
    const page = await deps.documents.list(PACKAGES, {
      index: 'loan',
      prefix: `${loanIndex}/`,
      limit: 100,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { key, value } of page.documents) {
      if (value.state === 'expired') continue;
      await expire(deps, key);
      dropped++;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return dropped;
}
