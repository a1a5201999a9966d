/** A countersignature record is checked offline against the statement that it names. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { base64url, hex, utf8 } from '../../../core/bytes.ts';
import {
  challengeOf,
  countersignatureFaults,
  formatSignedText,
  parseSignedText,
  type SignedText,
} from '../../../core/evidence/countersignature.ts';
import type { JsonObject } from '../../../core/json.ts';
import {
  createAuthenticator,
  type Deviation,
  newKey,
  type SoftPasskey,
} from '../../support/authenticator.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { nodeCrypto } from '../../support/pki.ts';

const STATEMENT = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln';
const LOG = 'log.test/bank';
const TEXT: SignedText = {
  log: LOG,
  statementSha256: hex(nodeCrypto.sha256(utf8(STATEMENT))),
  meaning: 'agreed',
  requestedAt: '2026-11-23T02:00:00.000Z',
  nonce: base64url(new Uint8Array(16)),
};

/** Fields of a record as the service files them. */
function fieldsOf(text: SignedText = TEXT, over: Deviation = {}): JsonObject {
  const passkey: SoftPasskey = {
    id: randomBytes(16),
    kind: 'ES256',
    ...newKey('ES256'),
    userHandle: 'dQ',
    counter: 0,
  };
  const signed = formatSignedText(text);
  const challenge = base64url(challengeOf(nodeCrypto, signed));
  const device = createAuthenticator('https://portal.example');
  const { response } = device.get({ challenge, rpId: 'portal.example' }, passkey, over);
  return {
    meaning: text.meaning,
    statement_sha256: text.statementSha256,
    signed_text: signed,
    rp_id: 'portal.example',
    page_origin: 'https://portal.example',
    algorithm: 'ES256',
    public_key: passkey.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    credential_id: passkey.id.toString('base64url'),
    authenticator_data: response.authenticatorData,
    client_data: response.clientDataJSON,
    signature: response.signature,
  };
}

const faults = (fields: JsonObject, statement = STATEMENT, log = LOG) =>
  countersignatureFaults(nodeCrypto, fields, { log, statement });

describe('core/evidence/countersignature', () => {
  it('holds for the statement that was countersigned, and for no other', async () => {
    expect(await faults(fieldsOf())).to.deep.equal([]);
    expect(await faults(fieldsOf(), `${STATEMENT}A`)).to.deep.equal(['statement']);
    expect(await faults(fieldsOf(), STATEMENT, 'log.test/other')).to.deep.equal(['log']);
  });

  it('does not hold when record and signed text say different things', async () => {
    const fields = fieldsOf();
    expect(await faults({ ...fields, meaning: 'read' })).to.deep.equal(['text']);
    expect(await faults({ ...fields, statement_sha256: '0'.repeat(64) })).to.deep.equal(['text']);
  });

  it('does not hold when the text was changed after signing', async () => {
    const other = formatSignedText({ ...TEXT, meaning: 'received' });
    expect(await faults({ ...fieldsOf(), meaning: 'received', signed_text: other })).to.deep.equal([
      'challenge',
    ]);
  });

  it('names what is wrong with the assertion', async () => {
    expect(await faults(fieldsOf(TEXT, { unverified: true }))).to.deep.equal(['verification']);
    expect(await faults({ ...fieldsOf(), rp_id: 'example' })).to.deep.equal(['rp-id']);
    expect(await faults({ ...fieldsOf(), public_key: '***' })).to.deep.equal(['format']);
    expect(await faults({})).to.deep.equal(['text', 'format']);
  });

  it('reads a signed text in its one spelling alone', () => {
    const text = formatSignedText(TEXT);
    expect(parseSignedText(text)).to.deep.equal(TEXT);
    for (const wrong of [
      text.replace('{', '{ '),
      text.replace('agreed', 'perhaps'),
      text.replace('triseal/countersignature/v1', 'triseal/countersignature/v2'),
      text.replace('"nonce"', '"noncf"'),
      text.replace(/"nonce":"[^"]*"/, '"nonce":1'),
    ])
      expectCoreError(() => parseSignedText(wrong), 'FORMAT', 'a countersigned text is canonical JSON');
    expectCoreError(() => parseSignedText('{'), 'JSON', /./);
  });
});
