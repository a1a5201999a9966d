/** The borrower's desk in a real browser: its main path, and how it fails. */
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import {
  bytesOf,
  CHROMIUM,
  downloadBy,
  expectSoundPage,
  hasChromium,
  type StartedPortal,
  signedInAs,
  startPortal,
} from '../support/portal.ts';

const FOREIGN = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';

describe(`e2e: the borrower's desk in Chromium (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(240_000);
  let started: StartedPortal;
  let portal: string;

  before(async function () {
    if (!hasChromium()) this.skip();
    started = await startPortal();
    ({ portal } = started);
  });
  after(() => started?.stop());

  describe('borrower', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(started.browser, started.addresses, 'user');
      page = await context.newPage();
    });
    after(() => context?.close());

    it('sees the loan and its items in plain words', async () => {
      await page.goto(`${portal}/loans`);
      await page.getByRole('heading', { level: 2 }).getByRole('link').first().waitFor();
      await expectSoundPage(page);
      await page.getByRole('heading', { level: 2 }).getByRole('link').first().click();
      await page.getByText('Loan contract').first().waitFor();
      await expectSoundPage(page);
    });

    it('saves a receipt as PDF, and all of them', async () => {
      const receipt = page.getByRole('link', { name: 'Receipt (PDF)' }).first();
      expect(
        (await bytesOf(await downloadBy(page, () => receipt.click()))).subarray(0, 5).toString(),
      ).to.equal('%PDF-');
      const all = page.getByRole('link', { name: 'Save all receipts' });
      expect((await bytesOf(await downloadBy(page, () => all.click()))).subarray(0, 2).toString()).to.equal(
        'PK',
      );
    });

    it('objects to an item with a reason', async () => {
      await page.getByRole('button', { name: 'Object', exact: true }).first().click();
      await page.getByLabel('Your reason').fill('I never received this amount.');
      await page.getByRole('button', { name: 'File it' }).first().click();
      await page.getByText('Filed. It stands in the same log').waitFor();
    });

    it('files an answer with a file, though the connection is lost in the middle', async () => {
      await page.reload();
      let lost = 0;
      await page.route('**/v1/uploads/*', (route) => {
        if (route.request().method() !== 'PATCH' || lost > 0) return route.continue();
        lost += 1;
        return route.abort('connectionreset');
      });
      await page.getByLabel('What you want to say').fill('The bank was told on 1 March.');
      const chat = {
        name: 'chat.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('1 March: told the bank.\n'),
      };
      await page.locator('input[type=file]').first().setInputFiles(chat);
      await page.getByText('chat.txt').waitFor();
      await page.getByRole('button', { name: 'File it' }).last().click();
      await page.getByText('Filed. It stands in the same log').waitFor();
      expect(lost).to.equal(1);
      await page.unroute('**/v1/uploads/*');
    });

    it('asks for an item to be erased, and sees that it is not decided', async () => {
      await page.reload();
      await page.getByRole('button', { name: 'Ask for erasure' }).first().click();
      await page.getByLabel('Your reason').fill('The loan was never used.');
      await page.getByRole('button', { name: 'Ask for it' }).click();
      await page.getByText('not decided yet').waitFor();
      await expectSoundPage(page);
    });

    it('another’s loan by its address does not exist', async () => {
      await page.goto(`${portal}/loans/${FOREIGN}`);
      await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    });

    it('a session that has ended elsewhere leads to signing in, without leaving anything on the screen', async () => {
      await page.goto(`${portal}/loans`);
      await page.getByRole('heading', { level: 2 }).getByRole('link').first().waitFor();
      await context.clearCookies();
      await page.getByRole('heading', { level: 2 }).getByRole('link').first().click();
      await page.waitForURL(/\/portal\/sign-in\?to=/);
      expect(await page.getByText('Loan contract').count()).to.equal(0);
    });
  });
});
