/** A second organisation joins a running installation that serves TLS: registered by the operator, witnessed by nodes that nobody restarted. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Issued, issueCertificate, loadPki, PROFILES } from '../../certs/index.ts';
import { type Client, createClient } from '../../client/client.ts';
import { createStatement } from '../../core/evidence/create.ts';
import { formatSdJwt } from '../../core/evidence/sd-jwt.ts';
import { projectRoot } from '../../server/paths.ts';
import { wholeRecord } from '../support/api.ts';
import { DAY, issue, nodeCrypto, subjectOf, systemRandom } from '../support/pki.ts';
import { type RunningService, startService } from '../support/service.ts';

const CLI = join(projectRoot, 'dist/cli/main.js');
const BANK = 'second-bank';

describe('a second bank in a running installation', function () {
  this.timeout(180_000);
  let directory: string;
  let home: string;
  let service: RunningService | undefined;
  let key: Issued;
  let client: Client;
  let localUrl: string;

  const triseal = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, ...args], {
      encoding: 'utf8',
      cwd: directory,
      env: { PATH: process.env.PATH, TRISEAL_HOME: home },
    });
  const admin = (...args: readonly string[]) => {
    const { status, stdout, stderr } = triseal('admin', ...args);
    expect(status, stderr).to.equal(0);
    return stdout;
  };
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), text, { mode: 0o600 });
    return join(directory, name);
  };
  const statement = async (loan: string) =>
    formatSdJwt(
      await createStatement(nodeCrypto, {
        record: wholeRecord({ loan, filing: { organisation: BANK, signedBy: 'filer' } }),
        signer: key.signer,
        certificateSha256: nodeCrypto.sha256(key.certificate.der),
        issuedAt: Math.floor(Date.now() / 1000),
        random: systemRandom.bytes,
      }),
    );

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-second-'));
    home = join(directory, 'home');
    const now = { from: Date.now() - DAY, to: Date.now() + DAY };
    const root = await issue('TLS root', { profile: PROFILES.root, ...now });
    const tls = await issue('localhost', {
      issuer: root,
      profile: { keyUsage: ['digitalSignature'] },
      ...now,
    });
    service = await startService(home, {
      TRISEAL_SAMPLE: 'off',
      TRISEAL_TLS_CERT: write('tls.pem', tls.certificatePem),
      TRISEAL_TLS_KEY: write('tls.key', tls.keyPem),
      TRISEAL_TLS_CLIENT_CA: write('ca.pem', root.certificatePem),
    });
    ({ localUrl } = JSON.parse(readFileSync(join(home, 'service.json'), 'utf8')) as { localUrl: string });
    const { authorities } = await loadPki(join(home, 'pki'));
    key = await issueCertificate({
      issuer: await authorities.bank.issuer(),
      subject: subjectOf('second bank filing system'),
      profile: PROFILES.filerStatement,
      key: 'P-256',
      notBefore: now.from,
      notAfter: now.to,
    });
    client = createClient({
      baseUrl: localUrl,
      organisation: BANK,
      signer: key.signer,
      certificateSha256: nodeCrypto.sha256(key.certificate.der),
      attempts: 1,
    });
  });
  after(async () => {
    await service?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('serves TLS to everybody and plain HTTP to this machine alone', async () => {
    expect(service!.info.url).to.match(/^https:/);
    expect(localUrl).to.match(/^http:\/\/127\.0\.0\.1:/);
    expect((await fetch(`${localUrl}/readyz`)).status).to.equal(200);
    expect(statSync(join(home, 'keys/operator.key')).mode & 0o777).to.equal(0o600);
  });

  it('files after its registration, and the nodes witness and seal it without a restart', async () => {
    const { processes } = service!.info;
    expect((await client.token().catch((error) => error)).code).to.equal('ASSERTION_INVALID');
    admin('organisation', 'add', BANK);
    admin('certificate', 'add', BANK, write('second.pem', key.certificatePem));
    await client.file({ statement: await statement('SB-1') });
    for (let sealed = false; !sealed; ) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      sealed = (await client.list('SB-1')).every(({ state }) => state.stage === 'sealed');
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of await client.package('SB-1')) chunks.push(chunk);
    writeFileSync(join(directory, 'second.zip'), Buffer.concat(chunks));
    const { stdout } = triseal('verify', 'second.zip', '--json');
    const { checks } = JSON.parse(stdout) as { checks: { outcome: string; id: string }[] };
    expect(checks.filter(({ outcome }) => outcome === 'failed')).to.deep.equal([]);
    expect(checks.find(({ id }) => id === 'trust-source')?.outcome).to.equal('passed');
    const now = JSON.parse(readFileSync(join(home, 'service.json'), 'utf8')) as { processes: object };
    expect(now.processes).to.deep.equal(processes);
  });

  it('ends at once with its certificate, and what it filed before stands', async () => {
    const id = Buffer.from(nodeCrypto.sha256(key.certificate.der)).toString('hex');
    const late = await statement('SB-2');
    admin('certificate', 'revoke', id, '--reason', 'cessation-of-operation');
    const refused = await client.file({ statement: late }).catch((error) => error);
    expect(refused).to.have.property('status', 401);
    const { stdout } = triseal('verify', 'second.zip', '--json');
    const { checks } = JSON.parse(stdout) as { checks: { outcome: string }[] };
    expect(checks.filter(({ outcome }) => outcome === 'failed')).to.deep.equal([]);
    expect(admin('custody', 'verify', BANK)).to.match(/^\d+ lines hold/);
  });
});
