/** Our credentials against `@sd-jwt/core` (OpenWallet Foundation) in both directions, and what the verifier refuses. */
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { keySigner } from '../../../certs/signer.ts';
import { base64, base64url, base64urlDecode, utf8 } from '../../../core/bytes.ts';
import { CREDENTIAL_TYPE, type CredentialContent, issueCredential } from '../../../core/credential/issue.ts';
import { jwkOf, jwkThumbprint, parseJwk, spkiOfJwk } from '../../../core/credential/jwk.ts';
import { receiptCredential } from '../../../core/credential/receipt-credential.ts';
import { type CredentialOptions, verifyCredential } from '../../../core/credential/verify.ts';
import type { Signer } from '../../../core/crypto.ts';
import type { JsonObject } from '../../../core/json.ts';
import { receiptNumber } from '../../../core/receipt/number.ts';
import { parseReceipt } from '../../../core/receipt/receipt.ts';
import { verifyReceipt } from '../../../core/verify/verify.ts';
import { expectCoreError, expectCoreRejection } from '../../support/expect-error.ts';
import { buildFixture, createWorld, type Fixture, TIMES } from '../../support/package-fixture.ts';
import { AT, nodeCrypto as c, DAY, issue } from '../../support/pki.ts';
import { sealedReceipt } from '../../support/receipt-fixture.ts';
import { failures } from '../../support/report.ts';

const random = (length: number) => new Uint8Array(randomBytes(length));
const ISSUER = 'https://evidence.example.org';

/** Theirs, for an issuer's key and, to show a credential, a holder's. */
function foreign(issuer: Signer, holder?: Signer) {
  const signWith = (signer: Signer) => async (data: string) => base64url(await signer.sign(utf8(data)));
  const checkWith = (spki: Uint8Array) => async (data: string, signature: string) => {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return verify('sha256', utf8(data), { key, dsaEncoding: 'ieee-p1363' }, base64urlDecode(signature));
  };
  return new SDJwtInstance({
    signAlg: 'ES256',
    signer: signWith(issuer),
    verifier: checkWith(issuer.spki),
    hasher: (data: string | ArrayBuffer) => createHash('sha256').update(String(data)).digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length: number) => randomBytes(length).toString('base64url'),
    ...(holder && {
      kbSignAlg: 'ES256',
      kbSigner: signWith(holder),
      kbVerifier: (data: string, signature: string, payload: JsonObject) =>
        checkWith(spkiOfJwk(parseJwk((payload.cnf as JsonObject).jwk)))(data, signature),
    }),
  } as never);
}

