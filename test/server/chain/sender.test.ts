import { expect } from 'chai';
import { createTestClient, type Hex, http, parseTransaction, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { blockMoment } from '../../../core/chain/block.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import type { ChainConnection } from '../../../server/adapters/chain-viem/client.ts';
import { createMutex } from '../../../server/mutex.ts';
import type { ChainAddress } from '../../../server/ports/chain.ts';
import { confirmations, startTestChain, type TestChain, testParties, testRoot } from '../../support/chain.ts';
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts';
import { serviceError } from '../../support/service-error.ts';

const keys = testParties(2);
const SEND = 'eth_sendRawTransaction';

describe('sending to a chain that misbehaves', () => {
  let test: TestChain;
  let proxy: RpcProxy;
  let address: ChainAddress;
  let node: ReturnType<typeof nodeAt>;
  let count = 0;

  const nodeAt = (url: string) =>
    createTestClient({ mode: 'anvil', transport: http(url) }).extend(publicActions);
  const chainOf = (options: Partial<ChainConnection> = {}) =>
    createAnchorChain({
      ...test.sender(count),
      rpcUrl: proxy.url,
      receiptTimeoutMs: 400,
      ...options,
      address,
    });
  const senderAddress = () => privateKeyToAccount(test.sender(count).privateKey).address;
  const anchor = (size: number, options: Partial<ChainConnection> = {}) =>
    chainOf(options).anchor(size, testRoot(size), confirmations(keys, address, size, testRoot(size)));
  const sent = () =>
    proxy.requests.filter(({ method }) => method === SEND).map(({ params }) => params[0] as Hex);
  const minedCount = () => node.getTransactionCount({ address: senderAddress() });

  before(async () => {
    test = await startTestChain();
    node = nodeAt(test.url);
  });
  after(() => test.stop());
  beforeEach(async () => {
    proxy = await startRpcProxy(test.url);
    address = await test.open(keys, `triseal.local/sender/${count++}`);
  });
  afterEach(() => proxy.stop());

  it('says that a chain that is down is unavailable, and when to come back', async () => {
    proxy.intervene = () => 'refuse';
    const error = await serviceError(anchor(1));
    expect(error.code).to.equal('CHAIN_UNAVAILABLE');
    expect(error.message).to.equal('the chain does not answer');
    expect(error.retryAfterSeconds).to.equal(5);
  });

  it('goes on after an outage', async () => {
    proxy.intervene = () => 'refuse';
    const chain = chainOf();
    const signatures = confirmations(keys, address, 1, testRoot(1));
    await serviceError(chain.anchor(1, testRoot(1), signatures));
    proxy.intervene = () => undefined;
    expect((await chain.anchor(1, testRoot(1), signatures))?.sealed).to.equal(true);
  });

  it('sends again what a pool forgot, the very same transaction', async () => {
    let swallowed = 0;
    proxy.intervene = ({ method }) =>
      method === SEND && swallowed++ === 0 ? { result: testRoot('hash') } : undefined;
    expect((await anchor(1))?.sealed).to.equal(true);
    expect(sent()).to.have.length(2);
    expect(new Set(sent()).size).to.equal(1);
    expect(await minedCount()).to.equal(1);
  });

  it('gives up on a wedged pool in time, and takes the same nonce later', async () => {
    proxy.intervene = ({ method }) => (method === SEND ? { result: testRoot('hash') } : undefined);
    const error = await serviceError(anchor(1));
    expect(error.code).to.equal('CHAIN_UNAVAILABLE');
    expect(error.message).to.equal('a transaction was in no block after 400 ms');
    proxy.intervene = () => undefined;
    expect((await anchor(1))?.sealed).to.equal(true);
    expect(new Set(sent().map((raw) => parseTransaction(raw).nonce ?? 0))).to.deep.equal(new Set([0]));
    expect(await minedCount()).to.equal(1);
  });

  it('takes the receipt for the answer when the answer itself was lost', async () => {
    let lost = 0;
    proxy.intervene = ({ method }) => (method === SEND && lost++ < 2 ? 'drop' : undefined);
    expect((await anchor(1))?.sealed).to.equal(true);
    expect(await minedCount()).to.equal(1);
  });

  it('asks the chain for the nonce: a second process with the same key just goes on', async () => {
    for (const size of [1, 2, 3]) expect((await anchor(size))?.sealed).to.equal(true);
    expect(sent().map((raw) => parseTransaction(raw).nonce ?? 0)).to.deep.equal([0, 1, 2]);
  });

  it('anchors several logs with one key at once, each transaction with a nonce of its own', async () => {
    const turns = createMutex();
    const logs: ChainAddress[] = [];
    // One after another: each opening sends with the same key, from a sender of its own.
    for (const name of ['a', 'b', 'c']) logs.push(await test.open(keys, `triseal.local/several/${name}`));
    const from = await minedCount();
    const receipts = await Promise.all(
      logs.map((log) => {
        const chain = createAnchorChain({ ...test.sender(count), rpcUrl: proxy.url, address: log, turns });
        return chain.anchor(1, testRoot(1), confirmations(keys, log, 1, testRoot(1)));
      }),
    );
    expect(receipts.map((receipt) => receipt?.sealed)).to.deep.equal([true, true, true]);
    expect(sent().map((raw) => parseTransaction(raw).nonce ?? 0)).to.deep.equal([from, from + 1, from + 2]);
  });

  it('lets a transaction that an earlier process left in the pool go first', async () => {
    await node.setAutomine(false);
    try {
      const account = privateKeyToAccount(test.sender(count).privateKey);
      const chainId = test.anvil.chainId;
      const left = await account.signTransaction({
        type: 'legacy',
        to: account.address,
        gasPrice: 0n,
        gas: 21_000n,
        chainId,
        nonce: 0,
      });
      await node.sendRawTransaction({ serializedTransaction: left });
      const receipt = anchor(1, { receiptTimeoutMs: 5_000 });
      while (!proxy.requests.some(({ params }) => params[1] === 'pending')) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(sent()).to.have.length(0);
      await node.mine({ blocks: 1 });
      await node.setAutomine(true);
      expect((await receipt)?.sealed).to.equal(true);
      expect(sent().map((raw) => parseTransaction(raw).nonce)).to.deep.equal([1]);
    } finally {
      await node.setAutomine(true);
    }
  });

  it('takes the next nonce when its own was used meanwhile', async () => {
    await anchor(1);
    let stale = 0;
    proxy.alter = ({ method }, result) =>
      method === 'eth_getTransactionCount' && stale++ < 2 ? '0x0' : result;
    expect((await anchor(2))?.sealed).to.equal(true);
    expect(await minedCount()).to.equal(2);
  });

  const underpriced = { error: { code: -32000, message: 'replacement transaction underpriced' } };

  it('waits its turn when another process with the same key was quicker', async () => {
    let overtaken = 0;
    proxy.intervene = ({ method }) => (method === SEND && overtaken++ === 0 ? underpriced : undefined);
    expect((await anchor(1))?.sealed).to.equal(true);
    expect(sent()).to.have.length(2);
    expect(await minedCount()).to.equal(1);
  });

  it('says that an earlier transaction never leaves the pool', async () => {
    proxy.alter = ({ method, params }, result) =>
      method === 'eth_getTransactionCount' && params[1] === 'pending' ? '0x1' : result;
    proxy.intervene = ({ method }) => (method === SEND ? underpriced : undefined);
    const error = await serviceError(anchor(1));
    expect(error.code).to.equal('CHAIN_UNAVAILABLE');
    expect(error.message).to.equal('an earlier transaction of this sender still waits');
    expect(sent()).to.have.length(1);
  });

  it('does without the pending tag where an engine lacks it', async () => {
    proxy.intervene = ({ params }) =>
      params[1] === 'pending' ? { error: { code: -32602, message: 'invalid tag' } } : undefined;
    expect((await anchor(1))?.sealed).to.equal(true);
  });

  it('says what the node says when it refuses a transaction', async () => {
    const message = 'sender is not on the permissioned list';
    proxy.intervene = ({ method }) => (method === SEND ? { error: { code: -32000, message } } : undefined);
    const error = await serviceError(anchor(1));
    expect(error.code).to.equal('CHAIN_REJECTED');
    expect(error.message).to.equal(`the chain refuses: ${message}`);
    expect(error.facts.reason).to.equal(message);
  });

  it('sends legacy transactions to an engine whose blocks carry no base fee', async () => {
    proxy.alter = ({ method }, result) => {
      if (method !== 'eth_getBlockByNumber') return result;
      const { baseFeePerGas: _, ...block } = result as Record<string, unknown>;
      return block;
    };
    proxy.intervene = ({ method, params }) =>
      method === SEND && String(params[0]).startsWith('0x02')
        ? { error: { code: -32000, message: 'transaction type not supported' } }
        : undefined;
    expect((await anchor(1))?.sealed).to.equal(true);
    expect(sent().map((raw) => parseTransaction(raw).type)).to.deep.equal(['legacy']);
    const error = await serviceError(anchor(2, { transactions: 'eip1559' }));
    expect(error.message).to.equal('the chain refuses: transaction type not supported');
  });

  it('meets a base fee that is higher than the configured price', async () => {
    proxy.alter = ({ method }, result) =>
      method === 'eth_getBlockByNumber' ? { ...(result as object), baseFeePerGas: '0x7' } : result;
    // The account has nothing to pay with, which the node says.
    await serviceError(anchor(1));
    expect(parseTransaction(sent()[0]!).maxFeePerGas).to.equal(14n);
  });

  it('walks from seal to seal where the engine gives logs of single blocks only', async () => {
    for (const size of [1, 2, 3]) await anchor(size);
    proxy.intervene = ({ method, params }) => {
      const filter = params[0] as { fromBlock: string; toBlock: string };
      return method === 'eth_getLogs' && filter.fromBlock !== filter.toBlock
        ? { error: { code: -32005, message: 'block range too large' } }
        : undefined;
    };
    expect((await chainOf().sealOf(1))?.sealed).to.equal(true);
  });

  it('says so when the engine gives no logs at all', async () => {
    await anchor(1);
    proxy.intervene = ({ method }) =>
      method === 'eth_getLogs' ? { error: { code: -32601, message: 'method not found' } } : undefined;
    const error = await serviceError(chainOf().sealOf(1));
    expect(error.code).to.equal('CHAIN_REJECTED');
  });

  it('needs no method and no block tag that engines of consortia lack', async () => {
    const chain = chainOf();
    await anchor(1);
    await anchor(2);
    await chain.check();
    const seal = await chain.sealOf(1);
    await chain.checkBlock(seal!);
    await chain.blockOf(seal!);
    const methods = new Set(proxy.requests.map(({ method }) => method));
    expect([...methods].sort()).to.deep.equal([
      'eth_blockNumber',
      'eth_call',
      'eth_chainId',
      'eth_getBlockByNumber',
      'eth_getCode',
      'eth_getLogs',
      'eth_getTransactionCount',
      'eth_getTransactionReceipt',
      SEND,
    ]);
    const tags = proxy.requests.flatMap(({ params }) => params.filter((p) => /^[a-z]+$/.test(String(p))));
    expect([...new Set(tags)].filter((tag) => typeof tag === 'string').sort()).to.deep.equal([
      'latest',
      'pending',
    ]);
  });

  it('reads block times in seconds, and in the milliseconds of FISCO BCOS', () => {
    expect(blockMoment(1_790_000_000n)).to.equal('2026-09-21T14:13:20.000Z');
    expect(blockMoment(1_790_000_000_123n)).to.equal('2026-09-21T14:13:20.123Z');
  });
});
