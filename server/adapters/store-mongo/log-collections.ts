/** `LogStore` over MongoDB. */
import { hex } from '../../../core/bytes.ts';
import { ServiceError } from '../../errors.ts';
import type { FullTile, LogBatch, LogEntry, LogHead, LogStore, StreamTail } from '../../ports/log-store.ts';
import { guarded, insertMissing, isDuplicate } from './connection.ts';
import type { BatchDoc, EntryDoc, Models, TileDoc } from './models.ts';
import { batchKey, type Visibility } from './visibility.ts';

/** Nothing precedes the head of the empty tree; the first batch follows it or nothing, so it must not take its place. */
const BEFORE_EMPTY = -1;
const UNORDERED = { ordered: false, lean: true } as const;

export type LogCollections = Omit<LogStore, 'close'>;

export function createLogCollections(models: Models, visibility: Visibility): LogCollections {
  const { entries, tiles, commits } = models;
  const { head, committed } = visibility;
  return {
    head: (origin) => guarded(() => head(origin)),
    stage: (batch) =>
      guarded(async () => {
        if (batch.from >= ((await head(batch.origin))?.size ?? 0)) await stage(models, batch);
      }),
    commit: (from, next) => guarded(() => commit(models, visibility, from, next)),
    replaceCheckpoint: (next) =>
      guarded(async () => {
        const { origin, size, root, checkpoint } = next;
        if ((await head(origin))?.size !== size) return false;
        const changed = await commits.updateOne(
          { origin, size, root: Buffer.from(root) },
          { $set: { checkpoint } },
        );
        return changed.matchedCount === 1;
      }),
    discardStaged: (origin) =>
      guarded(async () => {
        const size = (await head(origin))?.size ?? 0;
        await dropLosers(models, visibility, origin, size);
      }),
    entries: (origin, start, end) =>
      guarded(async () => {
        const found = entries.find({ origin, index: { $gte: start, $lt: end } }).sort({ index: 1 });
        return (await committed(await found.lean<EntryDoc[]>())).map(entryOf);
      }),
    leafHashes: (origin, start, end) =>
      guarded(async () => {
        const found = entries
          .find({ origin, index: { $gte: start, $lt: end } }, { origin: 1, batch: 1, leaf: 1 })
          .sort({ index: 1 });
        return (await committed(await found.lean<EntryDoc[]>())).map(({ leaf }) => new Uint8Array(leaf));
      }),
    tiles: (origin, level, first, count) =>
      guarded(async () => {
        const index = { $gte: first, $lt: first + count };
        const found = await tiles.find({ origin, level, index }).sort({ index: 1 }).lean<TileDoc[]>();
        return (await committed(found)).map(tileOf);
      }),
    tileRoots: (origin, level, first, count) =>
      guarded(async () => {
        const place = { origin, level, index: { $gte: first, $lt: first + count } };
        const found = tiles.find(place, { origin: 1, batch: 1, root: 1 }).sort({ index: 1 });
        return (await committed(await found.lean<TileDoc[]>())).map(({ root }) => new Uint8Array(root));
      }),
    streamTail: (origin, stream, below) =>
      guarded(() => streamTail(models, visibility, origin, stream, below)),
    streamEntries: (origin, stream, below) =>
      guarded(async () => {
        const found = entries
          .find({ origin, stream: Buffer.from(stream), index: { $lt: below } })
          .sort({ index: 1 });
        return (await committed(await found.lean<EntryDoc[]>())).map(entryOf);
      }),
  };
}

