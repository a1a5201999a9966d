import { expect } from 'chai';
import { createPublicClient, http, parseAbi } from 'viem';
import { toHex } from '../../core/chain/hex.ts';
import { startTestChain, testParties } from '../support/chain.ts';
import { bench as gas } from './gas.bench.ts';
import { GOAL_IDS, isMet } from './goals.ts';
import { interleave, median, perSecond, ratioOf } from './harness.ts';
import { makeItem } from './naive/item.ts';
import { startNaive } from './naive/naive-design.ts';
import { formatTable, goalText, makeReport } from './report.ts';

const quiet = { rounds: 3, scale: 0.01, note: () => undefined };

describe('the benchmark', () => {
  it('measures both sides in turns, the first round for warming up', async () => {
    const calls: string[] = [];
    const side = (name: string, value: number) => async () => {
      calls.push(name);
      return value;
    };
    const rates = await interleave(quiet, { a: side('a', 10), b: side('b', 4) });
    expect(calls.join('')).to.equal('abbaabba');
    expect(rates).to.deep.equal({ a: [10, 10, 10], b: [4, 4, 4] });
  });

  it('reports the median of the rounds’ ratios', () => {
    expect(ratioOf([2, 9, 4], [1, 1, 1])).to.deep.equal({
      value: 4,
      samples: [2, 9, 4],
      facts: { above: 4, below: 1 },
    });
    expect(median([4, 1, 2, 3])).to.equal(2.5);
    expect(median([])).to.be.NaN;
  });

  it('knows when a goal is met, at the bound and beside it', () => {
    expect([isMet('1', 8), isMet('1', 7.99), isMet('1', Number.NaN)]).to.deep.equal([true, false, false]);
    expect([isMet('2b', 1.01), isMet('2b', 1.011)]).to.deep.equal([true, false]);
    expect([goalText('1'), goalText('2a'), goalText('9c')]).to.deep.equal([
      '>= 8 (aim 25)',
      '<= 1/900',
      '<= 150 kB',
    ]);
  });

  it('prints what was met, what was not and what failed, and names what was not measured', () => {
    const run = { startedAt: new Date(0), rounds: 3, scale: 1 };
    const report = makeReport(
      run,
      [
        { id: '10a', value: 2 },
        { id: '2b', value: 1 },
      ],
      [{ bench: 'filing', message: 'no disk' }],
    );
    expect(formatTable(report).split('\n')).to.deep.equal([
      '#    ratio                                                       value  goal',
      '2b   gas of an anchor, dearest / cheapest of 1 .. 100,000 items  1      <= 1.01  met',
      '10a  proof bytes / (32 * ceil(log2 N) + 400)                     2      <= 1     NOT MET',
      'filing failed: no disk',
    ]);
    expect(report.missing).to.deep.equal(GOAL_IDS.filter((id) => id !== '2b' && id !== '10a'));
  });

  it('meets its goals for gas, which are the same on every machine', async function () {
    this.timeout(60_000);
    const cleanups: (() => Promise<void> | void)[] = [];
    const context = { ...quiet, onEnd: (end: () => Promise<void> | void) => void cleanups.push(end) };
    try {
      const ratios = await gas.run(context);
      expect(ratios.map(({ id }) => id)).to.deep.equal(['2a', '2b']);
      for (const { id, value } of ratios) expect(isMet(id, value), `${id}: ${value}`).to.equal(true);
    } finally {
      for (const end of cleanups.reverse()) await end();
    }
  });

  it('drives the naive design to the end: every item is stored', async function () {
    this.timeout(60_000);
    const chain = await startTestChain({ blockTime: 1 });
    const naive = await startNaive(chain.url, testParties(71), 2);
    try {
      expect(await perSecond(120, () => naive.store(120))).to.be.greaterThan(0);
      await naive.send(await naive.presign(60));
      expect(await naive.gasOfOne()).to.be.within(60_000, 75_000);
      const client = createPublicClient({ transport: http(chain.url) });
      const stored = (index: number) =>
        client.readContract({
          address: naive.contract,
          abi: parseAbi(['function digestOf(bytes32) view returns (bytes32)']),
          functionName: 'digestOf',
          args: [toHex(makeItem(index).id)],
        });
      for (let i = 0; i < 181; i++) expect(await stored(i)).to.equal(toHex(makeItem(i).digest));
    } finally {
      await naive.stop();
      await chain.stop();
    }
  });
});
