import { expect } from 'chai';
import fc from 'fast-check';
import { type Issued, issueCrl } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { concat, equal, utf8 } from '../../../core/bytes.ts';
import { buildSignedData } from '../../../core/cms/build.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { OID } from '../../../core/der/oid.ts';
import {
  buildTimestampToken,
  parseTimestampToken,
  type TimestampInput,
  type TokenInput,
  verifyTimestampToken,
} from '../../../core/tsp/token.ts';
import { encodeTstInfo } from '../../../core/tsp/tst-info.ts';
import { POLICY } from '../../../core/x509/policy.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { AT, DAY, issue, nodeCrypto, type TestPki, testPki } from '../../support/pki.ts';

const data = utf8('checkpoint');
const digest = nodeCrypto.sha256(data);

describe('core/tsp/token', () => {
  let pki: TestPki;
  let token: Uint8Array;
  const stamp = (more: Partial<TokenInput> = {}, holder: Issued = pki.tsa) =>
    buildTimestampToken(nodeCrypto, {
      policy: POLICY.timestamp,
      algorithm: 'sha-256',
      digest,
      serial: 77n,
      genTime: AT,
      accuracyMillis: 1000,
      signer: holder.signer,
      certificate: holder.certificate,
      enclosed: [holder.certificate, pki.authority.certificate],
      ...more,
    });
  const verify = (der: Uint8Array, more: Partial<TimestampInput> = {}) =>
    verifyTimestampToken(nodeCrypto, der, { digest, anchors: [pki.root.certificate], ...more });
  before(async () => {
    pki = await testPki();
    token = await stamp();
  });

  it('verifies what it builds, with both implementations of the cryptography', async () => {
    for (const crypto of [nodeCrypto, portableCrypto]) {
      const result = await verifyTimestampToken(crypto, token, { digest, anchors: [pki.root.certificate] });
      expect(result).to.include({
        ok: true,
        code: 'OK',
        genTime: AT,
        accuracyMicros: 1_000_000,
        serial: '4d',
        policy: POLICY.timestamp,
      });
      expect(result.tsaName).to.equal(pki.tsa.certificate.subject.text);
      expect(result.chain.length).to.equal(3);
    }
    const parsed = parseTimestampToken(token);
    expect(
      (await verifyTimestampToken(nodeCrypto, parsed, { digest, anchors: [pki.root.certificate] })).ok,
    ).to.equal(true);
  });

  it('refuses another digest, another algorithm, and a nonce that is missing or another', async () => {
    expect((await verify(token, { digest: nodeCrypto.sha256(utf8('other')) })).code).to.equal('IMPRINT');
    expect((await verify(token, { digest: new Uint8Array() })).code).to.equal('IMPRINT');
    expect((await verify(token, { algorithm: 'sha-512' })).code).to.equal('IMPRINT');
    const long = await stamp({ algorithm: 'sha-512', digest: nodeCrypto.sha512(data) });
    expect((await verify(long, { algorithm: 'sha-512', digest: nodeCrypto.sha512(data) })).code).to.equal(
      'OK',
    );
    expect((await verify(token, { nonce: 5n })).code).to.equal('NONCE');
    const nonced = await stamp({ nonce: 5n });
    expect((await verify(nonced, { nonce: 5n })).code).to.equal('OK');
    expect((await verify(nonced, { nonce: 6n })).code).to.equal('NONCE');
    expect((await verify(nonced)).code).to.equal('OK');
  });

  it('refuses signers without the sole critical purpose timeStamping', async () => {
    for (const holder of [pki.filer, pki.document]) {
      const result = await verify(await stamp({}, holder));
      expect([result.ok, result.code]).to.deep.equal([false, 'PURPOSE']);
    }
  });

  it('judges the TSA’s certificate at the token’s own time', async () => {
    const { notBefore, notAfter } = pki.tsa.certificate;
    const at = async (genTime: number) => (await verify(await stamp({ genTime }))).code;
    expect(await Promise.all([notBefore - 1, notBefore, notAfter, notAfter + 1].map(at))).to.deep.equal([
      'NOT_YET_VALID',
      'OK',
      'OK',
      'EXPIRED',
    ]);
  });

  it('takes the certificates from outside when none are enclosed', async () => {
    const bare = await stamp({ enclosed: [] });
    expect((await verify(bare)).code).to.equal('SIGNER_UNKNOWN');
    const intermediates = [pki.tsa.certificate, pki.authority.certificate];
    expect((await verify(bare, { intermediates })).code).to.equal('OK');
    expect((await verify(bare, { intermediates: [pki.tsa.certificate] })).code).to.equal('NO_PATH');
  });

  it('refuses a foreign root', async () => {
    const other = await issue('root', { profile: PROFILES.root });
    expect((await verify(token, { anchors: [other.certificate] })).ok).to.equal(false);
    expect((await verify(token, { anchors: [] })).code).to.equal('NO_PATH');
  });

  it('compares a revocation with the token’s time', async () => {
    const list = async (revokedAt: number) =>
      (
        await issueCrl({
          issuer: pki.authority,
          thisUpdate: AT,
          nextUpdate: AT + DAY,
          number: 2,
          revoked: [{ serial: pki.tsa.certificate.serial, revokedAt, reason: 1 }],
        })
      ).crl;
    expect((await verify(token, { crls: [await list(AT + 1000)] })).code).to.equal('OK');
    expect((await verify(token, { crls: [await list(AT)] })).code).to.equal('REVOKED');
    expect((await verify(token, { revocation: 'required' })).code).to.equal('REVOCATION_UNKNOWN');
  });

  it('refuses a token that names another TSA than its signer', async () => {
    const info = { policy: '1.2.3', algorithm: 'sha-256' as const, digest, serial: 1n, genTime: AT };
    const named = (tsa?: Issued) =>
      buildSignedData(nodeCrypto, {
        contentType: OID.tstInfo,
        content: { enclosed: encodeTstInfo({ ...info, ...(tsa && { tsa: tsa.certificate.subject }) }) },
        signer: pki.tsa.signer,
        certificate: pki.tsa.certificate,
        enclosed: [pki.tsa.certificate, pki.authority.certificate],
      });
    expect((await verify(await named(pki.filer))).code).to.equal('TSA_NAME');
    expect((await verify(await named())).code).to.equal('OK');
  });

  it('refuses signed contents of another type, and none', async () => {
    const build = (contentType: string, content: Parameters<typeof buildSignedData>[1]['content']) =>
      buildSignedData(nodeCrypto, {
        contentType,
        content,
        signer: pki.tsa.signer,
        certificate: pki.tsa.certificate,
        enclosed: [],
      });
    for (const der of [
      await build(OID.data, { enclosed: data }),
      await build(OID.tstInfo, { detachedDigest: digest }),
    ]) {
      expectCoreError(() => parseTimestampToken(der), 'FORMAT', 'TimeStampToken: does not enclose TSTInfo');
      expect((await verify(der)).code).to.equal('FORMAT');
    }
    const noInfo = await build(OID.tstInfo, { enclosed: data });
    expect((await verify(noInfo)).code).to.equal('FORMAT');
  });

  it('refuses bytes after the token and every prefix of it', async () => {
    expect((await verify(concat(token, Uint8Array.of(0)))).code).to.equal('FORMAT');
    for (let length = 0; length < token.length; length += 37) {
      expect((await verify(token.subarray(0, length))).code).to.equal('FORMAT');
    }
  });

  it('refuses the token after a change of any one bit', async () => {
    // Every bit is bound: signed, named by its hash, compared, or refused as another spelling.
    for (let bit = 0; bit < 8 * token.length; bit++) {
      const changed = token.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const result = await verify(changed);
      expect(result.ok, `octet ${bit >> 3}, bit ${bit & 7}`).to.equal(false);
    }
  }).timeout(60_000);

  it('throws for nothing: mutations of several octets are refused with a code', async () => {
    const edit = fc.record({ at: fc.nat(token.length - 1), octet: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (edits, portable) => {
          const changed = token.slice();
          for (const { at, octet } of edits) changed[at] = octet;
          fc.pre(!equal(changed, token));
          const crypto = portable ? portableCrypto : nodeCrypto;
          const result = await verifyTimestampToken(crypto, changed, {
            digest,
            anchors: [pki.root.certificate],
          });
          expect(result.ok, result.code).to.equal(false);
        },
      ),
      { numRuns: 400 },
    );
  }).timeout(60_000);

  it('throws for nothing: arbitrary bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await verify(bytes)).code).to.equal('FORMAT');
      }),
      { numRuns: 300 },
    );
  });
});
