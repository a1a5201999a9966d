/** The private side of the items, their keys, the loans' streams and the rounds, in MongoDB. */
import { ServiceError } from '../../errors.ts';
import type { EvidenceErasure } from '../../ports/erasure.ts';
import type {
  EvidenceRow,
  EvidenceStore,
  RoundRow,
  StreamRow,
  WrappedKey,
} from '../../ports/evidence-store.ts';
import type { LogStore } from '../../ports/log-store.ts';
import { guarded, insertMissing } from './connection.ts';
import { findItems, firstReceived, linksTo } from './item-search.ts';
import type { BatchDoc, ItemDoc, KeyDoc, LoanDoc, Models, RoundDoc } from './models.ts';
import type { Visibility } from './visibility.ts';

/** Keys that were not staged with a batch. */
const NO_BATCH = '';
const UNORDERED = { ordered: false, lean: true } as const;
const STAGE = { any: {}, quorum: { quorum: true }, sealed: { sealed: true } } as const;

export type EvidenceCollections = Omit<EvidenceStore, keyof LogStore | keyof EvidenceErasure>;

export function createEvidenceCollections(models: Models, visibility: Visibility): EvidenceCollections {
  const { items, keys, loans, rounds } = models;
  const { committed } = visibility;
  const firstItem = (filter: Partial<ItemDoc>) =>
    guarded(async () => (await committed(await items.find(filter).lean<ItemDoc[]>())).map(rowOf)[0]);
  const loanOf = async (origin: string, organisation: string, loan: string) =>
    streamRow(await loans.findOne({ origin, organisation, loan }).lean<LoanDoc>());
  const round = (found: RoundDoc | null) => (found === null ? undefined : roundOf(found));
  return {
    stageRows: (batchId, rows, wrapped) =>
      guarded(() => stageRows(models, visibility, batchId, rows, wrapped)),
    row: (id) => firstItem({ id }),
    rowByIdempotency: (idempotency) => firstItem({ idempotency }),
    rowsOfLoan: (query) => guarded(() => rowsOfLoan(models, visibility, query)),
    findRows: (search) => guarded(async () => (await findItems(models, visibility, search)).map(rowOf)),
    firstReceived: (origin, at) => guarded(() => firstReceived(models, visibility, origin, at)),
    linksTo: (origin, ids) => guarded(() => linksTo(models, visibility, origin, ids)),
    key: (id) =>
      guarded(async () => {
        const found = await keys.find({ id }).lean<KeyDoc[]>();
        const [staged] = await committed(found.filter(({ batch }) => batch !== NO_BATCH));
        return wrappedKey(found.find(({ batch }) => batch === NO_BATCH) ?? staged);
      }),
    claimStream: (row, key) =>
      guarded(async () => {
        const { origin, organisation, loanIndex } = row;
        const standing = await loanOf(origin, organisation, loanIndex);
        if (standing !== undefined) return standing;
        // First the key: a loan that stands must be readable. The key of one that lost the race is never asked for.
        await insertMissing(() => keys.create(keyDoc(key, origin, NO_BATCH)));
        await insertMissing(() => loans.create(loanDoc(row)));
        return (await loanOf(origin, organisation, loanIndex))!;
      }),
    streamOfLoan: (origin, organisation, loan) => guarded(() => loanOf(origin, organisation, loan)),
    saveRound: (row) =>
      guarded(async () => {
        const { origin, size } = row;
        const quorum = row.quorumAt !== undefined;
        const change = { $set: { quorum, sealed: row.seal !== undefined, body: JSON.stringify(row) } };
        await rounds.updateOne({ origin, size }, change, { upsert: true });
      }),
    dropSuperseded: (origin, size) =>
      guarded(async () => {
        await rounds.deleteMany({ origin, quorum: false, size: { $lt: size } });
      }),
    roundCovering: (origin, index, stage) =>
      guarded(async () => {
        const filter = { origin, ...STAGE[stage], size: { $gt: index } };
        return round(await rounds.findOne(filter).sort({ size: 1 }).lean<RoundDoc>());
      }),
    latestRound: (origin, stage) =>
      guarded(async () => {
        const filter = { origin, ...STAGE[stage] };
        return round(await rounds.findOne(filter).sort({ size: -1 }).lean<RoundDoc>());
      }),
    round: (origin, size) =>
      guarded(async () => round(await rounds.findOne({ origin, size }).lean<RoundDoc>())),
    recentRounds: (origin, limit) =>
      guarded(async () => {
        const found = rounds.find({ origin, quorum: true }).sort({ size: -1 }).limit(limit);
        return (await found.lean<RoundDoc[]>()).map(roundOf);
      }),
    unsealedRounds: (origin) =>
      guarded(async () => {
        const found = rounds.find({ origin, quorum: true, sealed: false }).sort({ size: 1 });
        return (await found.lean<RoundDoc[]>()).map(roundOf);
      }),
  };
}

