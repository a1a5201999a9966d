import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Issued, issueCertificate } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { utf8 } from '../../../core/bytes.ts';
import {
  encodeTimestampRequest,
  parseTimestampRequest,
  parseTimestampResponse,
} from '../../../core/tsp/protocol.ts';
import { verifyTimestampToken } from '../../../core/tsp/token.ts';
import { createEmbeddedTsa } from '../../../server/adapters/tsa-embedded.ts';
import { hasOpenssl, openssl, type Workshop, workshop } from '../../support/openssl.ts';
import { nodeCrypto, subjectOf, systemRandom } from '../../support/pki.ts';

const HOUR = 3_600_000;
const data = utf8('checkpoint\n');

/** OpenSSL's own TSA, from the manual page of `openssl ts`. */
const config = (path: (name: string) => string) => `
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = ${path('serial')}
signer_cert = ${path('tsa.pem')}
certs = ${path('authority.pem')}
signer_key = ${path('tsa-key.pem')}
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

describe('core/tsp with OpenSSL (skipped where the openssl program is missing)', () => {
  let shop: Workshop;
  let root: Issued;
  let authority: Issued;
  const tsas: Issued[] = [];
  before(async function () {
    if (!hasOpenssl) this.skip();
    shop = workshop();
    const now = Date.now();
    const make = (cn: string, profile: keyof typeof PROFILES, key: 'P-256' | 'RSA-3072', issuer?: Issued) =>
      issueCertificate({
        ...(issuer && { issuer }),
        subject: subjectOf(cn),
        profile: PROFILES[profile],
        key,
        notBefore: now - HOUR,
        notAfter: now + HOUR,
      });
    root = await make('root', 'root', 'P-256');
    authority = await make('authority', 'authority', 'P-256', root);
    tsas.push(await make('tsa', 'timestamping', 'P-256', authority));
    tsas.push(await make('tsa rsa', 'timestamping', 'RSA-3072', authority));
    shop.write('root.pem', root.certificatePem);
    shop.write('authority.pem', authority.certificatePem);
    shop.write('chain.pem', tsas[0]!.certificatePem + authority.certificatePem);
    shop.write('data', data);
    shop.write('other', 'other');
    shop.write('tsa.cnf', config(shop.path));
    shop.write('serial', '01\n');
  });
  after(() => shop?.remove());

  const ours = ({ signer, certificate }: Issued) =>
    createEmbeddedTsa({
      crypto: nodeCrypto,
      signer,
      certificate,
      chain: [certificate, authority.certificate],
      clock: { now: () => Date.now() },
      random: systemRandom,
    });
  const query = (...args: string[]) => {
    expect(
      openssl(['ts', '-query', '-data', shop.path('data'), '-out', shop.path('query'), ...args]).status,
    ).to.equal(0);
    return new Uint8Array(readFileSync(shop.path('query')));
  };
  const verify = (...args: string[]) =>
    openssl(['ts', '-verify', '-CAfile', shop.path('root.pem'), ...args]).text;

  it('openssl ts -verify accepts our token over the bytes of a file, and over no other file', async () => {
    for (const tsa of tsas) {
      shop.write('token', await ours(tsa).stamp(nodeCrypto.sha256(data)));
      const token = ['-in', shop.path('token'), '-token_in'];
      expect(verify('-data', shop.path('data'), ...token)).to.include('Verification: OK');
      expect(verify('-data', shop.path('other'), ...token)).to.include('message imprint mismatch');
    }
  });

  it('openssl ts -verify accepts our answers to its own queries', async () => {
    const variants = [
      { args: ['-sha256', '-cert'], untrusted: false },
      { args: ['-sha384', '-cert', '-no_nonce'], untrusted: false },
      { args: ['-sha512', '-tspolicy', '2.999.7365.2.1'], untrusted: true },
    ];
    for (const tsa of tsas) {
      shop.write('chain.pem', tsa.certificatePem + authority.certificatePem);
      for (const { args, untrusted } of variants) {
        shop.write('reply', await ours(tsa).answerTimestampQuery(query(...args)));
        const more = untrusted ? ['-untrusted', shop.path('chain.pem')] : [];
        const reply = ['-queryfile', shop.path('query'), '-in', shop.path('reply'), ...more];
        expect(verify(...reply), args.join(' ')).to.include('Verification: OK');
      }
    }
  });

  it('answers a query with SHA-1 or a foreign policy with a refusal that openssl can read', async () => {
    const cases: [string[], string][] = [
      [['-sha1'], 'unrecognized or unsupported algorithm identifier'],
      [['-sha256', '-tspolicy', '1.2.3'], 'requested TSA policy is not supported'],
    ];
    for (const [args, text] of cases) {
      shop.write('reply', await ours(tsas[0]!).answerTimestampQuery(query(...args)));
      const shown = openssl(['ts', '-reply', '-in', shop.path('reply'), '-text']).text;
      expect(shown).to.include('Status: Rejected.').and.include(text);
    }
  });

  it('accepts tokens that openssl made for its own and for our queries', async () => {
    for (const tsa of tsas) {
      shop.write('tsa.pem', tsa.certificatePem);
      shop.write('tsa-key.pem', tsa.keyPem);
      for (const hash of ['sha256', 'sha512'] as const) {
        query(`-${hash}`, '-cert');
        await accepted(hash, parseTimestampRequest(new Uint8Array(readFileSync(shop.path('query')))).nonce);
      }
      const digest = nodeCrypto.sha256(data);
      shop.write(
        'query',
        encodeTimestampRequest({ digest, nonce: 1n << 62n, certReq: true, policy: '1.2.3.4' }),
      );
      await accepted('sha256', 1n << 62n);
    }
  });

  async function accepted(hash: 'sha256' | 'sha512', nonce: bigint | undefined): Promise<void> {
    const made = openssl([
      'ts',
      '-reply',
      '-config',
      shop.path('tsa.cnf'),
      '-queryfile',
      shop.path('query'),
      '-out',
      shop.path('reply'),
    ]);
    expect(made.status, made.text).to.equal(0);
    const response = parseTimestampResponse(new Uint8Array(readFileSync(shop.path('reply'))));
    expect(response.status, response.text.join()).to.equal(0);
    const result = await verifyTimestampToken(nodeCrypto, response.token!, {
      digest: nodeCrypto[hash](data),
      algorithm: hash === 'sha256' ? 'sha-256' : 'sha-512',
      anchors: [root.certificate],
      ...(nonce !== undefined && { nonce }),
    });
    expect(result.code, JSON.stringify(result.facts)).to.equal('OK');
    expect(result.accuracyMicros).to.equal(1_500_100);
    expect(Math.abs(result.genTime! - Date.now())).to.be.lessThan(HOUR);
  }
});
