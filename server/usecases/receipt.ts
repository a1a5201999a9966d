/** The receipt of an item (docs/spec/receipt.md), as strong as the rounds so far make it. */
import { base64Decode } from '../../core/bytes.ts';
import { checksumAddress } from '../../core/chain/address.ts';
import type { JsonObject } from '../../core/json.ts';
import type { SealFile } from '../../core/package/chain-seal.ts';
import { type Receipt, type ReceiptState, receiptToJson } from '../../core/receipt/receipt.ts';
import { formatTlogProof } from '../../core/tlog/proof.ts';
import { encodeGranted } from '../../core/tsp/protocol.ts';
import { hasCode } from '../errors.ts';
import type { EvidenceRow, RoundRow } from '../ports/evidence-store.ts';
import type { ServiceDeps } from './deps.ts';
import { openItem } from './private-part.ts';
import { stateOf, strongestRound } from './progress.ts';
import { ownRow, provenEntry } from './read-evidence.ts';
import type { Streams } from './streams.ts';

export type ReceiptDeps = Pick<ServiceDeps, 'origin' | 'store' | 'vault' | 'crypto' | 'reader' | 'trust'>;

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
  const round = await strongestRound(deps.store, deps.origin, row.index);
  const { entry, inclusion } = await provenEntry(deps, row, round);
  const { hashes, checkpoint } = inclusion;
  return { round, entry, proof: formatTlogProof({ index: row.index, hashes: [...hashes], checkpoint }) };
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
