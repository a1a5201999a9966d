/** What one item says of an earlier one: that it takes its place, or a word about it. Nothing that was filed is changed by either. */
import { openRecord } from '../../core/evidence/open.ts';
import type { EvidenceRecord, ItemLink } from '../../core/evidence/record.ts';
import { parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import type { JsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { EvidenceRow } from '../ports/evidence-store.ts';
import type { ServiceDeps } from './deps.ts';
import { openItem } from './private-part.ts';
import type { Links } from './types.ts';

export type LinkDeps = Pick<ServiceDeps, 'origin' | 'store' | 'vault' | 'crypto'>;
export type LinkKind = 'supersedes' | 'annotates';

const KINDS: readonly LinkKind[] = ['supersedes', 'annotates'];

/**
 * Claims in which an item is named by its id alone, as clients do, with its number beside the id.
 * @param organisation whose loan it is. @throws ServiceError `ITEM_LINK_INVALID` for what it has not
 */
export async function withSequences(
  deps: LinkDeps,
  organisation: string,
  stated: JsonObject,
): Promise<JsonObject> {
  if (KINDS.every((kind) => typeof stated[kind] !== 'string')) return stated;
  const links: Record<string, JsonObject> = {};
  for (const kind of KINDS) {
    const id = stated[kind];
    if (typeof id !== 'string') continue;
    const { sequence } = await earlier(deps, organisation, kind, id);
    links[kind] = { id, sequence };
  }
  return { ...stated, ...links };
}

/**
 * Holds a record's links against what stands. The caller lets one record at a time supersede an item.
 * @returns what the row keeps of them
 * @throws ServiceError `ITEM_LINK_INVALID`, `ALREADY_SUPERSEDED`
 */
export async function checkLinks(
  deps: LinkDeps,
  organisation: string,
  record: EvidenceRecord,
): Promise<Pick<EvidenceRow, LinkKind>> {
  const loanIndex = deps.vault.loanIndex(organisation, record.loan);
  for (const kind of KINDS) {
    const link = record[kind];
    if (link === undefined) continue;
    const row = await earlier(deps, organisation, kind, link.id);
    if (row.loanIndex !== loanIndex) throw invalid(kind, link.id, 'an item of the same loan');
    if (row.sequence !== link.sequence) throw invalid(kind, link.id, `sequence ${row.sequence}`);
    if (kind === 'supersedes') await refuseSecond(deps, record, row);
  }
  return rowLinks(record);
}

/** What each of the rows says of an earlier item, and later ones say of it. */
export async function linksOf(
  { store, origin }: Pick<LinkDeps, 'store' | 'origin'>,
  rows: readonly EvidenceRow[],
): Promise<Links[]> {
  const found = await store.linksTo(
    origin,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const later = (kind: LinkKind) => found.filter((link) => link.kind === kind && link.of === row.id);
    const [supersededBy] = later('supersedes');
    const annotatedBy = later('annotates').map(({ by }) => by);
    return {
      ...(row.supersedes === undefined ? {} : { supersedes: row.supersedes }),
      ...(supersededBy === undefined ? {} : { supersededBy: supersededBy.by }),
      ...(row.annotates === undefined ? {} : { annotates: row.annotates }),
      ...(annotatedBy.length === 0 ? {} : { annotatedBy }),
    };
  });
}

const rowLinks = ({ supersedes, annotates }: Partial<Record<LinkKind, ItemLink>>) => ({
  ...(supersedes === undefined ? {} : { supersedes: supersedes.id }),
  ...(annotates === undefined ? {} : { annotates: annotates.id }),
});

async function earlier(
  { store }: LinkDeps,
  organisation: string,
  kind: LinkKind,
  id: string,
): Promise<EvidenceRow> {
  const row = await store.row(id);
  if (row?.organisation !== organisation) throw invalid(kind, id, 'an item of the same loan');
  return row;
}

/** Only who filed an item takes its place, and only once: a chain has no branches. */
async function refuseSecond(deps: LinkDeps, record: EvidenceRecord, row: EvidenceRow): Promise<void> {
  const { statement } = await openItem(deps, row);
  const { filing } = openRecord(deps.crypto, parseSdJwt(statement)).record;
  if (filing?.organisation !== record.filing.organisation)
    throw invalid('supersedes', row.id, 'an item of the same organisation');
  const links = await deps.store.linksTo(deps.origin, [row.id]);
  const standing = links.find(({ kind }) => kind === 'supersedes');
  if (standing === undefined) return;
  throw new ServiceError('ALREADY_SUPERSEDED', 'another item has taken the place of this one', {
    facts: { supersedes: row.id, by: standing.by },
  });
}

function invalid(kind: LinkKind, id: string, expected: string): ServiceError {
  return new ServiceError('ITEM_LINK_INVALID', `/${kind} does not name ${expected}`, {
    facts: { [kind]: id, expected },
  });
}
