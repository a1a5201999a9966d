import { expect } from 'chai';
import { utf8, utf8Decode } from '../../../core/bytes.ts';
import type { JsonObject } from '../../../core/json.ts';
import { encodeTrust, parseTrust, type Trust, trustFingerprint } from '../../../core/verify/trust.ts';
import { TRUST_FILE_NAMES, trustFiles } from '../../../core/verify/trust-files.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { c, createWorld } from '../../support/package-fixture.ts';

describe('core/verify trust', () => {
  let trust: Trust;
  before(async () => {
    trust = (await createWorld()).trust;
  });

  it('is read in any spelling, and has one fingerprint', () => {
    const pretty = utf8(JSON.stringify(Object.fromEntries(Object.entries(trust).reverse()), null, 2));
    expect(parseTrust(pretty)).to.deep.equal(trust);
    expect(trustFingerprint(c, parseTrust(pretty))).to.equal(trustFingerprint(c, trust));
    expect(trustFingerprint(c, { ...trust, origin: 'other' })).to.not.equal(trustFingerprint(c, trust));
  });

  it('allows an installation without a chain', () => {
    expect(parseTrust(encodeTrust({ ...trust, chain: null })).chain).to.equal(null);
  });

  it('lays out the same data as files', () => {
    const files = trustFiles(trust);
    expect([...files.keys()]).to.deep.equal([...TRUST_FILE_NAMES]);
    expect(utf8Decode(files.get('policy')!)).to.equal(trust.policy);
    expect(utf8Decode(files.get('certificates/signers.pem')!).match(/BEGIN CERTIFICATE/g)).to.have.length(2);
  });

  const broken: [string, (json: Record<string, unknown>) => void, RegExp][] = [
    ['another version', (json) => Object.assign(json, { version: 2 }), /version 1/],
    ['an unknown member', (json) => Object.assign(json, { extra: 1 }), /no members but those/],
    ['a missing member', (json) => void delete json.policy, /a text policy/],
    [
      'two parties',
      (json) => void (json.parties as unknown[]).pop(),
      /names the parties bank, user, commission/,
    ],
    ['parties in another order', (json) => void (json.parties as unknown[]).reverse(), /in this order/],
    [
      'an unknown use',
      (json) => Object.assign((json.signers as JsonObject[])[0]!, { use: 'court' }),
      /"filer" or "service"/,
    ],
    [
      'an address without checksum',
      (json) => Object.assign(json.chain as JsonObject, { contract: `0x${'ab'.repeat(20)}` }),
      /EIP-55/,
    ],
    ['a list that is none', (json) => Object.assign(json, { crls: 'none' }), /a list crls/],
    ['an endless list', (json) => Object.assign(json, { crls: new Array(1025).fill('x') }), /at most 1024/],
  ];
  for (const [name, edit, message] of broken) {
    it(`refuses ${name}`, () => {
      const json = JSON.parse(utf8Decode(encodeTrust(trust))) as Record<string, unknown>;
      edit(json);
      expectCoreError(() => parseTrust(utf8(JSON.stringify(json))), 'FORMAT', message);
    });
  }
});
