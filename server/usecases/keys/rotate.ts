/**
 * Changes the key-encryption key: every content key is unwrapped with the old one and wrapped with the new one; contents are not touched. Meanwhile both
 * are at hand, so filing and reading go on. Repeated from the start it goes on with what is left, since what is done says so itself.
 */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { CollectedDocument, OpenDocumentStore } from '../../ports/document-store.ts';
import type { EvidenceStore, WrappedKey } from '../../ports/evidence-store.ts';
import type { RotatingKeys } from '../../ports/platform.ts';
import { readWrapped, writeWrapped } from '../../vault/sealed-value.ts';
import type { Vault } from '../../vault/vault.ts';

export interface RotationDeps {
  readonly store: Pick<EvidenceStore, 'keysNotWrappedBy' | 'countKeysNotWrappedBy' | 'rewrap'>;
  readonly documents: Pick<OpenDocumentStore, 'scan' | 'rewrite'>;
  readonly vault: Pick<Vault, 'openKey' | 'wrapped'>;
  readonly keys: RotatingKeys;
  /** Milliseconds between the last pass but one and the last: keys that were wrapped before the change and are on their way get there. */
  readonly graceMs: number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Keys a step. */
  readonly page?: number;
}

export interface RotationProgress {
  /** Keys rewrapped so far. */
  readonly done: number;
  readonly total: number;
  readonly note: 'items' | 'documents' | 'waiting' | 'last pass';
}

export interface Rotated {
  readonly from: string;
  readonly to: string;
  readonly keys: number;
}

const PAGE = 500;

/** @throws ServiceError `KEY_UNAVAILABLE` for a key that neither wraps: nothing is destroyed then */
export async function* rotateKeys(
  deps: RotationDeps,
  signal: AbortSignal,
): AsyncGenerator<RotationProgress, Rotated> {
  const { from, to } = await deps.keys.begin();
  const total = await deps.store.countKeysNotWrappedBy(to);
  let done = 0;
  for await (const { kind, count } of pass(deps, to, signal)) {
    done += count;
    yield { done, total: Math.max(total, done), note: kind };
  }
  yield { done, total: Math.max(total, done), note: 'waiting' };
  await deps.pause(deps.graceMs, signal);
  // What a pass changed may have been followed by more: only a pass that finds nothing shows that nothing is left.
  for (let changed = -1; changed !== 0; ) {
    changed = 0;
    for await (const { count } of pass(deps, to, signal)) changed += count;
    done += changed;
    yield { done, total: Math.max(total, done), note: 'last pass' };
  }
  await deps.keys.finish();
  return { from, to, keys: done };
}

interface Step {
  readonly kind: 'items' | 'documents';
  readonly count: number;
}

async function* pass(deps: RotationDeps, to: string, signal: AbortSignal): AsyncGenerator<Step> {
  const limit = deps.page ?? PAGE;
  for (let after = ''; ; ) {
    signal.throwIfAborted();
    const keys = await deps.store.keysNotWrappedBy(to, after, limit);
    const pairs = await Promise.all(keys.map(async (key) => ({ from: key, to: await rewrapped(deps, key) })));
    const count = pairs.length === 0 ? 0 : await deps.store.rewrap(pairs);
    yield { kind: 'items', count };
    if (keys.length < limit) break;
    after = keys.at(-1)!.id;
  }
  let last: CollectedDocument | undefined;
  do {
    signal.throwIfAborted();
    const page = await deps.documents.scan(last, limit);
    let count = 0;
    for (const document of page) count += await rewrapDocument(deps, to, document);
    yield { kind: 'documents', count };
    last = page.at(-1);
  } while (last !== undefined);
}

async function rewrapped({ vault }: RotationDeps, key: WrappedKey): Promise<WrappedKey> {
  return vault.wrapped(await vault.openKey(key));
}

/** @returns number of keys rewrapped. A document that changed meanwhile is met again in the next pass */
async function rewrapDocument(deps: RotationDeps, to: string, document: CollectedDocument): Promise<number> {
  let count = 0;
  const visit = async (value: Json): Promise<Json> => {
    if (Array.isArray(value)) return Promise.all((value as readonly Json[]).map(visit));
    if (!isObject(value)) return value;
    const key = readWrapped(value);
    if (key !== undefined && key.wrappedBy !== to) {
      count++;
      return { ...value, ...writeWrapped(await rewrapped(deps, key)) };
    }
    const members = await Promise.all(
      Object.entries(value).map(async ([name, member]) => [name, await visit(member)] as const),
    );
    return Object.fromEntries(members);
  };
  const value = (await visit(document.value)) as JsonObject;
  if (count > 0) await deps.documents.rewrite(document, value);
  return count;
}
