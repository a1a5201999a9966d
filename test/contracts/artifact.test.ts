import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Abi, toEventSelector, toFunctionSelector } from 'viem';
import { formatAbiItem } from 'viem/utils';
import { buildContracts, type ContractArtifact } from '../../scripts/build-contracts.ts';
import { evidenceAnchorAbi } from '../../server/adapters/chain-viem/abi.ts';
import { createAnchorChain } from '../../server/adapters/chain-viem/anchor-chain.ts';
import { confirmations, startTestChain, testParties, testRoot } from '../support/chain.ts';

const readSource = (name: string) =>
  readFileSync(new URL(`../../contracts/${name}`, import.meta.url), 'utf8');

describe('the compiled contract', () => {
  let out: string;
  const artifactFile = () => join(out, 'EvidenceAnchor.json');
  const artifact = () => JSON.parse(readFileSync(artifactFile(), 'utf8')) as ContractArtifact;

  before(function () {
    this.timeout(60_000);
    out = mkdtempSync(join(tmpdir(), 'triseal-contracts-'));
    expect(buildContracts('contracts', out)).to.deep.equal(['EvidenceAnchor']);
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  it('is built once: again only when the sources or the compiler changed', () => {
    expect(buildContracts('contracts', out)).to.deep.equal([]);
    writeFileSync(artifactFile(), JSON.stringify({ ...artifact(), sourceHash: 'old' }));
    expect(buildContracts('contracts', out)).to.deep.equal(['EvidenceAnchor']);
  });

  it('has the interface that the adapter was written against, error for error', () => {
    const words = (abi: Abi) =>
      abi
        .filter((item) => 'name' in item)
        .map((item) => describeItem(item))
        .sort();
    expect(words(evidenceAnchorAbi)).to.deep.equal(words(artifact().abi as Abi));
  });

  it('has nothing that changes it: no owner, no constructor argument, no delegatecall', () => {
    const names = (artifact().abi as { name?: string }[]).map(({ name }) => name ?? '');
    expect(names.filter((name) => /owner|admin|upgrade|pause|init/i.test(name))).to.deep.equal([]);
    expect(readSource('EvidenceAnchor.sol')).not.to.match(
      /delegatecall|selfdestruct|assembly|onlyOwner|\.call\{/,
    );
  });

  it('explains itself in the interface: half of its lines are natspec', () => {
    const lines = readSource('IEvidenceAnchor.sol')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const comments = lines.filter((line) => /^\s*(\/\*\*|\*|\/\/\/)/.test(line));
    expect(comments.length / lines.length).to.be.at.least(0.5);
  });

  for (const [hardfork, type] of [
    ['berlin', 'legacy'],
    ['london', 'eip1559'],
    ['cancun', 'eip1559'],
  ] as const) {
    it(`seals under the rules of ${hardfork}, by ${type} transactions unless told otherwise`, async () => {
      const chain = await startTestChain({ args: ['--hardfork', hardfork] });
      try {
        const keys = testParties(20);
        const address = await chain.open(keys, `triseal.local/${hardfork}`);
        const anchorChain = createAnchorChain({ ...chain.connection, address });
        const receipt = await anchorChain.anchor(
          1,
          testRoot(1),
          confirmations(keys, address, 1, testRoot(1)),
        );
        expect(receipt?.sealed).to.equal(true);
        expect(await typeOf(chain.url, receipt!.transaction)).to.equal(type === 'legacy' ? '0x0' : '0x2');
      } finally {
        await chain.stop();
      }
    });
  }
});

/** Kind, signature with outputs and mutability, and the selector, so that a wrong type shows in either. */
function describeItem(item: Abi[number]): string {
  const text = `${item.type} ${formatAbiItem(item as never, { includeName: true })}`;
  if (item.type === 'function')
    return `${text} ${toFunctionSelector(item)} ${item.stateMutability} ${JSON.stringify(item.outputs.map((o) => o.type))}`;
  if (item.type === 'event')
    return `${text} ${toEventSelector(item)} ${item.inputs.map((input) => Number(input.indexed ?? false))}`;
  return text;
}

async function typeOf(url: string, hash: string): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getTransactionByHash', params: [hash] });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return ((await response.json()) as { result: { type: unknown } }).result.type;
}
