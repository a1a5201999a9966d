import { expect } from 'chai';
import { PROFILES } from '../../../certs/profiles.ts';
import { concat, hex } from '../../../core/bytes.ts';
import { OID } from '../../../core/der/oid.ts';
import { parseDer } from '../../../core/der/reader.ts';
import {
  boolean,
  explicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  setOf,
  tlv,
  utf8String,
} from '../../../core/der/writer.ts';
import {
  certificateFromPem,
  isValidAt,
  parseCertificate,
  parseCertificates,
} from '../../../core/x509/certificate.ts';
import { nameValue, readName } from '../../../core/x509/name.ts';
import { POLICY, statementUse } from '../../../core/x509/policy.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { AT, DAY, issue, type TestPki, testPki } from '../../support/pki.ts';

/** The certificate's outer SEQUENCE with some fields of the signed part replaced, found by their position. */
function rebuilt(der: Uint8Array, change: (fields: Uint8Array[]) => void): Uint8Array {
  const [tbs, alg, signature] = parseDer(der).children;
  const fields = tbs!.children.map(({ bytes }) => bytes);
  change(fields);
  return sequence(sequence(...fields), alg!.bytes, signature!.bytes);
}

const FIELD = { version: 0, serial: 1, algorithm: 2, validity: 4, extensions: 7 };

