/**
 * A package's plan as bytes, so that a build that was interrupted goes on with the very same package: one line of JSON a file, in the order of the zip.
 * Small files are in it; of a document it names blob and content key, never the key itself, so what is erased in the meantime stays erased.
 */
import { base64, base64Decode, utf8 } from '../../../core/bytes.ts';
import { isObject, type JsonObject, parseJson } from '../../../core/json.ts';
import type { PackageFile } from '../../../core/package/assemble.ts';
import { ServiceError } from '../../errors.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { ContentKey, Vault } from '../../vault/vault.ts';
import type { PackagePlan } from './build.ts';
import type { Source } from './parts.ts';

function lineOf({ content, ...rest }: PackageFile<Source>): JsonObject {
  const held: JsonObject =
    'bytes' in content
      ? { bytes: base64(content.bytes) }
      : { key: content.source.key.id, blob: content.source.blob };
  return { ...(rest as unknown as JsonObject), ...held };
}

export async function* writePlan({ fileName, files }: PackagePlan): AsyncGenerator<Uint8Array> {
  yield utf8(`${JSON.stringify({ fileName, files: files.length })}\n`);
  for (const file of files) yield utf8(`${JSON.stringify(lineOf(file))}\n`);
}

interface PlanDeps {
  readonly store: Pick<EvidenceStore, 'key'>;
  readonly vault: Vault;
}

/** @throws ServiceError `CONTENT_ERASED` when a document of the plan was erased since, `CONTENT_CORRUPT` */
export async function readPlan(deps: PlanDeps, bytes: AsyncIterable<Uint8Array>): Promise<PackagePlan> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const [head, ...lines] = Buffer.concat(chunks)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => parseJson(line));
  const keys = new Map<string, ContentKey>();
  const files: PackageFile<Source>[] = [];
  for (const line of lines) files.push(await fileOf(deps, keys, line as JsonObject));
  if (!isObject(head) || head.files !== files.length) {
    throw new ServiceError('CONTENT_CORRUPT', 'the plan of a package is not whole');
  }
  return { fileName: head.fileName as string, files };
}

async function fileOf(
  deps: PlanDeps,
  keys: Map<string, ContentKey>,
  { bytes, key, blob, ...rest }: JsonObject,
): Promise<PackageFile<Source>> {
  const entry = rest as unknown as Omit<PackageFile<Source>, 'content'>;
  if (typeof bytes === 'string') return { ...entry, content: { bytes: base64Decode(bytes, 'file') } };
  const known = keys.get(key as string) ?? (await openKey(deps, key as string));
  keys.set(key as string, known);
  return { ...entry, content: { source: { key: known, blob: blob as string } } };
}

async function openKey({ store, vault }: PlanDeps, id: string): Promise<ContentKey> {
  const wrapped = await store.key(id);
  if (wrapped !== undefined) return vault.openKey(wrapped);
  throw new ServiceError('CONTENT_ERASED', 'a document of the package was erased while it was built');
}
