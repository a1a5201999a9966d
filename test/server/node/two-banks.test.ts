/** Two banks with a log each, one user side and one commission for both: each log is cosigned and sealed by its own three parties, at the same time. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { utf8 } from '../../../core/bytes.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { addSignatures, parseSignatureLines } from '../../../core/note/note.ts';
import { createEd25519Signer, type NoteSigner } from '../../../core/note/sign.ts';
import { formatVkey } from '../../../core/note/vkey.ts';
import type { Party } from '../../../core/party.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import type { NodeConfigInput } from '../../../server/node/config.ts';
import { type NodeKeys, openKeys } from '../../../server/node/keys.ts';
import type { RunningNode } from '../../../server/node/main.ts';
import type { AnchorChain, ChainAddress } from '../../../server/ports/chain.ts';
import { freePorts } from '../../../server/start/ports.ts';
import { startTestChain, type TestChain } from '../../support/chain.ts';
import { policyOf } from '../../support/node-consortium.ts';
import { LogClient, nodeConfig, startNode, temporaryDirectory } from '../../support/node-host.ts';
import { LOG_ORIGIN, logSigner, TestLog } from '../../support/node-log.ts';
import { nodeCrypto as c, type TestPki, testPki } from '../../support/pki.ts';

type Holder = 'bank-a' | 'bank-b' | 'user' | 'commission';
const HOLDERS = ['bank-a', 'bank-b', 'user', 'commission'] as const;
const PARTY_OF: Readonly<Record<Holder, Party>> = {
  'bank-a': 'bank',
  'bank-b': 'bank',
  user: 'user',
  commission: 'commission',
};
const random = (length: number) => new Uint8Array(randomBytes(length));
const each = <T>(make: (holder: Holder, i: number) => T) =>
  Object.fromEntries(HOLDERS.map((holder, i) => [holder, make(holder, i)])) as Record<Holder, T>;

interface BankLog {
  readonly bank: 'bank-a' | 'bank-b';
  readonly signer: NoteSigner;
  readonly log: TestLog;
  readonly address: ChainAddress;
  readonly settings: Pick<NodeConfigInput, 'log' | 'policy' | 'signers' | 'chain'>;
  readonly view: AnchorChain;
  stop(): Promise<void>;
}

describe('server/node: two banks and one commission', function () {
  this.timeout(60_000);
  let chain: TestChain;
  let pki: TestPki;
  let directory: ReturnType<typeof temporaryDirectory>;
  let keys: Record<Holder, NodeKeys>;
  let urls: Record<Holder, string>;
  let logs: readonly BankLog[];
  let nodes: Record<Holder, RunningNode>;

  const partiesOf = <T>(bank: 'bank-a' | 'bank-b', by: Record<Holder, T>) => ({
    bank: by[bank],
    user: by.user,
    commission: by.commission,
  });

  const openBank = async (bank: 'bank-a' | 'bank-b', signer: NoteSigner, size: number): Promise<BankLog> => {
    const log = await new TestLog(pki.filer).file(size);
    const served = await log.serve();
    const origin = signer.key.name;
    const held = partiesOf(bank, keys);
    const address = await chain.open(
      { bank: held.bank.chain, user: held.user.chain, commission: held.commission.chain },
      origin,
    );
    const settings = {
      log: { origin, vkey: formatVkey(signer.key), url: served.url },
      policy: policyOf(held, signer.key),
      signers: nodeConfig('', pki).signers,
      chain: { rpcUrl: chain.url, ...address },
    };
    const view = createAnchorChain({ ...chain.sender(bank === 'bank-a' ? 1 : 2), address });
    const stop = async () => {
      await view.close();
      await served.stop();
    };
    return { bank, signer, log, address, settings, view, stop };
  };
  const peersOf = (holder: Holder, bank: 'bank-a' | 'bank-b') =>
    Object.entries(partiesOf(bank, urls))
      .filter(([party]) => party !== PARTY_OF[holder])
      .map(([party, url]) => ({ party: party as Party, url }));
  const configOf = (holder: Holder): NodeConfigInput => {
    const [first, ...further] = logs
      .filter(({ bank }) => !holder.startsWith('bank') || bank === holder)
      .map(({ bank, settings }) => ({ ...settings, peers: peersOf(holder, bank) }));
    return {
      ...nodeConfig(join(directory.path, holder), pki),
      party: PARTY_OF[holder],
      name: `${holder}.test`,
      port: Number(new URL(urls[holder]).port),
      ...first!,
      furtherLogs: further,
      intervals: { pollMs: 3_600_000, anchorMs: 1, staggerMs: 3_600_000, graceMs: 3_600_000 },
    };
  };

  before(async () => {
    chain = await startTestChain();
    pki = await testPki();
    directory = temporaryDirectory();
    keys = each((holder) =>
      openKeys(c, join(directory.path, holder), { party: PARTY_OF[holder], name: `${holder}.test` }, random),
    );
    const ports = await freePorts([0, 0, 0, 0]);
    urls = each((_, i) => `http://127.0.0.1:${ports[i]}`);
    const second = createEd25519Signer(c, 'log.test/bank-b', c.sha256(utf8('the log of bank b')));
    logs = [await openBank('bank-a', logSigner, 6), await openBank('bank-b', second, 9)];
    nodes = each(() => undefined as unknown as RunningNode);
    for (const holder of HOLDERS) nodes[holder] = await startNode(configOf(holder));
  });
  after(async () => {
    for (const node of Object.values(nodes)) await node.stop();
    for (const one of logs) await one.stop();
    directory.remove();
    await chain.stop();
  });

  const witness = async ({ bank, signer, log }: BankLog) => {
    const checkpoint = await log.checkpoint(log.size, signer);
    let note = checkpoint;
    for (const url of Object.values(partiesOf(bank, urls))) {
      const client = new LogClient(url);
      expect((await client.rawCheckpoint(0, [], checkpoint)).status).to.equal(200);
      const answer = await client.addEntries(log, { start: 0, end: log.size, origin: signer.key.name });
      expect(answer.status, answer.text).to.equal(200);
      note = addSignatures(note, parseSignatureLines(answer.text));
    }
    log.witnessed = note;
  };

  it('opens two logs in one contract, for two banks and the same two others', () => {
    const [one, two] = logs.map(({ address }) => address);
    expect(one!.contract).to.equal(two!.contract);
    expect(one!.log).to.not.equal(two!.log);
  });

  it('seals both, the shared nodes working on the two at once', async () => {
    for (const one of logs) await witness(one);
    const anchoring = HOLDERS.flatMap((holder) => nodes[holder].nodes);
    // Whose turn it is depends on what is sealed: a few rounds, all nodes beside each other, are enough.
    for (let i = 0; i < 3; i++) await Promise.all(anchoring.map((node) => node.round()));
    for (const { view, log } of logs) {
      expect(await view.sealedSize()).to.equal(log.size);
      const state = await view.state(log.size);
      expect([state.root, state.sealed]).to.deep.equal([toHex(log.root()), true]);
    }
    for (const node of anchoring) expect(node.objections.count()).to.equal(0);
  });

  it('gives one bank’s confirmation to nobody for the other’s log', async () => {
    const [a, b] = logs;
    const commission = new LogClient(urls.commission);
    const path = (at: 0 | 1) => `/${nodes.commission.nodes[at]!.originHash}/confirmation`;
    expect((await commission.post(path(1), a!.log.witnessed!)).status).to.be.oneOf([403, 404]);
    expect((await commission.post(path(0), b!.log.witnessed!)).status).to.be.oneOf([403, 404]);
    expect((await commission.post(path(1), b!.log.witnessed!)).status).to.equal(200);
    expect((await new LogClient(urls['bank-a']).get(`${path(1)}/9`)).status).to.equal(404);
    expect(LOG_ORIGIN).to.equal(nodes.commission.node.origin);
  });
});
