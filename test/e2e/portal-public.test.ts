/** The portal's public pages in a real browser: whoever comes along, without an account. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { PARTIES, type Party } from '../../core/party.ts';
import { type Copy, copyOf, leaves, ORIGIN, POLICY, serving } from '../support/ledger-copies.ts';
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
        await page.getByText('The page you asked for is for people who are signed in').waitFor();
      }
    });

    it('an address behind a sign-in leads to no other site', async () => {
      await page.goto(`${portal}/sign-in?to=${encodeURIComponent('//evil.example/')}`);
      await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
      expect(await page.getByText('The page you asked for is for people who are signed in').count()).to.equal(
        0,
      );
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
      await page.getByText('you may go offline now').waitFor();
      const sent: string[] = [];
      page.on('request', (request) => sent.push(`${request.method()} ${request.url()}`));
      const sound = join(service.home, 'samples/sound-loan.zip');
      await choose(page, sound);
      await page.locator('.verdict-passed').nth(4).waitFor();
      await page.getByText('Since you gave the first file: no request.').waitFor();
      expect(sent.filter((one) => !/worker-[\w-]+\.js$/.test(one))).to.deep.equal([]);
      await page.reload();
      await choose(page, { name: 'changed.zip', mimeType: 'application/zip', buffer: await changed(sound) });
      await page.locator('.verdict-failed').first().waitFor();
    });

    it('what is dropped beside the frame is taken too, and does not lead away', async () => {
      await page.goto(`${portal}/verify`);
      const content = (await readFile(join(service.home, 'samples/sound-loan.zip'))).toString('base64');
      const transfer = await page.evaluateHandle((text) => {
        const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], 'dropped.zip', { type: 'application/zip' }));
        return data;
      }, content);
      await page.dispatchEvent('h1', 'dragover', { dataTransfer: transfer });
      await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer });
      await page.locator('.verdict-passed').nth(4).waitFor();
      expect(new URL(page.url()).pathname).to.equal('/portal/verify');
    });

    it('once loaded it verifies without a network, one after the other', async () => {
      await page.goto(`${portal}/verify`);
      await page.getByText('you may go offline now').waitFor();
      await page.context().setOffline(true);
      try {
        await page.getByText('You are offline. Verification goes on working.').waitFor();
        for (const name of ['sound-loan.zip', 'defective-loan.zip', 'sound-loan.zip']) {
          await choose(page, join(service.home, 'samples', name));
        }
        await page.getByRole('button', { name: 'sound-loan.zip' }).nth(1).waitFor();
        await page.getByRole('button', { name: 'defective-loan.zip' }).click();
        await page.locator('.verdict-failed').first().waitFor();
        await page.getByRole('button', { name: '中文' }).click();
        await page.getByRole('heading', { name: '核验证据' }).waitFor();
        await page.getByRole('button', { name: 'English' }).click();
      } finally {
        await page.context().setOffline(false);
      }
    });

    it('a verdict leads to its reasons, within the page', async () => {
      await page.goto(`${portal}/verify`);
      await choose(page, join(service.home, 'samples/defective-loan.zip'));
      await page.locator('.verdict a').nth(4).click();
      expect(new URL(page.url()).pathname).to.equal('/portal/verify');
      expect(await page.evaluate(() => document.activeElement?.id)).to.equal('legal');
    });

    it('takes trust data of the reader’s own, and refuses what is none', async () => {
      await page.goto(`${portal}/verify`);
      await page.getByText('Trust data of your own').click();
      await page.getByText(/those of this service, sha256 [0-9a-f]{64}/).waitFor();
      const give = (name: string, text: string) =>
        page
          .getByLabel('Choose trust.json')
          .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
      await give('nonsense.json', '{}');
      await page.getByText('nonsense.json is not trust data.').waitFor();
      await give('trust.json', await (await fetch(new URL('../log/trust.json', `${portal}/`))).text());
      await page.getByText('In use: trust.json').waitFor();
    });

    it('the skip link leads to the content, within the page', async () => {
      await page.goto(`${portal}/verify`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(new URL(page.url()).pathname).to.equal('/portal/verify');
      expect(await page.evaluate(() => document.activeElement?.id)).to.equal('content');
    });
  });

  describe('the ledger, of parties that do not serve one log', () => {
    let page: Page;
    beforeEach(async () => {
      page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    });
    afterEach(() => page.context().close());

    /** The page itself is the service's; what it fetches of the ledger comes from here. */
    async function serve(
      copies: Partial<Record<Party, Copy>>,
      objections: Readonly<Partial<Record<Party, unknown>>> = {},
    ): Promise<void> {
      const parties = PARTIES.map((party) => ({
        party,
        url: new URL(`../log/node-${party}`, `${portal}/`).href,
      }));
      await page.route('**/log/ledger?*', (route) =>
        route.fulfill({ json: { origin: ORIGIN, parties, rounds: [] } }),
      );
      await page.route('**/log/policy', (route) => route.fulfill({ body: POLICY }));
      const get = serving(copies);
      await page.route('**/log/node-*/**', async (route) => {
        const [, party, rest] = /node-(\w+)\/(.*)$/.exec(route.request().url())!;
        if (rest!.endsWith('/objections')) return route.fulfill({ json: objections[party as Party] ?? [] });
        const answer = await get(`https://${party}.test/${rest}`).catch(() => undefined);
        return answer === undefined
          ? route.fulfill({ status: 404 })
          : route.fulfill({ body: Buffer.from(answer) });
      });
      await page.goto(`${portal}/ledger`);
    }
    const row = (name: string) =>
      page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });

    it('a fork is found by the browser, and both checkpoints are shown', async () => {
      await serve({
        bank: await copyOf('bank', leaves(13)),
        user: await copyOf('user', leaves(9, 'other')),
        commission: await copyOf('commission', leaves(13)),
      });
      await row('User side').getByText('contradicts').waitFor();
      await row('Arbitration commission').getByText('consistent').waitFor();
      const alert = page.getByRole('alert').filter({ hasText: 'The copy of User side contradicts' });
      await alert.getByText('Checkpoint of: User side').waitFor();
      await alert.getByText('Checkpoint of: Bank').waitFor();
      expect(
        await alert.locator('.state-failed svg.mark-failed').count(),
        'a shape beside the word',
      ).to.equal(1);
      await expectSoundPage(page);
    });

    it('a node that serves other entries than its checkpoint says is found out', async () => {
      await serve({
        bank: await copyOf('bank', leaves(13)),
        user: await copyOf('user', leaves(13)),
        commission: await copyOf('commission', leaves(13, 'other'), leaves(13)),
      });
      await row('Arbitration commission').getByText('contradicts').waitFor();
      await page.getByText('The entries that it serves lead to another root:').waitFor();
    });

    it('a party’s objection stands there with both checkpoints, and can be kept', async () => {
      const [bank, other] = [await copyOf('bank', leaves(13)), await copyOf('bank', leaves(13, 'other'))];
      const evidence = JSON.stringify({ checkpoints: [bank.note, other.note], kind: 'fork' });
      const objection = {
        party: 'commission',
        reason: 'fork',
        size: 13,
        root: '0'.repeat(64),
        message: 'the log signed two roots for tree size 13',
        at: '2026-03-05T02:21:07.991Z',
        evidence,
        digest: createHash('sha256').update(evidence).digest('hex'),
        signature: null,
        transaction: null,
      };
      await serve({ bank, user: await copyOf('user', leaves(13)) }, { commission: [objection] });
      await page
        .getByText('Arbitration commission objects: the log signed two different histories')
        .waitFor();
      await page.getByText('Checkpoint 1 of 2').waitFor();
      await page.getByText('Checkpoint 2 of 2').waitFor();
      await row('Arbitration commission').getByText('not reachable').waitFor();
      await expectSoundPage(page);
      const saved = await downloadBy(page, () =>
        page.getByRole('button', { name: 'Save the evidence' }).click(),
      );
      expect((await bytesOf(saved)).toString()).to.equal(evidence);
    });
  });

  describe('with a receipt in hand, without an account', () => {
    let page: Page;
    let number: string;
    let receipt: string;
    let document: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };
    before(async () => {
      const own = await signedInAs(browser, started.addresses, 'user');
      const api = new URL('..', `${portal}/`).href;
      const get = async (path: string) => own.request.get(new URL(path, api).href);
      const { items: loans } = (await (await get('v1/me/loans')).json()) as Items;
      const { items } = (await (await get(`v1/me/loans/${loans[0]!.id}`)).json()) as Items;
      const { id } = items.find(({ type }) => type === 'CONTRACT')!;
      const pdf = await get(`v1/evidence/${id}/receipt.pdf`);
      number = /receipt-([0-9A-Z-]+)\.pdf/.exec(pdf.headers()['content-disposition']!)![1]!;
      receipt = join(service.home, 'receipt.pdf');
      await writeFile(receipt, await pdf.body());
      const another = await get(`v1/evidence/${items[0]!.id}/receipt.pdf`);
      await writeFile(join(service.home, 'other.pdf'), await another.body());
      const original = await get(`v1/evidence/${id}/documents/1`);
      document = { name: 'contract.pdf', mimeType: 'application/pdf', buffer: await original.body() };
      await own.close();
      page = await (
        await browser.newContext({
          locale: 'en-GB',
          viewport: { width: 360, height: 740 },
          hasTouch: true,
          isMobile: true,
        })
      ).newPage();
    });
    after(() => page?.context().close());
    const outcome = (name: string) => page.locator('.state-passed, .state-failed').filter({ hasText: name });

    it('the address of the QR code leads to having it checked in this browser', async () => {
      await page.goto(new URL(`../r/${number}`, `${portal}/`).href);
      await page.getByRole('link', { name: 'Have it checked in your browser' }).click();
      await page.getByRole('heading', { name: `Receipt ${number}` }).waitFor();
      await page.getByText('Entry and digest agree').waitFor();
      await page.locator('.outcomes .state-passed').nth(4).waitFor();
      expect(await page.locator('.outcomes .state-failed').count()).to.equal(0);
      await expectSoundPage(page);
    });

    it('the receipt and the document are held against it here, and nothing is sent', async () => {
      const sent: string[] = [];
      page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
      await choose(page, [receipt, await saved(document)]);
      await page.getByText('receipt.pdf is the receipt of this number.').waitFor();
      await page.locator('.report .verdict-passed').nth(1).waitFor();
      expect(await page.locator('.verdict-failed').count()).to.equal(0);
      await expectSoundPage(page);
      expect(sent).to.deep.equal([]);
    });

    it('a document that was changed fails beside the receipt', async () => {
      await page.reload();
      const buffer = Buffer.from(document.buffer);
      buffer[1000]! ^= 1;
      await choose(page, [receipt, await saved({ ...document, name: 'changed.pdf', buffer })]);
      await page.locator('.verdict-failed').first().waitFor();
    });

    it('a document alone is answered with its digest, to be compared by eye', async () => {
      await page.reload();
      await choose(page, document);
      const digest = createHash('sha256').update(document.buffer).digest('hex');
      await page.getByText(digest).waitFor();
    });

    it('a receipt of something else is named as such', async () => {
      await page.reload();
      await choose(page, join(service.home, 'other.pdf'));
      await page.getByText(/^other\.pdf is a receipt of something else: number 01/).waitFor();
      await page.reload();
      await choose(page, {
        name: 'broken.json',
        mimeType: 'application/json',
        buffer: Buffer.from('{"version":1}'),
      });
      await page.getByText('broken.json cannot be read as a receipt.').waitFor();
    });

    it('what the service sends is not believed: another entry is found out', async () => {
      await page.route('**/r/*', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { entry: string };
        const entry = Buffer.from(body.entry, 'base64');
        entry[entry.length - 10]! ^= 1;
        await route.fulfill({ response: answer, json: { ...body, entry: entry.toString('base64') } });
      });
      await page.goto(`${portal}/receipt/${number}`);
      await page.getByText('The entry that the service sent does not have this digest.').waitFor();
      expect(await outcome('The entry that the service sent').getAttribute('class')).to.include('failed');
      await page.locator('.outcomes .state-failed').nth(1).waitFor();
      await page.unroute('**/r/*');
    });

    it('a number that was never given out says so', async () => {
      await page.goto(`${portal}/receipt/0000-0000-0000`);
      await page.getByRole('heading', { name: 'There is no receipt with this number' }).waitFor();
      await expectSoundPage(page);
    });

    async function saved({ name, buffer }: typeof document): Promise<string> {
      const path = join(service.home, name);
      await writeFile(path, buffer);
      return path;
    }
  });
});

interface Items {
  readonly items: readonly { readonly id: string; readonly type: string }[];
}

type Chosen = Parameters<ReturnType<Page['locator']>['setInputFiles']>[0];

const choose = (page: Page, files: Chosen): Promise<void> =>
  page.locator('.drop input[type=file]').setInputFiles(files);

async function changed(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  bytes[bytes.indexOf('%PDF-') + 20]! ^= 1;
  return bytes;
}
