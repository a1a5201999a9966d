/**
 * Adds a package to the corpus: `npx tsx test/golden/make-package.ts <name>`; with `batch` in its name, of statements signed in a batch; named after a sample loan, of
 * that loan. Keys are made for it and thrown away, so a package is made once for each version of the format and then never again; its expected report is renewed
 * with `npx tsx test/golden/make-package.ts <name> --report`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encodeTrust, parseTrust } from '../../core/verify/trust.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { loadSample, SAMPLES } from '../../samples/index.ts';
import { buildFixture, c, createWorld, TIMES, type World } from '../support/package-fixture.ts';
import { filingsOf, packageOf } from '../support/sample-package.ts';

const [name, renew] = process.argv.slice(2);
if (name === undefined) throw new Error('give the name of the package, such as package-v1');
const at = (suffix: string) => fileURLToPath(new URL(`${name}${suffix}`, import.meta.url));

if (renew !== '--report') {
  if (existsSync(at('.zip'))) throw new Error(`${name}.zip is there already: what was issued stays as it was`);
  const world = await createWorld();
  const { zip } = await made(name, world);
  writeFileSync(at('.zip'), zip);
  writeFileSync(at('.trust.json'), encodeTrust(world.trust));
}

async function made(title: string, world: World): Promise<{ readonly zip: Uint8Array }> {
  const sample = SAMPLES.find((one) => title.startsWith(one));
  if (sample === undefined) return buildFixture(world, { batch: title.includes('batch') });
  const loan = await loadSample(sample);
  return packageOf(world, loan.loan, filingsOf(loan));
}

const report = await verifyPackage(c, readFileSync(at('.zip')), {
  trust: parseTrust(readFileSync(at('.trust.json'))),
  at: TIMES.produced,
});
writeFileSync(at('.report.json'), `${JSON.stringify(report, null, 2)}\n`);
