import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  ensurePki,
  generatePki,
  IDENTITIES,
  type IdentityName,
  loadPki,
  type Pki,
} from '../../certs/index.ts';
import { LIFETIME_DAYS } from '../../certs/profiles.ts';
import { utf8 } from '../../core/bytes.ts';
import { parseCertificates } from '../../core/x509/certificate.ts';
import { parseCrl } from '../../core/x509/crl.ts';
import { nameValue } from '../../core/x509/name.ts';
import { validatePath } from '../../core/x509/path.ts';
import { pemDecode } from '../../core/x509/pem.ts';
import { statementUse } from '../../core/x509/policy.ts';
import type { Purpose } from '../../core/x509/purpose.ts';
import { expectCoreRejection } from '../support/expect-error.ts';
import { hasOpenssl, openssl } from '../support/openssl.ts';
import { DAY, nodeCrypto } from '../support/pki.ts';

const PURPOSE_OF: Record<IdentityName, Purpose> = {
  'bank-filing': 'statement-signing',
  'bank-service': 'statement-signing',
  'user-filing': 'statement-signing',
  'user-service': 'statement-signing',
  'commission-filing': 'statement-signing',
  'commission-service': 'statement-signing',
  'commission-tsa': 'timestamping',
  'credential-signing': 'document-signing',
  'document-signing': 'document-signing',
};
const NAMES = Object.keys(IDENTITIES) as IdentityName[];
const PURPOSES = ['statement-signing', 'timestamping', 'document-signing'] as const;

