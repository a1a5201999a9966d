/** The whole portal below a path of a proxy: nothing that is asked for lies above it. */
import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { freePorts } from '../../server/start/ports.ts';
import { type PathProxy, startPathProxy } from '../support/path-proxy.ts';
import {
  bytesOf,
  CHROMIUM,
  downloadBy,
  hasChromium,
  type StartedPortal,
  signedInAs,
  startPortal,
} from '../support/portal.ts';

interface Items {
  readonly items: readonly { readonly id: string }[];
}

describe(`e2e: the portal under a path of a proxy (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(240_000);
  let proxy: PathProxy;
  let started: StartedPortal;
  let context: BrowserContext;
  let page: Page;
  let number: string;

  before(async function () {
    if (!hasChromium()) this.skip();
    const [port] = await freePorts([0]);
    proxy = await startPathProxy('/triseal', () => `http://127.0.0.1:${port}`);
    started = await startPortal({ TRISEAL_PORT: String(port), TRISEAL_PUBLIC_URL: proxy.url });
    context = await signedInAs(started.browser, started.addresses, 'user');
    page = await context.newPage();
  });
  after(async () => {
    await started?.stop();
    await proxy?.stop();
  });
  afterEach(() => expect(proxy.strays.filter((path) => path !== '/favicon.ico')).to.deep.equal([]));

  it('a sample sign-in leads into it, with a cookie for the path alone', async () => {
    expect(started.portal).to.equal(`${proxy.url}/portal`);
    const [cookie] = await context.cookies();
    expect(cookie).to.include({ name: 'triseal-session', path: '/triseal', httpOnly: true });
    await page.goto(`${started.portal}/`);
    await page.getByRole('link', { name: 'My loans' }).first().click();
    await page.getByRole('link', { name: 'Loan XJD-2024-0000042' }).click();
    expect(page.url()).to.match(new RegExp(`^${started.portal}/loans/`));
    await page.reload();
    await page.getByText('Loan contract').first().waitFor();
  });

  it('a receipt is saved, and the address of its QR code leads to having it checked', async () => {
    const get = async (path: string) => context.request.get(`${proxy.url}/v1/${path}`);
    const { items: loans } = (await (await get('me/loans')).json()) as Items;
    const { items } = (await (await get(`me/loans/${loans[0]!.id}`)).json()) as Items;
    await page.goto(`${started.portal}/loans/${loans[0]!.id}/items/${items[0]!.id}`);
    const pdf = await downloadBy(page, () => page.getByRole('link', { name: 'Receipt (PDF)' }).click());
    expect((await bytesOf(pdf)).subarray(0, 5).toString()).to.equal('%PDF-');
    number = /receipt-([0-9A-Z-]+)\.pdf/.exec(pdf.suggestedFilename())![1]!;
    await page.goto(`${proxy.url}/r/${number}`);
    await page.getByRole('link', { name: 'Have it checked in your browser' }).click();
    await page.locator('.outcomes .state-passed').nth(4).waitFor();
  });

  it('an upload goes up in parts, and is filed', async () => {
    await page.goto(`${started.portal}/loans`);
    await page.getByRole('link', { name: 'Loan XJD-2024-0000042' }).click();
    await page.getByRole('navigation', { name: 'Parts of the loan' }).getByText('Answer').click();
    await page.getByLabel('What you want to say').fill('Under a path.');
    const buffer = Buffer.alloc(6 * 1024 * 1024, 7);
    const parts: string[] = [];
    page.on('request', (request) => request.method() === 'PATCH' && parts.push(request.url()));
    await page
      .getByLabel('Add photos, PDF or chat exports')
      .setInputFiles({ name: 'call.bin', mimeType: 'application/octet-stream', buffer });
    await page.getByRole('button', { name: 'File the answer' }).click();
    await page.getByText('Filed. It stands in the same log').waitFor({ timeout: 60_000 });
    expect(parts).to.have.length(2);
    for (const url of parts) expect(url).to.include(`${proxy.url}/v1/uploads/`);
  });

  it('the ledger is compared, a package verified, an original drawn', async () => {
    await page.goto(`${started.portal}/ledger`);
    await page.getByRole('row').getByText('consistent').nth(2).waitFor();
    await page.goto(`${started.portal}/verify`);
    await page.locator('.drop input').setInputFiles(`${started.service.home}/samples/sound-loan.zip`);
    await page.locator('.verdict-passed').nth(4).waitFor();
    const href = await page.locator('a[download]').last().getAttribute('href');
    expect((await fetch(new URL(href!, page.url()))).status).to.equal(200);
    await page.goto(`${started.portal}/loans`);
    await page.getByRole('link', { name: 'Loan XJD-2024-0000042' }).click();
    await page
      .getByRole('link', { name: /Loan contract$/ })
      .first()
      .click();
    await page.getByRole('link', { name: /^Open .*\.pdf$/ }).click();
    await page.getByText(/^Page 1 of [1-9]/).waitFor();
  });

  it('signing out leads to its first page, and a desk back to signing in below the path', async () => {
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL(`${started.portal}/`);
    await page.goto(`${started.portal}/loans`);
    await page.waitForURL(/\/triseal\/portal\/sign-in\?to=/);
  });

  it('the landing page leads to what is below the path', async () => {
    await page.goto(`${proxy.url}/`);
    await page.getByRole('link', { name: '/portal/' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(page.url()).to.equal(`${started.portal}/`);
  });
});
