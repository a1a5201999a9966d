import { expect } from 'chai';
import { toHex } from '../../../core/chain/hex.ts';
import { recoverSigner } from '../../../core/chain/signature.ts';
import { confirmationDigest, OBJECTION_REASONS } from '../../../core/chain/statements.ts';
import type { Party } from '../../../core/party.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import { turnAction, turnOf } from '../../../server/node/anchor-turn.ts';
import type { AnchorChain } from '../../../server/ports/chain.ts';
import { confirmations, startTestChain, type TestChain } from '../../support/chain.ts';
import { TestConsortium } from '../../support/node-consortium.ts';
import { LOG_ORIGIN, TestLog } from '../../support/node-log.ts';
import { type TestPki, testPki } from '../../support/pki.ts';
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts';

describe('server/node: turns', () => {
  it('rotates with the sealed size, one party at a time', () => {
    for (const [sealed, order] of [
      [0, [0, 1, 2]],
      [7, [2, 0, 1]],
      [8, [1, 2, 0]],
    ] as const) {
      expect((['bank', 'user', 'commission'] as Party[]).map((p) => turnOf(p, sealed))).to.deep.equal(order);
    }
  });

  it('waits for its turn, then for its peers, then goes alone', () => {
    const times = { staggerMs: 100, graceMs: 50 };
    expect(turnAction(0, 0, times)).to.equal('gather');
    expect(turnAction(0, 49, times)).to.equal('gather');
    expect(turnAction(0, 50, times)).to.equal('submit-alone');
    expect(turnAction(1, 99, times)).to.equal('wait');
    expect(turnAction(1, 100, times)).to.equal('gather');
    expect(turnAction(2, 249, times)).to.equal('gather');
    expect(turnAction(2, 250, times)).to.equal('submit-alone');
  });
});

