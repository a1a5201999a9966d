/** The tribunal's desk in a real browser: from signing in to the award's annex, and how it fails; what office and supervisor see of it. */
import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
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

const FOREIGN_CASE = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
const QUESTIONS = [
  'Who are the parties, and who signed?',
  'What was agreed?',
  'Was the borrower told what the standard terms are?',
  'Was the money paid out?',
  'What came back?',
  'What is claimed, and does it add up?',
  'Were the notices served?',
  'What is missing?',
];

describe(`e2e: the tribunal's desk in Chromium (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(240_000);
  let started: StartedPortal;
  let portal: string;
  before(async function () {
    if (!hasChromium()) this.skip();
    started = await startPortal();
    ({ portal } = started);
  });
  after(() => started?.stop());

  const openFirstCase = async (page: Page) => {
    await page.goto(`${portal}/cases`);
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.getByRole('navigation', { name: 'Parts of the case' }).waitFor();
  };

  describe('arbitrator', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(started.browser, started.addresses, 'arbitrator');
      page = await context.newPage();
    });
    after(() => context?.close());
    const part = (name: string) =>
      page.getByRole('navigation', { name: 'Parts of the case' }).getByText(name, { exact: true });

    it('comes to what is proven and what is not in three clicks, the questions in a tribunal’s order', async () => {
      await page.goto(`${portal}/`);
      await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Cases' }).click();
      await page.getByRole('rowheader').getByRole('link').first().click();
      await page.getByRole('button', { name: 'Verify the case in this browser' }).click();
      await page.locator('.question').nth(7).waitFor({ timeout: 60_000 });
      const headings = await page.locator('.question > h2').allTextContents();
      expect(headings.map((text) => text.replace(/^\d+\s*/, '').trim())).to.deep.equal(QUESTIONS);
      expect(await page.locator('.verdict').count(), 'five verdicts, never one').to.equal(5);
      await page.getByText('What this does not prove').waitFor();
    });

    it('answers each question from the verification, with its own marks', async () => {
      const answer = (n: number) => page.locator('.question').nth(n).textContent();
      for (const [n, code] of [
        [1, 'COMMISSION_NAME'],
        [2, 'TICK_BOX_ONLY'],
        [3, 'DEDUCTED_IN_ADVANCE'],
        [4, 'GAP_IN_SEQUENCE'],
        [5, 'CLAIM_EXCEEDS'],
        [6, 'SERVICE_NOT_SHOWN'],
      ] as const) {
        expect(await answer(n), code)
          .to.include(code)
          .and.match(/\d failed/);
      }
      expect(await answer(0)).to.include('SIGN-01');
      expect(await answer(7)).to.include('The borrower');
    });

    it('draws the money beside its table, with a name that a screen reader says', async () => {
      const chart = page.getByRole('img', { name: /^Principal outstanding \(CNY\)\. From 2024/ });
      await chart.waitFor();
      expect(await chart.locator('path').count()).to.be.greaterThan(1);
      await page.getByRole('region', { name: 'Account of the loan' }).getByText('24,382.84').waitFor();
    });

    it('the index leads to a question without leaving the page', async () => {
      await page.getByRole('navigation', { name: 'Questions' }).getByText('Claimed').click();
      await page.waitForURL(/#q-claimed$/);
      expect(new URL(page.url()).pathname).to.match(/\/cases\//);
      await page.getByRole('heading', { name: 'What is claimed, and does it add up?' }).waitFor();
    });

    it('each part of the case is sound for axe in both languages, and fits 360 pixels', async () => {
      await expectSoundPage(page);
      for (const [name, seen] of [
        ['Timeline', '.timeline'],
        ['Five verdicts', '.report'],
        ['Evidence', 'main table'],
        ['Proceedings', 'main table'],
        ['Notes and questions', 'main form'],
        ['Export', 'main table'],
      ] as const) {
        await part(name).click();
        await page.locator(seen).first().waitFor();
        await expectSoundPage(page);
      }
    });

    it('the timeline is filtered by the address; each entry has both zones, its source and its item', async () => {
      await part('Timeline').click();
      const all = await page.locator('.timeline .entry').count();
      await page.getByLabel('Stage').selectOption('drawdown');
      await page.waitForURL(/stage=drawdown/);
      expect(await page.locator('.timeline .entry').count())
        .to.be.greaterThan(0)
        .and.lessThan(all);
      const entry = page.locator('.timeline .entry').filter({ hasText: 'DISB-01' });
      expect(await entry.textContent())
        .to.match(/UTC\+8/)
        .and.match(/ UTC/)
        .and.include('Source of the time');
      await page.reload();
      expect(await page.getByLabel('Stage').count(), 'what was verified here is gone with the page').to.equal(
        0,
      );
      await page.getByRole('button', { name: 'Verify the case in this browser' }).click();
      await page.locator('.timeline .entry').first().waitFor({ timeout: 60_000 });
      await page.locator('.timeline .entry').filter({ hasText: 'DISB-01' }).getByRole('link').click();
      await page.waitForURL(/item=\d+/);
    });

    it('an item shows its original beside its record, what was found, and who handled it', async () => {
      await page.getByText(/^Page 1 of [1-9]/).waitFor();
      await page.waitForFunction(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.viewer canvas');
        const drawn = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return drawn?.some((value, i) => i % 4 !== 3 && value < 128 && drawn[i - (i % 4) + 3]! > 0) ?? false;
      });
      await page.locator('.record').getByText('CNY 28,920.00').waitFor();
      await page.getByText('DEDUCTED_IN_ADVANCE').waitFor();
      await page.getByRole('region', { name: 'Who handled it' }).getByText('record read').first().waitFor();
      await expectSoundPage(page);
    });

    it('rules on an item with a reason; puts a question and a note to it', async () => {
      expect(await page.getByRole('button', { name: 'Exclude', exact: true }).isDisabled()).to.equal(true);
      await page.getByLabel(/Reason for the ruling/).fill('The original was not produced.');
      await page.getByRole('button', { name: 'Exclude', exact: true }).click();
      await page.locator('.record .tag').getByText('excluded', { exact: true }).waitFor();
      await page.getByLabel('New note').fill('Compare the sum paid out.');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.locator('li').getByText('Compare the sum paid out.').waitFor();
      await page.getByLabel('New question').fill('Why was less paid out than agreed?');
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.locator('li').getByText('Why was less paid out than agreed?').waitFor();
      await part('Notes and questions').click();
      await page
        .locator('li')
        .filter({ hasText: 'Why was less paid' })
        .getByRole('link', { name: /^Item/ })
        .click();
      await page.getByText('The original was not produced.').first().waitFor();
      await page.getByText('The case has changed since it was verified here').waitFor();
    });

    it('takes the schedule along as Word and the annex as PDF and CSV, from what is not excluded', async () => {
      await part('Export').click();
      await page.getByText('1 excluded item left out').waitFor();
      const save = (what: string) => page.getByRole('button', { name: what });
      const schedule = await downloadBy(page, () => save('Word (DOCX): Schedule of evidence').click());
      const document = unzipSync(new Uint8Array(await bytesOf(schedule)))['word/document.xml']!;
      expect(strFromU8(document)).to.include('The original was not produced.');
      const pdf = await downloadBy(page, () => save('PDF: Annex of amounts').click());
      expect((await bytesOf(pdf)).subarray(0, 5).toString()).to.equal('%PDF-');
      const csv = await downloadBy(page, () => save('CSV: Annex of amounts').click());
      expect((await bytesOf(csv)).toString()).to.include('repaid');
      await part('Proceedings').click();
      await page.getByText('annex taken along').first().waitFor();
    });

    it('verifies all that the filter finds; the results outlive the page and are exported', async () => {
      await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Cases' }).click();
      await page.getByRole('button', { name: 'Verify all that the filter finds' }).click();
      const save = page.getByRole('button', { name: 'Export the results (CSV)' });
      await page.locator('main table .verdict-marks').first().waitFor({ timeout: 60_000 });
      await expectSoundPage(page);
      await page.reload();
      await page.locator('main table .verdict-marks').first().waitFor();
      const table = (await bytesOf(await downloadBy(page, () => save.click()))).toString();
      expect(table)
        .to.include('integrity')
        .and.match(/CLAIM_EXCEEDS|TICK_BOX_ONLY/);
    });

    it('one case that fails holds no other up; the reason is told and it is tried again', async () => {
      await page.getByRole('button', { name: 'Forget these results' }).click();
      await page.route('**/v1/cases/*/package', (route) => route.fulfill({ status: 500, body: '{}' }));
      await page.getByRole('button', { name: 'Verify all that the filter finds' }).click();
      await page.getByText('1 case that could not be verified').waitFor({ timeout: 30_000 });
      await page.unroute('**/v1/cases/*/package');
      await page.getByRole('button', { name: 'Try 1 again' }).click();
      await page.locator('main table .verdict-marks').first().waitFor({ timeout: 60_000 });
    });

    it('filter, order and search are in the address, and back leads back', async () => {
      await page.getByLabel('Sorted by').selectOption('deadline');
      await page.getByLabel('Order').selectOption('ascending');
      await page.waitForURL(/sort=deadline/);
      await page.waitForURL(/order=ascending/);
      await page.getByLabel('State').selectOption('closed');
      await page.getByText('No case in this view.').waitFor();
      await page.reload();
      expect(await page.getByLabel('State').inputValue()).to.equal('closed');
    });

    it('a case that is not theirs does not exist, nor one whose address is no id, nor an item that is none', async () => {
      for (const id of [FOREIGN_CASE, 'nonsense']) {
        await page.goto(`${portal}/cases/${id}`);
        await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
      }
      await openFirstCase(page);
      await page.goto(`${new URL(page.url()).href.split('?')[0]}?part=evidence&item=9999`);
      await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    });
  });

  describe('the commission’s office', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(started.browser, started.addresses, 'secretary');
      page = await context.newPage();
      await openFirstCase(page);
    });
    after(() => context?.close());

    it('sets the dates of a case, and sees the steps that are its own', async () => {
      await page.getByRole('navigation', { name: 'Parts of the case' }).getByText('Proceedings').click();
      await page.getByLabel('Answer until').fill('2027-01-15');
      await page.getByRole('button', { name: 'Save number and dates' }).click();
      await page.getByText('Saved.').first().waitFor();
      await page.getByText('Find that the request was served').waitFor();
      await expectSoundPage(page);
      await page.reload();
      await page.getByLabel('Answer until').waitFor();
      expect(await page.getByLabel('Answer until').inputValue()).to.equal('2027-01-15');
    });
  });

  describe('supervisor', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(started.browser, started.addresses, 'supervisor');
      page = await context.newPage();
      await openFirstCase(page);
    });
    after(() => context?.close());

    it('reads everything and changes nothing', async () => {
      const parts = page.getByRole('navigation', { name: 'Parts of the case' });
      await parts.getByText('Evidence', { exact: true }).click();
      await page.getByRole('rowheader').getByRole('link').first().click();
      await page.locator('.record').waitFor();
      expect(await page.getByLabel(/Reason for the ruling/).count()).to.equal(0);
      expect(await page.getByLabel('New question').count()).to.equal(0);
      await parts.getByText('Proceedings').click();
      await page.getByText('This step is for others to take.').first().waitFor();
      expect(await page.getByRole('button', { name: 'Take this step' }).count()).to.equal(0);
      await expectSoundPage(page);
    });
  });
});
