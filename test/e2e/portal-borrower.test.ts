/** The borrower's desk in a real browser: its main path, and how it fails. */
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import {
  addPasskeyDevice,
  bytesOf,
  CHROMIUM,
  downloadBy,
  expectSoundPage,
  hasChromium,
  type StartedPortal,
  signedInAs,
  startPortal,
} from '../support/portal.ts';

interface Items {
  readonly items: readonly { readonly id: string }[];
}

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** As most borrowers come. */
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
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
      context = await signedInAs(started.browser, started.addresses, 'user', PHONE);
      page = await context.newPage();
      await page.goto(`${portal}/`);
      await withoutPasskey(page);
      // What signs asks for it whenever the last proof of presence is five minutes old.
      await page.goto(`${portal}/account`);
      await addPasskeyDevice(page);
      await page.getByRole('button', { name: 'Make a passkey' }).click();
      await page.getByText('The passkey was added.').waitFor();
    });
    after(() => context?.close());

    const openLoan = async (part?: string) => {
      await page.goto(`${portal}/loans`);
      await page.getByRole('link', { name: 'Loan XJD-2024-0000042' }).click();
      await page.getByRole('navigation', { name: 'Parts of the loan' }).waitFor();
      if (part !== undefined) await page.getByRole('navigation').getByText(part, { exact: true }).click();
    };
    const openItem = async (name: string) => {
      await openLoan();
      await page
        .getByRole('link', { name: new RegExp(`^\\d+\\. ${name}$`) })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
    };

    it('sees the loan and its items in plain words', async () => {
      await page.goto(`${portal}/loans`);
      await page.getByRole('heading', { level: 2 }).getByRole('link').first().waitFor();
      await expectSoundPage(page);
      await openLoan();
      await page.getByText('Loan contract').first().waitFor();
      await page.getByText('every claim rests on it').waitFor();
      await expectSoundPage(page);
    });

    it('opens an item: what it says, its document drawn, and who has seen it', async () => {
      await openItem('Loan contract');
      await page.getByText('个人消费借款', { exact: false }).first().waitFor();
      await page.getByRole('link', { name: /^Open .*\.pdf$/ }).click();
      await page.getByText(/^Page 1 of [1-9]/).waitFor();
      await page.goBack();
      await page.getByText(/^Page 1 of/).waitFor({ state: 'detached' });
      await page.reload();
      await page.getByLabel('What I did myself, too').check();
      await page.getByText('opened a document').first().waitFor();
      await expectSoundPage(page);
    });

    it('saves a receipt as PDF, and all of them', async () => {
      const receipt = page.getByRole('link', { name: 'Receipt (PDF)' });
      expect(
        (await bytesOf(await downloadBy(page, () => receipt.click()))).subarray(0, 5).toString(),
      ).to.equal('%PDF-');
      await openLoan();
      const all = page.getByRole('link', { name: 'Save all receipts' });
      expect((await bytesOf(await downloadBy(page, () => all.click()))).subarray(0, 2).toString()).to.equal(
        'PK',
      );
    });

    it('objects to an item with a reason, and has the receipt at once', async () => {
      await openItem('Disbursement voucher');
      await page.getByRole('link', { name: 'Object', exact: true }).click();
      await page.getByLabel('Your reason').fill('I never received this amount.');
      await page.getByRole('button', { name: 'File the objection' }).click();
      const filed = page.getByRole('status').filter({ hasText: 'Filed. It stands in the same log' });
      const receipt = filed.getByRole('link', { name: 'Receipt (PDF)' });
      expect(
        (await bytesOf(await downloadBy(page, () => receipt.click()))).subarray(0, 5).toString(),
      ).to.equal('%PDF-');
      await filed.getByRole('link', { name: 'See the item' }).click();
      await page.getByText('I never received this amount.').first().waitFor();
    });

    it('files an answer with a photo and a chat, though the connection is lost in the middle', async () => {
      await openLoan('Answer');
      await expectSoundPage(page);
      let lost = 0;
      await page.route('**/v1/uploads/*', (route) => {
        if (route.request().method() !== 'PATCH' || lost > 0) return route.continue();
        lost += 1;
        return route.abort('connectionreset');
      });
      expect(await page.getByLabel('Take a photo').getAttribute('capture')).to.equal('environment');
      await page.getByLabel('What you want to say').fill('The bank was told on 1 March.');
      const text = Buffer.from('1 March: told the bank.\n');
      await page
        .getByLabel('Add photos, PDF or chat exports')
        .setInputFiles({ name: 'chat.txt', mimeType: 'text/plain', buffer: text });
      await page
        .getByLabel('Take a photo')
        .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: PNG });
      await page.getByText('photo.png').waitFor();
      // Between two stations there is none at all: it says so, and goes on by itself.
      await context.setOffline(true);
      await page.getByRole('button', { name: 'File the answer' }).click();
      await page.getByText('There is no connection now.').waitFor();
      await context.setOffline(false);
      await page.getByText('Filed. It stands in the same log').waitFor();
      expect(lost).to.equal(1);
      await page.unroute('**/v1/uploads/*');
      await page.getByRole('link', { name: 'See the item' }).click();
      await page.getByText('The bank was told on 1 March.').waitFor();
      await page.getByRole('link', { name: 'Open photo.png' }).waitFor();
    });

    it('sees what was allowed, and to whom it is given', async () => {
      await openLoan('Sharing');
      await page.getByRole('heading', { name: 'Privacy consent' }).first().waitFor();
      await page.getByText('示例身份核验服务').first().waitFor();
      await expectSoundPage(page);
    });

    it('asks for an item to be erased, and is told the answer with its ground', async () => {
      await openItem('Loan application');
      await page.getByRole('link', { name: 'Ask for erasure' }).click();
      await page.getByLabel('Your reason').fill('The loan was never used.');
      await page.getByRole('button', { name: 'Ask for it' }).click();
      await page.getByRole('link', { name: 'See what becomes of it' }).click();
      await page.getByText('not decided yet').waitFor();
      await expectSoundPage(page);
      const bank = await signedInAs(started.browser, started.addresses, 'bank');
      const api = (path: string) => new URL(`../v1/${path}`, `${portal}/`).href;
      const { csrf_token } = (await (await bank.request.get(api('session'))).json()) as {
        csrf_token: string;
      };
      const { items } = (await (await bank.request.get(api('erasures'))).json()) as Items;
      const decided = await bank.request.post(api(`erasures/${items[0]!.id}/decision`), {
        headers: { 'X-TriSeal-CSRF': csrf_token, origin: new URL(portal).origin },
        data: { decision: 'refuse', reason: 'The law has it kept for ten years.' },
      });
      expect(decided.ok(), await decided.text()).to.equal(true);
      await bank.close();
      await page.reload();
      await page.getByText('The law has it kept for ten years.').waitFor();
      await page.getByText('refused', { exact: true }).waitFor();
    });

    it('follows the case, and answers what the tribunal asks', async () => {
      const office = await signedInAs(started.browser, started.addresses, 'secretary');
      const api = (path: string) => new URL(`../v1/${path}`, `${portal}/`).href;
      const { csrf_token } = (await (await office.request.get(api('session'))).json()) as {
        csrf_token: string;
      };
      const { items } = (await (await office.request.get(api('cases'))).json()) as Items;
      const asked = await office.request.post(api(`cases/${items[0]!.id}/questions`), {
        headers: { 'X-TriSeal-CSRF': csrf_token, origin: new URL(portal).origin },
        data: { text: 'When were you told?', to: 'respondent' },
      });
      expect(asked.ok(), await asked.text()).to.equal(true);
      await office.close();
      await page.goto(`${portal}/loans`);
      await page.getByRole('link', { name: 'Loan XJD-2024-0000077' }).click();
      await page.getByRole('navigation', { name: 'Parts of the loan' }).getByText('Case').click();
      await page.getByText('The bank has asked for arbitration.').waitFor();
      await page.getByText('Answer until').waitFor();
      await page.getByLabel('Your answer to this question').fill('On 2 May.');
      await page.getByRole('button', { name: 'File it' }).click();
      await page.locator('blockquote').getByText('On 2 May.').waitFor();
      await expectSoundPage(page);
    });

    it('confirms an item with the key of the device, having seen in full what is signed', async () => {
      await openItem('Loan contract');
      await page.getByRole('link', { name: 'Confirm', exact: true }).click();
      await page.getByRole('combobox').selectOption('read');
      const shown = page.locator('pre.note').filter({ hasText: '"meaning": "read"' });
      const text = JSON.parse((await shown.textContent())!) as object;
      expect(text).to.have.all.keys(
        ...['log', 'meaning', 'nonce', 'requested_at', 'statement_sha256', 'type'],
      );
      await expectSoundPage(page);
      await page.getByRole('combobox').selectOption('read');
      await shown.waitFor();
      await page.getByRole('button', { name: 'Sign with this device' }).click();
      await page.getByText('Your confirmation is filed.').waitFor();
    });

    it('is warned before the session ends; what was typed is there again after signing in', async () => {
      await page.clock.install();
      await openItem('Loan contract');
      await page.getByRole('link', { name: 'Object', exact: true }).click();
      await page.getByLabel('Your reason').fill('Half a sentence, not sent');
      await page.clock.fastForward('28:30');
      await page.getByText('within two minutes you will be signed out').waitFor();
      await page.getByRole('button', { name: 'Stay signed in' }).click();
      await page.getByText('within two minutes').waitFor({ state: 'detached' });
      await page.clock.fastForward('28:30');
      await page.getByText('within two minutes').waitFor();
      await page.clock.fastForward('02:00');
      await page.waitForURL(/\/portal\/sign-in\?to=/);
      await page.getByText('nothing was done for half an hour').waitFor();
      await page.getByText('is kept in this window').waitFor();
      expect(await page.getByText('Loan contract').count()).to.equal(0);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.waitForURL(/\/items\/.*act=object/);
      expect(await page.getByLabel('Your reason').inputValue()).to.equal('Half a sentence, not sent');
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

/** Confirming needs a passkey: that is said, and does not pass for a session that has ended. */
async function withoutPasskey(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'My loans' }).first().click();
  await page.getByRole('link', { name: 'Loan XJD-2024-0000042' }).click();
  await page
    .getByRole('link', { name: /Loan contract$/ })
    .first()
    .click();
  await page.getByRole('link', { name: 'Confirm', exact: true }).click();
  await page.getByText('This needs a passkey').waitFor();
}
