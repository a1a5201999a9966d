/** A statement as a validator of electronic signatures sees it: JAdES baseline B, by EU DSS where it is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Issued, issueCrl } from '../../../certs/index.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { createStatement } from '../../../core/evidence/create.ts';
import { pemDecode } from '../../../core/x509/pem.ts';
import { type DssSignature, hasDss, runDss } from '../../foreign/tools.ts';
import { AT, nodeCrypto as c, DAY, issue, systemRandom, type TestPki, testPki } from '../../support/pki.ts';
import { makeRecord } from './fixtures.ts';

describe(`core/evidence statement as JAdES${hasDss() ? '' : ' (skipped without EU DSS: test/foreign/setup)'}`, function () {
  this.timeout(120_000);
  let folder: string;
  let found: DssSignature[][];
  before(async function () {
    if (!hasDss()) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'triseal-jades-'));
    const pki = await testPki();
    const edwards = await issue('edwards', {
      issuer: pki.authority,
      profile: PROFILES.filerStatement,
      key: 'Ed25519',
    });
    const write = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const [own, other] = [await statement(pki.filer), await statement(edwards)];
    const [header, payload, signature] = own.split('.') as [string, string, string];
    const changed = Buffer.from(payload, 'base64url')
      .toString()
      .replace('"_sd":["', '"_sd":["A')
      .replace(/(.)"\]/, '"]');
    const forged = [header, Buffer.from(changed).toString('base64url'), signature].join('.');
    const documents = [own, other, forged].map((jws, i) => write(`${i}.json`, jws));
    const crl = await Promise.all([pki.root, pki.authority].map((issuer, i) => crlOf(issuer, i, write)));
    const cert = certificatesOf(pki, edwards).map(({ certificatePem }, i) =>
      write(`${i}.pem`, certificatePem),
    );
    const trust = [write('root.pem', pki.root.certificatePem)];
    found = runDss(documents, { trust, cert, crl, at: new Date(AT + 3_600_000).toISOString() });
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const statement = async ({ signer, certificate }: Issued): Promise<string> => {
    const certificateSha256 = c.sha256(certificate.der);
    const random = (length: number) => systemRandom.bytes(length);
    return (
      await createStatement(c, {
        record: makeRecord(),
        signer,
        certificateSha256,
        issuedAt: AT / 1000,
        random,
      })
    ).jws;
  };
  const certificatesOf = ({ filer, authority }: TestPki, edwards: Issued) => [filer, edwards, authority];
  const crlOf = async (issuer: Issued, i: number, write: (name: string, content: Uint8Array) => string) => {
    const times = { thisUpdate: AT, nextUpdate: AT + DAY, number: 1 };
    const { crlPem } = await issueCrl({ issuer, ...times, revoked: [] });
    return write(`${i}.crl`, pemDecode(crlPem, 'X509 CRL')[0]!);
  };

  it('passes in whole by ES256, with the time of its signing', () => {
    const [one, ...more] = found[0]!;
    expect(more).to.deep.equal([]);
    expect(one).to.include({ indication: 'TOTAL_PASSED', format: 'JAdES-BASELINE-B', intact: true });
    expect(one!.signingTime).to.equal(new Date(AT).toISOString().replace('.000', ''));
  });

  it('holds by Ed25519, which the default policy of DSS does not know of', () => {
    expect(found[1]![0]).to.include({
      format: 'JAdES-BASELINE-B',
      intact: true,
      indication: 'INDETERMINATE',
    });
    expect(found[1]![0]!.errors.join()).to.include('EdDSA with SHA512 is not authorised');
  });

  it('fails when the payload is another', () => {
    expect(found[2]![0]).to.include({ indication: 'TOTAL_FAILED', intact: false });
  });
});
