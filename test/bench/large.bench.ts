/**
 * Memory of the service while it builds and sends a package, and of the command line while it verifies it: with 2 GB of documents against 200 MB. Measured from the
 * outside, as the most that the process had resident; what is reported is how much more the large package took.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { projectRoot } from '../../server/paths.ts';
import { type BuiltService, startBuiltService } from './built-service.ts';
import type { Bench } from './harness.ts';

const MB = 2 ** 20;
const DOCUMENT = 64 * MB;
const SMALL = 192 * MB;
const LARGE = 2048 * MB;
const POLL_MS = 20;

/** Bytes that a process has or, of the most, had resident; Linux only. */
function resident(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

/** The most is counted anew from here on (proc(5), `clear_refs`). */
const forgetMost = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

async function fileLoan({ client, sealed }: BuiltService, loan: string, bytes: number): Promise<void> {
  const noise = randomBytes(DOCUMENT);
  for (let n = 0; n < bytes / DOCUMENT; n++) {
    noise.writeUInt32BE(n);
    await client.file({
      record: {
        type: 'DRAW',
        loan,
        event: { time: '2026-11-23T10:00:00+08:00', source: 'system' },
        provenance: { class: 'bare-hash' },
        actors: [],
        fields: {
          amount: { amount: `${n}.00`, currency: 'CNY' },
          requested_at: '2026-11-23T10:00:00+08:00',
        },
      },
      documents: [{ name: `scan-${n}.bin`, mediaType: 'application/octet-stream', content: noise }],
    });
  }
  await sealed(loan);
}

interface Taken {
  /** Bytes above what the process had before. */
  readonly built: number;
  /** Bytes in all. */
  readonly verified: number;
  readonly buildMs: number;
  readonly verifyMs: number;
}

async function measure({ service, client, folder }: BuiltService, loan: string): Promise<Taken> {
  const { pid } = service.info;
  const path = join(folder, `${loan}.zip`);
  const before = resident(pid, 'VmRSS');
  forgetMost(pid);
  const start = performance.now();
  await pipeline(await client.package(loan), createWriteStream(path));
  const buildMs = performance.now() - start;
  const built = resident(pid, 'VmHWM') - before;
  const { most, ms } = await verifyOutside(service.home, path);
  await rm(path);
  return { built, verified: most, buildMs, verifyMs: ms };
}

async function verifyOutside(
  home: string,
  path: string,
): Promise<{ readonly most: number; readonly ms: number }> {
  const start = performance.now();
  const trust = join(home, 'trust.json');
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'dist/cli/main.js'), 'verify', path, '--trust', trust],
    {
      stdio: 'ignore',
    },
  );
  let most = 0;
  const code = await new Promise<number | null>((resolve) => {
    const polling = setInterval(() => {
      try {
        most = resident(child.pid!, 'VmHWM') || most;
      } catch {
        // It has ended between two looks.
      }
    }, POLL_MS);
    child.once('exit', (found) => {
      clearInterval(polling);
      resolve(found);
    });
  });
  // A loan of scans alone is not complete in law; what is asked is whether its files and proofs could be checked.
  if (code === null || code > 2) throw new Error(`verify ended with ${code}`);
  return { most, ms: performance.now() - start };
}

export const bench: Bench = {
  name: 'large',
  async run(context) {
    const built = await startBuiltService(context);
    const large = Math.max(SMALL, Math.round((LARGE * context.scale) / DOCUMENT) * DOCUMENT);
    await fileLoan(built, 'SMALL', SMALL);
    await fileLoan(built, 'LARGE', large);
    // The first package of a process brings fonts and code into memory.
    await measure(built, 'SMALL');
    const [small, big] = [await measure(built, 'SMALL'), await measure(built, 'LARGE')];
    context.note(`built ${JSON.stringify(small)}, ${JSON.stringify(big)}`);
    const megabytes = (bytes: number) => Math.round(bytes / MB);
    const bytes = { smallMB: megabytes(SMALL), largeMB: megabytes(large) };
    return [
      {
        id: '11b',
        value: (big.built - small.built) / MB,
        facts: {
          ...bytes,
          small: megabytes(small.built),
          large: megabytes(big.built),
          seconds: Math.round(big.buildMs / 1000),
        },
      },
      {
        id: '11c',
        value: (big.verified - small.verified) / MB,
        facts: {
          ...bytes,
          small: megabytes(small.verified),
          large: megabytes(big.verified),
          seconds: Math.round(big.verifyMs / 1000),
        },
      },
    ];
  },
};
