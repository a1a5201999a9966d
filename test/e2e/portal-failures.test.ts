/** The desks when something goes wrong around them: sessions that end, what belongs to others, a package changed on its way, a service that is killed, lines that break, two windows on one case. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Cookie, Page } from 'playwright-core';
import { freePorts } from '../../server/start/ports.ts';
import {
  CHROMIUM,
  hasChromium,
  type SampleAddress,
  sampleAddresses,
  signedInAs,
  startChromium,
} from '../support/portal.ts';
import { type RunningService, startService } from '../support/service.ts';

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

/** A service whose clock is ahead: what an hour of waiting would show. */
const ahead = (minutes: number): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `const now=Date.now;Date.now=()=>now()+${minutes * 60_000};`,
  )}`,
});

describe(`e2e: the portal when things go wrong (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(120_000);
  let home: string;
  let port: string;
  let service: RunningService;
  let browser: Browser;
  let portal: string;
  let addresses: readonly SampleAddress[];
  const contexts: BrowserContext[] = [];
  const cookies = new Map<string, Cookie[]>();

  /** On the same home and port, as an operator would. */
  const start = async (extra: NodeJS.ProcessEnv = {}): Promise<void> => {
    service = await startService(home, { TRISEAL_PORT: port, ...extra });
    addresses = sampleAddresses(home);
    cookies.clear();
  };
  /** In a window of its own; a sample address is good once a start, so the session is kept. */
  const signIn = async (role: string): Promise<BrowserContext> => {
    if (!cookies.has(role)) {
      const context = await signedInAs(browser, addresses, role);
      cookies.set(role, await context.cookies());
      await context.close();
    }
    const context = await browser.newContext({ locale: 'en-GB' });
    await context.addCookies(cookies.get(role)!);
    contexts.push(context);
    return context;
  };
  const first = async (context: BrowserContext, path: string): Promise<string> => {
    const answer = await context.request.get(new URL(`../${path}`, `${portal}/`).href);
    return ((await answer.json()) as Listed).items[0]!.id;
  };

  before(async function () {
    if (!hasChromium()) this.skip();
    home = join(mkdtempSync(join(tmpdir(), 'triseal-failures-')), 'home');
    port = String((await freePorts([0]))[0]);
    await start();
    portal = `${new URL(addresses[0]!.url).origin}/portal`;
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
    if (home !== undefined) rmSync(join(home, '..'), { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  it('a package changed on its way to the browser: its integrity fails, whatever the service says', async () => {
    const context = await signIn('arbitrator');
    const page = await context.newPage();
    await page.goto(`${portal}/cases/${await first(context, 'v1/cases')}?part=proven`);
    await verify(page);
    expect(await integrity(page)).to.equal('passed');
    await page.route('**/v1/packages/*', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[body.indexOf('%PDF-') + 20]! ^= 1;
      await route.fulfill({ response, body });
    });
    await page.reload();
    await verify(page);
    expect(await integrity(page)).to.equal('failed');
  });

  it('a service killed while it builds a package: the page waits, and goes on when it is back', async () => {
    const context = await signIn('arbitrator');
    const id = await first(context, 'v1/cases');
    const page = await context.newPage();
    let killed = false;
    await page.route('**/v1/cases/*/package', async (route) => {
      const response = await route.fetch();
      if (!killed) await service.stop('SIGKILL');
      killed = true;
      await route.fulfill({ response });
    });
    await page.goto(`${portal}/cases/${id}?part=proven`);
    const lost = page.waitForEvent('requestfailed', (request) => request.url().includes('/v1/jobs/'));
    await page.locator('main button.primary').first().click();
    await lost;
    expect(await page.locator('.failure').count(), 'no failure while the service restarts').to.equal(0);
    await start();
    await page.locator('.verdict').nth(4).waitFor({ timeout: 60_000 });
  });

  it('what belongs to others does not exist by its address, for whom it is not', async () => {
    const bank = await signIn('bank');
    const borrower = await signIn('user');
    const theirs = await first(bank, 'v1/cases');
    const loan = await first(borrower, 'v1/me/loans');
    const page = await bank.newPage();
    await page.goto(`${portal}/loans/${loan}`);
    await page.getByText('Loan contract').waitFor({ state: 'detached' });
    const status = async (context: BrowserContext, path: string) =>
      (await context.request.get(new URL(`../${path}`, `${portal}/`).href)).status();
    expect(await status(bank, `v1/me/loans/${loan}`)).to.be.oneOf([403, 404]);
    expect(await status(borrower, `v1/cases/${theirs}/notes`)).to.be.oneOf([403, 404]);
    const other = await borrower.newPage();
    await other.goto(`${portal}/cases/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11`);
    await other.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });

  it('a line that breaks while a file goes up: it goes on where it was, and no byte goes twice', async () => {
    const context = await signIn('user');
    const page = await context.newPage();
    await page.goto(`${portal}/loans/${await first(context, 'v1/me/loans')}?part=answer`);
    const size = 9 * 1024 * 1024;
    let sent = 0;
    let broken = false;
    await page.route('**/v1/uploads/*', async (route) => {
      const request = route.request();
      if (request.method() !== 'PATCH') return route.continue();
      const bytes = request.postDataBuffer()?.length ?? 0;
      if (sent > 0 && !broken) {
        broken = true;
        return route.abort('connectionreset');
      }
      sent += bytes;
      return route.continue();
    });
    await page.getByLabel('What you want to say').fill('The recording of the call.');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'call.bin',
        mimeType: 'application/octet-stream',
        buffer: Buffer.alloc(size, 7),
      });
    await page.getByText('call.bin').waitFor();
    await page.getByRole('button', { name: 'File the answer' }).last().click();
    await page.getByText('Filed. It stands in the same log').waitFor({ timeout: 60_000 });
    expect(broken).to.equal(true);
    expect(sent).to.equal(size);
  });

  it('two windows on one case: the second is told, and what was written in it stays', async () => {
    const context = await signIn('bank');
    const id = await first(context, 'v1/cases');
    const [one, two] = [await context.newPage(), await context.newPage()];
    for (const page of [one, two]) {
      await page.goto(`${portal}/cases/${id}?part=course`);
      await step(page).waitFor();
    }
    await step(two).getByLabel('Reason').fill('Written in the second window.');
    await step(one).getByLabel('Reason').fill('Paid in full.');
    await step(one).getByRole('button', { name: 'Take this step' }).click();
    await step(one).waitFor({ state: 'detached' });
    await step(two).getByRole('button', { name: 'Take this step' }).click();
    await two.getByText('Somebody else has changed the case meanwhile').waitFor();
    await two.getByText('Written in the second window.').waitFor();
    const { steps } = (await (
      await context.request.get(new URL(`../v1/cases/${id}`, `${portal}/`).href)
    ).json()) as { readonly steps: readonly { readonly event: string }[] };
    expect(steps.filter(({ event }) => event === 'withdraw')).to.have.length(1);
  });

  describe('sessions', () => {
    const expectSignIn = async (page: Page): Promise<void> => {
      await page.waitForURL(/\/portal\/sign-in\?to=/);
      expect(await page.getByText('示例银行').count(), 'nothing is left on the screen').to.equal(0);
    };

    it('one that the service does not know leads to signing in', async () => {
      const context = await browser.newContext({ locale: 'en-GB' });
      contexts.push(context);
      const { hostname } = new URL(portal);
      await context.addCookies([
        { name: 'triseal-session', value: 'A'.repeat(43), domain: hostname, path: '/', httpOnly: true },
      ]);
      const page = await context.newPage();
      await page.goto(`${portal}/cases`);
      await expectSignIn(page);
    });

    for (const [what, minutes] of [
      ['idle for half an hour', 31],
      ['older than twelve hours', 12 * 60 + 32],
    ] as const) {
      it(`one that is ${what} ends, and what was on the screen goes`, async () => {
        const context = await signIn('arbitrator');
        const page = await context.newPage();
        await page.goto(`${portal}/cases`);
        await page.getByRole('rowheader').getByRole('link').first().waitFor();
        await service.stop();
        await start(ahead(minutes));
        await page.getByRole('rowheader').getByRole('link').first().click();
        await expectSignIn(page);
      });
    }
  });
});

/** The way to withdraw, on the page of a case's course. */
const step = (page: Page) =>
  page.locator('main li').filter({ has: page.getByRole('heading', { name: 'Withdraw the request' }) });

async function verify(page: Page): Promise<void> {
  await page.locator('main button.primary').first().click();
  await page.locator('.verdict').nth(4).waitFor({ timeout: 60_000 });
}

/** Of the five verdicts, the one about the bytes. */
async function integrity(page: Page): Promise<string> {
  const classes = await page.locator('.verdict').first().getAttribute('class');
  return /verdict-([a-z-]+)/.exec(classes ?? '')?.[1] ?? '';
}
