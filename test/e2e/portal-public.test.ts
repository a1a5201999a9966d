/** The portal's public pages in a real browser: whoever comes along, without an account. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import {
  CHROMIUM,
  expectSoundPage,
  hasChromium,
  type StartedPortal,
  startPortal,
} from '../support/portal.ts';
import type { RunningService } from '../support/service.ts';

describe(`e2e: the portal's public pages in Chromium (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(240_000);
  let started: StartedPortal;
  let portal: string;
  let browser: Browser;
  let service: RunningService;

  before(async function () {
    if (!hasChromium()) this.skip();
    started = await startPortal();
    ({ portal, browser, service } = started);
  });
  after(() => started?.stop());

  describe('without a session', () => {
    let page: Page;
    before(async () => {
      page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    });
    after(() => page.context().close());

    for (const path of ['', '/verify', '/ledger', '/sign-in', '/enrol', '/nowhere']) {
      it(`/portal${path} is sound for axe in both languages, and fits 360 pixels`, async () => {
        await page.goto(`${portal}${path || '/'}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expectSoundPage(page);
      });
    }

    it('a desk leads to the sign-in page, which remembers the way back', async () => {
      for (const path of ['/cases?state=opened', '/loans', '/desk']) {
        await page.goto(`${portal}${path}`);
        await page.waitForURL(/\/portal\/sign-in\?/);
        expect(new URL(page.url()).searchParams.get('to')).to.equal(path);
        await page.getByText('This page is for people who are signed in').waitFor();
      }
    });

    it('an address behind a sign-in leads to no other site', async () => {
      await page.goto(`${portal}/sign-in?to=${encodeURIComponent('//evil.example/')}`);
      await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
      expect(await page.getByText('This page is for people who are signed in').count()).to.equal(0);
    });

    it('an address that is none says so', async () => {
      await page.goto(`${portal}/nowhere`);
      await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    });

    it('the ledger: this browser finds the copies of all three parties consistent', async () => {
      await page.goto(`${portal}/ledger`);
      for (const party of ['Bank', 'User side', 'Arbitration commission']) {
        const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: party }) });
        await row.first().getByText('consistent').waitFor();
      }
    });

    it('the one-file verifier is where the verify page says', async () => {
      await page.goto(`${portal}/verify`);
      const href = await page.locator('a[download]').first().getAttribute('href');
      const answer = await fetch(new URL(href!, `${portal}/`));
      expect(answer.status).to.equal(200);
      expect(await answer.text()).to.match(/^<!doctype html>/i);
    });

    it('a package dropped here is verified without being uploaded, and a changed one fails', async () => {
      await page.goto(`${portal}/verify`);
      const sent: string[] = [];
      page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
      const sound = join(service.home, 'samples/sound-loan.zip');
      await page.locator('input[type=file]').setInputFiles(sound);
      await page.locator('.verdict-passed').nth(4).waitFor();
      const changed = await readFile(sound);
      changed[changed.indexOf('%PDF-') + 20]! ^= 1;
      await page.reload();
      const file = { name: 'changed.zip', mimeType: 'application/zip', buffer: changed };
      await page.locator('input[type=file]').setInputFiles(file);
      await page.locator('.verdict-failed').first().waitFor();
      expect(sent).to.deep.equal([]);
    });
  });
});