describe('core/credential', () => {
  let fixture: Fixture;
  let issuer: Issued;
  let content: CredentialContent;
  let options: CredentialOptions;
  const holder = keySigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  before(async () => {
    fixture = await buildFixture(await createWorld());
    issuer = await issue('credentials', {
      issuer: fixture.world.pki.authority,
      profile: PROFILES.documentSigning,
    });
    content = receiptCredential(c, sealedReceipt(fixture));
    options = { anchors: [fixture.world.pki.root.certificate] };
  });
  const chain = () => [issuer.certificate, fixture.world.pki.authority.certificate];
  const made = (over: Partial<Parameters<typeof issueCredential>[1]> = {}) =>
    issueCredential(c, {
      content,
      signer: issuer.signer,
      chain: chain(),
      issuer: ISSUER,
      issuedAt: AT / 1000,
      random,
      ...over,
    });

  it('says which receipt it is in the open, and hides what was filed until it is disclosed', async () => {
    const [jws] = (await made()).split('~');
    const bare = await verifyCredential(c, `${jws}~`, options);
    expect(bare.code).to.equal('OK');
    expect(bare.withheld).to.equal(6);
    expect(bare.claims).to.include({
      iss: ISSUER,
      vct: CREDENTIAL_TYPE,
      receipt_number: receiptNumber(c, sealedReceipt(fixture).id),
      stage: 'sealed',
    });
    expect(JSON.stringify(bare.claims)).to.not.include('XJ-2026-000123');
    const whole = await verifyCredential(c, await made(), options);
    expect(whole.withheld).to.equal(0);
    expect(whole.claims).to.include({ loan: 'XJ-2026-000123', document_type: 'REPAY' });
  });

  it('carries the machine receipt, which verifies by itself', async () => {
    const { claims } = await verifyCredential(c, await made(), options);
    const receipt = parseReceipt(JSON.stringify(claims!.receipt));
    const report = await verifyReceipt(c, receipt, [], { trust: fixture.world.trust, at: TIMES.produced });
    expect(failures(report)).to.deep.equal([]);
  });

  it('they verify ours, whole and as they present it in part', async () => {
    const theirs = foreign(issuer.signer);
    const text = await made();
    const { payload, header } = await theirs.verify(text);
    expect(header).to.deep.equal({
      alg: 'ES256',
      typ: 'dc+sd-jwt',
      kid: jwkThumbprint(c, jwkOf(issuer.signer.spki)),
      x5c: chain().map(({ der }) => base64(der)),
    });
    expect(payload).to.deep.include({ ...content.open, ...content.hidden, vct: CREDENTIAL_TYPE });
    const shown = await theirs.present(text, { loan: true } as never);
    const ours = await verifyCredential(c, shown, options);
    expect(ours).to.include({ ok: true, withheld: 5 });
    expect(ours.claims).to.include({ loan: 'XJ-2026-000123' });
    expect(ours.claims).to.not.have.any.keys('documents', 'receipt');
  });

  it('we verify theirs', async () => {
    const theirs = foreign(issuer.signer);
    const payload = {
      iss: ISSUER,
      iat: AT / 1000,
      vct: CREDENTIAL_TYPE,
      ...content.open,
      loan: 'L-1',
      documents: [1, 2],
    };
    const frame = { _sd: ['loan', 'documents'], documents: { _sd: [0, 1] } };
    const header = { typ: 'dc+sd-jwt', x5c: chain().map(({ der }) => base64(der)) };
    const text = await theirs.issue(payload as never, frame as never, { header });
    const result = await verifyCredential(c, text, options);
    expect(result).to.include({ ok: true, withheld: 0 });
    expect(result.claims).to.deep.include({ loan: 'L-1', documents: [1, 2] });
  });

  it('is shown by its holder alone when it is bound, and they agree', async () => {
    const theirs = foreign(issuer.signer, holder);
    const text = await made({ holder: jwkOf(holder.spki) });
    const asked = { audience: 'https://tribunal.example.org', nonce: 'n-0S6_WzA2Mj' };
    const kb = { payload: { aud: asked.audience, nonce: asked.nonce, iat: AT / 1000 } };
    const shown = await theirs.present(text, { loan: true } as never, { kb });
    expect((await verifyCredential(c, shown, { ...options, challenge: asked })).code).to.equal('OK');
    expect((await theirs.verify(shown, { keyBindingNonce: asked.nonce } as never)).kb?.payload).to.include(
      kb.payload,
    );
    const codes = async (input: string, over: Partial<CredentialOptions>) =>
      (await verifyCredential(c, input, { ...options, ...over })).code;
    expect(await codes(text, { challenge: asked })).to.equal('HOLDER_MISSING');
    expect(await codes(shown, {})).to.equal('HOLDER');
    expect(await codes(shown, { challenge: { ...asked, nonce: 'other' } })).to.equal('HOLDER');
    const [jws, , ...rest] = shown.split('~');
    expect(await codes([jws, ...rest].join('~'), { challenge: asked })).to.equal('HOLDER');
    const thief = foreign(issuer.signer, issuer.signer);
    expect(await codes(await thief.present(text, {} as never, { kb }), { challenge: asked })).to.equal(
      'HOLDER',
    );
  });

  it('refuses another signature, an unknown or outdated certificate, and a disclosure that was not signed', async () => {
    const text = await made();
    const codeOf = async (input: string, over = options) => (await verifyCredential(c, input, over)).code;
    const [jws, ...rest] = text.split('~');
    const [head, body, tail] = jws!.split('.');
    const changed = base64url(utf8(Buffer.from(body!, 'base64url').toString().replace('sealed', 'logged')));
    expect(await codeOf([`${head}.${changed}.${tail}`, ...rest].join('~'))).to.equal('SIGNATURE');
    expect(await codeOf(text, { anchors: [] })).to.equal('CERTIFICATE');
    expect(await codeOf(await made({ issuedAt: (AT + 11 * DAY) / 1000 }))).to.equal('CERTIFICATE');
    const stray = base64url(utf8('["AAAAAAAAAAAAAAAAAAAAAA","loan","L-2"]'));
    expect(await codeOf(`${jws}~${stray}~`)).to.equal('DISCLOSURE');
    for (const hostile of ['', '~', 'a.b.c~', `${jws}`, `${body}.${body}.${tail}~`])
      expect(await codeOf(hostile), hostile.slice(0, 20)).to.equal('FORMAT');
    expect(await codeOf(text.slice(0, -1)), 'cut off in the middle').to.equal('HOLDER');
  });

  it('refuses the statement of a filer in place of a credential, and a certificate for another purpose', async () => {
    expect((await verifyCredential(c, sealedReceipt(fixture).record!, options)).code).to.equal('FORMAT');
    const { filer, authority } = fixture.world.pki;
    const text = await made({ signer: filer.signer, chain: [filer.certificate, authority.certificate] });
    expect((await verifyCredential(c, text, options)).code).to.equal('CERTIFICATE');
  });

  it('is not made with a key of another kind, or another certificate', async () => {
    const rsa = keySigner(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    await expectCoreRejection(made({ signer: rsa }), 'ALGORITHM', 'ES256');
    await expectCoreRejection(made({ signer: holder }), 'MISUSE', "signer's key");
    expectCoreError(() => parseJwk({ ...jwkOf(holder.spki), d: 'AAAA' } as never), 'FORMAT', 'private key');
  });
});
