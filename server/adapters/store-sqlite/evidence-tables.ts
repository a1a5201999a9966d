/** The private side of the items, their keys, the loans' streams and the rounds, in the embedded store. */
import { hex, hexDecode } from '../../../core/bytes.ts';
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
import { bytes, type Db, type Row, type Value } from './database.ts';
import { firstReceived, linksTo, searchOf } from './item-search.ts';
import { type LogTables, remembering } from './log-tables.ts';

/** Rows staged with a batch have its number; what stands for itself has none. */
const NO_BATCH = 0;

const COLUMNS = `i.id, l.origin, i.idx, s.id, i.sequence, i.organisation, i.loan, i.type, i.received, i.idempotency, i.fingerprint,
  i.content_key, i.sealed, i.blobs, i.reference, i.supersedes, i.annotates`;
/** Items, in the columns that `item` reads. @param by the index to use, where the engine's choice would depend on its statistics */
export const itemsBy = (by?: string): string =>
  `SELECT ${COLUMNS} FROM item i ${by === undefined ? '' : `INDEXED BY ${by}`}
  JOIN log l ON l.ref = i.log JOIN stream s ON s.ref = i.stream`;
const ITEM = itemsBy();
/** In the form of the index. Takes the value twice. */
const IDEMPOTENCY = 'substr(i.idempotency, 1, 8) = substr(?, 1, 8) AND i.idempotency = ?';
const COMMITTED = 'i.idx < l.size';
const LOAN = `SELECT l.origin, n.organisation, n.loan, s.id, n.sealed, n.content_key
  FROM loan n JOIN log l ON l.ref = n.log JOIN stream s ON s.ref = n.stream`;
const ROUND = 'SELECT r.body FROM round r JOIN log l ON l.ref = r.log WHERE l.origin = ?';
const STAGE = { any: '', quorum: 'AND r.quorum = 1', sealed: 'AND r.sealed = 1' } as const;

export type EvidenceTables = Omit<EvidenceStore, keyof LogStore | keyof EvidenceErasure>;

export function createEvidenceTables(db: Db, log: LogTables): EvidenceTables {
  const round = (row: Row | undefined) => (row === undefined ? undefined : parseRound(row));
  const streamOfLoan = (origin: string, organisation: string, loan: string) =>
    streamRow(
      db.get(`${LOAN} WHERE n.organisation = ? AND n.loan = ? AND l.origin = ?`, [
        organisation,
        loan,
        origin,
      ]),
    );
  return {
    stageRows: async (batchId, rows, keys) => db.write(false, () => stageRows(db, log, batchId, rows, keys)),
    row: async (id) => item(db.get(`${ITEM} WHERE i.id = ? AND ${COMMITTED}`, [id])),
    rowByIdempotency: async (key) => {
      const digest = hexDecode(key, 'idempotency');
      return item(db.get(`${ITEM} WHERE ${IDEMPOTENCY} AND ${COMMITTED}`, [digest, digest]));
    },
    rowsOfLoan: async ({ organisation, loanIndex, after, limit }) =>
      db
        .all(
          `${ITEM} WHERE i.stream IN (SELECT n.stream FROM loan n WHERE n.organisation = ? AND n.loan = ?)
             AND i.sequence > ? AND ${COMMITTED} ORDER BY i.sequence LIMIT ?`,
          [organisation, loanIndex, after, limit],
        )
        .map((row) => item(row)!),
    findRows: async (search) => {
      const { index, where, values } = searchOf(search);
      return db.all(`${itemsBy(index)} ${where}`, values).map((row) => item(row)!);
    },
    firstReceived: async (origin, at) => firstReceived(db, origin, at),
    linksTo: async (origin, ids) => linksTo(db, origin, ids),
    key: async (id) =>
      wrappedKey(
        db.get(
          `SELECT id, wrapped, wrapped_by FROM content_key
             WHERE id = ? AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.ref = content_key.batch)`,
          [id],
        ),
      ),
    claimStream: async (row, key) =>
      db.write(false, () => {
        const standing = streamOfLoan(row.origin, row.organisation, row.loanIndex);
        if (standing !== undefined) return standing;
        db.insert(KEYS, [keyValues(key, NO_BATCH)]);
        db.run(
          'INSERT INTO loan (log, organisation, loan, stream, sealed, content_key) VALUES (?, ?, ?, ?, ?, ?)',
          [
            log.logRef(row.origin),
            row.organisation,
            row.loanIndex,
            log.streamRef(row.stream),
            row.sealed,
            row.keyId,
          ],
        );
        return row;
      }),
    streamOfLoan: async (origin, organisation, loan) => streamOfLoan(origin, organisation, loan),
    saveRound: async (row) =>
      db.write(true, () => {
        db.run('INSERT OR REPLACE INTO round (log, size, quorum, sealed, body) VALUES (?, ?, ?, ?, ?)', [
          log.logRef(row.origin),
          row.size,
          row.quorumAt === undefined ? 0 : 1,
          row.seal === undefined ? 0 : 1,
          JSON.stringify(row),
        ]);
      }),
    dropSuperseded: async (origin, size) => {
      const ref = log.findLog(origin) ?? 0;
      db.write(false, () =>
        db.run('DELETE FROM round WHERE log = ? AND quorum = 0 AND size < ?', [ref, size]),
      );
    },
    roundCovering: async (origin, index, stage) =>
      round(db.get(`${ROUND} AND r.size > ? ${STAGE[stage]} ORDER BY r.size LIMIT 1`, [origin, index])),
    latestRound: async (origin, stage) =>
      round(db.get(`${ROUND} ${STAGE[stage]} ORDER BY r.size DESC LIMIT 1`, [origin])),
    round: async (origin, size) => round(db.get(`${ROUND} AND r.size = ?`, [origin, size])),
    recentRounds: async (origin, limit) =>
      db.all(`${ROUND} AND r.quorum = 1 ORDER BY r.size DESC LIMIT ?`, [origin, limit]).map(parseRound),
    unsealedRounds: async (origin) =>
      db.all(`${ROUND} AND r.quorum = 1 AND r.sealed = 0 ORDER BY r.size`, [origin]).map(parseRound),
  };
}

