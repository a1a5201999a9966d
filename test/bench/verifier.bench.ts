/**
 * The verifier: in a browser against Node, in Node against the bare cryptography that it asks for, and the size of the page. The package is the sound
 * sample loan: 38 items. Against the primitives CPU time of all threads is compared, since a busy machine takes its time from the one that waits more.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Crypto } from '../../core/crypto.ts';
import { createWebCrypto } from '../../core/crypto-web.ts';
import { parseTrust } from '../../core/verify/trust.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { buildVerifier } from '../../scripts/build-verifier.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { type Bench, type BenchContext, cpuRepeated, interleave, median } from './harness.ts';
import { again, recordedCalls } from './verifier-calls.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const zip = new Uint8Array(readFileSync(new URL('sound-loan-v1.zip', GOLDEN)));
const trust = parseTrust(new Uint8Array(readFileSync(new URL('sound-loan-v1.trust.json', GOLDEN))));
const REPEATS = 5;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

async function millis(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  for (let i = 0; i < REPEATS; i++) await work();
  return Number(process.hrtime.bigint() - start) / 1e6 / REPEATS;
}

const verify = (c: Crypto) => verifyPackage(c, zip, { trust, at: Date.now() });

/**
 * The page's own worker, one for all rounds as Node is one process for all of them, timed inside the page: reading the file and drawing the report are
 * not in it.
 */
async function openBrowser(context: BenchContext, page: string) {
  const folder = mkdtempSync(join(tmpdir(), 'triseal-bench-'));
  writeFileSync(join(folder, 'verifier.html'), page);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  context.onEnd(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const tab = await browser.newPage();
  await tab.goto(pathToFileURL(join(folder, 'verifier.html')).href);
  const worker = await tab.evaluateHandle(() => {
    const source = document.getElementById('worker')?.textContent ?? '';
    return new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  });
  const command = {
    base64: Buffer.from(zip).toString('base64'),
    trust: JSON.stringify(trust),
    repeats: REPEATS,
  };
  return () =>
    worker.evaluate(async (one, { base64, trust: text, repeats }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const once = () =>
        new Promise<void>((resolve, reject) => {
          one.onmessage = ({ data }) => {
            if (data.type === 'report') resolve();
            if (data.type === 'error') reject(new Error(data.message));
          };
          one.postMessage({ kind: 'package', subject: bytes, files: [], trust: text, at: Date.now() });
        });
      const start = performance.now();
      for (let i = 0; i < repeats; i++) await once();
      return (performance.now() - start) / repeats;
    }, command);
}

export const bench: Bench = {
  name: 'verifier',
  async run(context) {
    const page = await buildVerifier();
    const native = createNodeCrypto();
    const calls = await recordedCalls(native, zip, verify);
    const times = await interleave(context, {
      browser: await openBrowser(context, page),
      web: () => millis(() => verify(createWebCrypto())),
      node: () => cpuRepeated(REPEATS, () => verify(native)),
      primitives: () => cpuRepeated(REPEATS, () => again(calls)),
    });
    const ratios = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value / b[i]!);
    const browser = ratios(times.browser, times.web);
    const bare = ratios(times.node, times.primitives);
    const gzip = gzipSync(page, { level: 9 }).length / 1000;
    return [
      {
        id: '9a',
        value: median(browser),
        samples: browser,
        facts: { browserMs: median(times.browser), nodeMs: median(times.web) },
      },
      {
        id: '9d',
        value: median(bare),
        samples: bare,
        facts: { nodeMs: median(times.node), primitivesMs: median(times.primitives), calls: calls.length },
      },
      { id: '9c', value: gzip, facts: { bytes: page.length } },
    ];
  },
};
