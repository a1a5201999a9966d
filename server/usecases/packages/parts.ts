/** What goes into a loan's package, gathered from the store, the log and the parties. Documents are named, not read. */
import { base64Decode, utf8 } from '../../../core/bytes.ts';
import { openRecord, redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { ItemPart, PackageParts } from '../../../core/package/assemble.ts';
import { PARTIES, type Party } from '../../../core/party.ts';
import { formatTlogProof } from '../../../core/tlog/proof.ts';
import { encodeHashes } from '../../../core/tsp/hash-renewal.ts';
import { encodeGranted } from '../../../core/tsp/protocol.ts';
import { trustFromJson } from '../../../core/verify/trust.ts';
import { ServiceError } from '../../errors.ts';
import type { EvidenceRow, RoundRow, TimestampRenewal } from '../../ports/evidence-store.ts';
import type { StreamHeadSource } from '../../ports/stream-heads.ts';
import type { ContentKey } from '../../vault/vault.ts';
import type { ServiceDeps } from '../deps.ts';
import { hashesIn } from '../hash-renewal/create.ts';
import { openItem, type PrivatePart } from '../private-part.ts';
import { sealFile } from '../receipt.ts';
import { isRedacting, keepOf, type Redaction } from '../redaction.ts';
import { createStreams } from '../streams.ts';
import type { ItemRedaction, PackageRequest } from '../types.ts';

export interface PartsDeps
  extends Pick<
    ServiceDeps,
    'origin' | 'store' | 'vault' | 'crypto' | 'reader' | 'clock' | 'random' | 'trust' | 'hashed'
  > {
  readonly heads: StreamHeadSource;
}

/** Where a document's bytes are. */
export interface Source {
  readonly key: ContentKey;
  readonly blob: string;
}

const PAGE = 500;
/** Seconds after which a checkpoint may have come further. */
const RETRY_AFTER = 5;

export async function rowsOf(
  deps: PartsDeps,
  { organisation, loan }: PackageRequest,
): Promise<EvidenceRow[]> {
  const loanIndex = deps.vault.loanIndex(organisation, loan);
  const rows: EvidenceRow[] = [];
  for (;;) {
    const after = rows.at(-1)?.sequence ?? 0;
    const page = await deps.store.rowsOfLoan({ organisation, loanIndex, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) break;
  }
  if (rows.length > 0) return rows;
  throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan } });
}

/** The newest round of the wanted stage; it must cover every item, or the package could not be shown to be complete. */
export async function closingRound(
  { store, origin, hashed }: PartsDeps,
  rows: readonly EvidenceRow[],
  stage: PackageRequest['stage'],
): Promise<RoundRow> {
  const last = rows.at(-1)!;
  const renewed = await hashed?.roundCovering(last.index);
  if (renewed !== undefined) return renewed;
  const sealed = await store.latestRound(origin, 'sealed');
  if (sealed !== undefined && sealed.size > last.index) return sealed;
  const quorum = stage === 'sealed' ? undefined : await store.latestRound(origin, 'quorum');
  if (quorum !== undefined && quorum.size > last.index) return quorum;
  const size = Math.max(sealed?.size ?? 0, quorum?.size ?? 0);
  throw new ServiceError(
    'NOT_SEALED_YET',
    `not every item of the loan is ${stage === 'sealed' ? 'sealed' : 'witnessed'} yet`,
    {
      facts: { waiting: rows.filter(({ index }) => index >= size).length, items: rows.length },
      retryAfterSeconds: RETRY_AFTER,
    },
  );
}

export async function partsOf(
  deps: PartsDeps,
  request: PackageRequest,
  rows: readonly EvidenceRow[],
  round: RoundRow,
): Promise<PackageParts<Source>> {
  const { organisation, loan } = request;
  const last = rows.at(-1)!;
  const blind = await createStreams(deps).blindOf(organisation, last.loanIndex);
  if (blind === undefined) throw new ServiceError('LOG_CORRUPT', 'the loan has items but no stream');
  const seal = sealFile(round);
  const { timestamp, renewals } = round;
  return {
    data: {
      origin: deps.origin,
      organisation,
      loan,
      stream: { blind, id: last.stream },
      closing: { size: round.size, root: Uint8Array.from(Buffer.from(round.root, 'hex')) },
      produced: { at: stateTime(rows, round), source: 'system' },
    },
    items: await itemParts(deps, request, rows, round),
    checkpoint: round.checkpoint,
    ...(await firstCheckpoint(deps, rows, round)),
    streamHeads: await streamHeads(deps, last.stream, round.size),
    ...(seal === undefined ? {} : { seal }),
    ...(round.seal?.block && { block: round.seal.block }),
    ...(timestamp === undefined ? {} : { timestamp: granted(timestamp) }),
    ...(renewals && { renewals: renewals.map(renewalPart) }),
    trust: trustFromJson(deps.trust()),
  };
}

