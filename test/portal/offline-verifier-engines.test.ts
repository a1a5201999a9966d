/** The offline verifier in the other two browser engines: the same report as in Node, to the last byte. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import puppeteer from 'puppeteer-core';
import { createWebCrypto } from '../../core/crypto-web.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { buildVerifier } from '../../scripts/build-verifier.ts';
import { projectRoot } from '../../server/paths.ts';
import { openWebKit, webkitMissing } from '../support/webdriver.ts';

/** The largest of those ever issued: a whole loan with planted defects. */
const GOLDEN = join(projectRoot, 'test/golden/defective-loan-v1.zip');
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** Catches what the page would save: a blob made by the click on the second button, with the report as JSON. */
const SAVED = `
  const done = arguments[arguments.length - 1];
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => { blob.text().then(done); return make.call(URL, blob); };
  document.querySelectorAll('#report .actions button')[1].click();
`;

/** The moment of verification is the browser's; the report does not print it. */
async function expected(): Promise<string> {
  const report = await verifyPackage(createWebCrypto(), readFileSync(GOLDEN), { at: Date.now() });
  return `${JSON.stringify(report, null, 2)}\n`;
}

describe('portal/offline verifier in other engines', function () {
  this.timeout(120_000);
  let folder: string;
  let url: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'triseal-verifier-'));
    writeFileSync(join(folder, 'verifier.html'), await buildVerifier());
    url = pathToFileURL(join(folder, 'verifier.html')).href;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`Firefox${existsSync(FIREFOX) ? '' : ' (skipped: no firefox-esr here)'}`, async function () {
    if (!existsSync(FIREFOX)) return this.skip();
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
    try {
      const page = await browser.newPage();
      await page.goto(url);
      const input = (await page.$('#drop input')) as import('puppeteer-core').ElementHandle<HTMLInputElement>;
      await input.uploadFile(GOLDEN);
      await page.waitForSelector('#report article', { timeout: 60_000 });
      const saved = await page.evaluate(
        (body) => new Promise<string>((resolve) => new Function(body)(resolve)),
        SAVED,
      );
      expect(saved).to.equal(await expected());
    } finally {
      await browser.close();
    }
  });

  it(`WebKit${webkitMissing === undefined ? '' : ` (skipped: no ${webkitMissing})`}`, async function () {
    if (webkitMissing !== undefined) return this.skip();
    const page = await openWebKit();
    try {
      await page.goto(url);
      await page.give('#drop input', GOLDEN);
      for (let left = 300; left > 0; left--) {
        if (await page.run<boolean>("return document.querySelector('#report article') !== null")) break;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expect(await page.runAsync<string>(SAVED)).to.equal(await expected());
    } finally {
      await page.close();
    }
  });
});