async function stageRows(
  models: Models,
  visibility: Visibility,
  batchId: string,
  rows: readonly EvidenceRow[],
  keys: readonly WrappedKey[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const { origin, index } = first;
  if (index < ((await visibility.head(origin))?.size ?? 0)) return;
  const batch = await models.batches
    .findOne({ origin, id: batchId, from: { $lte: index } })
    .sort({ from: -1 })
    .lean<BatchDoc>();
  if (batch === null) {
    throw new ServiceError('LOG_CORRUPT', 'rows were staged for a batch that is not', {
      facts: { batch: batchId, index },
    });
  }
  await refuseDoubled(models, visibility, rows);
  const items = rows.map((row) => itemDoc(row, batch.key));
  const wrapped = keys.map((key) => keyDoc(key, origin, batch.key));
  await insertMissing(() => models.items.insertMany(items, UNORDERED));
  if (wrapped.length > 0) await insertMissing(() => models.keys.insertMany(wrapped, UNORDERED));
}

/**
 * A writer that has not seen the newest commits may pass this check; it then stands at an old size, and its commit fails.
 */
async function refuseDoubled(
  { items }: Models,
  { committed }: Visibility,
  rows: readonly EvidenceRow[],
): Promise<void> {
  const idempotency = { $in: rows.map((row) => row.idempotency) };
  const id = { $in: rows.map((row) => row.id) };
  const fields = { origin: 1, batch: 1, id: 1, idempotency: 1 };
  const found = await items.find({ $or: [{ idempotency }, { id }] }, fields).lean<ItemDoc[]>();
  const [standing] = await committed(found);
  if (standing === undefined) return;
  throw new ServiceError('INTERNAL', 'an item with this id or idempotency key stands in the log already', {
    facts: { standing: standing.id },
  });
}

async function rowsOfLoan(
  { items }: Models,
  { committed }: Visibility,
  { organisation, loanIndex, after, limit }: Parameters<EvidenceStore['rowsOfLoan']>[0],
): Promise<EvidenceRow[]> {
  const rows: EvidenceRow[] = [];
  let above = after;
  while (rows.length < limit) {
    // A few more than are wanted: some may be staged only.
    const page = limit - rows.length + 8;
    const filter = { organisation, loan: loanIndex, sequence: { $gt: above } };
    const found = await items.find(filter).sort({ sequence: 1 }).limit(page).lean<ItemDoc[]>();
    const visible = await committed(found);
    rows.push(...visible.slice(0, limit - rows.length).map(rowOf));
    if (found.length < page) break;
    above = found.at(-1)!.sequence;
  }
  return rows;
}

function itemDoc(row: EvidenceRow, batch: string): ItemDoc {
  const { loanIndex, receivedAt, keyId, stream, sealed, blobs, referenceIndex, ...same } = row;
  return {
    ...same,
    batch,
    loan: loanIndex,
    received: receivedAt,
    contentKey: keyId,
    stream: Buffer.from(stream),
    sealed: Buffer.from(sealed),
    blobs: [...blobs],
    ...(referenceIndex === undefined ? {} : { reference: referenceIndex }),
  };
}

function rowOf(item: ItemDoc): EvidenceRow {
  const { id, origin, index, sequence, organisation, type, idempotency, fingerprint, blobs } = item;
  return {
    id,
    origin,
    index,
    stream: new Uint8Array(item.stream),
    sequence,
    organisation,
    loanIndex: item.loan,
    type,
    receivedAt: item.received,
    idempotency,
    fingerprint,
    keyId: item.contentKey,
    sealed: new Uint8Array(item.sealed),
    blobs,
    ...(item.reference === undefined ? {} : { referenceIndex: item.reference }),
    ...(item.supersedes === undefined ? {} : { supersedes: item.supersedes }),
    ...(item.annotates === undefined ? {} : { annotates: item.annotates }),
  };
}

function keyDoc({ id, wrapped, wrappedBy }: WrappedKey, origin: string, batch: string): KeyDoc {
  return { id, origin, batch, wrapped: Buffer.from(wrapped), wrappedBy };
}

function wrappedKey(found: KeyDoc | undefined): WrappedKey | undefined {
  return found && { id: found.id, wrapped: new Uint8Array(found.wrapped), wrappedBy: found.wrappedBy };
}

function loanDoc({ origin, organisation, loanIndex, stream, sealed, keyId }: StreamRow): LoanDoc {
  return {
    origin,
    organisation,
    loan: loanIndex,
    stream: Buffer.from(stream),
    sealed: Buffer.from(sealed),
    contentKey: keyId,
  };
}

function streamRow(found: LoanDoc | null): StreamRow | undefined {
  if (found === null) return undefined;
  const { origin, organisation, loan, stream, sealed, contentKey } = found;
  return {
    origin,
    organisation,
    loanIndex: loan,
    stream: new Uint8Array(stream),
    sealed: new Uint8Array(sealed),
    keyId: contentKey,
  };
}

function roundOf({ body }: RoundDoc): RoundRow {
  return JSON.parse(body) as RoundRow;
}
