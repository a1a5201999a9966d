/**
 * The design that ours is compared with: each item in a transaction of its own, with the same three signatures, driven as fast as it goes. Every core signs,
 * each with a sender account of its own; raw transactions go to the node in JSON-RPC batches while others are being signed; nobody waits for a
 * receipt before the end.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, createWalletClient, type Hex, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { toHex } from '../../../core/chain/hex.ts';
import { buildContracts } from '../../../scripts/build-contracts.ts';
import { projectRoot } from '../../../server/paths.ts';
import { addressesOf, type PartyKeys, testKey } from '../../support/chain.ts';
import type { SigningJob, SigningSetup } from './signing-process.ts';

const CHUNK = 50;
/** Pools with many transactions in flight have been seen to accept and never mine them. */
const STALLED_MS = 20_000;
const SENDER_KEYS = 2_000_000;

interface Lane {
  readonly signer: ChildProcess;
  readonly sender: Hex;
  nonce: number;
}

export interface NaiveDesign {
  readonly contract: Hex;
  /** Signs, sends and waits until all are in blocks. */
  store(items: number): Promise<void>;
  /** Signs `items` and gives them back to be sent: the chain's share alone. */
  presign(items: number): Promise<readonly Hex[][]>;
  /** Sends what `presign` gave and waits until all is in blocks. */
  send(chunks: readonly (readonly Hex[])[]): Promise<void>;
  /** Gas of one stored item. */
  gasOfOne(): Promise<number>;
  stop(): Promise<void>;
}

function compiled(): { abi: readonly unknown[]; bytecode: Hex } {
  buildContracts('test/bench/naive');
  const file = join(projectRoot, 'dist/test/bench/naive/NaiveEvidence.json');
  return JSON.parse(readFileSync(file, 'utf8')) as { abi: readonly unknown[]; bytecode: Hex };
}

function sign({ signer }: Lane, job: SigningJob): Promise<Hex[]> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('a signing process ended'));
    signer.once('message', (raw) => {
      signer.off('exit', ended);
      resolve(raw as Hex[]);
    });
    signer.once('exit', ended);
    signer.send(job);
  });
}

function startSigner(setup: SigningSetup): ChildProcess {
  const signer = fork(new URL('./signing-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  signer.send(setup);
  return signer;
}

/** @param lanes signing processes, one a core when not said */
export async function startNaive(url: string, keys: PartyKeys, lanes = cpus().length): Promise<NaiveDesign> {
  const client = createPublicClient({ transport: http(url), pollingInterval: 20, cacheTime: 0 });
  const chainId = await client.getChainId();
  const contract = await deploy(url, keys);
  const partyKeys = [keys.bank, keys.user, keys.commission];
  const running = await Promise.all(
    Array.from({ length: lanes }, async (_, i): Promise<Lane> => {
      const senderKey = toHex(testKey(SENDER_KEYS + i));
      const sender = privateKeyToAccount(senderKey).address;
      const signer = startSigner({ chainId, contract, partyKeys, senderKey });
      return { signer, sender, nonce: await client.getTransactionCount({ address: sender }) };
    }),
  );
  let next = 0;

  async function submit(raw: readonly Hex[]): Promise<Hex> {
    const calls = raw.map((tx, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'eth_sendRawTransaction',
      params: [tx],
    }));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(calls) });
    const answers = (await response.json()) as { result?: Hex; error?: { message: string } }[];
    const refused = answers.find(({ error }) => error !== undefined);
    if (refused !== undefined) throw new Error(`the node refused a transaction: ${refused.error!.message}`);
    return answers.at(-1)!.result!;
  }

  async function settled(): Promise<void> {
    for (const { sender, nonce } of running) {
      let mined = -1;
      let progress = Date.now();
      while (mined < nonce) {
        const now = await client.getTransactionCount({ address: sender });
        if (now > mined) progress = Date.now();
        else if (Date.now() - progress > STALLED_MS) throw new Error(`the pool is wedged at nonce ${now}`);
        mined = now;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  function signNext(lane: Lane, count: number): Promise<Hex[]> {
    const job = { first: next, count, nonce: lane.nonce };
    next += count;
    lane.nonce += count;
    return sign(lane, job);
  }

  /** Each lane signs its next chunk while `use` deals with the last. */
  async function run(items: number, use: (raw: Hex[]) => Promise<unknown>): Promise<void> {
    let left = items;
    await Promise.all(
      running.map(async (lane) => {
        let pending: Promise<unknown> = Promise.resolve();
        while (left > 0) {
          const count = Math.min(CHUNK, left);
          left -= count;
          const raw = await signNext(lane, count);
          await pending;
          pending = use(raw);
        }
        await pending;
      }),
    );
  }

  return {
    contract,
    async store(items) {
      await run(items, submit);
      await settled();
    },
    async presign(items) {
      const chunks: Hex[][] = [];
      await run(items, async (raw) => chunks.push(raw));
      return chunks;
    },
    async send(chunks) {
      for (const chunk of chunks) await submit(chunk);
      await settled();
    },
    async gasOfOne() {
      const hash = await submit(await signNext(running[0]!, 1));
      const receipt = await client.waitForTransactionReceipt({ hash });
      if (receipt.status !== 'success') throw new Error('the naive contract refused an item');
      return Number(receipt.gasUsed);
    },
    async stop() {
      for (const { signer } of running) signer.kill();
      await Promise.all(running.map(({ signer }) => once(signer, 'exit')));
    },
  };
}

async function deploy(url: string, keys: PartyKeys): Promise<Hex> {
  const { abi, bytecode } = compiled();
  const { bank, user, commission } = addressesOf(keys);
  const account = privateKeyToAccount(toHex(testKey(SENDER_KEYS - 1)));
  const wallet = createWalletClient({ account, transport: http(url) });
  const client = createPublicClient({ transport: http(url), pollingInterval: 20, cacheTime: 0 });
  const hash = await wallet.deployContract({
    abi: abi as never,
    bytecode,
    args: [[bank, user, commission]] as never,
    chain: null,
    type: 'legacy',
    gasPrice: 0n,
  });
  const receipt = await client.waitForTransactionReceipt({ hash });
  return receipt.contractAddress!;
}
