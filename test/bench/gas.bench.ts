/** Ratio 2: what an item costs on the chain when a checkpoint carries a thousand, and when each is stored and signed alone. */
import { createPublicClient, type Hex, http } from 'viem';
import { createAnchorChain } from '../../server/adapters/chain-viem/anchor-chain.ts';
import { confirmations, startTestChain, testParties, testRoot } from '../support/chain.ts';
import type { Bench } from './harness.ts';
import { startNaive } from './naive/naive-design.ts';

const SIZES = [1, 10, 100, 1_000, 10_000, 100_000];
const ITEMS_A_CHECKPOINT = 1_000;

export const bench: Bench = {
  name: 'gas',
  async run(context) {
    const chain = await startTestChain();
    context.onEnd(() => chain.stop());
    const keys = testParties(70);
    const naive = await startNaive(chain.url, keys, 1);
    context.onEnd(() => naive.stop());

    const address = await chain.open(keys, 'triseal.local/bench-gas');
    const anchors = createAnchorChain({ ...chain.connection, address });
    const client = createPublicClient({ transport: http(chain.url) });
    const costs: number[] = [];
    for (const size of SIZES) {
      const root = testRoot(size);
      const seal = await anchors.anchor(size, root, confirmations(keys, address, size, root));
      const receipt = await client.getTransactionReceipt({ hash: seal!.transaction as Hex });
      costs.push(Number(receipt.gasUsed));
    }
    const anchor = costs[SIZES.indexOf(ITEMS_A_CHECKPOINT)]!;
    const item = await naive.gasOfOne();
    return [
      {
        id: '2a',
        value: anchor / ITEMS_A_CHECKPOINT / item,
        facts: { anchorGas: anchor, itemGas: item, itemsACheckpoint: ITEMS_A_CHECKPOINT },
      },
      { id: '2b', value: Math.max(...costs) / Math.min(...costs), samples: costs },
    ];
  },
};
