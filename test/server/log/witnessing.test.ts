import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { base64Decode, hex, utf8 } from '../../../core/bytes.ts';
import { readBlockProof } from '../../../core/chain/block-proof.ts';
import { formatSignatureLine, parseNote } from '../../../core/note/note.ts';
import { createEd25519Cosigner, createMlDsa44Cosigner } from '../../../core/note/sign.ts';
import { type BlockFile, blockProofOf } from '../../../core/package/chain-block.ts';
import { PARTIES, type Party } from '../../../core/party.ts';
import { cosign } from '../../../core/tlog/cosignature.ts';
import { evaluatePolicy, type Policy, parsePolicy } from '../../../core/tlog/policy.ts';
import { parseAddCheckpoint } from '../../../core/tlog/witness.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import { ServiceError } from '../../../server/errors.ts';
import { createLogJobs, type LogJobs, type LogJobsOptions } from '../../../server/log/jobs.ts';
import { createSequencer, type Sequencer } from '../../../server/log/sequencer.ts';
import type { AnchorChain } from '../../../server/ports/chain.ts';
import type { EvidenceStore, RoundRow } from '../../../server/ports/evidence-store.ts';
import { startTestChain, type TestChain } from '../../support/chain.ts';
import { eventually } from '../../support/eventually.ts';
import { TestConsortium } from '../../support/node-consortium.ts';
import { LOG_ORIGIN, logSigner, TestLog } from '../../support/node-log.ts';
import { AT, nodeCrypto, type TestPki, testPki } from '../../support/pki.ts';
import { filing, sequencerOptions } from '../../support/sequencing.ts';
import { testTimestamper } from '../../support/timestamper.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An HTTP server that does what the test says, and is stopped with it. */
async function serve(answer: Parameters<typeof createServer>[1]): Promise<{ url: string; server: Server }> {
  const server = createServer(answer!);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('witnessing and sealing', function () {
  this.timeout(30_000);
  let directory: string;
  let pki: TestPki;
  let statement: string;
  let log: TestLog;
  let parties: TestConsortium;
  let policy: Policy;
  let urls: Readonly<Record<Party, string>>;
  let store: EvidenceStore;
  let sequencer: Sequencer;
  let jobs: LogJobs | undefined;
  let filed: number;
  const servers: Server[] = [];
  let stamper: ReturnType<typeof testTimestamper>;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-witnessing-'));
    pki = await testPki();
    statement = await new TestLog(pki.filer).statement();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const setUp = async (chain?: TestChain) => {
    log = new TestLog(pki.filer);
    parties = await TestConsortium.start(log, pki, chain);
    policy = parsePolicy(parties.policy);
    const { bank, user, commission } = Object.fromEntries(
      PARTIES.map((party) => [party, parties.node(party).url]),
    );
    urls = { bank: bank!, user: user!, commission: commission! };
    store = openSqliteStore(join(directory, `${Math.random()}.db`));
    filed = 0;
    stamper = testTimestamper(pki);
    const clock = { now: () => AT + filed };
    sequencer = createSequencer(sequencerOptions(store, { origin: LOG_ORIGIN, signer: logSigner, clock }));
    await sequencer.start();
  };
  afterEach(async () => {
    await jobs?.stop();
    jobs = undefined;
    await sequencer.stop();
    await store.close();
    await parties.stop();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const file = async (count: number) => {
    const filings = Array.from({ length: count }, () => {
      const name = `item-${filed++}`;
      const plain = filing(name, `stream-${filed % 3}`);
      return {
        ...plain,
        statement,
        row: (at: Parameters<typeof plain.row>[0]) => {
          const made = plain.row(at);
          return { ...made, row: { ...made.row, origin: LOG_ORIGIN } };
        },
      };
    });
    await Promise.all(filings.map((one) => sequencer.append(one)));
  };
  const startJobs = (over: Partial<LogJobsOptions> = {}) => {
    jobs = createLogJobs({
      store,
      origin: LOG_ORIGIN,
      crypto: nodeCrypto,
      clock: { now: () => Date.now() },
      policy,
      parties: PARTIES.map((party) => ({ party, url: urls[party] })),
      chain: undefined,
      timestamper: stamper,
      logger: silent,
      intervalMs: 10,
      times: { backoffMs: 10, maxBackoffMs: 40, patienceMs: 200 },
      timeoutMs: 5_000,
      onQuorum: (round) => {
        log.witnessed = round.checkpoint;
      },
      ...over,
    });
    jobs.start();
    return jobs;
  };
  const quorum = (size: number) =>
    eventually(async () => {
      const round = await store.latestRound(LOG_ORIGIN, 'quorum');
      return round?.size === size && round.timestamp !== undefined && round;
    }, `a stamped quorum at ${size}`);
  const names = (round: RoundRow | undefined) => round?.witnessed.map(({ party }) => party);

  describe('with the three parties', () => {
    beforeEach(() => setUp());

    it('brings each checkpoint to the quorum, freezes it and stamps its bytes', async () => {
      await file(3);
      startJobs();
      const first = await quorum(3);
      const result = await evaluatePolicy(nodeCrypto, policy, first.checkpoint);
      expect([result.accepted, result.checkpoint.size, result.witnessed.length]).to.deep.equal([true, 3, 6]);
      expect(names(first)).to.deep.equal([...PARTIES]);
      expect(hex(result.checkpoint.root)).to.equal(first.root);
      expect(stamper.stamped).to.deep.equal([hex(nodeCrypto.sha256(utf8(first.checkpoint)))]);
      expect(base64Decode(first.timestamp!)).to.have.length.above(100);
      await file(300);
      const second = await quorum(303);
      expect((await evaluatePolicy(nodeCrypto, policy, second.checkpoint)).accepted).to.equal(true);
      expect(await store.round(LOG_ORIGIN, 3)).to.deep.equal(first);
      expect(jobs!.status()).to.deep.equal(PARTIES.map((name) => ({ name, size: 303, failures: 0 })));
    });

    it('goes on without a party that is away, and catches up with the newest checkpoint when it is back', async () => {
      await file(2);
      startJobs();
      await quorum(2);
      await parties.stopNode('user');
      for (const size of [4, 6, 8]) {
        await file(2);
        const round = await eventually(async () => {
          const found = await store.latestRound(LOG_ORIGIN, 'any');
          return found?.size === size && found.witnessed.length === 2 && found;
        }, `two parties at ${size}`);
        expect(names(round)).to.deep.equal(['bank', 'commission']);
        expect(round.quorumAt).to.equal(undefined);
      }
      expect((await store.latestRound(LOG_ORIGIN, 'quorum'))?.size).to.equal(2);
      expect(jobs!.status().find(({ name }) => name === 'user')!.failures).to.be.above(0);
      await parties.startNode('user');
      expect(parties.node('user').url).to.equal(urls.user);
      const round = await quorum(8);
      expect(names(round)).to.deep.equal([...PARTIES]);
      expect((await store.roundCovering(LOG_ORIGIN, 2, 'any'))?.size).to.equal(8);
    });

    it('is not held up by a party that takes requests and never answers', async () => {
      const { url, server } = await serve(() => undefined);
      servers.push(server);
      await file(2);
      startJobs({
        parties: PARTIES.map((party) => ({ party, url: party === 'bank' ? url : urls[party] })),
        times: { patienceMs: 50 },
      });
      for (const size of [2, 5]) {
        await eventually(
          async () => names(await store.round(LOG_ORIGIN, size))?.length === 2,
          `two at ${size}`,
        );
        await file(3);
      }
      expect((await store.head(LOG_ORIGIN))?.size).to.equal(8);
    });

    it('takes no cosignature that is not valid or not by the key of that party', async () => {
      await file(2);
      const impostor = createEd25519Cosigner(
        nodeCrypto,
        'bank.test/mirror',
        nodeCrypto.sha256(utf8('impostor')),
      );
      const lines = async () => {
        const { text } = parseNote((await store.head(LOG_ORIGIN))!.checkpoint);
        return formatSignatureLine(await cosign(text, impostor, 1_700_000_000));
      };
      const { url, server } = await serve(async (_req, res) => res.end(await lines()));
      servers.push(server);
      const failures: string[] = [];
      startJobs({
        parties: PARTIES.map((party) => ({ party, url: party === 'bank' ? url : urls[party] })),
        logger: {
          ...silent,
          warn: (facts) => failures.push(String((facts as { error: Error }).error.message)),
        },
      });
      const round = await eventually(async () => {
        const found = await store.latestRound(LOG_ORIGIN, 'any');
        return found?.witnessed.length === 2 && failures.length > 0 && found;
      }, 'the two honest parties');
      expect(names(round)).to.deep.equal(['user', 'commission']);
      expect(failures).to.deep.equal(['none of the cosignatures is valid and by the key expected']);
      expect(round.checkpoint).not.to.contain(hex(impostor.key.keyId));
      expect(parseNote(round.checkpoint).signatures).to.have.length(5);
    });

    it('goes on after a restart with the round that was begun', async () => {
      await file(4);
      await parties.stopNode('commission');
      startJobs();
      await eventually(async () => names(await store.round(LOG_ORIGIN, 4))?.length === 2, 'two parties');
      await jobs!.stop();
      await parties.startNode('commission');
      startJobs();
      const round = await quorum(4);
      expect(names(round)).to.deep.equal([...PARTIES]);
      await jobs!.stop();
      startJobs();
      await file(1);
      await quorum(5);
    });

    it('stamps the newest round when the TSA is back', async () => {
      stamper.fail(new ServiceError('TSA_UNAVAILABLE', 'no answer'));
      await file(2);
      startJobs();
      await eventually(
        async () => (await store.latestRound(LOG_ORIGIN, 'quorum'))?.size === 2,
        'quorum at 2',
      );
      await file(2);
      await eventually(
        async () => (await store.latestRound(LOG_ORIGIN, 'quorum'))?.size === 4,
        'quorum at 4',
      );
      stamper.fail(undefined);
      await quorum(4);
      expect((await store.round(LOG_ORIGIN, 2))?.timestamp).to.equal(undefined);
    });

    it('adds the cosignatures of further witnesses, sending them the log note alone, and does not depend on them', async () => {
      const ed = createEd25519Cosigner(nodeCrypto, 'witness.example/w1', nodeCrypto.sha256(utf8('w1')));
      const pq = createMlDsa44Cosigner(nodeCrypto, 'witness.example/w2', nodeCrypto.sha256(utf8('w2')));
      const bodies: string[] = [];
      let seen = 0;
      const { url, server } = await serve((req, res) => {
        const chunks: Buffer[] = [];
        req.on('data', (chunk: Buffer) => chunks.push(chunk));
        req.on('end', async () => {
          const body = Buffer.concat(chunks);
          bodies.push(body.toString());
          const request = parseAddCheckpoint(body);
          if (request.oldSize !== seen) return res.writeHead(409).end(`${seen}\n`);
          const { text } = parseNote(request.checkpoint);
          seen = Number(text.split('\n')[1]);
          res.end(formatSignatureLine(await cosign(text, ed, 1_700_000_000)));
        });
      });
      servers.push(server);
      await file(2);
      startJobs({
        witnesses: [
          { key: ed.key, url },
          { key: pq.key, url: 'http://127.0.0.1:9' },
        ],
        times: { graceMs: 5_000, backoffMs: 10, maxBackoffMs: 10_000 },
      });
      const first = await quorum(2);
      expect(parseNote(first.checkpoint).signatures.map(({ name }) => name)).to.include('witness.example/w1');
      await file(1);
      await quorum(3);
      seen = 2;
      await file(1);
      const last = await quorum(4);
      expect(parseNote(last.checkpoint).signatures).to.have.length(8);
      for (const body of bodies) {
        expect(body.length).to.be.below(10 * 1024);
        expect(parseNote(parseAddCheckpoint(utf8(body)).checkpoint).signatures).to.have.length(1);
      }
    });
  });

  describe('with a chain', () => {
    let chain: TestChain;
    let view: AnchorChain;
    before(async () => {
      chain = await startTestChain();
    });
    after(() => chain.stop());
    beforeEach(async () => {
      await setUp(chain);
      view = createAnchorChain({ ...chain.sender(77), address: parties.address! });
    });
    afterEach(() => view.close());
    const sealed = (size: number) =>
      eventually(async () => {
        const round = await store.latestRound(LOG_ORIGIN, 'sealed');
        return round?.size === size && round;
      }, `the seal of ${size}`);
    const rpc = async (method: string, params: unknown[] = []) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const answer = await fetch(chain.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return ((await answer.json()) as { result: unknown }).result;
    };

    it('keeps the seal with the three confirmations once the parties have brought it about', async () => {
      await file(3);
      startJobs({ chain: view });
      await quorum(3);
      expect(await store.latestRound(LOG_ORIGIN, 'sealed')).to.equal(undefined);
      await parties.rounds('user', 'commission', 'bank');
      const round = await sealed(3);
      expect(round.confirmations.map(({ party }) => party)).to.deep.equal([...PARTIES]);
      expect({ ...(await view.parties()) }).to.deep.equal(
        Object.fromEntries(round.confirmations.map(({ party, signer }) => [party, signer])),
      );
      const receipt = (await view.sealOf(3))!;
      expect([round.seal?.transaction, round.seal?.blockHash]).to.deep.equal([
        receipt.transaction,
        receipt.blockHash,
      ]);
      expect(round.seal?.contract).to.equal(parties.address!.contract);
      expect(round.timestamp).to.be.a('string');
      expect(round.seal?.block).to.deep.equal(await view.blockOf(receipt));
      const { header } = readBlockProof(blockProofOf(round.seal!.block!));
      expect(header.hash).to.equal(receipt.blockHash);
    });

    it('asks later for the block of a seal that has none yet, and not again where the chain has none', async () => {
      await file(2);
      startJobs({ chain: view });
      await quorum(2);
      await parties.rounds('user', 'commission', 'bank');
      const { block, ...seal } = (await sealed(2)).seal!;
      expect(block).to.be.an('object');
      await jobs!.stop();
      const without = async () => store.saveRound({ ...(await store.round(LOG_ORIGIN, 2))!, seal });
      const blockNow = async () => (await store.round(LOG_ORIGIN, 2))?.seal?.block;
      const answers: (() => Promise<BlockFile | undefined>)[] = [
        () => Promise.reject(new ServiceError('CHAIN_UNAVAILABLE', 'away')),
        () => view.blockOf(seal),
      ];
      let asked = 0;
      const answering = (next: () => Promise<BlockFile | undefined>): AnchorChain =>
        new Proxy(view, {
          get(target, name) {
            const member = target[name as keyof AnchorChain] as unknown;
            if (name === 'blockOf') return () => next();
            return typeof member === 'function' ? member.bind(target) : member;
          },
        });

      await without();
      startJobs({ chain: answering(() => answers[Math.min(asked++, 1)]!()) });
      await eventually(async () => (await blockNow()) !== undefined, 'the block');
      expect(await blockNow()).to.deep.equal(block);
      expect(asked).to.equal(2);
      await jobs!.stop();

      await without();
      asked = 0;
      const none = async () => {
        asked++;
        return undefined;
      };
      startJobs({ chain: answering(none) });
      await eventually(async () => (await blockNow()) === null, 'no block');
      await file(1);
      await quorum(3);
      expect(asked).to.equal(1);
    });

    it('waits for the confirmation of a party that went away after it had confirmed', async () => {
      await file(3);
      startJobs({ chain: view });
      await quorum(3);
      await jobs!.stop();
      await parties.rounds('user', 'commission', 'bank');
      await parties.stopNode('user');
      startJobs({
        chain: view,
        parties: PARTIES.map((party) => ({
          party,
          url: party === 'user' ? 'http://127.0.0.1:9' : urls[party],
        })),
      });
      const confirmed = async () =>
        (await store.round(LOG_ORIGIN, 3))?.confirmations.map(({ party }) => party);
      await eventually(async () => ((await confirmed()) ?? []).length === 2, 'two confirmations');
      expect(await store.latestRound(LOG_ORIGIN, 'sealed')).to.equal(undefined);
      await jobs!.stop();
      await parties.startNode('user');
      startJobs({ chain: view });
      await sealed(3);
      expect(await confirmed()).to.deep.equal([...PARTIES]);
    });

    it('refuses a confirmation by another key', async () => {
      await file(1);
      startJobs({ chain: view });
      await quorum(1);
      await jobs!.stop();
      await parties.rounds('user', 'commission', 'bank');
      const failures: unknown[] = [];
      const other: Party = 'commission';
      startJobs({
        chain: view,
        // The commission's node answers where the user's should.
        parties: PARTIES.map((party) => ({ party, url: urls[party === 'user' ? other : party] })),
        logger: { ...silent, warn: (facts) => failures.push((facts as { error: Error }).error.message) },
      });
      await eventually(() => failures.length > 0, 'the refusal');
      expect(failures).to.deep.equal(['the node of the user sent no confirmation by its key']);
      expect(await store.latestRound(LOG_ORIGIN, 'sealed')).to.equal(undefined);
    });

    it('withdraws the seals of a chain that was reset and takes the new one', async () => {
      const snapshot = await rpc('evm_snapshot');
      await file(3);
      startJobs({ chain: view });
      await quorum(3);
      await parties.rounds('user', 'commission', 'bank');
      const before = await sealed(3);
      await rpc('evm_revert', [snapshot]);
      await rpc('anvil_mine', ['0x40']);
      await eventually(async () => (await store.latestRound(LOG_ORIGIN, 'sealed')) === undefined, 'no seal');
      const withdrawn = (await store.round(LOG_ORIGIN, 3))!;
      expect([withdrawn.seal, withdrawn.sealedAt]).to.deep.equal([undefined, undefined]);
      expect(withdrawn.timestamp).to.equal(before.timestamp);
      await file(2);
      await quorum(5);
      await parties.rounds('user', 'commission', 'bank');
      await parties.rounds('user', 'commission', 'bank');
      const after = await eventually(async () => store.latestRound(LOG_ORIGIN, 'sealed'), 'a new seal');
      expect(after.seal?.transaction).not.to.equal(before.seal?.transaction);
    });
  });
});
