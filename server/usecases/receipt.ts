/** The receipt of an item (docs/spec/receipt.md), as strong as the rounds so far make it. */
import { base64Decode, utf8 } from '../../core/bytes.ts';
import { checksumAddress } from '../../core/chain/address.ts';
import { CoreError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { SealFile } from '../../core/package/chain-seal.ts';
import {
  type Receipt,
  type ReceiptRenewal,
  type ReceiptState,
  receiptToJson,
} from '../../core/receipt/receipt.ts';
import { formatTlogProof } from '../../core/tlog/proof.ts';
import { hashesToJson } from '../../core/tsp/hash-renewal.ts';
import { encodeGranted } from '../../core/tsp/protocol.ts';
import { enclosedUntil } from '../../core/tsp/renewal.ts';
import { hasCode } from '../errors.ts';
import { tokensOf } from '../log/renewal.ts';
import type { EvidenceRow, RoundRow, TimestampRenewal } from '../ports/evidence-store.ts';
import type { ServiceDeps } from './deps.ts';
import { hashesIn } from './hash-renewal/create.ts';
import { openItem } from './private-part.ts';
import { stateOf, strongestRound } from './progress.ts';
import { ownRow, provenEntry } from './read-evidence.ts';
import type { Streams } from './streams.ts';

export type ReceiptDeps = Pick<
  ServiceDeps,
  'origin' | 'store' | 'vault' | 'crypto' | 'clock' | 'reader' | 'trust' | 'hashed'
>;

/** A time in the one form of receipts, RFC 3339 UTC with milliseconds. */
const utc = (time: string): string => new Date(time).toISOString();

export async function buildReceipt(
  deps: ReceiptDeps,
  streams: Streams,
  organisation: string,
  id: string,
): Promise<JsonObject> {
  return receiptToJson(await receiptOf(deps, streams, await ownRow(deps, organisation, id)));
}

/** Of an erased item the proof alone. @throws ServiceError `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
export async function receiptOf(deps: ReceiptDeps, streams: Streams, row: EvidenceRow): Promise<Receipt> {
  const { round, entry, proof } = await proven(deps, row);
  const item = await openItem(deps, row).catch((error: unknown) => {
    if (hasCode(error, 'CONTENT_ERASED')) return undefined;
    throw error;
  });
  const anew = await hashesIn(deps.hashed, round, row.index);
  const { renewals } = round ?? {};
  return {
    version: 1,
    id: row.id,
    origin: row.origin,
    state: receiptState(row, round),
    entry,
    record: item?.statement ?? null,
    blind: item === undefined ? null : ((await streams.blindOf(row.organisation, row.loanIndex)) ?? null),
    proof,
    timestamp:
      round?.timestamp === undefined ? null : encodeGranted(base64Decode(round.timestamp, 'timestamp')),
    ...(renewals && renewals.length > 0 && { renewals: renewals.map(receiptRenewal) }),
    ...(anew && { hashes: hashesToJson(anew) }),
    seal: (round && sealFile(round)) ?? null,
    trust: deps.trust(),
  };
}

export async function buildTlogProof(deps: ReceiptDeps, organisation: string, id: string): Promise<string> {
  return (await proven(deps, await ownRow(deps, organisation, id))).proof;
}

async function proven(
  deps: ReceiptDeps,
  row: EvidenceRow,
): Promise<{ round: RoundRow | undefined; entry: Uint8Array; proof: string }> {
  const round = await leaningRound(deps, row.index);
  const { entry, inclusion } = await provenEntry(deps, row, round);
  const { hashes, checkpoint } = inclusion;
  return { round, entry, proof: formatTlogProof({ index: row.index, hashes: [...hashes], checkpoint }) };
}

const receiptRenewal = ({ token, hashes }: TimestampRenewal): ReceiptRenewal => ({
  timestamp: encodeGranted(base64Decode(token, 'timestamp')),
  hashes: hashes === undefined ? null : utf8(hashes),
});

/** The strongest round; where the log was hashed anew, or the certificate of that round's token has ended, one whose time-stamps still stand. */
async function leaningRound(
  { store, origin, clock, hashed }: ReceiptDeps,
  index: number,
): Promise<RoundRow | undefined> {
  const anew = await hashed?.roundCovering(index);
  if (anew !== undefined) return anew;
  const round = await strongestRound(store, origin, index);
  if (round?.seal === undefined || round.timestamp === undefined) return round;
  if (!hasEnded(tokensOf(round).at(-1)!, clock.now())) return round;
  return (await store.latestRound(origin, 'sealed')) ?? round;
}

/** Whether the certificates in a token have run out. One that cannot be read has not: what it proves is the verifier's to say. */
function hasEnded(token: Uint8Array, now: number): boolean {
  try {
    return enclosedUntil(token) <= now;
  } catch (error) {
    if (error instanceof CoreError) return false;
    throw error;
  }
}

function receiptState(row: EvidenceRow, round: RoundRow | undefined): ReceiptState {
  const { stage, times } = stateOf(row, round);
  const sealed = times.find(({ event }) => event === 'sealed');
  return {
    stage,
    loggedAt: utc(row.receivedAt),
    witnessed: (round?.witnessed ?? []).map(({ party, at }) => ({ party, at: utc(at) })),
    timestampedAt: round?.timestampedAt === undefined ? null : utc(round.timestampedAt),
    sealedAt: sealed === undefined ? null : utc(sealed.at),
  };
}

/** @returns `proof/chain/seal.json` of a sealed round; undefined before the chain sealed it */
export function sealFile({ size, root, confirmations, seal }: RoundRow): SealFile | undefined {
  if (seal === undefined) return undefined;
  return {
    version: 1,
    chainId: seal.chainId,
    contract: checksumAddress(seal.contract),
    log: seal.log.toLowerCase(),
    size,
    root: `0x${root}`,
    confirmations: confirmations.map(({ party, signer, signature }) => {
      return { party, signer: checksumAddress(signer), signature: signature.toLowerCase() };
    }),
    transaction: {
      hash: seal.transaction.toLowerCase(),
      blockNumber: seal.blockNumber,
      blockHash: seal.blockHash.toLowerCase(),
      blockTime: seal.blockTime,
    },
  };
}
