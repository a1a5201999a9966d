import { expect } from 'chai';
import fc from 'fast-check';
import { PROFILES } from '../../certs/profiles.ts';
import { utf8 } from '../../core/bytes.ts';
import { OID } from '../../core/der/oid.ts';
import { integer, octetString, oid, sequence, tlv } from '../../core/der/writer.ts';
import {
  encodeTimestampRequest,
  parseTimestampResponse,
  type TimestampRequestInput,
} from '../../core/tsp/protocol.ts';
import { parseTimestampToken, verifyTimestampToken } from '../../core/tsp/token.ts';
import { digestIdentifier } from '../../core/x509/algorithm.ts';
import { POLICY } from '../../core/x509/policy.ts';
import {
  createEmbeddedTsa,
  type EmbeddedTsa,
  type EmbeddedTsaOptions,
} from '../../server/adapters/tsa-embedded.ts';
import { ServiceError } from '../../server/errors.ts';
import { expectCoreRejection } from '../support/expect-error.ts';
import {
  AT,
  DAY,
  fixedClock,
  issue,
  nodeCrypto,
  systemRandom,
  type TestPki,
  testPki,
} from '../support/pki.ts';
import { serviceError } from '../support/service-error.ts';

const digest = nodeCrypto.sha256(utf8('checkpoint'));

