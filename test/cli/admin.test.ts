/** `triseal admin` against a service in process: what it says and does, and when it refuses to try. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROFILES } from '../../certs/profiles.ts';
import { type Api, BANK, OPERATOR, OTHER, startApi } from '../support/api.ts';
import { AT, issue } from '../support/pki.ts';
import { type CliSandbox, sandbox } from './support.ts';

describe('cli: admin', () => {
  let api: Api;
  let box: CliSandbox;
  let home: string;
  let credential: string;
  beforeEach(async () => {
    api = await startApi();
    box = sandbox(AT);
    home = box.directory;
    mkdirSync(join(home, 'keys'));
    credential = join(home, 'keys', 'operator.key');
    writeFileSync(credential, OPERATOR, { mode: 0o600 });
    writeFileSync(join(home, 'service.json'), JSON.stringify({ pid: 1, url: api.url, processes: {} }));
  });
  afterEach(async () => {
    await api.stop();
    box.remove();
  });
  const admin = (...args: string[]) => box.run(['admin', ...args], { env: { TRISEAL_HOME: home } });

  it('registers an organisation with a certificate, and withdraws it again', async () => {
    const added = await admin('organisation', 'add', 'second-bank');
    expect(added).to.deep.include({ code: 0, out: 'second-bank  bank  active  all scopes\n' });
    const issued = await issue('of the second', {
      issuer: api.keys.authority,
      profile: PROFILES.filerStatement,
    });
    const pem = join(home, 'second.pem');
    writeFileSync(pem, issued.certificatePem);
    const registered = await admin('certificate', 'add', 'second-bank', pem, '--json');
    expect(registered.code, registered.err).to.equal(0);
    const { id } = JSON.parse(registered.out) as { id: string };
    expect(await api.token({ signer: issued, organisation: 'second-bank' })).to.be.a('string');
    const revoked = await admin('certificate', 'revoke', id, '--reason', 'superseded');
    expect(revoked.out).to.match(new RegExp(`^${id}  second-bank  filer/both  .* \\.\\. .*  superseded  `));
    const list = await admin('custody', 'list', 'second-bank');
    expect(list.out.split('\n').map((line) => line.split('  ')[2])).to.deep.equal([
      'certificate.withdrawn',
      'certificate.added',
      'organisation.added',
      undefined,
    ]);
    expect((await admin('custody', 'verify', 'second-bank')).out).to.match(
      /^3 lines hold, head [0-9a-f]{64}\n$/,
    );
  });

  it('changes the key-encryption key, and says how far it is', async () => {
    const none = await admin('key', 'status');
    expect([none.code, none.err.includes('NOT_FOUND')]).to.deep.equal([65, true]);
    const started = await admin('key', 'rotate');
    expect(started.out, started.err).to.match(/^[0-9a-f-]{36} {2}(queued|running|done) {2}\d+\/\d+ {2}/);
    const { id } = JSON.parse((await admin('key', 'status', '--json')).out) as { id: string };
    expect((await api.deps.jobs.finished(id)).state).to.equal('done');
    expect((await admin('key', 'status')).out).to.include('  done  ');
  });

  it('suspends and resumes, and sets scopes and quotas', async () => {
    expect((await admin('organisation', 'suspend', BANK)).out).to.include('suspended');
    expect((await admin('organisation', 'resume', BANK)).out).to.include('active');
    expect((await admin('scope', BANK, 'evidence:read')).out).to.include('  evidence:read\n');
    expect((await admin('scope', BANK)).out).to.include('all scopes');
    expect((await admin('quota', BANK, '--items', '5', '--bytes', 'none')).out).to.include('items_per_day=5');
    expect((await admin('quota', BANK)).out).to.match(/^\d{4}-\d\d-\d\d {2}0 items {2}0 bytes\n$/);
    const names = (await admin('organisation', 'list')).out.split('\n').map((line) => line.split('  ')[0]);
    expect(names).to.include.members([BANK, OTHER]);
  });

  it('invites the first people of an organisation, in the roles that it has', async () => {
    await admin('organisation', 'add', 'a-commission', '--kind', 'commission');
    const invited = await admin('invitation', 'a-commission', '--role', 'secretary', '--days', '2', '--json');
    expect(invited.code, invited.err).to.equal(0);
    const { code, organisation, role } = JSON.parse(invited.out) as Record<string, string>;
    expect([organisation, role]).to.deep.equal(['a-commission', 'secretary']);
    expect(await api.deps.people.lookAt(code!)).to.include({ organisation: 'a-commission', state: 'open' });
    expect((await admin('custody', 'list', 'a-commission')).out).to.match(/person\.invited .* by operator /);
    const wrong = await admin('invitation', 'a-commission', '--role', 'bank');
    expect([wrong.code, wrong.out]).to.deep.equal([65, '']);
    expect(wrong.err).to.include('has no people of this role');
    expect((await admin('invitation', 'nobody', '--role', 'bank')).err).to.include('NOT_FOUND');
  });

  it('says what the service refused', async () => {
    const taken = await admin('organisation', 'add', BANK);
    expect(taken.code).to.equal(65);
    expect(taken.err).to.include('CONFLICT: this organisation is registered already');
    const wrong = await admin('organisation', 'add', 'Not A Name');
    expect(wrong.err).to.include('REQUEST_INVALID').and.include('lower-case letters');
  });

  it('refuses wrong usage without asking the service', async () => {
    expect((await admin('quota', BANK, '--items', 'many')).code).to.equal(64);
    expect((await admin('certificate', 'revoke', '0'.repeat(64))).code).to.equal(64);
    expect(
      (await admin('certificate', 'revoke', '0'.repeat(64), '--reason', 'superseded', '--since', 'today'))
        .code,
    ).to.equal(64);
    expect((await admin('certificate', 'add', BANK, join(home, 'missing.pem'))).code).to.equal(66);
  });

  it('needs the running service and a credential that nobody else can read', async () => {
    chmodSync(credential, 0o644);
    expect(await admin('organisation', 'list')).to.deep.include({ code: 64, out: '' });
    chmodSync(credential, 0o600);
    writeFileSync(credential, new Uint8Array(32));
    const foreign = await admin('organisation', 'list');
    expect(foreign.code).to.equal(65);
    expect(foreign.err).to.include("this is not the operator's credential");
    rmSync(join(home, 'service.json'));
    expect((await admin('organisation', 'list')).err).to.include('no service runs in');
  });
});
