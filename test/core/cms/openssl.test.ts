import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { utf8 } from '../../../core/bytes.ts';
import { buildSignedData } from '../../../core/cms/build.ts';
import { parseSignedData } from '../../../core/cms/signed-data.ts';
import { verifySignedData } from '../../../core/cms/verify.ts';
import { OID } from '../../../core/der/oid.ts';
import { hasOpenssl, openssl, type Workshop, workshop } from '../../support/openssl.ts';
import { AT, DAY, issue, nodeCrypto } from '../../support/pki.ts';

describe('core/cms with OpenSSL (skipped where the openssl program is missing)', () => {
  const content = utf8('content 内容');
  let shop: Workshop;
  let root: Issued;
  let holders: Issued[];
  before(async function () {
    if (!hasOpenssl) this.skip();
    shop = workshop();
    root = await issue('root', { profile: PROFILES.root, to: Date.now() + DAY });
    // OpenSSL 3.0 has no Ed25519 in CMS.
    holders = await Promise.all(
      (['P-256', 'RSA-3072'] as const).map((key) =>
        issue(`holder ${key}`, { issuer: root, profile: PROFILES.filerStatement, key, to: Date.now() + DAY }),
      ),
    );
    shop.write('root.pem', root.certificatePem);
    shop.write('content', content);
  });
  after(() => shop?.remove());

  const verifyArgs = (file: string) => [
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    file,
    '-CAfile',
    shop.path('root.pem'),
    '-purpose',
    'any',
    '-cades',
    '-out',
    shop.path('out'),
  ];

  it('openssl cms -verify -cades accepts our signatures, enclosed and detached, and not over other content', async () => {
    for (const holder of holders) {
      const common = {
        contentType: OID.data,
        signer: holder.signer,
        certificate: holder.certificate,
        enclosed: [holder.certificate],
        signingTime: AT,
      };
      const enclosed = shop.write(
        'enclosed',
        await buildSignedData(nodeCrypto, { ...common, content: { enclosed: content } }),
      );
      const { text } = openssl(verifyArgs(enclosed));
      expect(text, holder.signer.alg).to.include('Verification successful');
      const detachedDigest = nodeCrypto.sha256(content);
      const detached = shop.write(
        'detached',
        await buildSignedData(nodeCrypto, { ...common, content: { detachedDigest } }),
      );
      expect(openssl([...verifyArgs(detached), '-content', shop.path('content')]).text).to.include(
        'successful',
      );
      const other = shop.write('other', 'something else');
      expect(openssl([...verifyArgs(detached), '-content', other]).status).to.not.equal(0);
    }
  }).timeout(30_000);

  it('openssl asn1parse reads our bytes', async () => {
    const [holder] = holders;
    const der = await buildSignedData(nodeCrypto, {
      contentType: OID.data,
      content: { enclosed: content },
      signer: holder!.signer,
      certificate: holder!.certificate,
      enclosed: [holder!.certificate],
    });
    const { status, text } = openssl(['asn1parse', '-inform', 'DER', '-in', shop.write('cms', der)]);
    expect(status).to.equal(0);
    expect(text).to.include('pkcs7-signedData').and.include('id-smime-aa-signingCertificateV2');
  });

  it('accepts what openssl cms -sign -cades makes, and nothing without the signing certificate', async () => {
    for (const holder of holders) {
      const key = shop.write('key.pem', holder.keyPem);
      const certificate = shop.write('certificate.pem', holder.certificatePem);
      const sign = (...more: string[]) =>
        openssl([
          'cms',
          '-sign',
          '-binary',
          '-nodetach',
          '-outform',
          'DER',
          '-in',
          shop.path('content'),
          '-signer',
          certificate,
          '-inkey',
          key,
          '-md',
          'sha256',
          '-out',
          shop.path('signed'),
          ...more,
        ]);
      const read = () => parseSignedData(new Uint8Array(readFileSync(shop.path('signed'))));
      expect(sign('-cades').status, holder.signer.alg).to.equal(0);
      expect((await verifySignedData(nodeCrypto, read())).code, holder.signer.alg).to.equal('OK');
      expect(sign().status).to.equal(0);
      expect((await verifySignedData(nodeCrypto, read())).code).to.equal('SIGNING_CERTIFICATE');
    }
  }).timeout(30_000);
});