/** What is staged is journaled by a majority before `commit` begins, so nothing that is true can be missing after a failover. */
async function stage(models: Models, batch: LogBatch): Promise<void> {
  const { origin, from, id } = batch;
  const key = batchKey(from, id);
  const named = { origin, from, id };
  await insertMissing(() => models.batches.updateOne(named, { $setOnInsert: { key } }, { upsert: true }));
  const entries = batch.entries.map(
    (entry): EntryDoc => ({
      origin,
      index: entry.index,
      batch: key,
      stream: Buffer.from(entry.stream),
      sequence: entry.sequence,
      leaf: Buffer.from(entry.leafHash),
      bytes: Buffer.from(entry.bytes),
    }),
  );
  const tiles = batch.tiles.map(
    (tile): TileDoc => ({
      origin,
      level: tile.level,
      index: tile.index,
      batch: key,
      root: Buffer.from(tile.root),
      hashes: Buffer.from(tile.hashes),
    }),
  );
  if (entries.length > 0) await insertMissing(() => models.entries.insertMany(entries, UNORDERED));
  if (tiles.length > 0) await insertMissing(() => models.tiles.insertMany(tiles, UNORDERED));
}

async function commit(models: Models, visibility: Visibility, from: number, next: LogHead): Promise<boolean> {
  const { origin, size, root, checkpoint } = next;
  const present = await visibility.head(origin);
  // Commits are never taken back, so what is refused here cannot become possible before the insert; what is allowed the insert decides.
  if ((present?.size ?? 0) !== from || (present !== undefined && size === from)) return false;
  if (size > from) await requireWhole(models, from, next);
  try {
    await models.commits.create({
      origin,
      from: size === 0 ? BEFORE_EMPTY : from,
      size,
      root: Buffer.from(root),
      checkpoint,
    });
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
  await models.batches.deleteOne({ origin, from, id: hex(root) });
  return true;
}

async function requireWhole(
  { entries }: Models,
  from: number,
  { origin, size, root }: LogHead,
): Promise<void> {
  const batch = batchKey(from, hex(root));
  const staged = await entries.countDocuments({ origin, index: { $gte: from, $lt: size }, batch });
  if (staged === size - from) return;
  throw new ServiceError('LOG_CORRUPT', 'the batch of this head is not staged as a whole', {
    facts: { from, size, staged },
  });
}

/** Batches behind the head that no commit chose. One that was chosen and whose mark stayed behind loses its mark only. */
async function dropLosers(
  models: Models,
  visibility: Visibility,
  origin: string,
  size: number,
): Promise<void> {
  const behind = await models.batches.find({ origin, from: { $lt: size } }).lean<BatchDoc[]>();
  const won = new Set(
    (await visibility.committed(behind.map(({ key }) => ({ origin, batch: key })))).map(({ batch }) => batch),
  );
  for (const { from, id, key } of behind) {
    if (!won.has(key)) {
      const staged = { origin, batch: key };
      const ofEntries = { ...staged, index: { $gte: from } };
      await models.entries.deleteMany(ofEntries);
      await models.items.deleteMany(ofEntries);
      for (const model of [models.tiles, models.keys]) await (model as Models['keys']).deleteMany(staged);
    }
    await models.batches.deleteOne({ origin, from, id });
  }
}

async function streamTail(
  { entries }: Models,
  { committed }: Visibility,
  origin: string,
  stream: Uint8Array,
  below: number,
): Promise<StreamTail | undefined> {
  const place = { origin, stream: Buffer.from(stream), index: { $lt: below } };
  const fields = { origin: 1, batch: 1, index: 1, sequence: 1, leaf: 1 };
  const cursor = entries.find(place, fields).sort({ index: -1 }).lean<EntryDoc[]>().cursor({ batchSize: 8 });
  // The newest ones may be staged only; nearly always the first is it.
  for await (const found of cursor as AsyncIterable<EntryDoc>) {
    const [tail] = await committed([found]);
    if (tail === undefined) continue;
    return { index: tail.index, sequence: tail.sequence, leafHash: new Uint8Array(tail.leaf) };
  }
  return undefined;
}

function entryOf({ index, bytes, leaf, stream, sequence }: EntryDoc): LogEntry {
  return {
    index,
    bytes: new Uint8Array(bytes),
    leafHash: new Uint8Array(leaf),
    stream: new Uint8Array(stream),
    sequence,
  };
}

function tileOf({ level, index, hashes, root }: TileDoc): FullTile {
  return { level, index, hashes: new Uint8Array(hashes), root: new Uint8Array(root) };
}
