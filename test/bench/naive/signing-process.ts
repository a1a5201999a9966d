/** Signs items for the three parties and the transactions that carry them: the part of the naive design that one core cannot keep up with. */
import { encodeFunctionData, type Hex, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { toHex } from '../../../core/chain/hex.ts';
import { itemDomain, makeItem, signItem } from './item.ts';

export interface SigningSetup {
  readonly chainId: number;
  readonly contract: Hex;
  readonly partyKeys: readonly Uint8Array[];
  readonly senderKey: Hex;
}

/** Items `first .. first + count`, carried by transactions from `nonce` on. */
export interface SigningJob {
  readonly first: number;
  readonly count: number;
  readonly nonce: number;
}

const abi = parseAbi(['function store(bytes32 id, bytes32 digest, bytes[3] signatures)']);

type SignItem = (index: number, nonce: number) => Promise<Hex>;

function signer(setup: SigningSetup): SignItem {
  const sender = privateKeyToAccount(setup.senderKey);
  const domain = itemDomain(setup.chainId, setup.contract);
  return async (index, nonce) => {
    const item = makeItem(index);
    const [a, b, c] = signItem(domain, item, setup.partyKeys).map(toHex) as [Hex, Hex, Hex];
    const data = encodeFunctionData({ abi, args: [toHex(item.id), toHex(item.digest), [a, b, c]] });
    const { chainId, contract: to } = setup;
    return sender.signTransaction({ type: 'legacy', chainId, to, data, nonce, gas: 120_000n, gasPrice: 0n });
  };
}

async function signJob(sign: SignItem, { first, count, nonce }: SigningJob): Promise<Hex[]> {
  const raw: Hex[] = [];
  for (let i = 0; i < count; i++) raw.push(await sign(first + i, nonce + i));
  return raw;
}

// The first message is the setup, each further one a job. The process ends with the channel to its parent.
process.once('message', (setup: SigningSetup) => {
  const sign = signer(setup);
  process.on('message', async (job: SigningJob) => process.send?.(await signJob(sign, job)));
});
