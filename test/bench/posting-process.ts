/** Posts bodies to the service from a process of its own, so that the service's core is the service's alone. */

export interface PostingJob {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  readonly concurrent: number;
}

export interface PostingResult {
  /** Milliseconds, in the order in which the answers came. */
  readonly latencies: readonly number[];
  /** Tree size of each answer's proof; 0 where it has none. */
  readonly sizes: readonly number[];
}

async function post({ url, headers, bodies, concurrent }: PostingJob): Promise<PostingResult> {
  const latencies: number[] = [];
  const sizes: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const body = bodies[next++]!;
      const began = performance.now();
      const answer = await fetch(url, { method: 'POST', headers, body });
      const text = await answer.text();
      if (answer.status !== 201) throw new Error(text);
      latencies.push(performance.now() - began);
      sizes.push(Number(/"size":(\d+)/.exec(text)?.[1] ?? 0));
    }
  };
  await Promise.all(Array.from({ length: concurrent }, worker));
  return { latencies, sizes };
}

// The process ends with the channel to its parent.
process.on('message', async (job: PostingJob) => process.send?.(await post(job)));
