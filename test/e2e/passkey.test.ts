/** Passkeys in a real browser: Chromium with a virtual authenticator enrols, signs in, proves presence and countersigns. */
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { utf8 } from '../../core/bytes.ts';
import { parseEntry } from '../../core/entry/entry.ts';
import { countersignatureFaults } from '../../core/evidence/countersignature.ts';
import { type Api, ORIGIN, recordInput, startApi } from '../support/api.ts';
import { fileItem, invite } from '../support/person.ts';
import { nodeCrypto } from '../support/pki.ts';

const CHROMIUM = '/usr/bin/chromium';
const LOAN = 'LN-2026-000417';

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any;
}

describe(`e2e: passkeys in Chromium (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(60_000);
  let api: Api;
  let browser: Browser;
  let page: Page;
  let cdp: CDPSession;
  let item: string;

  before(async function () {
    if (!existsSync(CHROMIUM)) this.skip();
    api = await startApi();
    item = await fileItem(api, recordInput({ loan: LOAN }), 'first');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    // The landing page lets nothing run in it; the test's own script stands for the portal's.
    const context = await browser.newContext({ bypassCSP: true });
    page = await context.newPage();
    cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await page.goto(`${api.url.replace('127.0.0.1', 'localhost')}/`);
  });
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const device = async (isUserVerified = true): Promise<string> => {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified,
        automaticPresenceSimulation: true,
      },
    });
    return authenticatorId;
  };

  const call = (method: string, path: string, body?: unknown, csrf?: string): Promise<Answer> =>
    page.evaluate(
      async ([verb, address, sent, token]) => {
        const headers: Record<string, string> = { 'content-type': 'application/json' };
        if (token) headers['x-triseal-csrf'] = token as string;
        const answer = await fetch(address as string, {
          method: verb as string,
          headers,
          ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
        });
        return { status: answer.status, body: await answer.json() };
      },
      [method, path, body, csrf] as const,
    );

  /** As the portal's page does it, in one breath: options, authenticator, answer. */
  const ceremony = (kind: 'create' | 'get', options: object): Promise<Record<string, unknown>> =>
    page.evaluate(
      async ([what, given]) => {
        const json = given as never;
        const credential = (what === 'create'
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json),
            })
          : await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json),
            })) as unknown as { toJSON(): Record<string, unknown> };
        return credential.toJSON();
      },
      [kind, options] as const,
    );

  let csrf = '';

  it('enrols with an invitation; the page never sees the session', async () => {
    await device();
    const { code } = await invite(api, LOAN);
    const options = await call('POST', '/v1/enrolment/options', { code });
    expect(options.status, JSON.stringify(options.body)).to.equal(200);
    const response = await ceremony('create', options.body);
    const enrolled = await call('POST', '/v1/enrolment', { code, response, label: 'Chromium' });
    expect(enrolled.status, JSON.stringify(enrolled.body)).to.equal(201);
    csrf = enrolled.body.csrf_token;
    expect(await page.evaluate(() => document.cookie)).to.equal('');
    expect((await call('GET', '/v1/session')).body.person).to.include({ role: 'user' });
  });

  it('countersigns with the device’s key, and the record holds offline', async () => {
    const asked = await call(
      'POST',
      `/v1/evidence/${item}/countersignature/options`,
      { meaning: 'agreed' },
      csrf,
    );
    expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
    const response = await ceremony('get', asked.body.options);
    const filed = await call('POST', `/v1/evidence/${item}/countersignature`, { response }, csrf);
    expect(filed.status, JSON.stringify(filed.body)).to.equal(201);
    const { record } = (await call('GET', `/v1/evidence/${filed.body.id}`)).body;
    const receipt = (await call('GET', `/v1/evidence/${item}/receipt`)).body;
    const { statement } = parseEntry(utf8(receipt.entry));
    const faults = await countersignatureFaults(nodeCrypto, record.fields, { log: ORIGIN, statement });
    expect(faults).to.deep.equal([]);
  });

  it('signs out and in again without naming anybody, and proves presence anew', async () => {
    expect((await call('POST', '/v1/session/sign-out', undefined, csrf)).status).to.equal(200);
    expect((await call('GET', '/v1/session')).status).to.equal(401);
    const options = await call('POST', '/v1/session/options');
    const signedIn = await call('POST', '/v1/session', { response: await ceremony('get', options.body) });
    expect(signedIn.status, JSON.stringify(signedIn.body)).to.equal(200);
    csrf = signedIn.body.csrf_token;
    api.clock.at += 5 * 60_000;
    expect((await call('POST', '/v1/me/passkeys/options', undefined, csrf)).body.code).to.equal(
      'STEP_UP_NEEDED',
    );
    const again = await call('POST', '/v1/session/step-up/options', undefined, csrf);
    const response = await ceremony('get', again.body);
    expect((await call('POST', '/v1/session/step-up', { response }, csrf)).status).to.equal(200);
    expect((await call('POST', '/v1/me/passkeys/options', undefined, csrf)).status).to.equal(200);
  });

  it('a page of another site can neither read nor act with the session', async () => {
    const evil = await page.context().newPage();
    await evil.goto(`${api.url}/`);
    // Whether the browser keeps the answer from it or stops the request, the session stays.
    await evil.evaluate(
      async (address) => {
        const sent = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const;
        await fetch(`${address}/v1/session/sign-out`, sent).catch(() => undefined);
      },
      page.url().replace(/\/$/, ''),
    );
    const read = await evil.evaluate(
      (address) =>
        fetch(`${address}/v1/session`, { credentials: 'include' }).then(
          () => 'read',
          () => 'blocked',
        ),
      page.url().replace(/\/$/, ''),
    );
    expect(read).to.equal('blocked');
    await evil.close();
    expect((await call('GET', '/v1/session')).status).to.equal(200);
  });

  it('an authenticator that does not verify its user is of no use', async () => {
    const { code } = await invite(api, LOAN);
    await cdp.send('WebAuthn.disable');
    await cdp.send('WebAuthn.enable');
    await device(false);
    const options = await call('POST', '/v1/enrolment/options', { code });
    const error = await ceremony('create', { ...options.body, timeout: 1500 }).catch(
      (reason: Error) => reason,
    );
    expect(String(error)).to.include('NotAllowedError');
  });
});