describe('server/node: anchoring on a chain', function () {
  this.timeout(30_000);
  let pki: TestPki;
  let chain: TestChain;
  let proxy: RpcProxy;
  let log: TestLog;
  let parties: TestConsortium;
  let view: AnchorChain;

  before(async () => {
    pki = await testPki();
    chain = await startTestChain();
    proxy = await startRpcProxy(chain.url);
  });
  after(async () => {
    await proxy.stop();
    await chain.stop();
  });
  afterEach(async () => {
    proxy.intervene = () => undefined;
    await view.close();
    await parties.stop();
  });

  const start = async (over: Parameters<typeof TestConsortium.start>[3] = {}) => {
    log = await new TestLog(pki.filer).file(10);
    parties = await TestConsortium.start(log, pki, chain, { rpcUrl: proxy.url, ...over });
    view = createAnchorChain({ ...chain.sender(1), address: parties.address! });
  };
  const rpc = async (method: string, params: unknown[] = []) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(chain.url, { method: 'POST', headers, body });
    return ((await answer.json()) as { result: unknown }).result;
  };
  const objectionsOf = async (party: Party) =>
    JSON.parse((await parties.client(party).get(parties.path('objections'))).text);

  it('the party in its turn gathers all three confirmations and seals with one transaction', async () => {
    await start();
    await parties.witness(log, 0);
    const before = proxy.requests.filter(({ method }) => method.startsWith('eth_sendRaw')).length;
    await parties.rounds();
    expect(await view.sealedSize()).to.equal(10);
    const state = await view.state(10);
    expect([state.root, state.sealed]).to.deep.equal([toHex(log.root()), true]);
    const sent = proxy.requests.filter(({ method }) => method.startsWith('eth_sendRaw')).length - before;
    expect(sent).to.equal(1);
    for (const party of ['bank', 'user', 'commission'] as const) {
      const answer = await parties.client(party).get(parties.path('confirmation/10'));
      const { signer, signature, party: said } = JSON.parse(answer.text);
      const digest = confirmationDigest({ ...parties.address!, size: 10, root: log.root() });
      expect([said, signer, recoverSigner(digest, signature)]).to.deep.equal([
        party,
        parties.keys[party].chainAddress,
        parties.keys[party].chainAddress,
      ]);
    }
  });

  it('goes on with larger sizes, and leaves a sealed one alone', async () => {
    await start();
    await parties.witness(log, 0);
    await parties.rounds();
    const calls = () => proxy.requests.filter(({ method }) => method.startsWith('eth_sendRaw')).length;
    const before = calls();
    await parties.rounds();
    expect(calls()).to.equal(before);
    await log.file(5);
    await parties.witness(log, 10);
    // The turn has moved on; whoever has it, three rounds are enough for all to notice the last seal and for one to act.
    for (let i = 0; i < 3; i++) await parties.rounds();
    expect(await view.sealedSize()).to.equal(15);
  });

  it('confirms nothing without the quorum', async () => {
    await start();
    await parties.stopNode('commission');
    await parties.witness(log, 0);
    await parties.rounds();
    expect(await view.sealedSize()).to.equal(0);
    expect((await parties.client('bank').get(parties.path('confirmation/10'))).status).to.equal(404);
    const shown = await parties.client('bank').post(parties.path('confirmation'), log.witnessed!);
    expect([shown.status, shown.text]).to.deep.equal([403, 'the policy does not accept the checkpoint\n']);
  });

  it('submits alone when the peers are silent, and the contract adds them up', async () => {
    await start({ intervals: { staggerMs: 1, graceMs: 1 } });
    await parties.witness(log, 0);
    await parties.stopNode('user');
    await parties.stopNode('commission');
    const alone = async (party: Party) => {
      // The first round takes the checkpoint up, a later one finds the time run out.
      for (let i = 0; i < 50 && !(await view.state(10)).confirmedBy.includes(party); i++)
        await parties.rounds(party);
      return (await view.state(10)).confirmedBy;
    };
    expect(await alone('bank')).to.deep.equal(['bank']);
    await parties.stopNode('bank');
    await parties.startNode('user');
    expect(await alone('user')).to.deep.equal(['bank', 'user']);
    await parties.stopNode('user');
    await parties.startNode('commission');
    expect(await alone('commission')).to.deep.equal(['bank', 'user', 'commission']);
    expect(await view.sealedSize()).to.equal(10);
  });

  it('waits for silent peers within the time of grace', async () => {
    await start();
    await parties.witness(log, 0);
    await parties.stopNode('commission');
    for (let i = 0; i < 3; i++) await parties.rounds();
    expect((await view.state(10)).confirmedBy).to.deep.equal([]);
    await parties.startNode('commission');
    await parties.rounds();
    expect(await view.sealedSize()).to.equal(10);
  });

  it('cosigns while the chain is down, and catches up with the latest size afterwards', async () => {
    await start();
    proxy.intervene = () => 'refuse';
    await parties.witness(log, 0);
    await parties.rounds();
    await log.file(5);
    await parties.witness(log, 10);
    await parties.rounds();
    expect((await parties.client('bank').get(parties.path('confirmation/15'))).status).to.equal(200);
    proxy.intervene = () => undefined;
    for (let i = 0; i < 20 && (await view.sealedSize()) === 0; i++) await parties.rounds();
    expect(await view.sealedSize()).to.equal(15);
  });

  it('recognises a seal that somebody else brought, also when its own answer was lost', async () => {
    await start();
    await parties.witness(log, 0);
    proxy.intervene = ({ method }) => (method.startsWith('eth_sendRaw') ? 'drop' : undefined);
    await parties.rounds('bank');
    proxy.intervene = () => undefined;
    for (let i = 0; i < 5; i++) await parties.rounds();
    expect(await view.sealedSize()).to.equal(10);
  });

  it('answers 404 for sizes it does not hold and 400 for what is no checkpoint', async () => {
    await start();
    const client = parties.client('bank');
    const note = await parties.witness(log, 0);
    expect((await client.post(parties.path('confirmation'), 'hello')).status).to.equal(400);
    expect((await client.get(parties.path('confirmation/10'))).status, 'not seen yet').to.equal(404);
    expect((await client.get(parties.path('confirmation/x'))).status).to.equal(400);
    expect((await client.post(parties.path('confirmation'), note)).status).to.equal(200);
    expect((await client.get(parties.path('confirmation/10'))).status).to.equal(200);
    expect(
      (await client.post(parties.path('confirmation'), await log.checkpoint())).status,
      'public by now',
    ).to.equal(200);
    expect((await client.post(parties.path('confirmation'), await log.checkpoint(9))).status).to.equal(403);
  });

  it('anchors anew when the chain has lost the block of the last seal', async () => {
    await start();
    await parties.witness(log, 0);
    const snapshot = await rpc('evm_snapshot');
    await parties.rounds();
    await parties.rounds();
    expect(await view.sealedSize()).to.equal(10);
    await rpc('evm_revert', [snapshot]);
    expect(await view.sealedSize()).to.equal(0);
    for (let i = 0; i < 5; i++) await parties.rounds();
    expect(await view.sealedSize()).to.equal(10);
  });

  it('anchors anew when the log is gone from the chain and has been opened again', async () => {
    const snapshot = await rpc('evm_snapshot');
    await start();
    await parties.witness(log, 0);
    await parties.rounds();
    await parties.rounds();
    await rpc('evm_revert', [snapshot]);
    await parties.rounds();
    expect(await view.sealedSize()).to.equal(0);
    const { bank, user, commission } = parties.keys;
    await chain.open({ bank: bank.chain, user: user.chain, commission: commission.chain }, LOG_ORIGIN);
    for (let i = 0; i < 20 && (await view.sealedSize()) === 0; i++) await parties.rounds();
    expect(await view.sealedSize()).to.equal(10);
  });

  it('objects to another root that stands on the chain for a size', async () => {
    await start();
    await parties.witness(log, 0);
    const root = toHex(new Uint8Array(32).fill(7));
    const keys = {
      bank: parties.keys.bank.chain,
      user: parties.keys.user.chain,
      commission: parties.keys.commission.chain,
    };
    await view.anchor(10, root, confirmations(keys, parties.address!, 10, root, ['user']));
    await parties.rounds('bank');
    const [objection] = await objectionsOf('bank');
    expect([objection.reason, objection.message]).to.deep.equal([
      'confirmation',
      'the chain holds another root for tree size 10',
    ]);
    expect(JSON.parse(objection.evidence).confirmed_by).to.deep.equal(['user']);
  });

  it("puts a party's objections on the chain, once", async () => {
    await start();
    await parties.witness(log, 0);
    const other = await log.fork(5).file(5, 2);
    const answer = await parties.client('user').rawCheckpoint(10, [], await other.checkpoint());
    expect(answer.status).to.equal(422);
    await parties.rounds();
    await parties.rounds();
    const recorded = await view.objections();
    expect(recorded).to.have.lengthOf(1);
    const [objection] = await objectionsOf('user');
    expect(recorded[0]).to.deep.include({
      party: parties.keys.user.chainAddress,
      size: 10,
      root: toHex(other.root()),
      evidence: `0x${objection.digest}`,
      reason: OBJECTION_REASONS.fork,
    });
    expect(objection.transaction).to.match(/^0x[0-9a-f]{64}$/);
    expect(await view.sealedSize(), 'the branch that all three hold is sealed all the same').to.equal(10);
  });
});
