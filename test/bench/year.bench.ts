/**
 * One year of a loan, 60 items with 40 MB of documents: from the one call that asks the running service for its package until the package lies in a file
 * and is verified. Beside it the bare digests and the decryption of as many bytes, in the same rounds: they tell how busy the machine was.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openArchive, verifyArchive } from '../../cli/package-input.ts';
import type { Client } from '../../client/client.ts';
import type { Crypto } from '../../core/crypto.ts';
import { recordToClaims } from '../../core/evidence/claims.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { loadSample, type SampleItem } from '../../samples/index.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { type BuiltService, startBuiltService } from './built-service.ts';
import { type Bench, type BenchContext, cpuRepeated, interleave, median, ratioOf } from './harness.ts';
import { again, recordedCalls } from './verifier-calls.ts';

const LOAN = 'YEAR-1';
const ITEMS = 60;
const BYTES = 40 * 2 ** 20;
/** What a year brings more than the sample has: dunning letters. */
const FURTHER = 'DUN';

async function fileYear(client: Client): Promise<void> {
  const { items } = await loadSample('sound-loan');
  const further = items.find(({ type }) => type === FURTHER) ?? items.at(-1)!;
  const size = Math.ceil(BYTES / ITEMS);
  for (let n = 0; n < ITEMS; n++) {
    const item = items[n] ?? { ...further, reference: `${further.reference}-${n}` };
    await client.file({ record: claimsOf(item), documents: documentsOf(item, size) });
  }
}

function claimsOf({ type, reference, event, provenance, actors, fields }: SampleItem) {
  return recordToClaims({ type, loan: LOAN, reference, event, provenance, actors, fields });
}

/** The sample's own, the first of each item as long as scans are. */
function documentsOf({ documents }: SampleItem, size: number) {
  const [first = { name: 'scan.pdf', mediaType: 'application/pdf', bytes: new Uint8Array(0) }, ...rest] =
    documents;
  const padded = Buffer.concat([first.bytes, randomBytes(Math.max(0, size - first.bytes.length))]);
  return [{ ...first, bytes: padded }, ...rest].map(({ name, mediaType, bytes }) => ({
    name,
    mediaType,
    content: bytes,
  }));
}

interface Steps {
  /** Milliseconds from the call until the first byte comes, until the last one is written, until the report is there. */
  readonly first: number;
  readonly fetched: number;
  readonly verified: number;
}

async function packageOnce({ client, trust, folder }: BuiltService): Promise<Steps> {
  const path = join(folder, 'year.zip');
  const start = performance.now();
  let first = 0;
  const content = await client.package(LOAN);
  await pipeline(
    (async function* () {
      for await (const chunk of content) {
        first ||= performance.now() - start;
        yield chunk;
      }
    })(),
    createWriteStream(path),
  );
  const fetched = performance.now() - start;
  const archive = await openArchive({ cwd: folder }, path);
  const report = await verifyArchive(createNodeCrypto(), archive!, { trust, at: Date.now() });
  const verified = performance.now() - start;
  await rm(path);
  const wrong = report.checks.filter(({ group, outcome }) => group === 'integrity' && outcome !== 'passed');
  if (wrong.length > 0) throw new Error(`the package does not verify: ${wrong.map(({ id }) => id).join()}`);
  return { first, fetched, verified };
}

/** Verifications in each round of 9b. */
const REPEATS = 5;

/** CPU of verifying the package in memory, and of its cryptography alone. */
async function verifierRatio(context: BenchContext, { client, trust }: BuiltService) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await client.package(LOAN)) chunks.push(chunk);
  const zip = new Uint8Array(Buffer.concat(chunks));
  const crypto = createNodeCrypto();
  const verify = (c: Crypto) => verifyPackage(c, zip, { trust, at: Date.now() });
  const calls = await recordedCalls(crypto, zip, verify);
  const times = await interleave(context, {
    verifier: () => cpuRepeated(REPEATS, () => verify(crypto)),
    primitives: () => cpuRepeated(REPEATS, () => again(calls)),
  });
  return ratioOf(times.verifier, times.primitives);
}

/** Milliseconds for what cannot be left out, one after the other: each document decrypted, and digested by SHA-256 and SM3; the archive by SHA-256. */
function primitives(content: Buffer): number {
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  const start = performance.now();
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(cipher.getAuthTag());
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  for (const name of ['sha256', 'sm3', 'sha256']) createHash(name).update(plain).digest();
  return performance.now() - start;
}

export const bench: Bench = {
  name: 'year',
  async run(context) {
    const built = await startBuiltService(context, { NODE_OPTIONS: '--max-semi-space-size=64' });
    await fileYear(built.client);
    await built.sealed(LOAN);
    const content = randomBytes(BYTES);
    const steps: Steps[] = [];
    const times = await interleave(context, {
      year: async () => {
        const taken = await packageOnce(built);
        steps.push(taken);
        return taken.verified;
      },
      primitives: async () => primitives(content),
    });
    const verifier = await verifierRatio(context, built);
    const of = (step: keyof Steps) => Math.round(median(steps.slice(1).map((taken) => taken[step])));
    const facts = { firstByteMs: of('first'), fetchedMs: of('fetched'), verifiedMs: of('verified') };
    return [
      {
        id: '11a',
        value: median(times.year) / 1000,
        samples: times.year.map((ms) => ms / 1000),
        facts: {
          ...facts,
          primitivesMs: Math.round(median(times.primitives)),
          fastestMs: Math.round(Math.min(...times.year)),
        },
      },
      { id: '9b', ...verifier },
    ];
  },
};