function stageRows(
  db: Db,
  log: LogTables,
  batchId: string,
  rows: readonly EvidenceRow[],
  keys: readonly WrappedKey[],
): void {
  const [first] = rows;
  log.writeHeld();
  if (first === undefined) return;
  const ref = log.logRef(first.origin);
  const size = (db.get('SELECT size FROM log WHERE ref = ?', [ref])![0] ?? 0) as number;
  if (first.index < size) return;
  const batch = stagedBatch(db, ref, batchId, first.index);
  const streamRef = remembering(log.streamRef);
  db.insert(
    `INSERT OR IGNORE INTO item (id, log, idx, batch, stream, sequence, organisation, loan, type, received, idempotency, fingerprint,
       content_key, sealed, blobs, reference, supersedes, annotates) VALUES`,
    rows.map((row) => itemValues(row, ref, batch, streamRef(row.stream))),
  );
  refuseDoubled(db, ref, batch, size);
  db.insert(
    KEYS,
    keys.map((key) => keyValues(key, batch)),
  );
}

function stagedBatch(db: Db, log: number, id: string, index: number): number {
  const sql = 'SELECT ref FROM batch WHERE log = ? AND id = ? AND start <= ? ORDER BY start DESC LIMIT 1';
  const batch = db.get(sql, [log, id, index])?.[0];
  if (batch !== undefined) return batch as number;
  throw new ServiceError('LOG_CORRUPT', 'rows were staged for a batch that is not', {
    facts: { batch: id, index },
  });
}

function itemValues(row: EvidenceRow, log: number, batch: number, stream: number): Value[] {
  return [
    row.id,
    log,
    row.index,
    batch,
    stream,
    row.sequence,
    row.organisation,
    row.loanIndex,
    row.type,
    row.receivedAt,
    hexDecode(row.idempotency, 'idempotency'),
    hexDecode(row.fingerprint, 'fingerprint'),
    row.keyId,
    row.sealed,
    row.blobs.join(','),
    row.referenceIndex === undefined ? null : hexDecode(row.referenceIndex, 'reference'),
    row.supersedes ?? null,
    row.annotates ?? null,
  ];
}

/** Rows of a batch (`n`) and committed ones (`i`) of the same name: looked up by the engine for the whole batch at once. */
const DOUBLED = (
  same: string,
) => `SELECT n.id, i.id FROM item n CROSS JOIN item i ON ${same} JOIN log l ON l.ref = i.log
  WHERE n.log = ? AND n.idx >= ? AND n.batch = ? AND i.batch <> n.batch AND ${COMMITTED} LIMIT 1`;
const DOUBLED_NAME = DOUBLED(
  'substr(i.idempotency, 1, 8) = substr(n.idempotency, 1, 8) AND i.idempotency = n.idempotency',
);
const DOUBLED_ID = DOUBLED('i.id = n.id');

/** @throws ServiceError `INTERNAL`, which undoes the transaction */
function refuseDoubled(db: Db, log: number, batch: number, size: number): void {
  const values = [log, size, batch];
  const found = db.get(DOUBLED_NAME, values) ?? db.get(DOUBLED_ID, values);
  if (found === undefined) return;
  const [item, standing] = found as [string, string];
  throw new ServiceError('INTERNAL', 'an item with this id or idempotency key stands in the log already', {
    facts: { item, standing },
  });
}

const KEYS = 'INSERT OR IGNORE INTO content_key (id, batch, wrapped, wrapped_by) VALUES';

const keyValues = (key: WrappedKey, batch: number): Value[] => [key.id, batch, key.wrapped, key.wrappedBy];

function item(row: Row | undefined): EvidenceRow | undefined {
  if (row === undefined) return undefined;
  const [id, origin, index, stream, sequence, organisation, loan, type, received, ...rest] = row;
  const [idempotency, fingerprint, keyId, sealed, blobs, reference, supersedes, annotates] = rest;
  return {
    id: id as string,
    origin: origin as string,
    index: index as number,
    stream: bytes(stream),
    sequence: sequence as number,
    organisation: organisation as string,
    loanIndex: loan as string,
    type: type as string,
    receivedAt: received as string,
    idempotency: hex(bytes(idempotency)),
    fingerprint: hex(bytes(fingerprint)),
    keyId: keyId as string,
    sealed: bytes(sealed),
    blobs: blobs === '' ? [] : (blobs as string).split(','),
    ...(reference === null ? {} : { referenceIndex: hex(bytes(reference)) }),
    ...(supersedes === null ? {} : { supersedes: supersedes as string }),
    ...(annotates === null ? {} : { annotates: annotates as string }),
  };
}

function wrappedKey(row: Row | undefined): WrappedKey | undefined {
  if (row === undefined) return undefined;
  return { id: row[0] as string, wrapped: bytes(row[1]), wrappedBy: row[2] as string };
}

function streamRow(row: Row | undefined): StreamRow | undefined {
  if (row === undefined) return undefined;
  const [origin, organisation, loan, stream, sealed, keyId] = row;
  return {
    origin: origin as string,
    organisation: organisation as string,
    loanIndex: loan as string,
    stream: bytes(stream),
    sealed: bytes(sealed),
    keyId: keyId as string,
  };
}

function parseRound(row: Row): RoundRow {
  return JSON.parse(row[0] as string) as RoundRow;
}