describe('core/x509/certificate', () => {
  let pki: TestPki;
  before(async () => {
    pki = await testPki();
  });

  it('reads what path validation and the report need', () => {
    const { certificate } = pki.filer;
    expect(certificate.subject.text).to.equal('C=CN, O=测试 Test, CN=filer');
    expect(certificate.issuer.der).to.deep.equal(pki.authority.certificate.subject.der);
    expect(nameValue(certificate.subject, 'O')).to.equal('测试 Test');
    expect(nameValue(certificate.subject, OID.commonName)).to.equal('filer');
    expect(nameValue(certificate.subject, 'OU')).to.equal(undefined);
    expect(certificate.serial).to.match(/^[4-7][0-9a-f]{31}$/);
    expect([certificate.notBefore, certificate.notAfter]).to.deep.equal([AT - 10 * DAY, AT + 10 * DAY]);
    expect(certificate.keyUsage).to.deep.equal(['digitalSignature']);
    expect(certificate.extKeyUsage).to.deep.equal({ purposes: [OID.documentSigning], critical: false });
    expect(certificate.basicConstraints).to.deep.equal({ ca: false, pathLength: undefined });
    expect(certificate.policies).to.deep.equal([POLICY.filerStatement]);
    expect(certificate.aki).to.equal(pki.authority.certificate.ski);
    expect(certificate.spki).to.deep.equal(pki.filer.signer.spki);
    expect(pki.root.certificate.basicConstraints).to.deep.equal({ ca: true, pathLength: 1 });
  });

  it('tells a filing system from the service that signs on its behalf', async () => {
    expect(statementUse(pki.filer.certificate)).to.equal('filer');
    expect(statementUse(pki.service.certificate)).to.equal('service');
    expect(statementUse(pki.tsa.certificate)).to.equal(undefined);
    const policies = [POLICY.filerStatement, POLICY.serviceStatement];
    const both = await issue('both', {
      issuer: pki.authority,
      profile: { ...PROFILES.filerStatement, policies },
    });
    expect(statementUse(both.certificate)).to.equal(undefined);
  });

  it('holds both ends of the validity', () => {
    const { certificate } = pki.filer;
    expect(isValidAt(certificate, certificate.notBefore)).to.equal(true);
    expect(isValidAt(certificate, certificate.notAfter)).to.equal(true);
    expect(isValidAt(certificate, certificate.notBefore - 1)).to.equal(false);
    expect(isValidAt(certificate, certificate.notAfter + 1)).to.equal(false);
  });

  it('reads PEM texts of one and of several', () => {
    const pem = pki.filer.certificatePem;
    expect(certificateFromPem(pem).der).to.deep.equal(pki.filer.certificate.der);
    expect(parseCertificates(pem + pem).length).to.equal(2);
    expectCoreError(() => certificateFromPem(pem + pem), 'FORMAT', 'exactly one certificate');
    expectCoreError(() => certificateFromPem(''), 'FORMAT', 'exactly one certificate');
  });

  const refuse = (message: string, change: (fields: Uint8Array[]) => void) =>
    expectCoreError(() => parseCertificate(rebuilt(pki.filer.certificate.der, change)), 'FORMAT', message);
  const withExtensions =
    (...list: Uint8Array[]) =>
    (fields: Uint8Array[]) => {
      fields[FIELD.extensions] = explicit(3, sequence(...list));
    };
  const ext = (type: string, value: Uint8Array) => sequence(oid(type), octetString(value));

  it('refuses versions other than 3', () => {
    refuse('not of version 3', (fields) => {
      fields[FIELD.version] = explicit(0, integer(1));
    });
    refuse('not of version 3', (fields) => fields.shift());
  });

  it('refuses serial numbers that are not positive or too long', () => {
    for (const serial of [0n, -5n, 1n << 160n]) {
      refuse('serial number is not positive', (fields) => {
        fields[FIELD.serial] = integer(serial);
      });
    }
  });

  it('refuses a signature algorithm outside that differs from the signed one', () => {
    refuse('two signature algorithms differ', (fields) => {
      fields[FIELD.algorithm] = sequence(oid(OID.ecdsaWithSha384));
    });
  });

  it('refuses times in the wrong form', () => {
    const utc = (text: string) => tlv(0x17, new TextEncoder().encode(text));
    const generalized = (text: string) => tlv(0x18, new TextEncoder().encode(text));
    const good = utc('300101000000Z');
    for (const bad of [generalized('20260101000000Z'), generalized('20500101000000.5Z')]) {
      refuse('not in the form of RFC 5280', (fields) => {
        fields[FIELD.validity] = sequence(bad, good);
      });
    }
    const late = rebuilt(pki.filer.certificate.der, (fields) => {
      fields[FIELD.validity] = sequence(good, generalized('99991231235959Z'));
    });
    expect(parseCertificate(late).notAfter).to.equal(Date.UTC(9999, 11, 31, 23, 59, 59));
  });

  it('refuses extensions that are doubled, empty, malformed or with a default written out', () => {
    const usage = ext(OID.keyUsage, namedBits(0));
    refuse('an extension is given twice', withExtensions(usage, usage));
    refuse('empty list of extensions', withExtensions());
    refuse(
      'default value is written out',
      withExtensions(sequence(oid(OID.keyUsage), boolean(false), octetString(namedBits(0)))),
    );
    refuse(
      'default value is written out',
      withExtensions(ext(OID.basicConstraints, sequence(boolean(false)))),
    );
    refuse('path length without cA', withExtensions(ext(OID.basicConstraints, sequence(integer(0)))));
    refuse('unknown bit', withExtensions(ext(OID.keyUsage, namedBits(9))));
    refuse('no purpose', withExtensions(ext(OID.extKeyUsage, sequence())));
    refuse('bytes after the end', withExtensions(ext(OID.keyUsage, concat(namedBits(0), namedBits(0)))));
  });

  it('refuses fields after the extensions, unique identifiers, and bytes after the certificate', () => {
    refuse('unexpected element', (fields) => fields.push(integer(1)));
    refuse('unexpected element', (fields) =>
      fields.splice(FIELD.extensions, 0, tlv(0x81, Uint8Array.of(0, 1))),
    );
    expectCoreError(
      () => parseCertificate(concat(pki.filer.certificate.der, Uint8Array.of(0))),
      'FORMAT',
      'bytes after the end',
    );
    expectCoreError(
      () => parseCertificate(new Uint8Array(64 * 1024 + 1)),
      'FORMAT',
      'longer than 65536 bytes',
    );
  });

  it('takes an unknown extension, and a certificate without any', () => {
    const unknown = parseCertificate(
      rebuilt(pki.filer.certificate.der, withExtensions(ext('1.2.3.4', sequence()))),
    );
    expect(unknown.extensions.map(({ oid: type }) => type)).to.deep.equal(['1.2.3.4']);
    const bare = parseCertificate(
      rebuilt(pki.filer.certificate.der, (fields) => fields.splice(FIELD.extensions, 1)),
    );
    expect([bare.keyUsage, bare.extKeyUsage, bare.basicConstraints, bare.ski, bare.aki]).to.deep.equal(
      new Array(5).fill(undefined),
    );
  });

  it('escapes what could mislead a reader of a name', () => {
    const part = (type: string, value: string) => setOf(sequence(oid(type), utf8String(value)));
    const name = readName(parseDer(sequence(part('2.5.4.3', 'a, O=b\u202e\n'), part('1.2.3', 'x'))), 'name');
    expect(name.text).to.equal('CN=a\\, O\\=b\\u{202e}\\u{a}, 1.2.3=x');
    expectCoreError(() => readName(parseDer(sequence(setOf())), 'name'), 'FORMAT', 'empty relative name');
  });

  it('makes serial numbers that differ', () => {
    const serials = Object.values(pki).map(({ certificate }) => certificate.serial);
    expect(new Set(serials).size).to.equal(serials.length);
    expect(hex(pki.root.certificate.der)).to.include(serials[0]);
  });
});
