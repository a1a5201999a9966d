/** The bank's desk in a real browser, against the service as a newcomer starts it: the main path, and how it fails. */
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

describe(`e2e: the bank's desk in Chromium (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(240_000);
  let folder: string;
  let service: RunningService;
  let browser: Browser;
  let addresses: readonly SampleAddress[];
  let portal: string;
  let context: BrowserContext;
  let page: Page;

  before(async function () {
    if (!hasChromium()) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'triseal-portal-bank-'));
    service = await startService(join(folder, 'home'));
    addresses = sampleAddresses(join(folder, 'home'));
    portal = `${new URL(addresses[0]!.url).origin}/portal`;
    browser = await startChromium();
    context = await signedInAs(browser, addresses, 'bank');
    page = await context.newPage();
    await page.goto(`${portal}/desk`);
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const bytesOf = async (download: Download): Promise<Buffer> => readFile((await download.path())!);
  /** Clicks what starts a download, and waits for it. */
  const downloadBy = async (click: () => Promise<void>): Promise<Download> => {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    return download;
  };

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
    const lines = (await bytesOf(await downloadBy(() => link.click()))).toString().trim().split('\n');
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
