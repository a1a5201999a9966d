import { expect } from 'chai';
import fc from 'fast-check';
import { hex, hexDecode, utf8 } from '../../../core/bytes.ts';
import { OID } from '../../../core/der/oid.ts';
import { parseDer } from '../../../core/der/reader.ts';
import { integer, NULL, octetString, oid, sequence } from '../../../core/der/writer.ts';
import {
  cmsDigest,
  digestAlgorithm,
  digestIdentifier,
  digestLength,
  readAlgorithm,
  signatureAlgorithm,
  signatureFromDer,
  signatureIdentifier,
  signatureToDer,
  verifyDerSignature,
} from '../../../core/x509/algorithm.ts';
import { pemDecode, pemEncode } from '../../../core/x509/pem.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { nodeCrypto } from '../../support/pki.ts';

describe('core/x509/pem', () => {
  it('writes lines of 64 characters and reads them back', () => {
    const der = new Uint8Array(100).fill(7);
    const pem = pemEncode('CERTIFICATE', der);
    expect(pem.split('\n').map((line) => line.length)).to.deep.equal([27, 64, 64, 8, 25, 0]);
    expect(pemDecode(pem, 'CERTIFICATE')).to.deep.equal([der]);
  });

  it('reads all blocks of the label and passes over remarks, other labels and CR LF', () => {
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
    const text = `subject=x\n${pemEncode('CERTIFICATE', a)}\n${pemEncode('X509 CRL', b)}${pemEncode('CERTIFICATE', b)}`;
    expect(pemDecode(text.replaceAll('\n', '\r\n'), 'CERTIFICATE')).to.deep.equal([a, b]);
    expect(pemDecode(text, 'X509 CRL')).to.deep.equal([b]);
    expect(pemDecode('', 'X509 CRL')).to.deep.equal([]);
  });

  it('refuses a block without an end, and one that is not base64', () => {
    const pem = pemEncode('CERTIFICATE', Uint8Array.of(1, 2, 3));
    expectCoreError(
      () => pemDecode(pem.slice(0, 40), 'CERTIFICATE'),
      'FORMAT',
      'PEM block "CERTIFICATE" has no end',
    );
    expectCoreError(
      () => pemDecode(pem.replace('AQ', 'A*'), 'CERTIFICATE'),
      'ENCODING',
      'CERTIFICATE is not canonical base64',
    );
  });
});

describe('core/x509/algorithm', () => {
  const read = (der: Uint8Array) => readAlgorithm(parseDer(der), 'algorithm');

  it('names every signature algorithm as it writes it', () => {
    for (const alg of ['ES256', 'ES384', 'EdDSA', 'RS256', 'RS384', 'RS512'] as const) {
      expect(signatureAlgorithm(read(signatureIdentifier(alg)))).to.equal(alg);
    }
    expect(hex(signatureIdentifier('RS256'))).to.equal('300d06092a864886f70d01010b0500');
    expect(hex(signatureIdentifier('ES256'))).to.equal('300a06082a8648ce3d040302');
  });

  it('refuses parameters that the algorithm does not have, and algorithms that it does not know', () => {
    expect(signatureAlgorithm(read(sequence(oid(OID.ecdsaWithSha256), NULL)))).to.equal(undefined);
    expect(signatureAlgorithm(read(sequence(oid(OID.sha256WithRsa))))).to.equal(undefined);
    expect(signatureAlgorithm(read(sequence(oid(OID.sha256WithRsa), integer(0))))).to.equal(undefined);
    expect(signatureAlgorithm(read(sequence(oid('1.2.840.113549.1.1.5'), NULL))), 'SHA-1').to.equal(
      undefined,
    );
    expect(digestAlgorithm(read(sequence(oid(OID.sha1))))).to.equal(undefined);
    expect(digestAlgorithm(read(sequence(oid(OID.sha256), octetString(new Uint8Array()))))).to.equal(
      undefined,
    );
    expectCoreError(() => read(sequence(oid(OID.sha256), NULL, NULL)), 'FORMAT', 'unexpected element');
  });

  it('takes digests with parameters absent or NULL', () => {
    for (const alg of ['sha-256', 'sha-384', 'sha-512'] as const) {
      expect(digestAlgorithm(read(digestIdentifier(alg)))).to.equal(alg);
      expect(cmsDigest(nodeCrypto, alg, utf8('x')).length).to.equal(digestLength(alg));
    }
    expect(digestAlgorithm(read(sequence(oid(OID.sha256), NULL)))).to.equal('sha-256');
  });

  it('turns r and s into a SEQUENCE and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (raw) => {
        fc.pre(raw.subarray(0, 32).some((b) => b !== 0) && raw.subarray(32).some((b) => b !== 0));
        expect(signatureFromDer('ES256', signatureToDer('ES256', raw))).to.deep.equal(raw);
      }),
    );
    expect(signatureToDer('RS256', Uint8Array.of(1))).to.deep.equal(Uint8Array.of(1));
    expectCoreError(() => signatureToDer('ES256', new Uint8Array(63)), 'MISUSE', 'must have 64 bytes');
  });

  it('refuses r and s that are zero, negative, too long, or not strict DER', () => {
    const both = (r: Uint8Array, s: Uint8Array) => () => signatureFromDer('ES256', sequence(r, s));
    expectCoreError(both(integer(0), integer(1)), 'FORMAT', 'out of range');
    expectCoreError(both(integer(1), integer(-1)), 'FORMAT', 'out of range');
    expectCoreError(both(integer(1n << 256n), integer(1)), 'FORMAT', 'out of range');
    expectCoreError(both(hexDecode('02020001'), integer(1)), 'FORMAT', 'shortest form');
    expectCoreError(() => signatureFromDer('ES256', sequence(integer(1))), 'FORMAT', 's is missing');
    expectCoreError(
      () => signatureFromDer('ES256', sequence(integer(1), integer(1), integer(1))),
      'FORMAT',
      'unexpected element',
    );
    expect(both(integer((1n << 256n) - 1n), integer(1))().length).to.equal(64);
  });

  it('answers false for a malformed signature', async () => {
    expect(
      await verifyDerSignature(nodeCrypto, 'ES256', new Uint8Array(3), utf8('m'), Uint8Array.of(0x30)),
    ).to.equal(false);
  });
});
