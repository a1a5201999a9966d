/** Records, keys and SD-JWTs for the tests of this room; fresh objects each time. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { base64url, utf8 } from '../../../core/bytes.ts';
import { canonicalBytes } from '../../../core/canon.ts';
import type { Signer } from '../../../core/crypto.ts';
import { createStatement } from '../../../core/evidence/create.ts';
import { disclosureDigest } from '../../../core/evidence/disclosure.ts';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import type { SdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { Json } from '../../../core/json.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';

export const c = createNodeCrypto();
export const certificateSha256 = new Uint8Array(createHash('sha256').update('certificate').digest());
/** 2026-01-31T02:00:00Z */
export const issuedAt = 1769824800;

export function makeSigner(alg: 'ES256' | 'EdDSA'): Signer {
  const { privateKey, publicKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return {
    alg,
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    sign: async (message) => new Uint8Array(sign(alg === 'ES256' ? 'sha256' : null, message, key)),
  };
}

export const cny = (amount: string) => ({ amount, currency: 'CNY' });

export function makeRecord(changes: Partial<EvidenceRecord> = {}): EvidenceRecord {
  return {
    version: '1',
    type: 'REPAY',
    loan: 'XJ-2026-000123',
    reference: 'REPAY-03',
    documents: [
      {
        name: '还款回单.pdf',
        mediaType: 'application/pdf',
        size: 1,
        sha256: '0'.repeat(64),
        sm3: '1'.repeat(64),
      },
      {
        name: 'trace.json',
        mediaType: 'application/json',
        size: 0,
        sha256: '2'.repeat(64),
        sm3: '3'.repeat(64),
      },
    ],
    event: { time: '2026-01-31T10:00:00+08:00', source: 'system', zone: 'Asia/Shanghai' },
    provenance: {
      class: 'sourced',
      system: 'core-banking',
      version: '5.2.1',
      generator: 'automatic: repayment engine',
      upstreamReference: 'TX-77',
      clock: { state: 'synchronised', source: 'ntp.example', offsetMs: -3 },
      transferPath: ['core-banking', 'evidence-gateway'],
      selfCheck: { time: '2026-01-31T09:59:00+08:00', result: 'passed', tool: 'envcheck 2.0' },
    },
    actors: [
      { role: 'lender', id: 'demo-bank', name: '示例银行', authority: 'contract XJ-2026-000123' },
      { role: 'borrower', id: 'user-1' },
    ],
    fields: {
      bank_reference: 'TX-77',
      paid_at: '2026-01-31T10:00:00+08:00',
      amount: cny('4442.44'),
      source: 'direct-debit',
      allocation: {
        principal: cny('3992.44'),
        interest: cny('450.00'),
        default_interest: cny('0.00'),
        fees: cny('0.00'),
      },
      principal_balance: cny('46007.56'),
    },
    filing: { organisation: 'demo-bank', signedBy: 'filer' },
    ...changes,
  };
}

/** Bytes that differ from call to call but not from run to run. */
export function counterRandom(): (length: number) => Uint8Array {
  let calls = 0;
  return (length) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 32)
      out.set(c.sha256(utf8(`${calls}/${at}`)).subarray(0, Math.min(32, length - at)), at);
    calls++;
    return out;
  };
}

export function makeSdJwt(record = makeRecord(), signer = makeSigner('ES256')): Promise<SdJwt> {
  return createStatement(c, { record, signer, certificateSha256, issuedAt, random: counterRandom() });
}

let salts = 0;
/** A disclosure with a fresh salt. */
export function disclose(...content: Json[]): { readonly encoded: string; readonly digest: string } {
  const salt = base64url(c.sha256(utf8(`salt ${salts++}`)).subarray(0, 16));
  return raw([salt, ...content]);
}

export function raw(content: Json): { readonly encoded: string; readonly digest: string } {
  const encoded = base64url(canonicalBytes(content));
  return { encoded, digest: disclosureDigest(c, encoded) };
}

/** A JWS with this header and payload and a signature of zeros. */
export function unsignedJws(header: Json, payload: Json): string {
  const parts = [canonicalBytes(header), canonicalBytes(payload), new Uint8Array(64)];
  return parts.map(base64url).join('.');
}

export const goodHeader = {
  alg: 'ES256',
  iat: issuedAt,
  typ: 'evidence+sd-jwt',
  'x5t#S256': base64url(certificateSha256),
} as const;

/** A statement over this record digest that nobody signed. */
export function statementOver(digest: string): string {
  return unsignedJws(goodHeader, { _sd: [digest], _sd_alg: 'sha-256' });
}
