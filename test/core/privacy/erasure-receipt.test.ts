import { expect } from 'chai';
import { base64url, utf8 } from '../../../core/bytes.ts';
import {
  type ErasureReceipt,
  REMAINS,
  readErasureReceipt,
  signErasureReceipt,
  verifyErasureReceipt,
} from '../../../core/privacy/erasure-receipt.ts';
import { type Keys, makeKeys, trustOf } from '../../support/api.ts';
import { AT, nodeCrypto as c } from '../../support/pki.ts';

const receipt: ErasureReceipt = {
  id: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  origin: 'log.test/api',
  organisation: 'demo-bank',
  item: {
    id: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e12',
    index: 1,
    sequence: 2,
    type: 'KYC',
    leaf_hash: 'ab'.repeat(32),
  },
  scope: { documents: [1], fields: ['id_number'] },
  ground: 'request',
  requested_at: '2026-03-15T10:00:00.000Z',
  decided_at: '2026-03-15T10:00:01.000Z',
  erased_at: '2026-03-15T10:00:02.000Z',
  destroyed: { keys: 1, documents: 1 },
  remains: REMAINS,
  evidence: { id: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e13', index: 2, sequence: 3 },
};

describe('core/privacy erasure receipt', () => {
  let keys: Keys;
  before(async () => {
    keys = await makeKeys();
  });
  const sign = (by = keys.service, over: Partial<ErasureReceipt> = {}) =>
    signErasureReceipt(
      { signer: by.signer, certificateSha256: c.sha256(by.certificate.der), issuedAt: AT / 1000 },
      { ...receipt, ...over },
    );
  const verify = async (jws: string) => verifyErasureReceipt(c, trustOf(keys), jws);
  const encoded = (value: unknown) => base64url(utf8(JSON.stringify(value)));

  it('comes back as it was signed, and holds', async () => {
    const jws = await sign();
    const read = readErasureReceipt(jws);
    expect(read.receipt).to.deep.equal(receipt);
    expect(read.signedAt).to.equal(AT / 1000);
    expect(await verify(jws)).to.deep.equal({ ok: true, receipt });
    expect(readErasureReceipt(await sign(keys.service, { scope: 'everything' })).receipt.scope).to.equal(
      'everything',
    );
  });

  it('holds for a certificate of the service alone', async () => {
    expect(await verify(await sign(keys.filer))).to.deep.equal({ ok: false, fault: 'SIGNER_USE' });
    expect(await verify(await sign(keys.foreign))).to.deep.equal({ ok: false, fault: 'SIGNER_UNKNOWN' });
  });

  it('holds for no other byte of it', async () => {
    const jws = await sign();
    const [header, , signature] = jws.split('.') as [string, string, string];
    for (const [name, value] of Object.entries({
      ground: 'order',
      scope: 'everything',
      erased_at: '2030-01-01T00:00:00.000Z',
      item: { ...receipt.item, sequence: 9 },
    })) {
      const changed = `${header}.${encoded({ version: 1, ...receipt, [name]: value })}.${signature}`;
      expect(await verify(changed), name).to.deep.equal({ ok: false, fault: 'SIGNATURE' });
    }
    const cut = `${jws.slice(0, -4)}AAAA`;
    expect(await verify(cut)).to.deep.equal({ ok: false, fault: 'SIGNATURE' });
  });

  it('is refused when it is none, by what is wrong', async () => {
    const [header, payload, signature] = (await sign()).split('.') as [string, string, string];
    const protectedBy = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
    const h = (over: object) => `${encoded({ ...protectedBy, ...over })}.${payload}.${signature}`;
    const p = (value: unknown) => `${header}.${encoded(value)}.${signature}`;
    const bad: [string, string][] = [
      ['', 'does not have three parts'],
      [`${header}.${payload}`, 'does not have three parts'],
      [`${header}.${payload}.${signature}.`, 'does not have three parts'],
      [h({ alg: 'none' }), 'is signed with another algorithm'],
      [h({ alg: 'HS256' }), 'is signed with another algorithm'],
      [h({ typ: 'evidence+sd-jwt' }), 'is not of type triseal-erasure+jwt'],
      [h({ iat: 'now' }), 'does not say when it was signed'],
      [h({ 'x5t#S256': 'AA' }), 'is not a SHA-256 digest'],
      [p({ ...receipt, version: 2 }), 'is not of version 1'],
      [p({ version: 1 }), 'lacks a member'],
      [p({ ...receipt, version: 1, item: 'x' }), 'lacks a member'],
      [p({ ...receipt, version: 1, scope: 'much' }), 'does not say what was erased'],
      [p({ ...receipt, version: 1, scope: { documents: [] } }), 'does not say what was erased'],
      [p({ ...receipt, version: 1, ground: 'because' }), 'names no known ground'],
      [p([]), 'expected a JSON object'],
      [`${header}.!.${signature}`, ''],
    ];
    for (const [jws, why] of bad) {
      expect(() => readErasureReceipt(jws), why || jws).to.throw(why);
    }
  });
});
