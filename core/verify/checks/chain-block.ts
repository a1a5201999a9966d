import { blockMoment } from '../../chain/block.ts';
import type { SealedEvent, ShownBlock } from '../../chain/block-proof.ts';
import { toHex } from '../../chain/hex.ts';
import type { SealTransaction } from '../../package/chain-seal.ts';
import { PATHS } from '../../package/layout.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, malformedFinding, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/**
 * The transaction that sealed the checkpoint and its receipt are in the block of the header that came along, and the receipt holds the contract's event. A
 * header that anybody may have made is no chain: that the chain holds this block is not shown, and the check weighs nothing.
 */
export const chainBlock: Check = {
  id: 'chain-block',
  group: 'origin',
  title: { en: 'Block of the seal', zh: '封存所在区块' },
  spec: 'Ethereum Yellow Paper appendices B and D; EIP-2718; docs/spec/anchor.md section 8',
  weighs: false,
  passed: {
    en: 'By its header, block {blockNumber} of {blockTime} holds the transaction {transaction} and its receipt, by which the contract sealed this checkpoint. Whether the chain holds that block only the chain can tell; the three confirmations prove without it.',
    zh: '按其区块头，区块 {blockNumber}（{blockTime}）含有交易 {transaction} 及其回执，合约据此封存了该检查点。链上是否存在该区块，须在链上查询；三方确认不依赖于此。',
  },
  run(context) {
    const { block, seal } = context;
    if (block.state === 'absent') return { findings: [notChecked('NOT_IN_PACKAGE', PATHS.block)], facts: {} };
    const shown = openedValue(block);
    if (shown === undefined)
      return { findings: malformedFinding(block, 'BLOCK_FORMAT', PATHS.block), facts: {} };
    const { header, transaction } = shown;
    const facts = {
      transaction: transaction.hash,
      blockNumber: String(header.number),
      blockHash: header.hash,
      blockTime: blockMoment(header.timestamp) ?? String(header.timestamp),
    };
    const findings = [
      ...(seal.state === 'ok'
        ? transactionFindings(shown, seal.value.transaction)
        : [dependsOn('chain-confirmations', PATHS.seal)]),
      ...inclusionFindings(shown),
      ...sealFindings(context, shown),
    ];
    return { findings, facts };
  },
};

/** The four facts that seal.json gives for looking the seal up are those of this block. */
function transactionFindings({ header, transaction }: ShownBlock, named: SealTransaction | null): Finding[] {
  const pairs = [
    ['transaction', named?.hash, transaction.hash],
    ['block hash', named?.blockHash, header.hash],
    ['block number', named && String(named.blockNumber), String(header.number)],
    ['block time', named && moment(named.blockTime), moment(blockMoment(header.timestamp))],
  ] as const;
  return pairs
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) =>
      failed('BLOCK_DIFFERS', PATHS.block, { what, expected: expected ?? null, found: found ?? null }),
    );
}

function moment(time: string | undefined): string | undefined {
  return time === undefined ? undefined : String(Date.parse(time));
}

function inclusionFindings({ transactionIncluded, receiptIncluded, header }: ShownBlock): Finding[] {
  return [
    ...(transactionIncluded ? [] : ['transaction']),
    ...(receiptIncluded ? [] : ['transaction receipt']),
  ].map((what) => failed('BLOCK_PROOF', PATHS.block, { what, block: header.hash }));
}

/** The event is that of the trusted contract, log and chain, about the checkpoint itself; what seal.json says of them has no say. */
function sealFindings(context: Context, { transaction, seals }: ShownBlock): Finding[] {
  const chain = openedValue(context.trust)?.trust.chain;
  const checkpoint = openedValue(context.checkpoint)?.checkpoint;
  if (chain === undefined) return [dependsOn('trust-source', PATHS.block)];
  if (chain === null) return [notChecked('NOT_GIVEN', 'chain of the trust data')];
  if (checkpoint === undefined) return [dependsOn('checkpoint', context.checkpointFile)];
  const { chainId } = transaction;
  const foreign = chainId !== undefined && chainId !== BigInt(chain.chainId);
  const { contract, log } = chain;
  const expected = text({ contract, log, size: BigInt(checkpoint.size), root: toHex(checkpoint.root) });
  const found = seals.map(text);
  return [
    ...(foreign
      ? [
          failed('BLOCK_DIFFERS', PATHS.block, {
            what: 'chain id',
            expected: chain.chainId,
            found: String(chainId),
          }),
        ]
      : []),
    ...(found.includes(expected) ? [] : [failed('BLOCK_EVENT', PATHS.block, { expected, found })]),
  ];
}

function text({ contract, log, size, root }: SealedEvent): string {
  return `${contract} ${log} ${size} ${root}`;
}
