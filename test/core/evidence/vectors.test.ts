import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import { hex, hexDecode, utf8 } from '../../../core/bytes.ts';
import type { Signer } from '../../../core/crypto.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { signBatch } from '../../../core/evidence/batch.ts';
import { recordFromClaims } from '../../../core/evidence/claims.ts';
import { createStatement } from '../../../core/evidence/create.ts';
import { openRecord, redact } from '../../../core/evidence/open.ts';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { readStatement, statementDigest } from '../../../core/evidence/statement.ts';
import { verifyStatementSignature } from '../../../core/evidence/statement-fault.ts';
import type { JsonObject } from '../../../core/json.ts';
import { spkiOf } from '../../../core/spki.ts';
import { readVectors } from '../../support/vectors.ts';

interface Signed {
  readonly spki: string;
  readonly sdJwt: string;
  readonly statementDigest: string;
}
interface Vectors {
  readonly seed: string;
  readonly certificateSha256: string;
  readonly issuedAt: number;
  readonly record: JsonObject;
  readonly ed25519: Signed;
  readonly es256: Signed;
  readonly redacted: {
    readonly keep: string[];
    readonly sdJwt: string;
    readonly record: JsonObject;
    readonly withheld: unknown;
  };
}

interface BatchVectors {
  readonly certificateSha256: string;
  readonly issuedAt: number;
  readonly recordDigests: readonly string[];
  readonly root: string;
  readonly ed25519: { readonly spki: string; readonly statements: readonly string[] };
  readonly es256: { readonly spki: string; readonly statements: readonly string[] };
}

const c = portableCrypto;
const vectors = readVectors<Vectors>('evidence/statement.json');
const batch = readVectors<BatchVectors>('evidence/batch.json');
const seed = hexDecode(vectors.seed);
const record = recordFromClaims(vectors.record) as EvidenceRecord;

const signers: Record<'ed25519' | 'es256', Signer> = {
  ed25519: {
    alg: 'EdDSA',
    spki: spkiOf({ alg: 'EdDSA', point: ed25519.getPublicKey(seed) }),
    sign: async (message) => ed25519.sign(message, seed),
  },
  es256: {
    alg: 'ES256',
    spki: spkiOf({ alg: 'ES256', point: p256.getPublicKey(seed, false) }),
    sign: async (message) => p256.sign(message, seed),
  },
};

function salts(length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; 16 * i < length; i++)
    out.set(c.sha256(utf8(`TriSeal test vector: salt ${i}`)).subarray(0, 16), 16 * i);
  return out;
}

describe('core/evidence: published vectors of this format', () => {
  for (const name of ['ed25519', 'es256'] as const)
    it(`reproduces and verifies the ${name} statement byte for byte`, async () => {
      const { spki, sdJwt, statementDigest: id } = vectors[name];
      const made = await createStatement(c, {
        record,
        signer: signers[name],
        certificateSha256: hexDecode(vectors.certificateSha256),
        issuedAt: vectors.issuedAt,
        random: salts,
      });
      expect(formatSdJwt(made)).to.equal(sdJwt);
      expect(hex(signers[name].spki)).to.equal(spki);
      expect(hex(statementDigest(c, made.jws))).to.equal(id);
      expect(await verifyStatementSignature(c, made.jws, hexDecode(spki))).to.equal(true);
      expect(openRecord(c, parseSdJwt(sdJwt))).to.deep.equal({
        record,
        withheld: [],
        unmatched: [],
        errors: [],
      });
    });

  for (const name of ['ed25519', 'es256'] as const)
    it(`reproduces and verifies the ${name} batch byte for byte`, async () => {
      const { spki, statements } = batch[name];
      const by = {
        signer: signers[name],
        certificateSha256: hexDecode(batch.certificateSha256),
        issuedAt: batch.issuedAt,
      };
      expect(await signBatch(c, by, batch.recordDigests)).to.deep.equal(statements);
      for (const [index, text] of statements.entries()) {
        const statement = readStatement(text);
        expect(statement.recordDigest).to.equal(batch.recordDigests[index]);
        expect(hex(statement.batch!.manifest.root)).to.equal(batch.root);
        expect(await verifyStatementSignature(c, text, hexDecode(spki))).to.equal(true);
      }
    });

  it('redacts to the published form and reads it', () => {
    const { keep, sdJwt, record: left, withheld } = vectors.redacted;
    const part = redact(c, parseSdJwt(vectors.ed25519.sdJwt), (path) => keep.includes(path.join('/')));
    expect(formatSdJwt(part)).to.equal(sdJwt);
    expect(openRecord(c, part)).to.deep.equal({
      record: recordFromClaims(left),
      withheld,
      unmatched: [],
      errors: [],
    });
  });
});