describe('server/adapters/tsa-embedded', () => {
  let pki: TestPki;
  let tsa: EmbeddedTsa;
  const create = (more: Partial<EmbeddedTsaOptions> = {}) =>
    createEmbeddedTsa({
      crypto: nodeCrypto,
      signer: pki.tsa.signer,
      certificate: pki.tsa.certificate,
      chain: [pki.tsa.certificate, pki.authority.certificate],
      clock: fixedClock(),
      random: systemRandom,
      ...more,
    });
  before(async () => {
    pki = await testPki();
    tsa = create();
  });

  const verify = (token: Uint8Array, more: object = {}) =>
    verifyTimestampToken(nodeCrypto, token, { digest, anchors: [pki.root.certificate], ...more });
  const ask = async (input: Partial<TimestampRequestInput> = {}, desk = tsa) =>
    parseTimestampResponse(
      await desk.answerTimestampQuery(encodeTimestampRequest({ digest, certReq: true, ...input })),
    );

  it('stamps a digest with the clock’s time, policy and accuracy', async () => {
    const result = await verify(await tsa.stamp(digest));
    expect(result).to.include({
      code: 'OK',
      genTime: AT,
      policy: POLICY.timestamp,
      accuracyMicros: 1_000_000,
    });
    const other = await verify(
      await create({ policy: '1.2.3', accuracyMillis: 250, serial: () => 5n }).stamp(digest),
    );
    expect(other).to.include({ code: 'OK', policy: '1.2.3', accuracyMicros: 250_000, serial: '05' });
  });

  it('gives every token another serial number, also after a restart within the same millisecond', async () => {
    const tokens = await Promise.all(
      [tsa, tsa, create(), create(), create()].map(async (desk) =>
        parseTimestampToken(await desk.stamp(digest)),
      ),
    );
    const serials = tokens.map(({ info }) => info.serial);
    expect(new Set(serials).size).to.equal(serials.length);
    for (const serial of serials) expect(serial.length, 'at most 160 bits').to.be.lessThanOrEqual(40);
  });

  it('grants a query: nonce echoed, certificates only when asked for', async () => {
    const full = await ask({ nonce: 12345678901234567890n, policy: POLICY.timestamp });
    expect(full.status).to.equal(0);
    expect((await verify(full.token!, { nonce: 12345678901234567890n })).code).to.equal('OK');
    const bare = await ask({ certReq: false });
    expect(parseTimestampToken(bare.token!).signedData.certificates).to.deep.equal([]);
    expect(parseTimestampToken(bare.token!).info.nonce).to.equal(undefined);
    const intermediates = [pki.tsa.certificate, pki.authority.certificate];
    expect((await verify(bare.token!, { intermediates })).code).to.equal('OK');
  });

  it('stamps SHA-384 and SHA-512 too', async () => {
    for (const algorithm of ['sha-384', 'sha-512'] as const) {
      const long = new Uint8Array(algorithm === 'sha-384' ? 48 : 64).fill(3);
      const { token } = await ask({ algorithm, digest: long });
      expect((await verify(token!, { algorithm, digest: long })).code).to.equal('OK');
    }
  });

  const raw = (...parts: Uint8Array[]) => sequence(integer(1), ...parts);
  const imprintOf = (algorithm: Uint8Array, length: number) =>
    sequence(algorithm, octetString(new Uint8Array(length)));
  const good = imprintOf(digestIdentifier('sha-256'), 32);
  const refusals: Record<string, [Uint8Array, string, string]> = {
    'SHA-1': [
      raw(imprintOf(sequence(oid(OID.sha1)), 20)),
      'badAlg',
      'digests are SHA-256, SHA-384 or SHA-512',
    ],
    'an unknown digest': [
      raw(imprintOf(sequence(oid('1.2.3')), 32)),
      'badAlg',
      'digests are SHA-256, SHA-384 or SHA-512',
    ],
    'a digest of another length': [
      raw(imprintOf(digestIdentifier('sha-256'), 31)),
      'badDataFormat',
      'digest does not have the length of its algorithm',
    ],
    'another policy': [raw(good, oid('1.2.3')), 'unacceptedPolicy', 'the only policy is 2.999.7365.2.1'],
    'an extension': [
      raw(good, tlv(0xa0, sequence(oid('1.2.3'), octetString(sequence())))),
      'unacceptedExtension',
      'no extension is supported',
    ],
    'a nonce of 257 bits': [raw(good, integer(1n << 256n)), 'badRequest', 'a nonce has at most 256 bits'],
    'another version': [sequence(integer(3), good), 'badDataFormat', 'TimeStampReq: not of version 1'],
    'bytes that are no DER': [
      utf8('hello'),
      'badDataFormat',
      'TimeStampReq: not strict DER at byte 0: length runs past the end',
    ],
  };
  for (const [name, [request, failure, text]] of Object.entries(refusals)) {
    it(`refuses ${name}`, async () => {
      const response = parseTimestampResponse(await tsa.answerTimestampQuery(request));
      expect(response).to.deep.equal({ status: 2, text: [text], failures: [failure], token: undefined });
    });
  }

  it('echoes a nonce of 255 bits and a negative one', async () => {
    for (const nonce of [(1n << 255n) - 1n, -7n]) {
      const { token } = await ask({ nonce });
      expect((await verify(token!, { nonce })).code).to.equal('OK');
    }
  });

  it('stamps nothing while its certificate is not valid', async () => {
    for (const at of [AT - 11 * DAY, AT + 11 * DAY]) {
      const late = create({ clock: fixedClock(at) });
      expect((await serviceError(late.stamp(digest))).code).to.equal('TSA_UNAVAILABLE');
      expect((await ask({}, late)).failures).to.deep.equal(['timeNotAvailable']);
    }
  });

  it('does not start with a certificate that may not stamp, or of another key', () => {
    const attempt = (more: Partial<EmbeddedTsaOptions>) => {
      try {
        create(more);
      } catch (error) {
        return `${(error as ServiceError).code}: ${(error as ServiceError).message}`;
      }
      return 'created';
    };
    expect(attempt({ signer: pki.filer.signer, certificate: pki.filer.certificate })).to.equal(
      'CONFIG_INVALID: TSA cannot stamp: extended key usage is not timeStamping alone',
    );
    expect(attempt({ signer: pki.filer.signer })).to.equal(
      "CONFIG_INVALID: TSA cannot stamp: certificate is not that of the signer's key",
    );
    expect(attempt({})).to.equal('created');
  });

  it('hands out nothing that a faulty signer made', async () => {
    const faulty = create({ signer: { ...pki.tsa.signer, sign: async () => new Uint8Array(64).fill(1) } });
    const error = await serviceError(faulty.stamp(digest));
    expect(error).to.be.instanceOf(ServiceError);
    expect([error.code, error.facts]).to.deep.equal(['SIGNER_UNAVAILABLE', { code: 'SIGNATURE' }]);
  });

  it('is misused with a digest of another length', async () => {
    const long = parseTimestampToken(await tsa.stamp(nodeCrypto.sha512(digest)));
    expect(long.info.imprint.digest).to.deep.equal(nodeCrypto.sha512(digest));
    await expectCoreRejection(tsa.stamp(digest.subarray(1)), 'MISUSE', 'a SHA-256 digest has 32 bytes');
  });

  it('works with an Ed25519 key', async () => {
    const holder = await issue('ed', {
      issuer: pki.authority,
      profile: PROFILES.timestamping,
      key: 'Ed25519',
    });
    const chain = [holder.certificate, pki.authority.certificate];
    const desk = create({ signer: holder.signer, certificate: holder.certificate, chain });
    expect((await verify(await desk.stamp(digest))).code).to.equal('OK');
  });

  it('answers arbitrary bytes and damaged queries without throwing', async () => {
    const query = encodeTimestampRequest({ digest, nonce: 5n, certReq: true });
    const damaged = fc.tuple(fc.nat(query.length - 1), fc.nat(255)).map(([at, octet]) => {
      const out = query.slice();
      out[at] = octet;
      return out;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 100 })), async (bytes) => {
        const response = parseTimestampResponse(await tsa.answerTimestampQuery(bytes));
        expect(response.status === 0 || response.failures.length === 1).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });
});
