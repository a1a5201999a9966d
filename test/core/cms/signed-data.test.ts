import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { equal, hexDecode, utf8 } from '../../../core/bytes.ts';
import { attribute, signingCertificateV2 } from '../../../core/cms/attributes.ts';
import { buildSignedData, type SignedDataInput } from '../../../core/cms/build.ts';
import { parseSignedData } from '../../../core/cms/signed-data.ts';
import { type CmsInput, DIGEST_OF, verifySignedData } from '../../../core/cms/verify.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { OID } from '../../../core/der/oid.ts';
import { type DerNode, parseDer } from '../../../core/der/reader.ts';
import {
  explicit,
  integer,
  NULL,
  octetString,
  oid,
  sequence,
  setOf,
  sorted,
  tlv,
} from '../../../core/der/writer.ts';
import {
  cmsDigest,
  digestIdentifier,
  signatureIdentifier,
  signatureToDer,
} from '../../../core/x509/algorithm.ts';
import { expectCoreError, expectCoreRejection } from '../../support/expect-error.ts';
import { AT, issue, nodeCrypto, type TestPki, testPki } from '../../support/pki.ts';

const content = utf8('content 内容');

describe('core/cms', () => {
  let pki: TestPki;
  before(async () => {
    pki = await testPki();
  });

  const build = (more: Partial<SignedDataInput> = {}, holder: Issued = pki.filer) =>
    buildSignedData(nodeCrypto, {
      contentType: OID.data,
      content: { enclosed: content },
      signer: holder.signer,
      certificate: holder.certificate,
      enclosed: [holder.certificate, pki.authority.certificate],
      ...more,
    });
  const verify = (der: Uint8Array, input: CmsInput = {}) =>
    verifySignedData(nodeCrypto, parseSignedData(der), input);

  it('reads and verifies what it builds, for every kind of key', async () => {
    for (const key of ['P-256', 'Ed25519', 'RSA-3072'] as const) {
      const holder = await issue('holder', { issuer: pki.authority, profile: PROFILES.filerStatement, key });
      const der = await build({}, holder);
      for (const crypto of [nodeCrypto, portableCrypto]) {
        const result = await verifySignedData(crypto, parseSignedData(der));
        expect(result.code, key).to.equal('OK');
        expect(result.certificate?.der).to.deep.equal(holder.certificate.der);
      }
    }
  }).timeout(30_000);

  it('reads what is inside', async () => {
    const data = parseSignedData(await build({ signingTime: AT }));
    expect(data.contentType).to.equal(OID.data);
    expect(data.content).to.deep.equal(content);
    expect(data.certificates.length).to.equal(2);
    expect(data.signers.length).to.equal(1);
    const names = data.signers[0]!.signedAttributes!.map((a) => a.oid);
    expect(names).to.have.members([
      OID.contentType,
      OID.messageDigest,
      OID.signingCertificateV2,
      OID.signingTime,
    ]);
    expect(data.signers[0]!.unsignedAttributes).to.deep.equal([]);
  });

  it('signs detached content by its digest', async () => {
    const detachedDigest = nodeCrypto.sha256(content);
    const der = await build({ content: { detachedDigest } });
    expect(parseSignedData(der).content).to.equal(undefined);
    expect((await verify(der, { content })).code).to.equal('OK');
    expect((await verify(der, { content: utf8('other') })).code).to.equal('MESSAGE_DIGEST');
    expect((await verify(der)).code).to.equal('MESSAGE_DIGEST');
  });

  it('carries unsigned attributes over the signature value', async () => {
    let over: Uint8Array | undefined;
    const der = await build({
      unsignedAttributes: async (signature) => {
        over = signature;
        return [attribute(OID.signatureTimeStamp, sequence())];
      },
    });
    const [signer] = parseSignedData(der).signers;
    expect(signer!.signature).to.deep.equal(over);
    expect(signer!.unsignedAttributes.map((a) => a.oid)).to.deep.equal([OID.signatureTimeStamp]);
    expect((await verify(der)).code).to.equal('OK');
  });

  it('takes the signer’s certificate from outside when it is not enclosed', async () => {
    const der = await build({ enclosed: [] });
    expect((await verify(der)).code).to.equal('SIGNER_UNKNOWN');
    expect((await verify(der, { certificates: [pki.filer.certificate] })).code).to.equal('OK');
  });

  it('is misused with a certificate of another key, or a digest of another length', async () => {
    await expectCoreRejection(
      build({ certificate: pki.tsa.certificate }),
      'MISUSE',
      "not that of the signer's key",
    );
    const detachedDigest = new Uint8Array(64);
    await expectCoreRejection(
      build({ content: { detachedDigest } }),
      'MISUSE',
      'digest of the content must be sha-256',
    );
  });

  /** A SignedData made by hand, part by part, so that each part can be wrong. */
  interface Parts {
    version?: number;
    digests?: Uint8Array[];
    signerVersion?: number;
    sid?: Uint8Array;
    digest?: Uint8Array;
    attributes?: Uint8Array[] | undefined;
    order?: (parts: Uint8Array[]) => Uint8Array[];
    algorithm?: Uint8Array;
    signature?: Uint8Array;
    signers?: number;
    holder?: Issued;
    certificates?: Uint8Array[];
  }
  async function handmade(parts: Parts): Promise<Uint8Array> {
    const holder = parts.holder ?? pki.filer;
    const { issuer, serial, der } = holder.certificate;
    const attributes = 'attributes' in parts ? parts.attributes : standard(der);
    const signed = attributes && sorted(attributes);
    const signature =
      parts.signature ?? (await sign(holder, signed === undefined ? content : tlv(0x31, ...signed)));
    const info = sequence(
      integer(parts.signerVersion ?? 1),
      parts.sid ?? sequence(issuer.der, tlv(0x02, hexDecode(serial))),
      parts.digest ?? digestIdentifier('sha-256'),
      ...(signed === undefined ? [] : [tlv(0xa0, ...(parts.order ?? ((x) => x))(signed))]),
      parts.algorithm ?? signatureIdentifier(holder.signer.alg),
      octetString(signature),
    );
    return sequence(
      oid(OID.signedData),
      explicit(
        0,
        sequence(
          integer(parts.version ?? 1),
          setOf(...(parts.digests ?? [digestIdentifier('sha-256')])),
          sequence(oid(OID.data), explicit(0, octetString(content))),
          tlv(0xa0, ...(parts.certificates ?? [der])),
          setOf(...new Array(parts.signers ?? 1).fill(info)),
        ),
      ),
    );
  }
  const sign = async ({ signer }: Issued, message: Uint8Array) =>
    signatureToDer(signer.alg, await signer.sign(message));
  const standard = (der: Uint8Array) => [
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octetString(nodeCrypto.sha256(content))),
    attribute(OID.signingCertificateV2, signingCertificateV2(nodeCrypto, der)),
  ];
  const codeOf = async (parts: Parts) => (await verify(await handmade(parts))).code;
  const refuse = async (parts: Parts, message: string) => {
    const der = await handmade(parts);
    expectCoreError(() => parseSignedData(der), 'FORMAT', message);
  };

  it('accepts the handmade one, and one whose signer is named by key identifier', async () => {
    expect(await codeOf({})).to.equal('OK');
    const keyId = tlv(0x80, hexDecode(pki.filer.certificate.ski!));
    expect(await codeOf({ version: 3, signerVersion: 3, sid: keyId })).to.equal('OK');
  });

  it('demands contentType and messageDigest of the content', async () => {
    const [type, digest, certificate] = standard(pki.filer.certificate.der) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(await codeOf({ attributes: undefined })).to.equal('CONTENT_TYPE');
    expect(await codeOf({ attributes: [digest, certificate] })).to.equal('CONTENT_TYPE');
    const other = attribute(OID.contentType, oid(OID.tstInfo));
    expect(await codeOf({ attributes: [other, digest, certificate] })).to.equal('CONTENT_TYPE');
    expect(await codeOf({ attributes: [type, certificate] })).to.equal('MESSAGE_DIGEST');
    const wrong = attribute(OID.messageDigest, octetString(new Uint8Array(32)));
    expect(await codeOf({ attributes: [type, wrong, certificate] })).to.equal('MESSAGE_DIGEST');
  });

  it('demands a signing-certificate-v2 with the hash of this very certificate', async () => {
    const { der, issuer, serial } = pki.filer.certificate;
    const [type, digest] = standard(der) as [Uint8Array, Uint8Array];
    const named = (value: Uint8Array) =>
      codeOf({ attributes: [type, digest, attribute(OID.signingCertificateV2, value)] });
    const id = (...parts: Uint8Array[]) => sequence(sequence(sequence(...parts)));
    const hash = octetString(nodeCrypto.sha256(der));
    const issuerSerial = (name: Uint8Array, number: string) =>
      sequence(sequence(explicit(4, name)), tlv(0x02, hexDecode(number)));
    expect(await codeOf({ attributes: [type, digest] })).to.equal('SIGNING_CERTIFICATE');
    expect(await named(signingCertificateV2(nodeCrypto, pki.tsa.certificate.der))).to.equal(
      'SIGNING_CERTIFICATE',
    );
    expect(await named(id(digestIdentifier('sha-512'), octetString(nodeCrypto.sha512(der))))).to.equal('OK');
    expect(await named(id(digestIdentifier('sha-512'), hash))).to.equal('SIGNING_CERTIFICATE');
    expect(await named(id(sequence(oid(OID.sha1)), hash))).to.equal('SIGNING_CERTIFICATE');
    expect(await named(id(hash, issuerSerial(issuer.der, serial)))).to.equal('OK');
    expect(await named(id(hash, issuerSerial(issuer.der, '01')))).to.equal('SIGNING_CERTIFICATE');
    expect(await named(id(hash, issuerSerial(pki.filer.certificate.subject.der, serial)))).to.equal(
      'SIGNING_CERTIFICATE',
    );
    expect(await named(sequence(sequence()))).to.equal('FORMAT');
    const legacy = attribute(OID.signingCertificate, id(octetString(new Uint8Array(20))));
    expect(await codeOf({ attributes: [type, digest, legacy] })).to.equal('SIGNING_CERTIFICATE');
  });

  it('refuses attributes out of order, doubled, or without a value', async () => {
    const parts = standard(pki.filer.certificate.der);
    await refuse(
      { order: (list) => [...list].reverse() },
      'signedAttrs: not strict DER at byte 0: elements of a SET OF out of order',
    );
    await refuse({ attributes: [...parts, parts[0]!] }, 'an attribute is given twice');
    await refuse({ attributes: [...parts, sequence(oid('1.2.3'), setOf())] }, 'attribute without a value');
    const two = sequence(
      oid(OID.messageDigest),
      setOf(octetString(new Uint8Array(32)), octetString(new Uint8Array(33))),
    );
    expect(await codeOf({ attributes: [parts[0]!, two, parts[2]!] })).to.equal('FORMAT');
  });

  it('refuses a signature of another key, of other attributes, or malformed', async () => {
    const other = await sign(pki.tsa, tlv(0x31, ...sorted(standard(pki.filer.certificate.der))));
    expect(await codeOf({ signature: other })).to.equal('SIGNATURE');
    expect(await codeOf({ signature: await sign(pki.filer, content) })).to.equal('SIGNATURE');
    expect(await codeOf({ signature: new Uint8Array(70) })).to.equal('SIGNATURE');
    expect(await codeOf({ signature: new Uint8Array() })).to.equal('SIGNATURE');
  });

  it('refuses algorithms that are weak, unknown, or do not fit each other', async () => {
    expect(await codeOf({ digest: sequence(oid(OID.sha1)) })).to.equal('ALGORITHM');
    expect(
      await codeOf({ digest: digestIdentifier('sha-384'), digests: [digestIdentifier('sha-384')] }),
    ).to.equal('ALGORITHM');
    expect(await codeOf({ digests: [] })).to.equal('ALGORITHM');
    expect(await codeOf({ digests: [digestIdentifier('sha-512')] })).to.equal('ALGORITHM');
    expect(await codeOf({ digests: [digestIdentifier('sha-256'), digestIdentifier('sha-512')] })).to.equal(
      'ALGORITHM',
    );
    expect(await codeOf({ algorithm: sequence(oid('1.2.840.10045.4.1')) })).to.equal('ALGORITHM');
    expect(await codeOf({ algorithm: sequence(oid(OID.rsaEncryption)) })).to.equal('ALGORITHM');
    // A key of another kind than the algorithm says verifies nothing.
    expect(await codeOf({ algorithm: signatureIdentifier('RS256') })).to.equal('SIGNATURE');
    expect(await codeOf({ algorithm: sequence(oid(OID.rsaEncryption), NULL) })).to.equal('SIGNATURE');
  });

  it('demands exactly one signer', async () => {
    expect(await codeOf({ signers: 0 })).to.equal('SIGNERS');
    expect(await codeOf({ signers: 2 })).to.equal('SIGNERS');
    await refuse({ signers: 17 }, 'more than 32 certificates or 16 signers');
    await refuse(
      { certificates: new Array(33).fill(pki.filer.certificate.der) },
      'more than 32 certificates',
    );
  });

  it('refuses versions that do not fit', async () => {
    await refuse({ version: 3 }, 'SignedData: wrong version');
    await refuse({ signerVersion: 3 }, 'SignerInfo: wrong version');
    await refuse({ sid: tlv(0x80, Uint8Array.of(1)) }, 'SignerInfo: wrong version');
  });

  it('refuses other contents than SignedData, and certificates of other kinds', async () => {
    expectCoreError(
      () => parseSignedData(sequence(oid(OID.data), explicit(0, sequence()))),
      'FORMAT',
      'is not SignedData',
    );
    await refuse({ certificates: [tlv(0xa1, integer(1))] }, 'SignedData certificates: unexpected type');
    await refuse({ certificates: [sequence()] }, 'certificate: tbsCertificate is missing');
  });

  it('signs the attributes in their SET OF form, sorted', async () => {
    const der = await build({ signingTime: AT });
    const find = (node: DerNode): Uint8Array[] => [node.bytes, ...node.children.flatMap(find)];
    const [signer] = parseSignedData(der).signers;
    expect(signer!.signedBytes![0]).to.equal(0x31);
    expect(find(parseDer(signer!.signedBytes!))[0]).to.deep.equal(signer!.signedBytes);
    const values = parseDer(signer!.signedBytes!).children.map(({ bytes }) => bytes);
    expect(values).to.deep.equal(sorted(values));
    expect(equal(cmsDigest(nodeCrypto, DIGEST_OF.ES256, content), nodeCrypto.sha256(content))).to.equal(true);
  });
});
