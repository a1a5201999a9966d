/** The offline verifier in a real browser: from disk, without a network, with the same report as in Node to the last byte. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type Browser, chromium, type Page } from 'playwright-core';
import { utf8, utf8Decode } from '../../core/bytes.ts';
import { createWebCrypto } from '../../core/crypto-web.ts';
import { formatReceipt } from '../../core/receipt/receipt.ts';
import type { Report } from '../../core/verify/report.ts';
import { verifyPackage, verifyReceipt } from '../../core/verify/verify.ts';
import { buildVerifier } from '../../scripts/build-verifier.ts';
import { projectRoot } from '../../server/paths.ts';
import { loadFonts } from '../../server/pdf/fonts.ts';
import type { ReceiptTools } from '../../server/usecases/receipts/create.ts';
import { receiptPdf } from '../../server/usecases/receipts/pdf.ts';
import { buildFixture, createWorld } from '../support/package-fixture.ts';
import { sealedReceipt } from '../support/receipt-fixture.ts';
import { checkOf, failures } from '../support/report.ts';

const GOLDEN_FOLDER = join(projectRoot, 'test/golden');
const PACKAGES = readdirSync(GOLDEN_FOLDER).filter((name) => name.endsWith('.zip'));
const GOLDEN = join(GOLDEN_FOLDER, 'package-v1.zip');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** The golden package is of March 2026; the page's clock stands after it. */
const AT = Date.UTC(2026, 5, 1);
const axe = readFileSync(join(projectRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');

describe('portal/offline verifier, built', () => {
  it('is small enough to go with every package: under 150 kB compressed', async () => {
    expect(gzipSync(await buildVerifier(), { level: 9 }).length).to.be.below(150_000);
  });

  it('has the same bytes each time, and says nothing of the machine', async () => {
    const [first, second] = [await buildVerifier(), await buildVerifier()];
    expect(first).to.equal(second);
    expect(first).to.not.contain(projectRoot);
    expect(first).to.not.match(/\{\{|(src|href)="?https?:/);
  });
});

const there = existsSync(CHROMIUM);
describe(`portal/offline verifier in Chromium${there ? '' : ' (skipped: no chromium here)'}`, function () {
  this.timeout(60_000);
  let folder: string;
  let browser: Browser;
  let page: Page;
  const said: string[] = [];

  before(async function () {
    if (!there) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'triseal-verifier-'));
    writeFileSync(join(folder, 'verifier.html'), await buildVerifier());
    const args = ['--no-sandbox', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const context = await browser.newContext({ offline: true, locale: 'en-GB', bypassCSP: false });
    page = await context.newPage();
    await page.clock.setFixedTime(AT);
    said.length = 0;
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|blob|data):/.test(request.url())) said.push(`request to ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(folder, 'verifier.html')).href);
  });
  afterEach(async () => {
    await page?.context().close();
    expect(said).to.deep.equal([]);
  });

  const give = (...files: (string | { name: string; mimeType: string; buffer: Buffer })[]) =>
    page.setInputFiles('#drop input', files as string[]);
  const report = () => page.locator('#report article').waitFor({ timeout: 30_000 });
  const verdicts = () =>
    page.locator('#report .verdict').evaluateAll((all) => all.map((one) => one.className));

  for (const name of PACKAGES) {
    it(`reports on ${name} as Node does, byte for byte`, async () => {
      const file = join(GOLDEN_FOLDER, name);
      await give(file);
      await report();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save the report (JSON)' }).click(),
      ]);
      const saved = readFileSync(await download.path(), 'utf8');
      const expected = await verifyPackage(createWebCrypto(), readFileSync(file), { at: AT });
      expect(saved).to.equal(`${JSON.stringify(expected, null, 2)}\n`);
      expect(download.suggestedFilename()).to.equal(`${name}.report.json`);
    });
  }

  it('shows five verdicts, the standing line, and the other language on demand', async () => {
    await give(GOLDEN);
    await report();
    expect(await verdicts()).to.have.length(5);
    expect(await page.locator('.standing').textContent()).to.contain('not assessed');
    await page.getByRole('button', { name: '中文' }).click();
    expect(await page.locator('.standing').textContent()).to.contain('不在核验范围之内');
    expect(await page.locator('html').getAttribute('lang')).to.equal('zh-CN');
  });

  it('names the file and the rule when one byte was changed', async () => {
    const bytes = readFileSync(GOLDEN);
    const place = bytes.indexOf('%PDF') < 0 ? Math.floor(bytes.length / 3) : bytes.indexOf('%PDF') + 2;
    bytes[place]! ^= 1;
    await give({ name: 'changed.zip', mimeType: 'application/zip', buffer: bytes });
    await report();
    const shown = await verdicts();
    expect(shown[0]).to.contain('verdict-failed');
    expect(await page.locator('#integrity .check-failed').first().textContent()).to.match(
      /data\/|proof\/|ZIP_/,
    );
  });

  it('verifies a receipt with its document, as JSON and as the PDF that people keep', async () => {
    const fixture = await buildFixture(await createWorld());
    const receipt = sealedReceipt(fixture);
    const { content } = fixture.parts.items[1]!;
    if ('withheld' in content) throw new Error('nothing is withheld here');
    const [document] = content.documents;
    const original = { name: 'from my phone.pdf', bytes: new Uint8Array(document!.source) };
    const tools = { crypto: createWebCrypto(), publicUrl: () => 'https://example.test', fonts: loadFonts };
    const pdf = (await receiptPdf(tools as unknown as ReceiptTools, receipt)).bytes;
    const shown = async (name: string, mimeType: string, bytes: Uint8Array, companion: Uint8Array) => {
      await give(
        { name, mimeType, buffer: Buffer.from(bytes) },
        { name: original.name, mimeType: 'application/pdf', buffer: Buffer.from(companion) },
      );
      await page.locator('#report h1', { hasText: name }).waitFor({ timeout: 30_000 });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save the report (JSON)' }).click(),
      ]);
      return JSON.parse(readFileSync(await download.path(), 'utf8')) as Report;
    };
    const json = utf8(formatReceipt(receipt));
    const found = await shown('receipt.json', 'application/json', json, original.bytes);
    expect(found).to.deep.equal(
      JSON.parse(
        JSON.stringify(await verifyReceipt(createWebCrypto(), utf8Decode(json), [original], { at: AT })),
      ),
    );
    expect(failures(found)).to.deep.equal([]);
    expect(checkOf(found, 'documents').outcome).to.equal('passed');
    const printed = await shown('receipt.pdf', 'application/pdf', pdf, original.bytes);
    expect(failures(printed)).to.deep.equal([]);
    const other = await shown('again.pdf', 'application/pdf', pdf, utf8('%PDF another document'));
    expect(checkOf(other, 'documents').outcome).to.equal('failed');
    expect(await page.locator('#integrity .check-failed').textContent()).to.contain(original.name);
  });

  it('tells how far it is, check by check, where a screen reader hears it', async () => {
    expect(await page.locator('#status').getAttribute('role')).to.equal('status');
    await page.evaluate(() => {
      const heard: (string | null)[] = [];
      const status = document.querySelector('#status')!;
      new MutationObserver(() => heard.push(status.textContent)).observe(status, {
        childList: true,
        subtree: true,
      });
      Object.assign(globalThis, { heard });
    });
    await give(GOLDEN);
    await report();
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    const steps = heard.flatMap(
      (text) => /package-v1\.zip: verifying: (\d+) of (\d+) checks/.exec(text)?.[1] ?? [],
    );
    expect(steps.length).to.be.greaterThan(2);
    expect(steps.map(Number)).to.deep.equal(steps.map(Number).sort((a, b) => a - b));
  });

  it('prints the report alone, in black on white, within the paper', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await give(GOLDEN);
    await report();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const part of ['.bar', '#drop', '#trust', '#results', '#report .actions'])
      expect(await page.locator(part).first().isVisible(), part).to.equal(false);
    for (const part of ['#report h1', '#report .standing', '#integrity .sentence'])
      expect(await page.locator(part).first().isVisible(), part).to.equal(true);
    // A4 less the margins, at 96 dots an inch.
    await page.setViewportSize({ width: 718, height: 1000 });
    const { wide, ink, paper } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      ink: getComputedStyle(document.querySelector('#report h1')!).color,
      paper: getComputedStyle(document.body).backgroundColor,
    }));
    expect(wide).to.be.at.most(718);
    const brightness = (colour: string) =>
      Math.max(...(colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number));
    expect(brightness(ink), ink).to.be.lessThan(brightness(paper));
    // No table reaches over the edge of the paper.
    const narrow = await page.evaluate(
      () =>
        [...document.querySelectorAll('#report table')].filter(
          (table) => table.scrollWidth > table.parentElement!.clientWidth,
        ).length,
    );
    expect(narrow).to.equal(0);
    const pdf = await page.pdf({
      format: 'A4',
      margin: { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' },
    });
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
  });

  it('takes many files at once, and says which are nothing to verify', async () => {
    const picture = { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]) };
    const zip = { mimeType: 'application/zip', buffer: readFileSync(GOLDEN) };
    await give({ name: 'once.zip', ...zip }, { name: 'again.zip', ...zip }, picture);
    await page.waitForFunction(() => document.querySelectorAll('.results td .state').length === 10);
    expect(await page.locator('#notice').textContent()).to.contain('cat.png');
    await page.getByRole('button', { name: 'again.zip' }).click();
    await report();
    expect(await page.locator('#report h1').textContent()).to.equal('again.zip');
  });

  it('refuses trust data that cannot be read, by name of what is wrong', async () => {
    await page.locator('#trust summary').click();
    await page.setInputFiles('#trust input', {
      name: 'trust.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"version":'),
    });
    await give(GOLDEN);
    await page
      .getByText(/could not be verified/)
      .first()
      .waitFor();
  });

  it('is clean for axe, with a report and without, in both colour schemes', async () => {
    const faults: string[] = [];
    faults.push(...(await violations(page)));
    await give(GOLDEN);
    await report();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      faults.push(...(await violations(page)));
    }
    expect(faults).to.deep.equal([]);
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await give(GOLDEN);
    await report();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).to.be.at.most(360);
  });
});

/** The page's policy lets no foreign script in, so axe comes by the debugger. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}
