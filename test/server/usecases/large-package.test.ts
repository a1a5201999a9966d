import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { generated, type LargePackages, largePackages } from '../../support/large-plan.ts';

const MB = 1 << 20;

function collected(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('server/usecases large packages', function () {
  this.timeout(120_000);
  let large: LargePackages;
  before(async () => {
    large = await largePackages();
  });
  after(() => large.remove());

  it('stream 300 MB of documents in flat memory, byte for byte, as long as they said', async () => {
    const sizes = Array.from({ length: 6 }, () => 50 * MB + 1);
    const plan = await large.plan(sizes);
    const { size, content } = large.open(plan);
    expect(size).to.be.greaterThan(300 * MB);
    const before = collected();
    let [read, most, next] = [0, 0, 0];
    const whole = createHash('sha256');
    for await (const chunk of content) {
      read += chunk.length;
      whole.update(chunk);
      if (read < next) continue;
      next = read + 20 * MB;
      most = Math.max(most, collected() - before);
    }
    expect(read).to.equal(size);
    expect(most).to.be.lessThan(16 * MB);
  });

  it('hold each document unchanged', async () => {
    const sizes = [3 * MB + 5, 0, 1, MB];
    const chunks: Uint8Array[] = [];
    for await (const chunk of large.open(await large.plan(sizes)).content) chunks.push(chunk);
    const zip = Buffer.concat(chunks);
    for (const [i, size] of sizes.entries()) {
      const parts: Uint8Array[] = [];
      for await (const part of generated(size, i)) parts.push(part);
      expect(zip.includes(Buffer.concat(parts)), String(i)).to.equal(true);
    }
  });

  it('break off when a document is not as long as was planned', async () => {
    const plan = await large.plan([MB]);
    const files = plan.files.map((file) => ({ ...file, size: file.size + 1 }));
    let code: unknown;
    try {
      for await (const chunk of large.open({ ...plan, files }).content) void chunk;
    } catch (error) {
      code = (error as { code?: unknown }).code;
    }
    expect(code).to.equal('CONTENT_CORRUPT');
  });
});
