/** An assertion is checked from its bytes alone: each rule breaks by itself, and hostile bytes never throw. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { base64url } from '../../../core/bytes.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { type Assertion, verifyAssertion } from '../../../core/evidence/webauthn.ts';
import {
  createAuthenticator,
  type Deviation,
  newKey,
  type PasskeyKind,
  type SoftPasskey,
} from '../../support/authenticator.ts';
import { nodeCrypto } from '../../support/pki.ts';

const ORIGIN = 'https://portal.example';
const RP = 'portal.example';
const CHALLENGE = nodeCrypto.sha256(new Uint8Array([1, 2, 3]));
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

function asserted(kind: PasskeyKind = 'ES256', over: Deviation = {}): Assertion {
  const device = createAuthenticator(ORIGIN);
  const passkey: SoftPasskey = {
    id: randomBytes(16),
    kind,
    ...newKey(kind),
    userHandle: 'dQ',
    counter: 0,
  };
  const { response } = device.get({ challenge: base64url(CHALLENGE), rpId: RP }, passkey, over);
  return {
    algorithm: kind,
    publicKey: new Uint8Array(passkey.publicKey.export({ type: 'spki', format: 'der' })),
    authenticatorData: bytes(response.authenticatorData),
    clientDataJson: bytes(response.clientDataJSON),
    signature: bytes(response.signature),
    rpId: RP,
    origin: ORIGIN,
    challenge: CHALLENGE,
  };
}

const rules = (assertion: Assertion) => verifyAssertion(nodeCrypto, assertion);

describe('core/evidence/webauthn', () => {
  it('accepts P-256, Ed25519 and RSA passkeys, with either implementation of the primitives', async () => {
    for (const kind of ['ES256', 'EdDSA', 'RS256'] as const) {
      const assertion = asserted(kind);
      expect(await rules(assertion), kind).to.deep.equal([]);
      expect(await verifyAssertion(portableCrypto, assertion), `${kind} portable`).to.deep.equal([]);
    }
  });

  it('names each rule that does not hold, and no other', async () => {
    const deviations: readonly (readonly [Deviation, string])[] = [
      [{ type: 'webauthn.create' }, 'type'],
      [{ challenge: base64url(nodeCrypto.sha256(new Uint8Array([9]))) }, 'challenge'],
      [{ origin: 'https://portal.example.evil.test' }, 'origin'],
      [{ crossOrigin: true }, 'cross-origin'],
      [{ rpId: 'example' }, 'rp-id'],
      [{ absent: true }, 'presence'],
      [{ unverified: true }, 'verification'],
      [{ key: newKey('ES256').privateKey }, 'signature'],
    ];
    for (const [over, rule] of deviations)
      expect(await rules(asserted('ES256', over)), rule).to.deep.equal([rule]);
  });

  it('names all of them together', async () => {
    const over = { type: 'x', origin: 'https://other.test', unverified: true };
    expect(await rules(asserted('ES256', over))).to.deep.equal(['type', 'origin', 'verification']);
  });

  it('holds origin and relying party together: a page elsewhere, or without TLS, cannot stand for it', async () => {
    for (const [origin, rpId, holds] of [
      ['https://portal.example', 'example', true],
      ['https://portal.example:8443', 'portal.example', true],
      ['https://notportal.example', 'portal.example', false],
      ['http://portal.example', 'portal.example', false],
      ['http://localhost:8420', 'localhost', true],
      ['https://portal.example/', 'portal.example', false],
      ['https://evil.test?portal.example', 'portal.example', false],
      ['https://portal.example', '', false],
    ] as const) {
      const assertion = { ...asserted('ES256', { origin, rpId }), origin, rpId };
      expect(await rules(assertion), `${origin} ${rpId}`).to.deep.equal(holds ? [] : ['origin']);
    }
  });

  it('refuses a signature under another algorithm than the key’s, and one over other bytes', async () => {
    expect(await rules({ ...asserted('ES256'), algorithm: 'EdDSA' })).to.deep.equal(['signature']);
    const changed = asserted();
    const data = changed.authenticatorData.slice();
    data[36]! ^= 1;
    expect(await rules({ ...changed, authenticatorData: data })).to.deep.equal(['signature']);
  });

  it('takes bytes that are none for malformed: truncated, too long, no JSON, duplicate members', async () => {
    const good = asserted();
    const text = Buffer.from(good.clientDataJson).toString();
    const hostile: Partial<Assertion>[] = [
      { authenticatorData: good.authenticatorData.subarray(0, 36) },
      { authenticatorData: new Uint8Array([...good.authenticatorData, 0]) },
      { authenticatorData: new Uint8Array() },
      { clientDataJson: new Uint8Array() },
      { clientDataJson: new Uint8Array([0xff, 0xfe]) },
      { clientDataJson: new Uint8Array(Buffer.from('[]')) },
      { clientDataJson: new Uint8Array(Buffer.from(text.replace('{', '{"type":"webauthn.get",'))) },
      { algorithm: 'none' as 'ES256' },
    ];
    for (const [i, part] of hostile.entries())
      expect(await rules({ ...good, ...part }), String(i)).to.deep.equal(['format']);
    for (const signature of [new Uint8Array(), new Uint8Array(64), good.signature.subarray(1)])
      expect(await rules({ ...good, signature })).to.deep.equal(['signature']);
    expect(await rules({ ...good, publicKey: new Uint8Array(3) })).to.deep.equal(['signature']);
  });
});
