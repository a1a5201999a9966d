import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { createTestClient, http, publicActions } from 'viem';
import { startAnvil } from '../../../server/adapters/anvil/anvil.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import { deployEvidenceAnchor, openLog } from '../../../server/adapters/chain-viem/deploy.ts';
import type { AnchorChain, ChainAddress } from '../../../server/ports/chain.ts';
import {
  addressesOf,
  confirmations,
  startTestChain,
  type TestChain,
  testParties,
  testRoot,
} from '../../support/chain.ts';
import { serviceError } from '../../support/service-error.ts';

const keys = testParties(3);
const ORIGIN = 'triseal.local/reset';
const NOWHERE = '0x00000000000000000000000000000000000000AA';

describe('a chain that was reset or reorganised', () => {
  let test: TestChain;
  let address: ChainAddress;
  let chain: AnchorChain;

  const node = () => createTestClient({ mode: 'anvil', transport: http(test.url) }).extend(publicActions);
  const at = (where: ChainAddress) => createAnchorChain({ ...test.connection, address: where });
  /** What a lost disk does: the same place, a new history. */
  const startAnew = async () => {
    await test.anvil.stop();
    rmSync(test.stateFile);
    test.anvil = await startAnvil({ port: test.anvil.port, stateFile: test.stateFile });
  };
  const anchor = (size: number) =>
    chain.anchor(size, testRoot(size), confirmations(keys, address, size, testRoot(size)));

  beforeEach(async () => {
    test = await startTestChain();
    address = await test.open(keys, ORIGIN);
    chain = at(address);
  });
  afterEach(() => test.stop());

  it('is told from the expected one by chain id, contract and log', async () => {
    await chain.check();
    const other = await serviceError(at({ ...address, chainId: 1 }).check());
    expect(other.code).to.equal('CHAIN_RESET');
    expect(other.facts).to.deep.equal({ expected: 1, actual: 31337 });
    const bare = await serviceError(at({ ...address, contract: NOWHERE }).check());
    expect(bare.message).to.equal('there is no contract at the expected address');
    const unknown = await serviceError(at({ ...address, log: testRoot('log') }).check());
    expect(unknown.message).to.equal('the contract does not know the log');
  });

  it('is noticed by any use when the contract is gone, and by its blocks', async () => {
    const receipt = await anchor(1);
    expect(await chain.checkBlock(receipt!)).to.equal(true);
    await startAnew();
    expect(await chain.checkBlock(receipt!)).to.equal(false);
    for (const use of [
      () => chain.state(1),
      () => chain.sealedSize(),
      () => anchor(2),
      () => chain.check(),
    ]) {
      expect((await serviceError(use())).code).to.equal('CHAIN_RESET');
    }
    const opening = { contract: address.contract, origin: ORIGIN, parties: addressesOf(keys) };
    const signatures = { bank: '0x', user: '0x', commission: '0x' };
    expect((await serviceError(openLog(test.connection, { ...opening, signatures }))).code).to.equal(
      'CHAIN_RESET',
    );
  });

  it('takes a new contract, the log and the old confirmations’ successors', async () => {
    await anchor(1);
    await startAnew();
    const { contract } = await deployEvidenceAnchor({ ...test.connection });
    expect(contract).to.equal(address.contract);
    address = await test.open(keys, ORIGIN);
    expect((await anchor(1))?.sealed).to.equal(true);
  });

  it('is re-anchored after a reorganisation with the very same signatures', async () => {
    const snapshot = await node().snapshot();
    const receipt = await anchor(1);
    await node().revert({ id: snapshot });
    await node().increaseTime({ seconds: 10 });
    await node().mine({ blocks: 1 });
    expect(await chain.checkBlock(receipt!)).to.equal(false);
    expect((await chain.state(1)).root).to.equal(undefined);
    const again = await anchor(1);
    expect(again?.sealed).to.equal(true);
    expect(await chain.checkBlock(again!)).to.equal(true);
  });

  it('opens a log once: opening it again finds it', async () => {
    expect(await test.open(keys, ORIGIN)).to.deep.equal(address);
    const parties = addressesOf(keys);
    const signatures = { bank: '0x', user: '0x', commission: '0x' };
    const opening = { contract: address.contract, origin: `${ORIGIN}/2`, parties, signatures };
    const error = await serviceError(openLog(test.connection, opening));
    expect(error.facts).to.deep.equal({ reason: 'MalformedSignature', values: ['0'] });
  });

  it('cannot be deployed to without the compiled contract', async () => {
    const error = await serviceError(
      deployEvidenceAnchor(test.connection, '/nonexistent/EvidenceAnchor.json'),
    );
    expect(error.code).to.equal('CHAIN_UNAVAILABLE');
    expect(error.message).to.equal('the compiled contract is missing');
  });
});
