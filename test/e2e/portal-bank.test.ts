/** The bank's desk in a real browser, against the service as a newcomer starts it: the main path, and how it fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import { recordInput } from '../support/api.ts';
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

const LOAN = 'XJD-2024-0000042';

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

  interface Answer {
    readonly status: number;
    readonly body: Readonly<Record<string, unknown>>;
  }
  /** A call of the API as the page itself makes it, for what a bank's systems do and its desk does not. */
  const call = (of: Page, method: string, path: string, sent?: object, key?: string): Promise<Answer> =>
    of.evaluate(
      async ([method, path, sent, key]) => {
        const session = (await (await fetch('/v1/session')).json()) as { csrf_token: string };
        const answer = await fetch(path, {
          method,
          headers: {
            'X-TriSeal-CSRF': session.csrf_token,
            'Content-Type': 'application/json',
            ...(key === undefined ? {} : { 'Idempotency-Key': key }),
          },
          ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
        });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      },
      [method, path, sent, key] as const,
    );
  const record = (over: object = {}) => ({
    record: { ...recordInput({ loan: LOAN }), documents: [], ...over },
  });
  const open = async (path: string) => {
    await page.goto(`${portal}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  };
  const row = (name: string | RegExp) => page.getByRole('row').filter({ hasText: name });

  it('sees at a glance what came in by the minute, what waits and what works', async () => {
    await page.getByRole('img', { name: /Filings by the minute, .* taken, 0 refused/ }).waitFor();
    await page.getByText('The figures as a table').click();
    expect(await page.getByRole('table').first().getByRole('row').count()).to.equal(61);
    await page.getByText('For the seal on the chain').waitFor();
    await page.getByText('Filings are taken.').waitFor();
    await page.getByText('No filing was refused in the last 7 days').waitFor();
    await expectSoundPage(page);
  });

  it('sees on its pages when the service cannot be reached, and goes on when it can', async () => {
    await page.route('**/v1/filings/activity', (route) => route.abort());
    await page.reload();
    await page.getByText('The service cannot be reached').first().waitFor({ timeout: 30_000 });
    await page.unroute('**/v1/filings/activity');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('img', { name: /Filings by the minute/ }).waitFor();
  });

  it('filters filings by type; the filter is in the address, and back leads out of it', async () => {
    await page.getByRole('link', { name: 'Filings', exact: true }).click();
    await page.getByRole('link', { name: 'PDF' }).first().waitFor();
    await expectSoundPage(page);
    await page.getByLabel('Document type').selectOption('CONTRACT');
    await page.waitForURL(/type=CONTRACT/);
    await page.waitForFunction(() => {
      const cells = [...document.querySelectorAll('main table tbody td:nth-child(2)')];
      return cells.length > 0 && cells.every((cell) => cell.textContent?.includes('CONTRACT'));
    });
    await page.reload();
    expect(await page.getByLabel('Document type').inputValue()).to.equal('CONTRACT');
    const link = page.getByRole('link', { name: 'Export these (NDJSON)' });
    const lines = (await bytesOf(await downloadBy(() => link.click()))).toString().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).to.include('CONTRACT');
    await page.goBack();
    await page.waitForURL(/\/desk$/);
  });

  it('opens the stream of a loan: no number is missing; one that is left out is marked', async () => {
    await page.getByLabel('Show the stream of a loan').fill(LOAN);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText('No number is missing.').waitFor();
    await expectSoundPage(page);
    await page.route('**/v1/loans/*/evidence?*', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { items: { sequence: number }[] };
      const items = body.items.filter(({ sequence }) => sequence !== 5 && sequence !== 8 && sequence !== 9);
      await route.fulfill({ response: answer, json: { ...body, items } });
    });
    await page.reload();
    await page.getByText('Number 5 is missing').waitFor();
    await page.getByText('Numbers 8 to 9 are missing').waitFor();
    await page.getByText('3 numbers are missing.').waitFor();
    await expectSoundPage(page);
    await page.unroute('**/v1/loans/*/evidence?*');
    await open('/desk/loans/LN-NOTHING');
  });

  it('reads an item, and that leaves its line in the custody log', async () => {
    await open(`/desk/filings?loan=${LOAN}&type=CONTRACT`);
    await page.getByRole('rowheader').first().waitFor();
    await page.locator('main tbody a').first().click();
    await page.getByRole('heading', { name: 'What was filed' }).waitFor();
    await page.getByText('sealed on the chain').waitFor({ timeout: 30_000 });
    await page.getByText('Anti-Money Laundering Law').first().waitFor();
    await expectSoundPage(page);
    await page.getByRole('link', { name: 'Who read it' }).click();
    await page.waitForURL(/subject=evidence/);
    await row('record.read').first().waitFor();
  });

  it('sees which filing was refused and why; once it is filed under its key, that it was', async () => {
    const refused = await call(page, 'POST', '/v1/evidence', record({ type: 'NOTHING' }), 'e2e/88121');
    expect([refused.status, refused.body.code]).to.deep.equal([422, 'UNKNOWN_DOCUMENT_TYPE']);
    await open('/desk/failures');
    const line = row('e2e/88121');
    await line.getByText('UNKNOWN_DOCUMENT_TYPE').waitFor();
    await line.getByText('Correct it, then send it.').waitFor();
    await expectSoundPage(page);
    expect((await call(page, 'POST', '/v1/evidence', record(), 'e2e/88121')).status).to.equal(201);
    await page.reload();
    await line.getByRole('link', { name: 'Filed since: show the item' }).waitFor();
    const save = page.getByRole('button', { name: 'Save as CSV' });
    expect((await bytesOf(await downloadBy(() => save.click()))).toString()).to.include('e2e/88121');
  });

  it('drafts a case, not of a loan that is none, and is led to opening it', async () => {
    await open('/desk/new-case');
    await expectSoundPage(page);
    await page.getByLabel('Loan number').fill('LN-NOTHING-FILED');
    await page.getByLabel('Claimant, full name').fill('示例银行');
    await page.getByLabel('Respondent, full name').fill('王虚构');
    await page.getByLabel('Commission, as').fill('广州仲裁委员会');
    await page.getByLabel('Commission, its id').fill('demo-commission');
    await page.getByLabel('Principal').fill('18000.00');
    await page.getByLabel('Computed to').fill('2026-06-30');
    await page.getByLabel('The dispute, in words').fill('Not paid.');
    await page.getByLabel('Stated at').fill('2020-06-01T10:00');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('there is no such loan').waitFor();
    await page.getByLabel('Loan number').fill(LOAN);
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('Steps that lead on').waitFor();
    await page.getByText('CNY 18,000.00').first().waitFor();
  });

  it('reads what keeps the case from being opened and what to do about it, and puts the draft right', async () => {
    await page.getByText('No dispute is stated, or it is dated before the arrears began').waitFor();
    await page.getByText('State the dispute in the draft, at a time after the arrears began').waitFor();
    expect(await page.getByRole('button', { name: 'Take this step' }).count()).to.equal(0);
    await expectSoundPage(page);
    await page.getByRole('link', { name: 'See what is on file of this loan' }).click();
    await page.waitForURL(/\/desk\/loans\//);
    await page.goBack();
    await page.getByRole('link', { name: 'Change the draft' }).click();
    expect(await page.getByLabel('Claimant, full name').inputValue()).to.equal('示例银行');
    await expectSoundPage(page);
    await page.getByLabel('Stated at').fill('2026-06-01T10:00');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByRole('button', { name: 'Take this step' }).waitFor();
  });

  it('opens cases in bulk: rows are checked before, each has its result, and what was refused its reason', async () => {
    await open('/desk/bulk');
    await expectSoundPage(page);
    const empty = page.getByRole('button', { name: 'Save an empty table (CSV)' });
    const head = (await bytesOf(await downloadBy(() => empty.click()))).toString().trim();
    const line = (loan: string, stated: string, principal = '18000.00') =>
      `${loan},示例银行,王虚构,demo-commission,广州仲裁委员会,${principal},0.00,0.00,0.00,0.00,2026-06-30,non-payment,到期未还,${stated}`;
    const rows = [
      line(LOAN, '2026-06-01 10:00'),
      line(LOAN, '2020-06-01 10:00'),
      line('LN-NOTHING', '2026-06-01 10:00'),
      line(LOAN, '2026-06-01 10:00', 'much'),
    ];
    await page.getByLabel('Or paste rows').fill('loan,claimant');
    await page.getByRole('button', { name: 'Read the rows' }).click();
    await page.getByText('These columns are missing: respondent').waitFor();
    const buffer = Buffer.from([head, ...rows].join('\r\n'));
    await page.locator('input[type=file]').setInputFiles({ name: 'cases.csv', mimeType: 'text/csv', buffer });
    await page.getByText('2 can be sent').waitFor();
    await row('nothing is filed of this loan').waitFor();
    await row('principal is no amount').waitFor();
    await expectSoundPage(page);
    await page.getByRole('button', { name: 'Open 2 cases' }).click();
    await page.waitForURL(/\/desk\/bulk\/.+/);
    await page.getByText('2 of 2 rows').waitFor({ timeout: 30_000 });
    await page.getByText('opened: 1').waitFor();
    await row('CASE_GUARD_UNMET').getByText('State the dispute in the draft').waitFor();
    await expectSoundPage(page);
    await page.getByLabel('Show only what was refused').check();
    await page.waitForURL(/show=refused/);
    const results = page.getByRole('button', { name: 'Save the results (CSV)' });
    const saved = (await bytesOf(await downloadBy(() => results.click()))).toString();
    expect(saved).to.include('CASE_GUARD_UNMET').and.include(LOAN);
    await row('CASE_GUARD_UNMET').getByRole('link', { name: 'Kept as a draft: show it' }).waitFor();
  });

  it('builds a package without originals, with progress, fetches it, and sees who fetched it', async () => {
    await open(`/desk/packages?loan=${LOAN}`);
    expect(await page.getByLabel('Loan number').inputValue()).to.equal(LOAN);
    await page.getByLabel('Wait until every item is').selectOption('logged');
    await page.getByText('Leave something out').click();
    await page.getByLabel('With the originals').uncheck();
    await page.getByLabel('Items to leave out whole').fill('first');
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.getByText('Expected numbers separated by commas.').waitFor();
    await page.getByLabel('Items to leave out whole').fill('3');
    await expectSoundPage(page);
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.waitForURL(/job=/);
    await page.getByText('The package is ready.').waitFor({ timeout: 60_000 });
    const fetchIt = page.getByRole('button', { name: 'Fetch' }).first();
    expect((await bytesOf(await downloadBy(() => fetchIt.click()))).subarray(0, 2).toString()).to.equal('PK');
    await page
      .getByText(/days left/)
      .first()
      .waitFor();
    await page.getByText('without originals').first().waitFor();
    await page.getByText('Who fetched it').first().click();
    await page.getByText('the bank (demo-bank): fetched').first().waitFor();
    await expectSoundPage(page);
  });

  it('a package of a loan that is none is refused with the reason', async () => {
    await open('/desk/packages?loan=LN-NOTHING');
    await page.getByRole('button', { name: 'Build it' }).click();
    await page.locator('.failure').waitFor();
  });

  it('decides on erasure: the retention clock is shown, a refusal answers the borrower', async () => {
    const borrower = await signedInAs(browser, addresses, 'user');
    const theirs = await borrower.newPage();
    await theirs.goto(`${portal}/`);
    const found = await call(page, 'GET', `/v1/evidence?loan=${LOAN}&type=CONTRACT`);
    const [contract] = found.body.items as { id: string }[];
    const wanted = { ground: 'request', reason: 'Please.' };
    const asked = await call(theirs, 'POST', `/v1/evidence/${contract!.id}/erasures`, wanted);
    expect(asked.status).to.equal(201);
    await open('/desk/erasures');
    await expectSoundPage(page);
    await row('the borrower').getByRole('link', { name: 'Decide' }).click();
    await page.getByText('It must be kept until').waitFor();
    await page.getByLabel('Approve and erase').check();
    await page.getByText('Approving will be refused as things stand.').waitFor();
    await page.getByLabel(/Your answer/).fill('The law has it kept for ten years.');
    await page.getByRole('button', { name: 'Erase for good' }).click();
    expect(await page.getByLabel(/nobody can bring them back/).isChecked()).to.equal(false);
    await expectSoundPage(page);
    await page.getByLabel(/nobody can bring them back/).check();
    await page.getByRole('button', { name: 'Erase for good' }).click();
    // The case that was opened in bulk holds the loan, before any rule is asked.
    await page.locator('.failure').getByText('a case about the loan is open').waitFor();
    await page.getByLabel('Refuse').check();
    await page.getByRole('button', { name: 'Send the decision' }).click();
    await page.getByText('The answer was sent.').waitFor();
    await expectSoundPage(page);
    const told = await call(theirs, 'GET', `/v1/erasures/${String(asked.body.id)}`);
    expect(told.body).to.include({ state: 'refused', decision: 'The law has it kept for ten years.' });
    await borrower.close();
  });

  it('finds in the custody log who did what, by person, act, day and item, and saves what it found', async () => {
    await open('/desk/custody');
    await row('package.downloaded').first().waitFor();
    await expectSoundPage(page);
    await page.getByLabel('Act').selectOption('erasure.*');
    await page.waitForURL(/action=erasure/);
    await row('erasure.decided').waitFor();
    expect(await row('package.downloaded').count()).to.equal(0);
    await page.getByLabel('By whom').fill('user');
    await page.getByLabel('By whom').press('Enter');
    await page.waitForURL(/actor=user/);
    await row('erasure.requested').waitFor();
    expect(await row('erasure.decided').count()).to.equal(0);
    const save = page.getByRole('button', { name: 'Save as CSV' });
    const lines = (await bytesOf(await downloadBy(() => save.click()))).toString().trim().split('\r\n');
    expect(lines).to.have.length(2);
    await page.getByLabel('To (UTC+8)').fill('2020-01-01');
    await page.getByText('No line fits.').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await row('package.downloaded').first().waitFor();
  });

  it('sees its certificates, and is warned of one that runs out soon', async () => {
    await open('/desk/organisation');
    await row('filing system').getByText('good', { exact: true }).waitFor();
    await expectSoundPage(page);
    await page.route('**/v1/organisation', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { certificates: object[] };
      const soon = new Date(Date.now() + 5.5 * 86_400_000).toISOString();
      const certificates = body.certificates.map((one, i) => (i === 0 ? { ...one, not_after: soon } : one));
      await route.fulfill({ response: answer, json: { ...body, certificates } });
    });
    await page.reload();
    await page.getByText('One certificate runs out within 30 days.').waitFor();
    await page.getByText('runs out in 5 days').waitFor();
    await expectSoundPage(page);
    await page.unroute('**/v1/organisation');
  });

  it('is refused an endpoint inside the network, with the reason', async () => {
    await open('/desk/webhooks');
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
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await page.getByText('webhook.ping').waitFor();
    await expectSoundPage(page);
    await page.getByLabel('Show').selectOption('failed');
    await page.waitForURL(/state=failed/);
    await row('webhook.ping').getByText('failed').waitFor();
    await row('webhook.ping').getByRole('button', { name: 'Deliver again' }).click();
    await open('/desk/failures');
    await expectSoundPage(page);
  });

  it('deletes an endpoint: asked once, told that it cannot be undone', async () => {
    await open('/desk/webhooks');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('This cannot be undone.').waitFor();
    await expectSoundPage(page);
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('No endpoint yet.').waitFor();
  });

  it('what is another’s does not exist, nor is an operator’s page shown', async () => {
    for (const path of ['items', 'bulk', 'erasures', 'drafts']) {
      await open(`/desk/${path}/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11`);
      await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    }
    await open('/operate/jobs');
    await page.locator('.failure').waitFor();
  });

  it('an operator sees what comes in and works, organisations with their certificates, and jobs', async () => {
    const theirs = await signedInAs(browser, addresses, 'operator');
    const desk = await theirs.newPage();
    await desk.goto(`${portal}/`);
    await desk.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Operation' }).click();
    await desk.getByRole('img', { name: /Filings by the minute/ }).waitFor();
    await desk.getByText('Filings are taken.').waitFor();
    await expectSoundPage(desk);
    await desk.getByRole('link', { name: 'Organisations' }).click();
    await desk.getByRole('link', { name: 'demo-bank' }).waitFor();
    await expectSoundPage(desk);
    await desk.getByRole('link', { name: 'demo-bank' }).click();
    await desk
      .getByRole('row')
      .filter({ hasText: 'filing system' })
      .getByText('good', { exact: true })
      .waitFor();
    await expectSoundPage(desk);
    await desk.getByRole('link', { name: 'Jobs and keys' }).click();
    await desk.getByText('there is no change of this key').waitFor();
    await desk.getByLabel('State').selectOption('done');
    await desk.waitForURL(/state=done/);
    await desk
      .getByRole('rowheader', { name: /Package/ })
      .first()
      .waitFor();
    await expectSoundPage(desk);
    await theirs.close();
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
