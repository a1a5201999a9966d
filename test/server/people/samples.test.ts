/** Sample people: let in once by an address, where everything is embedded and nowhere else. */
import { expect } from 'chai';
import { loadConfig } from '../../../server/config/load.ts';
import {
  isTrial,
  passkeyObstacle,
  portalUrlOf,
  relyingPartyOf,
} from '../../../server/start/portal-address.ts';
import { type Api, BANK, recordInput, startApi, USERS } from '../../support/api.ts';
import { fileItem, personAt } from '../../support/person.ts';
import { expectServiceError } from '../../support/service-error.ts';

const LOAN = 'LN-2026-000417';
const PLAN = [
  { role: 'user', organisation: USERS, name: '示例借款人', loans: [{ organisation: BANK, loan: LOAN }] },
  { role: 'secretary', organisation: 'a-secretary', name: '示例秘书', loans: [] },
] as const;

describe('people: samples', () => {
  let api: Api;
  before(async () => {
    api = await startApi();
    await fileItem(api, recordInput({ loan: LOAN }), 'first');
  });
  after(() => api.stop());

  it('are let in once, and on to the portal', async () => {
    const [user] = await api.deps.people.samples(PLAN);
    const person = personAt(api);
    const path = `/v1/session/sample?code=${user!.code}`;
    const answer = await person.call('GET', path);
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/portal/']);
    const session = await person.must('GET', '/v1/session');
    expect(session).to.include({ method: 'sample' });
    expect(session.person).to.include({ role: 'user', sample: true, name: '示例借款人' });
    expect((await person.must('GET', '/v1/me/loans')).items[0]).to.include({ loan: LOAN });
    const again = await personAt(api).call('GET', path);
    expect([again.status, again.body.code]).to.deep.equal([404, 'INVITATION_UNKNOWN']);
  });

  it('are made once; codes of an earlier start are good no longer', async () => {
    const before = await api.deps.people.samples(PLAN);
    const after = await api.deps.people.samples(PLAN);
    expect(after.map(({ person }) => person)).to.deep.equal(before.map(({ person }) => person));
    const old = await personAt(api).call('GET', `/v1/session/sample?code=${before[1]!.code}`);
    expect(old.status).to.equal(404);
    const headers = { accept: 'application/json' };
    const json = await personAt(api).call(
      'GET',
      `/v1/session/sample?code=${after[1]!.code}`,
      undefined,
      headers,
    );
    expect(json.body.person).to.include({ role: 'secretary', organisation: 'a-secretary' });
  });

  it('enrol a first passkey without having one to prove presence with, and then need it', async () => {
    const [, secretary] = await api.deps.people.samples(PLAN);
    const person = personAt(api);
    await person.call('GET', `/v1/session/sample?code=${secretary!.code}`);
    await person.must('GET', '/v1/session');
    api.clock.at += 6 * 60_000;
    const options = await person.must('POST', '/v1/me/passkeys/options');
    const { passkey, response } = person.device.create(options as never);
    await person.must('POST', '/v1/me/passkeys', { response });
    api.clock.at += 6 * 60_000;
    expect((await person.call('POST', '/v1/me/passkeys/options')).body.code).to.equal('STEP_UP_NEEDED');
    expect((await person.stepUp({}, passkey)).status).to.equal(200);
  });

  it('do not exist in an installation that is not for trying', async () => {
    const other = await startApi({ people: { samples: false } });
    try {
      const answer = await personAt(other).call('GET', '/v1/session/sample?code=x');
      expect([answer.status, answer.body.code]).to.deep.equal([403, 'SAMPLE_REFUSED']);
      const error = await other.deps.people.samples(PLAN).catch((reason: unknown) => reason);
      expect(error).to.include({ code: 'SAMPLE_REFUSED' });
    } finally {
      await other.stop();
    }
  });

  it('only the embedded default on this machine is for trying', () => {
    const trial = (env: NodeJS.ProcessEnv, environment: NodeJS.ProcessEnv = {}) =>
      isTrial(loadConfig(env), environment);
    expect(trial({})).to.equal(true);
    expect(trial({ TRISEAL_PUBLIC_URL: 'http://localhost:9000' })).to.equal(true);
    for (const env of [
      { TRISEAL_SAMPLE: 'off' },
      { TRISEAL_HOST: '0.0.0.0' },
      { TRISEAL_PUBLIC_URL: 'https://api.example' },
      { TRISEAL_PORTAL_URL: 'https://portal.example' },
      { TRISEAL_CHAIN_RPC: 'http://127.0.0.1:8545' },
      { TRISEAL_MONGODB_URI: 'mongodb://127.0.0.1/db' },
      { TRISEAL_NODES: 'bank=http://a,user=http://b,commission=http://c' },
    ])
      expect(trial(env), JSON.stringify(env)).to.equal(false);
    expect(trial({}, { NODE_ENV: 'production' })).to.equal(false);
  });
});

describe('people: the portal’s address', () => {
  const at = (env: NodeJS.ProcessEnv, publicUrl = 'http://127.0.0.1:8420') => {
    const config = loadConfig(env);
    return { url: portalUrlOf(config, publicUrl), ...relyingPartyOf(config, publicUrl) };
  };

  it('calls this machine localhost: an IP address is no relying party', () => {
    for (const url of ['http://127.0.0.1:8420', 'http://[::1]:8420', 'http://0.0.0.0:8420'])
      expect(at({}, url)).to.deep.equal({
        url: 'http://localhost:8420/portal',
        id: 'localhost',
        origins: ['http://localhost:8420'],
      });
  });

  it('follows the public URL, also below a path, unless it is configured', () => {
    expect(at({}, 'https://api.example/triseal')).to.deep.equal({
      url: 'https://api.example/triseal/portal',
      id: 'api.example',
      origins: ['https://api.example'],
    });
    const env = { TRISEAL_PORTAL_URL: 'https://people.bank.example/desk/', TRISEAL_RP_ID: 'bank.example' };
    expect(at(env)).to.deep.equal({
      url: 'https://people.bank.example/desk',
      id: 'bank.example',
      origins: ['https://people.bank.example'],
    });
  });

  it('tells where no browser would let anybody sign in', () => {
    const obstacle = (publicUrl: string) => passkeyObstacle(loadConfig({}), publicUrl);
    for (const url of ['http://127.0.0.1:8420', 'https://api.example', 'http://portal.localhost:1'])
      expect(obstacle(url), url).to.equal(undefined);
    expect(obstacle('http://10.0.0.5')).to.include('passkeys need a name');
    expect(obstacle('http://api.example')).to.include('https pages alone');
  });

  it('refuses a relying party that no browser would take', () => {
    for (const env of [
      { TRISEAL_RP_ID: '127.0.0.1' },
      { TRISEAL_RP_ID: 'Bank Example' },
      { TRISEAL_RP_ID: 'bank.example' },
      { TRISEAL_PORTAL_URL: 'https://a.example', TRISEAL_RP_ID: 'b.example' },
      { TRISEAL_PORTAL_URL: 'https://a.example', TRISEAL_RP_ID: 'x.a.example' },
      { TRISEAL_PORTAL_URL: 'https://10.0.0.1' },
    ])
      expectServiceError(() => loadConfig(env), 'CONFIG_INVALID');
    expect(at({ TRISEAL_RP_ID: 'localhost' }).id).to.equal('localhost');
  });
});
