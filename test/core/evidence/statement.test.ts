import { expect } from 'chai';
import { base64url, equal, hexDecode, utf8, utf8Decode } from '../../../core/bytes.ts';
import type { Signer } from '../../../core/crypto.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { readStatement, signStatement, statementDigest } from '../../../core/evidence/statement.ts';
import { verifyStatementSignature } from '../../../core/evidence/statement-fault.ts';
import type { Json } from '../../../core/json.ts';
import { expectCoreError, expectCoreRejection } from '../../support/expect-error.ts';
import {
  c,
  certificateSha256,
  goodHeader,
  issuedAt,
  makeRecord,
  makeSdJwt,
  makeSigner,
  unsignedJws,
} from './fixtures.ts';

const digest = base64url(c.sha256(utf8('record')));
const goodPayload = { _sd: [digest], _sd_alg: 'sha-256' };

const decodePart = (jws: string, part: number) =>
  utf8Decode(Buffer.from(jws.split('.')[part] as string, 'base64url'));

describe('core/evidence/statement', () => {
  for (const alg of ['ES256', 'EdDSA'] as const) {
    it(`${alg}: signs, reads back and verifies, in both crypto implementations`, async () => {
      const signer = makeSigner(alg);
      const { jws } = await makeSdJwt(makeRecord(), signer);
      const statement = readStatement(jws);
      expect(statement.alg).to.equal(alg);
      expect(statement.issuedAt).to.equal(issuedAt);
      expect(equal(statement.x5t, certificateSha256)).to.equal(true);
      expect(statement.signature).to.have.length(64);
      for (const crypto of [c, portableCrypto])
        expect(await verifyStatementSignature(crypto, jws, signer.spki)).to.equal(true);
    });

    it(`${alg}: does not verify under another key, nor with a key of the other algorithm`, async () => {
      const { jws } = await makeSdJwt(makeRecord(), makeSigner(alg));
      expect(await verifyStatementSignature(c, jws, makeSigner(alg).spki)).to.equal(false);
      const other = makeSigner(alg === 'ES256' ? 'EdDSA' : 'ES256');
      expect(await verifyStatementSignature(c, jws, other.spki)).to.equal(false);
    });
  }

  it('has exactly the header and payload of the specification, in canonical form', async () => {
    const { jws } = await makeSdJwt();
    const { recordDigest } = readStatement(jws);
    expect(decodePart(jws, 0)).to.equal(
      `{"alg":"ES256","iat":${issuedAt},"typ":"evidence+sd-jwt","x5t#S256":"${base64url(certificateSha256)}"}`,
    );
    expect(decodePart(jws, 1)).to.equal(`{"_sd":["${recordDigest}"],"_sd_alg":"sha-256"}`);
  });

  it('has one size, whatever the record holds', async () => {
    const small = await makeSdJwt(makeRecord({ fields: {}, documents: [], actors: [] }));
    const large = await makeSdJwt();
    expect(small.jws.length).to.equal(large.jws.length);
    expect(large.jws.length).to.be.below(500);
  });

  it('does not verify after any character of header or payload changed', async () => {
    const signer = makeSigner('ES256');
    const { jws } = await makeSdJwt(makeRecord(), signer);
    const body = jws.lastIndexOf('.');
    for (let at = 0; at < body; at += 7) {
      const changed = jws.slice(0, at) + (jws[at] === 'A' ? 'B' : 'A') + jws.slice(at + 1);
      const verdict = await verifyStatementSignature(c, changed, signer.spki).catch(() => false);
      expect(verdict, `character ${at}`).to.equal(false);
    }
  });

  it('is identified by the SHA-256 of its characters', async () => {
    const { jws } = await makeSdJwt();
    expect(statementDigest(c, jws)).to.deep.equal(c.sha256(utf8(jws)));
  });

  it('is not signed with RSA, nor with a digest or time that cannot stand in it', async () => {
    const signer = makeSigner('ES256');
    const content = { signer, certificateSha256, issuedAt, recordDigest: digest };
    const rsa: Signer = { ...signer, alg: 'RS256' };
    await expectCoreRejection(
      signStatement({ ...content, signer: rsa }),
      'ALGORITHM',
      'signed with ES256 or EdDSA',
    );
    for (const wrong of [
      { certificateSha256: new Uint8Array(20) },
      { issuedAt: 1.5 },
      { issuedAt: -1 },
      { issuedAt: Number.NaN },
    ])
      await expectCoreRejection(signStatement({ ...content, ...wrong }), 'MISUSE', 'whole seconds');
  });

  describe('strict reading', () => {
    it('takes a well-formed statement, members in any order', () => {
      const reordered = [
        base64url(
          utf8(
            `{"typ":"evidence+sd-jwt", "x5t#S256":"${base64url(certificateSha256)}","iat":1,"alg":"EdDSA"}`,
          ),
        ),
        base64url(utf8(`{"_sd_alg":"sha-256","_sd":["${digest}"]}`)),
        base64url(new Uint8Array(64)),
      ].join('.');
      expect(readStatement(reordered)).to.include({ alg: 'EdDSA', issuedAt: 1, recordDigest: digest });
    });

    for (const alg of [
      'none',
      'None',
      'HS256',
      'RS256',
      'PS256',
      'ES384',
      'ES512',
      'ES256K',
      'es256',
      'Ed25519',
      '',
      null,
      7,
    ])
      it(`refuses the algorithm ${JSON.stringify(alg)}`, () => {
        const { facts } = expectCoreError(
          () => readStatement(unsignedJws({ ...goodHeader, alg }, goodPayload)),
          'ALGORITHM',
          'signed with ES256 or EdDSA',
        );
        expect(facts).to.deep.equal({ found: String(alg), allowed: ['ES256', 'EdDSA'] });
      });

    it('refuses a header without an algorithm', () => {
      const { alg: _, ...header } = goodHeader;
      expectCoreError(() => readStatement(unsignedJws(header, goodPayload)), 'ALGORITHM', 'ES256 or EdDSA');
    });

    const headers: readonly [string, { [name: string]: Json }, string][] = [
      ['an unknown critical extension', { crit: ['exp'], exp: 1 }, 'the header has an unknown member'],
      ['an empty crit', { crit: [] }, 'the header has an unknown member'],
      ['an unencoded payload', { b64: false }, 'the header has an unknown member'],
      ['a key in the header', { jwk: {} }, 'the header has an unknown member'],
      ['a key by address', { jku: 'https://example.org' }, 'the header has an unknown member'],
      ['a certificate in the header', { x5c: ['MII'] }, 'the header has an unknown member'],
      ['a key id', { kid: '1' }, 'the header has an unknown member'],
      ['another type', { typ: 'JWT' }, 'typ is not evidence+sd-jwt'],
      ['the type in capitals', { typ: 'Evidence+SD-JWT' }, 'typ is not evidence+sd-jwt'],
      ['a time as text', { iat: '1769824800' }, 'iat is not a time in whole seconds'],
      ['a time with a fraction', { iat: 1769824800.5 }, 'iat is not a time'],
      ['a negative time', { iat: -1 }, 'iat is not a time'],
      ['a time after the year 9999', { iat: 253402300800 }, 'iat is not a time'],
      [
        'a short certificate digest',
        { 'x5t#S256': base64url(new Uint8Array(20)) },
        'x5t#S256 is not a SHA-256',
      ],
      ['a certificate digest that is no text', { 'x5t#S256': 5 }, 'x5t#S256 is not a string'],
    ];
    for (const [what, change, message] of headers)
      it(`refuses ${what}`, () => {
        const jws = unsignedJws({ ...goodHeader, ...change }, goodPayload);
        expectCoreError(() => readStatement(jws), 'FORMAT', message);
      });

    for (const name of ['iat', 'typ', 'x5t#S256'])
      it(`refuses a header without ${name}`, () => {
        const header = Object.fromEntries(Object.entries(goodHeader).filter(([key]) => key !== name));
        const { facts } = expectCoreError(
          () => readStatement(unsignedJws(header, goodPayload)),
          'FORMAT',
          'the header lacks a member',
        );
        expect(facts).to.deep.equal({ member: name });
      });

    const payloads: readonly [string, Json, string][] = [
      ['no digest', { _sd: [], _sd_alg: 'sha-256' }, '_sd does not hold exactly one digest'],
      ['two digests', { _sd: [digest, digest], _sd_alg: 'sha-256' }, '_sd does not hold exactly one digest'],
      ['a digest that is no list', { _sd: digest, _sd_alg: 'sha-256' }, '_sd does not hold exactly one'],
      ['a short digest', { _sd: [digest.slice(0, 40)], _sd_alg: 'sha-256' }, '_sd is not a SHA-256 digest'],
      ['another hash', { _sd: [digest], _sd_alg: 'sha-512' }, '_sd_alg is not sha-256'],
      ['no hash', { _sd: [digest] }, 'the payload lacks a member'],
      ['a claim in the clear', { ...goodPayload, loan: 'L-1' }, 'the payload has an unknown member'],
      ['an expiry', { ...goodPayload, exp: 1 }, 'the payload has an unknown member'],
    ];
    for (const [what, payload, message] of payloads)
      it(`refuses a payload with ${what}`, () => {
        expectCoreError(() => readStatement(unsignedJws(goodHeader, payload)), 'FORMAT', message);
      });

    it('refuses duplicate members, which one reader would read one way and the next another', () => {
      const header = base64url(utf8('{"alg":"ES256","alg":"none"}'));
      expectCoreError(() => readStatement(`${header}.e30.AA`), 'JSON', 'duplicate member name "alg"');
    });

    it('refuses the wrong number of parts', () => {
      const jws = unsignedJws(goodHeader, goodPayload);
      for (const bad of ['', 'a', 'a.b', `${jws}.`, `${jws}.x`])
        expectCoreError(() => readStatement(bad), 'FORMAT', 'three parts');
    });

    it('refuses base64 that is not canonical, padded, or of the other alphabet', () => {
      const [header, payload, signature] = unsignedJws(goodHeader, goodPayload).split('.') as [
        string,
        string,
        string,
      ];
      // 64 bytes leave four padding bits in the last character: any but "A" spells the same bytes again.
      for (const bad of [`${signature.slice(0, -1)}B`, `${signature}==`, `+${signature.slice(1)}`])
        expectCoreError(
          () => readStatement(`${header}.${payload}.${bad}`),
          'ENCODING',
          'statement signature',
        );
      expectCoreError(
        () => readStatement(`${header}=.${payload}.${signature}`),
        'ENCODING',
        'statement header',
      );
      expectCoreError(
        () => readStatement(`${header}. ${payload}.${signature}`),
        'ENCODING',
        'statement payload',
      );
    });

    it('refuses a signature that does not have 64 bytes', () => {
      const [header, payload] = unsignedJws(goodHeader, goodPayload).split('.');
      for (const bytes of [0, 63, 65, 70])
        expectCoreError(
          () => readStatement(`${header}.${payload}.${base64url(new Uint8Array(bytes))}`),
          'FORMAT',
          'the signature does not have 64 bytes',
        );
    });

    it('refuses a header that is not UTF-8 or not JSON', () => {
      const [, payload, signature] = unsignedJws(goodHeader, goodPayload).split('.');
      const invalid = base64url(hexDecode('ff'));
      expectCoreError(() => readStatement(`${invalid}.${payload}.${signature}`), 'ENCODING', 'UTF-8');
      expectCoreError(() => readStatement(`W10.${payload}.${signature}`), 'JSON', 'expected a JSON object');
    });

    it('takes 1,024 characters and no more', () => {
      const jws = unsignedJws(goodHeader, goodPayload);
      const padded = (length: number) => {
        const [header, payload, signature] = jws.split('.') as [string, string, string];
        const spare = length - header.length - signature.length - 2;
        const json = JSON.stringify(goodPayload);
        const bytes = Math.floor((spare * 3) / 4);
        return { jws: `${header}.${base64url(utf8(json.padEnd(bytes)))}.${signature}`, payload };
      };
      expect(readStatement(padded(1024).jws).recordDigest).to.equal(digest);
      expectCoreError(() => readStatement(padded(1028).jws), 'FORMAT', 'longer than 1024 characters');
    });
  });
});
