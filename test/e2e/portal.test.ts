/** The desks in a real browser, against the service as a newcomer starts it: the main path of each, and how each fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import {
  CHROMIUM,
  expectSoundPage,
  hasChromium,
  type SampleAddress,
  sampleAddresses,
  signedInAs,
  startChromium,
} from '../support/portal.ts';
import { type RunningService, startService } from '../support/service.ts';

const FOREIGN_CASE = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';

describe(`e2e: the portal's desks in Chromium (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(240_000);
  let folder: string;
  let service: RunningService;
  let browser: Browser;
  let addresses: readonly SampleAddress[];
  let portal: string;

  before(async function () {
    if (!hasChromium()) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'triseal-portal-'));
    service = await startService(join(folder, 'home'));
    addresses = sampleAddresses(join(folder, 'home'));
    portal = `${new URL(addresses[0]!.url).origin}/portal`;
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const bytesOf = async (download: Download): Promise<Buffer> => readFile((await download.path())!);
  /** Clicks what starts a download, and waits for it. */
  const downloadBy = async (page: Page, click: () => Promise<void>): Promise<Download> => {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    return download;
  };

  describe('arbitrator', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(browser, addresses, 'arbitrator');
      page = await context.newPage();
    });
    after(() => context?.close());
    const part = (name: string) =>
      page.getByRole('navigation', { name: 'Parts of the case' }).getByText(name);

    it('comes to what is proven and what is not in four clicks', async () => {
      await page.goto(`${portal}/`);
      await page.getByRole('link', { name: 'Cases' }).click();
      await page.getByRole('rowheader').getByRole('link').first().click();
      await page.getByRole('button', { name: 'Verify the case in this browser' }).click();
      await page.locator('.verdict').nth(4).waitFor({ timeout: 60_000 });
      expect(await page.locator('.verdict-failed').count()).to.be.greaterThan(0);
      for (const code of ['DEDUCTED_IN_ADVANCE', 'TICK_BOX_ONLY', 'CLAIM_EXCEEDS']) {
        expect(await page.locator('.report').textContent(), code).to.include(code);
      }
      await page.getByText('What this does not prove').first().waitFor();
    });

    it('each part of the case is sound for axe in both languages, and fits 360 pixels', async () => {
      await expectSoundPage(page);
      for (const name of ['Evidence', 'Course of the case', 'Notes, questions, rulings', 'Export']) {
        await part(name).click();
        await page.locator('main table, main form').first().waitFor();
        await expectSoundPage(page);
      }
    });

    it('opens an original beside the schedule: its pages are drawn', async () => {
      await part('Evidence').click();
      await page
        .getByRole('button', { name: /\.pdf$/ })
        .first()
        .click();
      await page.getByText(/^Page 1 of [1-9]/).waitFor();
      await page.waitForFunction(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.viewer canvas');
        const drawn = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return drawn?.some((value, i) => i % 4 !== 3 && value < 128 && drawn[i - (i % 4) + 3]! > 0) ?? false;
      });
      await page.getByRole('button', { name: 'Close' }).click();
    });

    it('rules on an item, with the reason beside it', async () => {
      await page.getByRole('button', { name: 'Admit / Exclude' }).first().click();
      expect(await page.getByRole('button', { name: 'Exclude', exact: true }).isDisabled()).to.equal(true);
      await page.getByLabel(/Reason for admitting/).fill('The original was not produced.');
      await page.getByRole('button', { name: 'Exclude', exact: true }).click();
      await page.getByText('The original was not produced.').waitFor();
      await page.getByText('excluded', { exact: true }).waitFor();
    });

    it('keeps notes and puts questions to the parties', async () => {
      await part('Notes, questions, rulings').click();
      await page.getByLabel('New note').fill('Compare the sum paid out.');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.locator('li').getByText('Compare the sum paid out.').waitFor();
      await page.getByLabel('New question').fill('Why was less paid out than agreed?');
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.locator('li').getByText('Why was less paid out than agreed?').waitFor();
    });

    it('takes the schedule and the figures along as CSV', async () => {
      await part('Export').click();
      const save = page.getByRole('button', { name: 'Save as CSV' });
      const schedule = await downloadBy(page, () => save.first().click());
      expect((await bytesOf(schedule)).toString()).to.include('The original was not produced.');
      const annex = await downloadBy(page, () => save.last().click());
      expect((await bytesOf(annex)).toString()).to.include('repaid');
    });

    it('verifies many cases at once and exports the results', async () => {
      await page.getByRole('link', { name: 'Cases' }).first().click();
      await expectSoundPage(page);
      await page.getByLabel('Select all on this page').check();
      await page.getByRole('button', { name: /^Verify \d+ case/ }).click();
      const table = page.getByRole('button', { name: 'Export the results (CSV)' });
      await table.waitFor({ timeout: 60_000 });
      expect((await bytesOf(await downloadBy(page, () => table.click()))).toString()).to.include(
        'DEDUCTED_IN_ADVANCE',
      );
    });

    it('a case that is not theirs does not exist, nor one whose address is no id', async () => {
      for (const id of [FOREIGN_CASE, 'nonsense']) {
        await page.goto(`${portal}/cases/${id}`);
        await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
      }
    });
  });
});
