import { expect } from 'chai';
import { concat, hexDecode } from '../../../core/bytes.ts';
import { OID } from '../../../core/der/oid.ts';
import { parseDer } from '../../../core/der/reader.ts';
import {
  boolean,
  explicit,
  generalizedTime,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  tlv,
  utf8String,
} from '../../../core/der/writer.ts';
import {
  encodeGranted,
  encodeRejection,
  encodeTimestampRequest,
  parseTimestampRequest,
  parseTimestampResponse,
} from '../../../core/tsp/protocol.ts';
import { encodeTstInfo, parseTstInfo, type TstInfoInput } from '../../../core/tsp/tst-info.ts';
import { digestIdentifier } from '../../../core/x509/algorithm.ts';
import { readName } from '../../../core/x509/name.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { AT } from '../../support/pki.ts';

const digest = new Uint8Array(32).fill(9);
const imprint = sequence(digestIdentifier('sha-256'), octetString(digest));

describe('core/tsp/protocol', () => {
  it('reads back every request that it writes', () => {
    const full = { digest, policy: '1.2.3', nonce: 1n << 63n, certReq: true };
    expect(parseTimestampRequest(encodeTimestampRequest(full))).to.deep.include({
      policy: '1.2.3',
      nonce: 1n << 63n,
      certReq: true,
      extensions: [],
    });
    const least = parseTimestampRequest(encodeTimestampRequest({ digest, certReq: false }));
    expect([least.policy, least.nonce, least.certReq]).to.deep.equal([undefined, undefined, false]);
    expect(least.imprint.algorithm.oid).to.equal(OID.sha256);
    expect(least.imprint.digest).to.deep.equal(digest);
  });

  const badRequests: Record<string, [Uint8Array, string]> = {
    'another version': [sequence(integer(2), imprint), 'not of version 1'],
    'no imprint': [sequence(integer(1)), 'messageImprint is missing'],
    'certReq FALSE written out': [
      sequence(integer(1), imprint, boolean(false)),
      'default value is written out',
    ],
    'nonce and certReq in the wrong order': [
      sequence(integer(1), imprint, boolean(true), integer(5)),
      'unexpected element',
    ],
    'bytes after it': [concat(sequence(integer(1), imprint), Uint8Array.of(0)), 'bytes after the end'],
    'more than 8 KiB': [new Uint8Array(8193), 'longer than 8192 bytes'],
  };
  for (const [name, [bytes, message]] of Object.entries(badRequests)) {
    it(`refuses a request with ${name}`, () => {
      expectCoreError(() => parseTimestampRequest(bytes), 'FORMAT', message);
    });
  }

  it('reads the extensions of a request', () => {
    const extension = sequence(oid('1.2.3'), octetString(sequence()));
    const request = parseTimestampRequest(sequence(integer(1), imprint, tlv(0xa0, extension)));
    expect(request.extensions).to.deep.equal([{ oid: '1.2.3', critical: false, value: sequence() }]);
  });

  it('reads granted and refused responses', () => {
    const token = sequence(integer(1));
    expect(parseTimestampResponse(encodeGranted(token))).to.deep.equal({
      status: 0,
      text: [],
      failures: [],
      token,
    });
    expect(parseTimestampResponse(encodeRejection('unacceptedPolicy', 'no'))).to.deep.equal({
      status: 2,
      text: ['no'],
      failures: ['unacceptedPolicy'],
      token: undefined,
    });
    expect(encodeRejection('badAlg', 'x')).to.deep.equal(
      sequence(sequence(integer(2), sequence(utf8String('x')), namedBits(0))),
    );
  });

  it('refuses responses that contradict themselves', () => {
    const status = (n: number) => sequence(integer(n));
    expectCoreError(
      () => parseTimestampResponse(sequence(status(0))),
      'FORMAT',
      'status and token contradict',
    );
    expectCoreError(
      () => parseTimestampResponse(sequence(status(2), sequence())),
      'FORMAT',
      'status and token contradict',
    );
    expectCoreError(() => parseTimestampResponse(sequence(status(6))), 'FORMAT', 'not between 0 and 5');
  });
});

describe('core/tsp/tst-info', () => {
  const name = readName(parseDer(sequence(tlv(0x31, sequence(oid('2.5.4.3'), utf8String('TSA'))))), 'name');
  const input: TstInfoInput = {
    policy: '1.2.3',
    algorithm: 'sha-256',
    digest,
    serial: 300n,
    genTime: AT + 120,
  };

  it('reads back what it writes', () => {
    const info = parseTstInfo(encodeTstInfo({ ...input, accuracyMillis: 1500, nonce: 7n, tsa: name }));
    expect(info).to.deep.include({
      policy: '1.2.3',
      serial: '012c',
      genTime: AT + 120,
      accuracyMicros: 1_500_000,
      ordering: false,
      nonce: 7n,
    });
    expect(info.tsa?.text).to.equal('CN=TSA');
    const least = parseTstInfo(encodeTstInfo(input));
    expect([least.accuracyMicros, least.nonce, least.tsa]).to.deep.equal([undefined, undefined, undefined]);
    expect(parseTstInfo(encodeTstInfo({ ...input, accuracyMillis: 20 })).accuracyMicros).to.equal(20_000);
    expect(parseTstInfo(encodeTstInfo({ ...input, accuracyMillis: 2000 })).accuracyMicros).to.equal(
      2_000_000,
    );
  });

  const head = [integer(1), oid('1.2.3'), imprint, integer(4), generalizedTime(AT)];
  it('reads accuracy in all its parts', () => {
    const accuracy = sequence(integer(1), hexDecode('800103'), hexDecode('810105'));
    expect(parseTstInfo(sequence(...head, accuracy)).accuracyMicros).to.equal(1_003_005);
    expect(parseTstInfo(sequence(...head, boolean(true))).ordering).to.equal(true);
  });

  const bad: Record<string, [Uint8Array[], string]> = {
    'another version': [[integer(2), ...head.slice(1)], 'not of version 1'],
    'a UTCTime': [
      [...head.slice(0, 4), tlv(0x17, new TextEncoder().encode('260101000000Z'))],
      'genTime: unexpected type',
    ],
    'a millisecond part of 1000': [[...head, sequence(hexDecode('800203e8'))], 'not between 0 and 999'],
    'a millisecond part of 0': [[...head, sequence(hexDecode('800100'))], 'not between 1 and 999'],
    'ordering FALSE written out': [[...head, boolean(false)], 'default value is written out'],
    'a critical extension': [
      [...head, tlv(0xa1, sequence(oid('1.2.3'), boolean(true), octetString(sequence())))],
      'critical extension 1.2.3',
    ],
    'something after the end': [[...head, tlv(0xa2)], 'unexpected element'],
    'two names of the TSA': [
      [...head, tlv(0xa0, explicit(4, name.der), explicit(4, name.der))],
      'exactly one value',
    ],
  };
  for (const [what, [parts, message]] of Object.entries(bad)) {
    it(`refuses ${what}`, () => {
      expectCoreError(() => parseTstInfo(sequence(...parts)), 'FORMAT', message);
    });
  }

  it('passes over a TSA name of another kind and extensions that are not critical', () => {
    const url = tlv(0xa0, tlv(0x86, new TextEncoder().encode('https://tsa.example')));
    const extension = tlv(0xa1, sequence(oid('1.2.3'), octetString(sequence())));
    expect(parseTstInfo(sequence(...head, url, extension)).tsa).to.equal(undefined);
  });
});
