/** Ratios 3a and 6: single filings over HTTP, 32 clients at a time, who stand in a process of their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type Bench, type BenchContext, interleave, median, ratioOf } from './harness.ts';
import type { PostingJob, PostingResult } from './posting-process.ts';
import { createPrimitives } from './primitives.ts';
import { startBenchService } from './service.ts';

const POSTS = 1_600;
const CONCURRENT = 32;
const LATE = 0.99;

type Post = (job: Omit<PostingJob, 'concurrent'>) => Promise<PostingResult>;

function startPoster(context: BenchContext): Post {
  const child = fork(new URL('./posting-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  context.onEnd(() => void child.disconnect());
  return async (job) => {
    child.send({ ...job, concurrent: CONCURRENT });
    const ended = new AbortController();
    const died = once(child, 'exit', ended).then(() => {
      throw new Error('the posting process ended');
    });
    died.catch(() => undefined);
    try {
      const [result] = (await Promise.race([once(child, 'message', ended), died])) as [PostingResult];
      return result;
    } finally {
      ended.abort();
    }
  };
}

/** The same service without ours in it: Express reads and writes as much, and the primitives are done for all that came together. */
async function startBare(context: BenchContext, spki: Uint8Array, answer: string): Promise<string> {
  const { prepare, store } = createPrimitives(context, spki);
  let waiting: { row: readonly Uint8Array[]; done: () => void }[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    store(batch.map(({ row }) => row));
    for (const { done } of batch) done();
  };
  const app = express();
  app.post('/', express.json({ limit: '4mb' }), async (req, res) => {
    const row = await prepare((req.body as { statement: string }).statement);
    if (waiting.push({ row, done: () => void res.status(201).type('json').send(answer) }) === 1)
      setTimeout(flush, 5);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.onEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export const bench: Bench = {
  name: 'posts',
  async run(context) {
    const { api, spki, statements } = await startBenchService(context);
    const post = startPoster(context);
    const token = await api.token();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const bodies = async (count: number) =>
      (await statements(count)).map((statement) => JSON.stringify({ statement }));
    const [sample] = await bodies(1);
    const filed = await fetch(`${api.url}/v1/evidence`, { method: 'POST', headers, body: sample! });
    const bare = await startBare(context, spki, await filed.text());

    const flushes: number[] = [];
    const spread: number[] = [];
    const count = Math.max(CONCURRENT, Math.round(POSTS * context.scale));
    const cost = (url: string, seen: (result: PostingResult) => void) => async () => {
      const job = { url, headers, bodies: await bodies(count) };
      const before = process.cpuUsage();
      const result = await post(job);
      const { user, system } = process.cpuUsage(before);
      seen(result);
      return (user + system) / count;
    };
    const note = ({ latencies, sizes }: PostingResult) => {
      const sorted = [...latencies].sort((a, b) => a - b);
      // Each commit is one flush, and each tree size that was answered one commit.
      flushes.push(new Set(sizes).size / count);
      spread.push(sorted[Math.floor(LATE * count)]! / median(sorted));
      const each = (1 / flushes.at(-1)!).toFixed(1);
      context.note(
        `${each} items a flush, p50 ${median(sorted).toFixed(1)} ms, p99 / p50 ${spread.at(-1)!.toFixed(2)}`,
      );
    };
    const cpu = await interleave(context, {
      filing: cost(`${api.url}/v1/evidence`, note),
      primitives: cost(bare, () => undefined),
    });
    // The first round warms up.
    const [, ...counted] = flushes;
    const [, ...spreads] = spread;
    return [
      { id: '3a', ...ratioOf(cpu.filing, cpu.primitives) },
      { id: '6a', value: median(counted), samples: counted },
      { id: '6b', value: median(spreads), samples: spreads },
    ];
  },
};
