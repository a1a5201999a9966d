/** The three desks in a real browser, against the service as a newcomer starts it: the main path of each, and how each fails. */
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

  describe('borrower', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(browser, addresses, 'user');
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
      await page.goto(`${portal}/loans/${FOREIGN_CASE}`);
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

  describe('bank', () => {
    let context: BrowserContext;
    let page: Page;
    before(async () => {
      context = await signedInAs(browser, addresses, 'bank');
      page = await context.newPage();
      await page.goto(`${portal}/desk`);
    });
    after(() => context?.close());

    it('sees what was filed, and what works', async () => {
      await page.getByRole('link', { name: 'PDF' }).first().waitFor();
      await page.getByText('works', { exact: true }).first().waitFor();
      await expectSoundPage(page);
    });

    it('filters by type; the filter is in the address', async () => {
      await page.getByLabel('Document type').fill('CONTRACT');
      await page.getByLabel('Document type').press('Enter');
      await page.waitForURL(/type=CONTRACT/);
      const types = page.locator('main table').first().locator('tbody td:nth-child(2)');
      await page.waitForFunction(() => {
        const cells = [...document.querySelectorAll('main table:first-of-type tbody td:nth-child(2)')];
        return cells.some((cell) => cell.textContent === 'CONTRACT');
      });
      expect(await types.first().textContent()).to.equal('CONTRACT');
    });

    it('exports what the filter shows', async () => {
      const link = page.getByRole('link', { name: 'Export these (NDJSON)' });
      const lines = (await bytesOf(await downloadBy(page, () => link.click()))).toString().trim().split('\n');
      expect(lines.length).to.be.greaterThan(0);
    });

    it('drafts a case, not of a loan that is none, and is led to opening it', async () => {
      await page.getByRole('link', { name: 'New case' }).click();
      await expectSoundPage(page);
      await page.getByLabel('Loan number').fill('LN-NOTHING-FILED');
      await page.getByLabel('Claimant, full name').fill('示例银行');
      await page.getByLabel('Respondent, full name').fill('王虚构');
      await page.getByLabel('Commission, as').fill('广州仲裁委员会');
      await page.getByLabel('Commission, its id').fill('demo-commission');
      await page.getByLabel('Principal').fill('18000.00');
      await page.getByLabel('Computed to').fill('2026-06-30');
      await page.getByLabel('The dispute, in words').fill('Not paid.');
      await page.getByLabel('Stated at').fill('2026-06-01T10:00');
      await page.getByRole('button', { name: 'Save the draft' }).click();
      await page.getByText('there is no such loan').waitFor();
      await page.getByLabel('Loan number').fill('XJD-2024-0000042');
      await page.getByRole('button', { name: 'Save the draft' }).click();
      await page.getByText('Steps that lead on').waitFor();
      await page.getByText('Open the case').waitFor();
      await page.getByText('CNY 18,000.00').first().waitFor();
      await page.getByRole('link', { name: 'Filings' }).click();
    });

    it('looks up in the custody log who read what', async () => {
      await page.getByRole('link', { name: 'Custody log' }).click();
      await page.getByText('package.built').first().waitFor();
      const subject = await page.locator('main tbody code').first().textContent();
      await page.getByLabel('Done to').fill(subject!);
      await page.getByLabel('Done to').press('Enter');
      await page.waitForURL(/subject=/);
      await expectSoundPage(page);
    });

    it('is refused an endpoint inside the network, with the reason', async () => {
      await page.getByRole('link', { name: 'Webhooks' }).click();
      await page.getByLabel('Address (https)').fill('https://127.0.0.1/hook');
      await page.getByRole('button', { name: 'Add an endpoint' }).click();
      await page.locator('.failure').waitFor();
      await expectSoundPage(page);
    });

    it('sets up an endpoint: the secret is shown once; a ping that arrives nowhere says so', async () => {
      await page.getByLabel('Address (https)').fill('https://hooks.bank.invalid/triseal');
      await page.getByRole('button', { name: 'Add an endpoint' }).click();
      await page
        .getByText(/^whsec_/)
        .first()
        .waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Post a ping' }).waitFor();
      expect(await page.getByText(/^whsec_/).count()).to.equal(0);
      await page.getByRole('button', { name: 'Post a ping' }).click();
      await page.getByRole('button', { name: 'Deliveries' }).click();
      await page.getByText('webhook.ping').waitFor();
      await expectSoundPage(page);
    });

    it('makes a passkey in the account', async () => {
      const device = await context.newCDPSession(page);
      await device.send('WebAuthn.enable');
      await device.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByText('No passkey yet').waitFor();
      await page.getByLabel(/Name for this passkey/).fill('Office computer');
      await page.getByRole('button', { name: 'Make a passkey' }).click();
      await page.getByRole('rowheader', { name: 'Office computer' }).waitFor();
      await expectSoundPage(page);
    });

    it('signing out leads away and forgets', async () => {
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
      await page.goto(`${portal}/desk`);
      await page.waitForURL(/\/portal\/sign-in\?/);
    });
  });
});