/**
 * When the state that the package shows was reached: the newest of what is in it by the service's own account. Not when the package is put together, so that the same
 * state gives the same files; of that, the container's signature tells.
 */
function stateTime(rows: readonly EvidenceRow[], round: RoundRow): string {
  const { quorumAt, timestampedAt, sealedAt, renewals = [] } = round;
  const times = [...rows.map(({ receivedAt }) => receivedAt), ...renewals.map(({ at }) => at)];
  const known = [...times, quorumAt, timestampedAt, sealedAt].flatMap((at) => at ?? []);
  return new Date(Math.max(...known.map((at) => Date.parse(at)))).toISOString();
}

/** The first checkpoint that vouched for anything of the loan, and that the log only grew from there. */
async function firstCheckpoint(
  { store, origin, reader }: PartsDeps,
  rows: readonly EvidenceRow[],
  { size }: RoundRow,
): Promise<Pick<PackageParts<Source>, 'first'>> {
  const first = await store.roundCovering(origin, rows[0]!.index, 'quorum');
  if (first === undefined || first.size > size) return {};
  const proof = await reader.consistencyProof(first.size, size);
  return { first: { checkpoint: first.checkpoint, proof } };
}

const renewalPart = ({ token, hashes }: TimestampRenewal) => ({
  response: granted(token),
  ...(hashes !== undefined && { hashes: utf8(hashes) }),
});

const granted = (token: string): Uint8Array => encodeGranted(base64Decode(token, 'timestamp'));

async function streamHeads({ heads }: PartsDeps, stream: Uint8Array, size: number) {
  const notes = await Promise.all(PARTIES.map((party) => heads.streamHead(party, stream, size)));
  return Object.fromEntries(PARTIES.map((party, i) => [party, notes[i]])) as Record<Party, string>;
}

async function itemParts(
  deps: PartsDeps,
  request: PackageRequest,
  rows: readonly EvidenceRow[],
  round: RoundRow,
): Promise<ItemPart<Source>[]> {
  const entries = await deps.store.streamEntries(deps.origin, rows[0]!.stream, round.size);
  const bytes = new Map(entries.map((entry) => [entry.sequence, entry.bytes]));
  const parts: ItemPart<Source>[] = [];
  for (const row of rows) {
    const { sequence, index } = row;
    const entry = bytes.get(sequence);
    if (entry === undefined)
      throw new ServiceError('LOG_CORRUPT', 'the log lacks an entry', { facts: { index } });
    const hashes = await deps.reader.inclusionProof(index, round.size);
    const proof = formatTlogProof({ index, hashes, checkpoint: round.checkpoint });
    const anew = await hashesIn(deps.hashed, round, index);
    const renewed = anew && { hashes: encodeHashes(anew) };
    parts.push({ sequence, index, entry, proof, ...renewed, content: await itemContent(deps, request, row) });
  }
  return parts;
}

/** What may be shown of an item; of an erased one its proof alone. */
async function itemContent(
  deps: PartsDeps,
  request: PackageRequest,
  row: EvidenceRow,
): Promise<ItemPart<Source>['content']> {
  const item = await openItem(deps, row).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === 'CONTENT_ERASED') return undefined;
    throw error;
  });
  if (item === undefined) return { withheld: 'erased' };
  const own = request.redaction?.items?.find(({ sequence }) => sequence === row.sequence);
  if (own?.whole === true) return { withheld: 'redacted' };
  const redaction = redactionOf(request, own);
  const documents = request.documents ? keptDocuments(deps, item, redaction) : [];
  return {
    type: row.type,
    record: isRedacting(redaction) ? redacted(deps, row.type, item.statement, redaction) : item.statement,
    documents: documents.map(({ name, size, crc32, sha256, sm3, blob }) => {
      return { name, size, crc32, sha256, sm3, source: { key: item.key, blob } };
    }),
  };
}

function redactionOf({ withhold, redaction }: PackageRequest, own: ItemRedaction | undefined): Redaction {
  const { fields = [], members = [], documents = [] } = own ?? {};
  return {
    fields: [...withhold, ...fields],
    members,
    documents,
    ...(redaction?.personal !== undefined && { personal: redaction.personal }),
  };
}

function redacted({ crypto }: PartsDeps, type: string, statement: string, redaction: Redaction): string {
  return formatSdJwt(redact(crypto, parseSdJwt(statement), keepOf(type, redaction)));
}

/** A document that the record no longer names stays out with its name. */
function keptDocuments(
  { crypto }: PartsDeps,
  { statement, documents }: PrivatePart,
  { documents: withheld = [], members = [] }: Redaction,
): PrivatePart['documents'] {
  if (members.includes('documents')) return [];
  if (withheld.length === 0) return documents;
  const { record } = openRecord(crypto, parseSdJwt(statement));
  const names = new Set(withheld.map((n) => record.documents?.[n - 1]?.name));
  return documents.filter(({ name }) => !names.has(name));
}
