import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { issueCrl } from '../../../certs/issue.ts';
import { type CertificateProfile, PROFILES } from '../../../certs/profiles.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { OID } from '../../../core/der/oid.ts';
import { sequence } from '../../../core/der/writer.ts';
import { type Certificate, parseCertificate } from '../../../core/x509/certificate.ts';
import { type PathInput, validatePath } from '../../../core/x509/path.ts';
import type { Purpose } from '../../../core/x509/purpose.ts';
import { AT, DAY, issue, nodeCrypto, type TestPki, testPki } from '../../support/pki.ts';

describe('core/x509/path', () => {
  let pki: TestPki;
  before(async () => {
    pki = await testPki();
  });

  const validate = (leaf: Certificate, purpose: Purpose, more: Partial<PathInput> = {}) =>
    validatePath(nodeCrypto, {
      leaf,
      intermediates: [pki.authority.certificate],
      anchors: [pki.root.certificate],
      at: AT,
      purpose,
      ...more,
    });
  const leafOf = (profile: CertificateProfile, more: Partial<Parameters<typeof issue>[1]> = {}) =>
    issue('leaf', { issuer: pki.authority, profile, ...more });

  it('accepts each leaf for its own purpose, from leaf to anchor, with both implementations of the cryptography', async () => {
    const own: [Issued, Purpose][] = [
      [pki.filer, 'statement-signing'],
      [pki.service, 'statement-signing'],
      [pki.tsa, 'timestamping'],
      [pki.document, 'document-signing'],
      [pki.filer, 'any'],
    ];
    for (const [{ certificate }, purpose] of own) {
      for (const crypto of [nodeCrypto, portableCrypto]) {
        const result = await validatePath(crypto, {
          leaf: certificate,
          intermediates: [pki.tsa.certificate, pki.authority.certificate],
          anchors: [pki.root.certificate],
          at: AT,
          purpose,
        });
        expect(result.code).to.equal('OK');
        expect(result.chain).to.deep.equal([certificate, pki.authority.certificate, pki.root.certificate]);
        expect(result.facts).to.include({ revocation: 'not-checked', at: '2026-03-15T12:00:00.000Z' });
      }
    }
  });

  it('refuses each leaf for a foreign purpose, and says why', async () => {
    const foreign: [Issued, Purpose, string, string][] = [
      [pki.tsa, 'statement-signing', 'PURPOSE', 'extended key usage lacks documentSigning'],
      [pki.document, 'statement-signing', 'KEY_USAGE', 'key usage lacks digitalSignature'],
      [pki.filer, 'document-signing', 'KEY_USAGE', 'key usage lacks nonRepudiation'],
      [pki.filer, 'timestamping', 'PURPOSE', 'extended key usage is not timeStamping alone'],
      [pki.authority, 'statement-signing', 'KEY_USAGE', 'key usage lacks digitalSignature'],
    ];
    for (const [{ certificate }, purpose, code, why] of foreign) {
      const result = await validate(certificate, purpose);
      expect([result.ok, result.code, result.facts.why]).to.deep.equal([false, code, why]);
    }
  });

  it('demands that timeStamping is critical and alone (RFC 3161 section 2.3)', async () => {
    const variants: [CertificateProfile, string, string][] = [
      [
        { ...PROFILES.timestamping, extKeyUsage: { purposes: [OID.timeStamping], critical: false } },
        'PURPOSE',
        'not critical',
      ],
      [
        {
          ...PROFILES.timestamping,
          extKeyUsage: { purposes: [OID.timeStamping, OID.documentSigning], critical: true },
        },
        'PURPOSE',
        'not timeStamping alone',
      ],
      [{ keyUsage: ['digitalSignature'] }, 'PURPOSE', 'not timeStamping alone'],
      [
        { ...PROFILES.timestamping, keyUsage: ['digitalSignature', 'keyEncipherment'] },
        'KEY_USAGE',
        'keyEncipherment',
      ],
    ];
    for (const [profile, code, why] of variants) {
      const { certificate } = await leafOf(profile);
      const result = await validate(certificate, 'timestamping');
      expect(result.code).to.equal(code);
      expect(result.facts.why).to.include(why);
    }
  });

  it('checks every certificate of the path at the given time, to the millisecond', async () => {
    const { notBefore, notAfter } = pki.filer.certificate;
    const { certificate } = pki.filer;
    const codes = await Promise.all(
      [notBefore - 1, notBefore, notAfter, notAfter + 1, Number.NaN].map(
        async (at) => (await validate(certificate, 'any', { at })).code,
      ),
    );
    expect(codes).to.deep.equal(['NOT_YET_VALID', 'OK', 'OK', 'EXPIRED', 'EXPIRED']);
    const brief = await issue('brief', { issuer: pki.root, profile: PROFILES.authority, to: AT - DAY });
    const under = await issue('under', { issuer: brief, profile: PROFILES.filerStatement });
    const result = await validate(under.certificate, 'any', { intermediates: [brief.certificate] });
    expect([result.code, result.facts.subject]).to.deep.equal(['EXPIRED', brief.certificate.subject.text]);
  });

  it('finds no path without the intermediate, with a foreign anchor, or for a self-signed leaf', async () => {
    const other = await issue('other root', { profile: PROFILES.root });
    const alone = await issue('alone', { profile: PROFILES.filerStatement });
    const { certificate } = pki.filer;
    expect((await validate(certificate, 'any', { intermediates: [] })).code).to.equal('NO_PATH');
    expect((await validate(certificate, 'any', { anchors: [other.certificate] })).code).to.equal('NO_PATH');
    expect((await validate(certificate, 'any', { anchors: [] })).code).to.equal('NO_PATH');
    expect((await validate(alone.certificate, 'any')).code).to.equal('NO_PATH');
    expect((await validate(alone.certificate, 'any', { anchors: [alone.certificate] })).code).to.equal(
      'NOT_CA',
    );
  });

  it('is not misled by an authority of the same name with another key', async () => {
    const impostor = await issue('authority', { issuer: pki.root, profile: PROFILES.authority });
    const { certificate } = pki.filer;
    const only = await validate(certificate, 'any', { intermediates: [impostor.certificate] });
    expect(only.code).to.equal('NO_PATH');
    const both = await validate(certificate, 'any', {
      intermediates: [impostor.certificate, pki.authority.certificate],
    });
    expect(both.code).to.equal('OK');
  });

  it('refuses a signature that is not the issuer’s', async () => {
    const der = pki.filer.certificate.der.slice();
    // The last octet of the subject's name: signed, and of no other meaning.
    const at = Buffer.from(der).lastIndexOf('filer') + 4;
    der[at] = 'x'.charCodeAt(0);
    const result = await validate(parseCertificate(der), 'statement-signing');
    expect([result.code, result.facts.issuer]).to.deep.equal([
      'SIGNATURE',
      pki.authority.certificate.subject.text,
    ]);
  });

  it('refuses issuers that are no authorities', async () => {
    const middle = await issue('middle', { issuer: pki.root, profile: PROFILES.filerStatement });
    const below = await issue('below', { issuer: middle, profile: PROFILES.filerStatement });
    const refused = await validate(below.certificate, 'any', { intermediates: [middle.certificate] });
    expect(refused.code).to.equal('NOT_CA');
    const powerless = await issue('powerless', {
      issuer: pki.root,
      profile: { ca: {}, keyUsage: ['cRLSign'] },
    });
    const child = await issue('child', { issuer: powerless, profile: PROFILES.filerStatement });
    const result = await validate(child.certificate, 'any', { intermediates: [powerless.certificate] });
    expect([result.code, result.facts.why]).to.deep.equal(['KEY_USAGE', 'key usage lacks keyCertSign']);
  });

  it('keeps the path length of every authority', async () => {
    const sub = await issue('sub', { issuer: pki.authority, profile: PROFILES.authority });
    const leaf = await issue('deep', { issuer: sub, profile: PROFILES.filerStatement });
    const intermediates = [sub.certificate, pki.authority.certificate];
    const result = await validate(leaf.certificate, 'any', { intermediates });
    expect([result.code, result.facts.allowed, result.facts.found]).to.deep.equal(['PATH_LENGTH', 1, 2]);
    const free = await issue('free', { profile: { ca: {}, keyUsage: ['keyCertSign'] } });
    const one = await issue('one', {
      issuer: free,
      profile: { ca: { pathLength: 1 }, keyUsage: ['keyCertSign'] },
    });
    const two = await issue('two', { issuer: one, profile: PROFILES.authority });
    const end = await issue('end', { issuer: two, profile: PROFILES.filerStatement });
    const long = await validate(end.certificate, 'any', {
      intermediates: [two.certificate, one.certificate],
      anchors: [free.certificate],
    });
    expect(long.code).to.equal('OK');
  });

  it('refuses a critical extension that it does not understand, and passes over others', async () => {
    const strange = { oid: '1.2.3.4', value: sequence() };
    const critical = await leafOf(PROFILES.filerStatement, { extensions: [{ ...strange, critical: true }] });
    const result = await validate(critical.certificate, 'any');
    expect([result.code, result.facts.extension]).to.deep.equal(['CRITICAL_EXTENSION', '1.2.3.4']);
    const plain = await leafOf(PROFILES.filerStatement, { extensions: [{ ...strange, critical: false }] });
    expect((await validate(plain.certificate, 'any')).code).to.equal('OK');
    const names = { oid: '2.5.29.30', critical: true, value: sequence() };
    const limited = await issue('limited', {
      issuer: pki.root,
      profile: PROFILES.authority,
      extensions: [names],
    });
    const under = await issue('under', { issuer: limited, profile: PROFILES.filerStatement });
    expect(
      (await validate(under.certificate, 'any', { intermediates: [limited.certificate] })).code,
    ).to.equal('CRITICAL_EXTENSION');
  });

  it('obeys an authority that limits what its certificates are for', async () => {
    const extKeyUsage = { purposes: [OID.timeStamping], critical: false };
    const narrow = await issue('narrow', {
      issuer: pki.root,
      profile: { ...PROFILES.authority, extKeyUsage },
    });
    const intermediates = [narrow.certificate];
    const filer = await issue('filer', { issuer: narrow, profile: PROFILES.filerStatement });
    const tsa = await issue('tsa', { issuer: narrow, profile: PROFILES.timestamping });
    expect((await validate(filer.certificate, 'statement-signing', { intermediates })).code).to.equal(
      'PURPOSE',
    );
    expect((await validate(tsa.certificate, 'timestamping', { intermediates })).code).to.equal('OK');
  });

  it('refuses an authority with an RSA key below 2048 bits', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const spki = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
    const weak = { ...pki.authority.certificate, spki };
    const anchored = await validate(pki.filer.certificate, 'any', { intermediates: [], anchors: [weak] });
    expect([anchored.code, anchored.facts.why]).to.deep.equal(['ALGORITHM', 'RSA key below 2048 bits']);
  });

  it('accepts Ed25519 leaves', async () => {
    const { certificate, signer } = await leafOf(PROFILES.filerStatement, { key: 'Ed25519' });
    expect(signer.alg).to.equal('EdDSA');
    expect((await validate(certificate, 'statement-signing')).code).to.equal('OK');
  });

  it('gives up on floods of candidates, and ends where authorities certify each other in a circle', async () => {
    const { certificate } = pki.filer;
    const flood = new Array(65).fill(pki.authority.certificate);
    expect((await validate(certificate, 'any', { intermediates: flood })).code).to.equal('LIMIT');
    const swarm = Array.from({ length: 64 }, () => ({
      ...pki.authority.certificate,
      der: Uint8Array.from(Buffer.from(Math.random().toString())),
      issuer: pki.authority.certificate.subject,
      aki: pki.authority.certificate.ski,
    }));
    expect((await validate(certificate, 'any', { intermediates: swarm })).code).to.equal('NO_PATH');
    const a = await issue('a', { profile: { ca: {}, keyUsage: ['keyCertSign'] } });
    const b = await issue('b', { issuer: a, profile: { ca: {}, keyUsage: ['keyCertSign'] } });
    const aByB = { ...a.certificate, issuer: b.certificate.subject, aki: b.certificate.ski };
    const leaf = await issue('leaf', { issuer: a, profile: PROFILES.filerStatement });
    const circle = await validate(leaf.certificate, 'any', {
      intermediates: [aByB, b.certificate, a.certificate],
    });
    expect(circle.code).to.equal('NO_PATH');
  });

  describe('with revocation lists', () => {
    const HOUR = 3_600_000;
    const list = async (
      issuer: Issued,
      revoked: Parameters<typeof issueCrl>[0]['revoked'] = [],
      times: { thisUpdate?: number; nextUpdate?: number } = {},
    ) =>
      (
        await issueCrl({
          issuer,
          thisUpdate: times.thisUpdate ?? AT - HOUR,
          nextUpdate: times.nextUpdate ?? AT + HOUR,
          number: 1,
          revoked,
        })
      ).crl;
    const check = (crls: PathInput['crls'], more: Partial<PathInput> = {}) =>
      validate(pki.filer.certificate, 'any', { ...(crls && { crls }), ...more });
    const serial = () => pki.filer.certificate.serial;

    it('says how far the lists reach', async () => {
      const [root, authority] = [await list(pki.root), await list(pki.authority)];
      expect((await check([root, authority])).facts.revocation).to.equal('checked');
      expect((await check([authority])).facts.revocation).to.equal('partial');
      expect((await check([])).facts.revocation).to.equal('not-checked');
      expect((await check([root, authority], { revocation: 'required' })).code).to.equal('OK');
      const missing = await check([authority], { revocation: 'required' });
      expect([missing.code, missing.facts.subject]).to.deep.equal([
        'REVOCATION_UNKNOWN',
        pki.authority.certificate.subject.text,
      ]);
      expect((await check(undefined, { revocation: 'required' })).code).to.equal('REVOCATION_UNKNOWN');
    });

    it('compares the time of revocation with the time asked for', async () => {
      const revokedAt = AT;
      const crl = await list(pki.authority, [{ serial: serial(), revokedAt, reason: 1 }], {
        thisUpdate: AT,
        nextUpdate: AT + DAY,
      });
      const before = await check([crl], { at: AT - 1 });
      const after = await check([crl], { at: AT });
      expect([before.code, after.code]).to.deep.equal(['OK', 'REVOKED']);
      expect(after.facts).to.include({
        revokedAt: '2026-03-15T12:00:00.000Z',
        subject: pki.filer.certificate.subject.text,
      });
    });

    it('finds a revoked authority', async () => {
      const crl = await list(pki.root, [
        { serial: pki.authority.certificate.serial, revokedAt: AT - HOUR, reason: 5 },
      ]);
      expect((await check([crl])).code).to.equal('REVOKED');
    });

    it('does not take a list for current that had run out, or that came after the certificate’s end', async () => {
      const old = await list(pki.authority, [], { nextUpdate: AT - 1000 });
      expect((await check([old])).facts.revocation).to.equal('not-checked');
      const { notAfter } = pki.filer.certificate;
      const late = await list(pki.authority, [], { thisUpdate: notAfter + 1000, nextUpdate: notAfter + DAY });
      expect((await check([late])).facts.revocation).to.equal('not-checked');
      const last = await list(pki.authority, [], { thisUpdate: notAfter, nextUpdate: notAfter + DAY });
      expect((await check([last])).facts.revocation).to.equal('partial');
    });

    it('obeys a revocation in a list that has run out', async () => {
      const old = await list(pki.authority, [{ serial: serial(), revokedAt: AT - DAY, reason: 4 }], {
        nextUpdate: AT - 1000,
      });
      expect((await check([old])).code).to.equal('REVOKED');
    });

    it('passes over lists that another signed, whatever name they bear', async () => {
      const impostor = await issue('authority', { profile: PROFILES.authority });
      const forged = await list(impostor, [{ serial: serial(), revokedAt: AT - DAY, reason: 4 }]);
      expect(forged.issuer.der).to.deep.equal(pki.authority.certificate.subject.der);
      expect((await check([forged])).code).to.equal('OK');
      expect((await check([forged])).facts.revocation).to.equal('not-checked');
    });

    it('passes over lists of an issuer that may not sign lists', async () => {
      const mute = await issue('mute', { issuer: pki.root, profile: { ca: {}, keyUsage: ['keyCertSign'] } });
      const leaf = await issue('leaf', { issuer: mute, profile: PROFILES.filerStatement });
      const crl = await list(mute);
      const result = await validate(leaf.certificate, 'any', {
        intermediates: [mute.certificate],
        crls: [crl],
      });
      expect(result.facts.revocation).to.equal('not-checked');
    });
  });
});