describe('certs: the development PKI', () => {
  let parent: string;
  let dir: string;
  let pki: Pki;
  before(async function () {
    this.timeout(60_000);
    parent = mkdtempSync(join(tmpdir(), 'triseal-pki-'));
    dir = join(parent, 'nested', 'pki');
    await generatePki(dir);
    pki = await loadPki(dir);
  });
  after(() => rmSync(parent, { recursive: true, force: true }));

  const files = () =>
    readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const crls = () => pki.crlPems.flatMap((pem) => pemDecode(pem, 'X509 CRL').map(parseCrl));
  const check = (name: IdentityName, purpose: Purpose) => {
    const [leaf, ...intermediates] = parseCertificates(pki.identities[name].chainPem);
    return validatePath(nodeCrypto, {
      leaf: leaf!,
      intermediates,
      anchors: [pki.root.certificate],
      at: Date.now(),
      purpose,
      crls: crls(),
      revocation: 'required',
    });
  };

  it('certifies every identity for its purpose and no other, with revocation lists for the whole path', async () => {
    for (const name of NAMES) {
      for (const purpose of PURPOSES) {
        const result = await check(name, purpose);
        expect(result.ok, `${name} for ${purpose}: ${result.code}`).to.equal(PURPOSE_OF[name] === purpose);
      }
    }
  });

  it('gives each identity a working signer of its certificate’s key', async () => {
    for (const name of NAMES) {
      const { signer, certificate } = pki.identities[name];
      const message = utf8(name);
      expect(signer.spki).to.deep.equal(certificate.spki);
      expect(
        await nodeCrypto.verify(signer.alg, certificate.spki, message, await signer.sign(message)),
      ).to.equal(true);
    }
    expect(pki.identities['document-signing'].signer.alg).to.equal('RS256');
    expect(pki.identities['bank-filing'].signer.alg).to.equal('ES256');
  });

  it('tells the bank’s own key from the one that the service holds for it', () => {
    const [own, service] = [pki.identities['bank-filing'], pki.identities['bank-service']];
    expect([own.organisation, service.organisation]).to.deep.equal(['demo-bank', 'demo-bank']);
    expect([statementUse(own.certificate), statementUse(service.certificate)]).to.deep.equal([
      'filer',
      'service',
    ]);
    expect(nameValue(own.certificate.subject, 'OU')).to.equal('filing system');
    expect(nameValue(service.certificate.subject, 'OU')).to.equal(
      'evidence service on behalf of the organisation',
    );
    for (const name of ['commission-tsa', 'document-signing'] as const) {
      expect(statementUse(pki.identities[name].certificate)).to.equal(undefined);
    }
  });

  it('keeps every file readable by its owner alone', function () {
    if (process.platform === 'win32') this.skip();
    expect(files().length).to.be.greaterThan(30);
    for (const { name, parentPath } of files()) {
      expect(statSync(join(parentPath, name)).mode & 0o777, name).to.equal(0o600);
    }
    for (const sub of ['.', 'identities/bank-filing', 'root']) {
      expect(statSync(join(dir, sub)).mode & 0o777, sub).to.equal(0o700);
    }
  });

  it('lets no certificate outlive the one that issued it', () => {
    for (const { certificate } of [...Object.values(pki.authorities), ...Object.values(pki.identities)]) {
      const issuer = [pki.root, ...Object.values(pki.authorities)].find(
        (authority) => authority.certificate.subject.text === certificate.issuer.text,
      )!.certificate;
      expect(certificate.notAfter, certificate.subject.text).to.be.lessThanOrEqual(issuer.notAfter);
      expect(certificate.notBefore).to.be.greaterThanOrEqual(issuer.notBefore);
    }
    const { notBefore, notAfter } = pki.identities['bank-filing'].certificate;
    expect((notAfter - notBefore) / DAY).to.equal(LIFETIME_DAYS.leaf + 1);
  });

  it('does not write over an existing one, and uses it the next time', async () => {
    await expectCoreRejection(generatePki(dir), 'MISUSE', 'does it exist already?');
    const again = await ensurePki(dir);
    expect(again.root.certificate.der).to.deep.equal(pki.root.certificate.der);
    expect(readdirSync(join(parent, 'nested'))).to.deep.equal(['pki']);
  }).timeout(60_000);

  it('adds an identity that an older one lacks, and leaves the others as they are', async () => {
    const older = join(parent, 'older');
    cpSync(dir, older, { recursive: true });
    rmSync(join(older, 'identities/user-service'), { recursive: true });
    const made = await ensurePki(older);
    const { signer, certificate, organisation } = made.identities['user-service'];
    expect([organisation, statementUse(certificate)]).to.deep.equal(['demo-users', 'service']);
    expect(signer.spki).to.not.deep.equal(pki.identities['user-service'].signer.spki);
    expect(made.identities['bank-service'].certificate.der).to.deep.equal(
      pki.identities['bank-service'].certificate.der,
    );
  });

  it('takes the place of an unfinished draft', async () => {
    const fresh = join(parent, 'fresh');
    mkdirSync(`${fresh}.new`);
    writeFileSync(join(`${fresh}.new`, 'half'), '');
    const made = await ensurePki(fresh, { now: Date.UTC(2030, 5, 1) });
    expect(readdirSync(fresh)).to.have.members(['authorities', 'identities', 'root']);
    expect(made.root.certificate.notBefore).to.equal(Date.UTC(2030, 4, 31));
    expect(made.root.certificate.serial).to.not.equal(pki.root.certificate.serial);
  }).timeout(60_000);

  describe('with OpenSSL (skipped where the openssl program is missing)', () => {
    before(function () {
      if (!hasOpenssl) this.skip();
    });

    it('openssl verify -x509_strict -crl_check_all accepts every leaf, and refuses it without the authority', () => {
      const lists = join(parent, 'crls.pem');
      writeFileSync(lists, pki.crlPems.join(''));
      const base = [
        'verify',
        '-x509_strict',
        '-crl_check_all',
        '-CAfile',
        pki.root.certificatePath,
        '-CRLfile',
        lists,
      ];
      for (const name of NAMES) {
        const { chainPath, certificatePath } = pki.identities[name];
        expect(openssl([...base, '-untrusted', chainPath, certificatePath]).text).to.equal(
          `${certificatePath}: OK\n`,
        );
        expect(openssl([...base, certificatePath]).status).to.not.equal(0);
      }
      const tsa = pki.identities['commission-tsa'];
      const purposed = openssl([
        ...base,
        '-purpose',
        'timestampsign',
        '-untrusted',
        tsa.chainPath,
        tsa.certificatePath,
      ]);
      expect(purposed.status).to.equal(0);
    });

    it('openssl pkcs12 opens the keystore with its password and not with another', () => {
      const { path, passwordPath } = pki.keystore;
      const opened = openssl(['pkcs12', '-in', path, '-passin', `file:${passwordPath}`, '-nodes']);
      expect(opened.text).to.include('BEGIN PRIVATE KEY').and.include('BEGIN CERTIFICATE');
      expect(openssl(['pkcs12', '-in', path, '-passin', 'pass:wrong', '-noout']).status).to.not.equal(0);
      expect(readFileSync(passwordPath, 'utf8').trim().length).to.equal(32);
    });
  });
});
