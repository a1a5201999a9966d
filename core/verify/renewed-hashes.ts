/** The items of a package or receipt held against the digests of a hash-tree renewal (docs/spec/time.md). */
import { base64Decode, equal } from '../bytes.ts';
import {
  disclosureHash,
  documentDisclosures,
  documentHash,
  documentKey,
  entryHash,
  type HashStatement,
  itemLeaf,
  type ProvenHashes,
} from '../tsp/hash-renewal.ts';
import { rootFromPath } from '../tsp/hash-tree.ts';
import { failed } from './check.ts';
import type { Context, ItemContext } from './context.ts';
import { openedValue } from './opened.ts';
import type { Finding } from './report.ts';

export function renewedHashFindings(context: Context, statement: HashStatement): Finding[] {
  return context.items.flatMap((item) => {
    const { hashes, hashesFile } = item;
    if (hashes.state === 'absent') return [failed('FILE_MISSING', hashesFile)];
    if (hashes.state === 'malformed') return [failed('RENEWAL_HASHES', hashesFile, { what: hashes.rule })];
    const what = differing(context, item, hashes.value, statement);
    return what === undefined ? [] : [failed('RENEWAL_HASHES', hashesFile, { what })];
  });
}

/** What of the item the digests do not cover; undefined when they cover all of it that is there. */
function differing(
  context: Context,
  item: ItemContext,
  hashes: ProvenHashes,
  { root, size }: HashStatement,
): string | undefined {
  const { c } = context;
  const index = item.listed?.index ?? openedValue(item.proof)?.index;
  const path = hashes.path.map((hash) => base64Decode(hash));
  const found = index === undefined ? undefined : rootFromPath(c, itemLeaf(c, hashes), { index, size, path });
  if (found === undefined || !equal(found, root)) return 'root';
  if (item.entryBytes === undefined || entryHash(c, item.entryBytes) !== hashes.entry) return item.entryFile;
  const shown = openedValue(item.record)?.sdJwt.disclosures ?? [];
  const known = new Set(hashes.disclosures);
  if (shown.some((disclosure) => !known.has(disclosureHash(c, disclosure)))) return item.recordFile;
  return otherDocument(context, item, shown, new Set(hashes.documents));
}

function otherDocument(
  { c, digestsOf }: Context,
  { documents }: ItemContext,
  shown: readonly string[],
  known: ReadonlySet<string>,
): string | undefined {
  const naming = documentDisclosures(shown);
  return documents.find(({ name, file }) => {
    const digests = digestsOf(file);
    const sha512 = digests?.sha512();
    // Not there, or measured by the maker, who does not read it here: its other digests are compared all the same.
    if (digests === undefined || sha512 === undefined) return false;
    const disclosure = naming.get(documentKey(name, digests.sha256()));
    return disclosure === undefined || !known.has(documentHash(c, disclosure, sha512));
  })?.file;
}
