/**
 * Ratio 8a: what each further byte of documents costs a package, read from blob files, decrypted, checked and laid out as a zip; beside reading the same
 * bytes from plain files with the two digests that a zip with a manifest needs. A slope, so that what is the same for every package drops out; of CPU time
 * in all threads, since elapsed time would measure what else the machine does.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { generated, largePackages } from '../support/large-plan.ts';
import { type Bench, cpuPerItem, interleave, ratioOf } from './harness.ts';

const MB = 1 << 20;
const DOCUMENT_BYTES = 4 * MB;
/** Documents of the smaller package and of the larger one. */
const FEW = 4;
const MANY = 64;

async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of content) void chunk;
}

async function hashAndZip(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const hash = createHash('sha256');
    let sum = 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      sum = crc32(chunk, sum);
    }
    hash.digest();
  }
}

export const bench: Bench = {
  name: 'package',
  async run(context) {
    const large = await largePackages();
    context.onEnd(() => large.remove());
    const folder = mkdtempSync(join(tmpdir(), 'triseal-plain-'));
    context.onEnd(() => rmSync(folder, { recursive: true, force: true }));
    const many = Math.max(FEW + 4, Math.round(MANY * context.scale));
    const paths = Array.from({ length: many }, (_, i) => join(folder, String(i)));
    for (const [i, path] of paths.entries()) await writeFile(path, generated(DOCUMENT_BYTES, i));
    const sizes = (count: number) => Array.from({ length: count }, () => DOCUMENT_BYTES);
    const [small, big] = [await large.plan(sizes(FEW)), await large.plan(sizes(many))];
    const megabytes = ((many - FEW) * DOCUMENT_BYTES) / MB;
    /** Milliseconds a megabyte. */
    const slope = async (few: () => Promise<void>, all: () => Promise<void>) =>
      ((await cpuPerItem(1, all)) - (await cpuPerItem(1, few))) / megabytes;
    const millis = await interleave(context, {
      build: () =>
        slope(
          () => drain(large.open(small).content),
          () => drain(large.open(big).content),
        ),
      plain: () =>
        slope(
          () => hashAndZip(paths.slice(0, FEW)),
          () => hashAndZip(paths),
        ),
    });
    const { value, samples, facts } = ratioOf(millis.build, millis.plain);
    const msPerMB = { buildMsPerMB: facts.above!, plainMsPerMB: facts.below! };
    return [{ id: '8a', value, samples, facts: { ...msPerMB, megabytes } }];
  },
};
