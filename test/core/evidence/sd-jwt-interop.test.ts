/** Against `@sd-jwt/core`, an SD-JWT implementation by others (OpenWallet Foundation), in both directions. */
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { expect } from 'chai';
import { base64urlDecode, utf8 } from '../../../core/bytes.ts';
import type { Signer } from '../../../core/crypto.ts';
import { recordToClaims } from '../../../core/evidence/claims.ts';
import { openRecord, redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { verifyStatementSignature } from '../../../core/evidence/statement-fault.ts';
import { c, goodHeader, makeRecord, makeSdJwt, makeSigner } from './fixtures.ts';

function foreign(signer: Signer) {
  const key = createPublicKey({ key: Buffer.from(signer.spki), format: 'der', type: 'spki' });
  const hash = signer.alg === 'ES256' ? 'sha256' : null;
  return new SDJwtInstance({
    omitTyp: true,
    signAlg: signer.alg,
    signer: async (data: string) => Buffer.from(await signer.sign(utf8(data))).toString('base64url'),
    verifier: async (data: string, signature: string) =>
      verify(hash, utf8(data), { key, dsaEncoding: 'ieee-p1363' }, base64urlDecode(signature)),
    hasher: (data: string | ArrayBuffer) => createHash('sha256').update(String(data)).digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length: number) => randomBytes(length).toString('base64url'),
  });
}

for (const alg of ['ES256', 'EdDSA'] as const)
  describe(`core/evidence against @sd-jwt/core, ${alg}`, () => {
    const signer = makeSigner(alg);
    const theirs = foreign(signer);

    it('they verify our statement and read the same record', async () => {
      const sdJwt = await makeSdJwt(makeRecord(), signer);
      const { payload, header } = await theirs.verify(formatSdJwt(sdJwt));
      expect(payload).to.deep.equal({ record: recordToClaims(makeRecord()) });
      expect(header).to.deep.equal({ ...goodHeader, alg });
    });

    it('they verify what we redacted, and read what is left', async () => {
      const sdJwt = await makeSdJwt(makeRecord(), signer);
      const hidden = ['fields/amount', 'actors/1', 'documents/0', 'provenance'];
      const part = redact(c, sdJwt, (path) => !hidden.includes(path.join('/')));
      const { payload } = await theirs.verify(formatSdJwt(part));
      const { provenance: _, ...rest } = recordToClaims(makeRecord()) as Record<string, never>;
      const { amount: __, ...fields } = makeRecord().fields;
      const [documents, actors] = [
        rest.documents as unknown as unknown[],
        rest.actors as unknown as unknown[],
      ];
      expect(payload).to.deep.equal({
        record: { ...rest, fields, documents: documents.slice(1), actors: actors.slice(0, 1) },
      });
    });

    it('they verify the bare statement', async () => {
      const sdJwt = await makeSdJwt(makeRecord(), signer);
      const { payload } = await theirs.verify(formatSdJwt(redact(c, sdJwt, () => false)));
      expect(payload).to.deep.equal({});
    });

    it('they refuse our statement under another key', async () => {
      const sdJwt = await makeSdJwt(makeRecord(), makeSigner(alg));
      const refused = await theirs.verify(formatSdJwt(sdJwt)).catch((error: Error) => error.message);
      expect(refused).to.match(/signature/i);
    });

    it('we read and verify theirs, whole and as they present it in part', async () => {
      const record = makeRecord();
      const frame = {
        _sd: ['record'],
        record: {
          _sd: Object.keys(recordToClaims(record)),
          documents: { _sd: [0, 1] },
          actors: { _sd: [0, 1] },
          fields: { _sd: Object.keys(record.fields) },
        },
      };
      const header = Object.fromEntries(Object.entries(goodHeader).filter(([name]) => name !== 'alg'));
      const issued = await theirs.issue({ record: recordToClaims(record) }, frame as never, { header });
      const whole = parseSdJwt(issued);
      expect(await verifyStatementSignature(c, whole.jws, signer.spki)).to.equal(true);
      expect(openRecord(c, whole)).to.deep.equal({ record, withheld: [], unmatched: [], errors: [] });

      const presented = await theirs.present(issued, {
        record: { type: true, fields: { amount: true }, documents: { 1: true } },
      } as never);
      const part = openRecord(c, parseSdJwt(presented));
      expect(part.errors).to.deep.equal([]);
      expect(part.record).to.deep.equal({
        type: 'REPAY',
        fields: { amount: record.fields.amount },
        documents: record.documents.slice(1),
      });
      expect(part.withheld).to.have.deep.members([
        { path: '', count: 7 },
        { path: '/fields', count: 5 },
        { path: '/documents', count: 1 },
      ]);
    });
  });
