import { generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { expect } from 'chai';
import { sealKeystore } from '../../certs/forge.ts';
import type { Issued } from '../../certs/issue.ts';
import { PROFILES } from '../../certs/profiles.ts';
import { keySigner } from '../../certs/signer.ts';
import { utf8 } from '../../core/bytes.ts';
import { createFileSigner } from '../../server/adapters/signer-file.ts';
import { createKeystoreSigner } from '../../server/adapters/signer-p12.ts';
import { ServiceError } from '../../server/errors.ts';
import { expectCoreError } from '../support/expect-error.ts';
import { hasOpenssl, openssl, type Workshop, workshop } from '../support/openssl.ts';
import { issue, nodeCrypto } from '../support/pki.ts';

function refused(act: () => unknown, message: string): ServiceError {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    expect((error as ServiceError).code).to.equal('KEY_UNAVAILABLE');
    expect((error as ServiceError).message).to.equal(message);
    return error as ServiceError;
  }
  throw new Error('nothing was thrown');
}

describe('server/adapters/signer-file and signer-p12', () => {
  let shop: Workshop;
  let rsaRoot: Issued;
  let rsa: Issued;
  before(async function () {
    this.timeout(60_000);
    shop = workshop();
    rsaRoot = await issue('rsa root', { profile: PROFILES.authority, key: 'RSA-3072' });
    rsa = await issue('文件 rsa', { issuer: rsaRoot, profile: PROFILES.documentSigning, key: 'RSA-3072' });
  });
  after(() => shop.remove());

  const pkcs8 = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
    key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const works = async (signer: ReturnType<typeof keySigner>, length: number) => {
    const signature = await signer.sign(utf8('m'));
    expect(signature.length).to.equal(length);
    expect(await nodeCrypto.verify(signer.alg, signer.spki, utf8('m'), signature)).to.equal(true);
    expect(await nodeCrypto.verify(signer.alg, signer.spki, utf8('n'), signature)).to.equal(false);
  };

  it('signs with P-256, Ed25519 and RSA keys from a file', async () => {
    const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    await works(createFileSigner(shop.write('p256', pkcs8(p256))), 64);
    await works(createFileSigner(shop.write('ed', pkcs8(generateKeyPairSync('ed25519').privateKey))), 64);
    await works(createFileSigner(shop.write('rsa', rsa.keyPem)), 384);
  });

  it('refuses a file that others may read', function () {
    if (process.platform === 'win32') this.skip();
    const path = shop.write('open', rsa.keyPem);
    for (const mode of [0o640, 0o604, 0o644]) {
      chmodSync(path, mode);
      const error = refused(
        () => createFileSigner(path),
        'private key file may be read by others than its owner',
      );
      expect(error.facts).to.deep.equal({ path });
    }
    chmodSync(path, 0o400);
    expect(createFileSigner(path).alg).to.equal('RS256');
  });

  it('refuses a file that is missing, no key, a public key, or a key of another kind', () => {
    refused(() => createFileSigner(shop.path('missing')), 'private key file cannot be read');
    const unusable = 'private key file holds no usable private key';
    refused(() => createFileSigner(shop.write('text', 'hello')), unusable);
    refused(() => createFileSigner(shop.write('certificate', rsa.certificatePem)), unusable);
    const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    refused(() => createFileSigner(shop.write('p384', pkcs8(p384.privateKey))), unusable);
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    refused(() => createFileSigner(shop.write('short', pkcs8(short))), unusable);
    expectCoreError(() => keySigner(p384.publicKey), 'MISUSE', 'a signer needs a private key');
    expectCoreError(() => keySigner(p384.privateKey), 'ALGORITHM', 'not P-256, Ed25519, or RSA');
  });

  it('opens a keystore that node-forge sealed', async () => {
    const path = shop.write('store.p12', sealKeystore(rsa.key, rsa.certificate.der, 'secret', 'name'));
    const { signer, certificate, others } = createKeystoreSigner(path, 'secret');
    expect(certificate.der).to.deep.equal(rsa.certificate.der);
    expect(others).to.deep.equal([]);
    await works(signer, 384);
  });

  it('refuses a keystore with a wrong password, no keystore, and one without the key’s certificate', () => {
    const sealed = sealKeystore(rsa.key, rsa.certificate.der, 'secret', 'name');
    const path = shop.write('store.p12', sealed);
    refused(() => createKeystoreSigner(path, 'wrong'), 'keystore cannot be opened');
    refused(() => createKeystoreSigner(path, ''), 'keystore cannot be opened');
    refused(
      () => createKeystoreSigner(shop.write('cut', sealed.subarray(0, 100)), 'secret'),
      'keystore cannot be opened',
    );
    refused(() => createKeystoreSigner(shop.path('missing'), 'secret'), 'keystore cannot be opened');
    const foreign = shop.write('foreign', sealKeystore(rsa.key, rsaRoot.certificate.der, 'secret', 'name'));
    refused(() => createKeystoreSigner(foreign, 'secret'), 'keystore cannot be opened');
  });

  it('opens keystores with elliptic keys and a chain, made by OpenSSL (skipped where the openssl program is missing)', async function () {
    if (!hasOpenssl) this.skip();
    const root = await issue('root', { profile: PROFILES.authority });
    const leaf = await issue('leaf', { issuer: root, profile: PROFILES.filerStatement });
    const made = openssl([
      'pkcs12',
      '-export',
      '-inkey',
      shop.write('k', leaf.keyPem),
      '-in',
      shop.write('c', leaf.certificatePem),
      '-certfile',
      shop.write('r', root.certificatePem),
      '-passout',
      'pass:secret',
      '-out',
      shop.path('ec.p12'),
    ]);
    expect(made.status, made.text).to.equal(0);
    const { signer, certificate, others } = createKeystoreSigner(shop.path('ec.p12'), 'secret');
    expect(certificate.der).to.deep.equal(leaf.certificate.der);
    expect(others.map(({ der }) => der)).to.deep.equal([root.certificate.der]);
    await works(signer, 64);
  });
});
