import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { challengeOf, formatSignedText, type Meaning } from '../../../../core/evidence/countersignature.ts';
import { redact } from '../../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../../core/evidence/sd-jwt.ts';
import type { Report } from '../../../../core/verify/report.ts';
import { verifyPackage } from '../../../../core/verify/verify.ts';
import { loadSample, type SampleLoan } from '../../../../samples/index.ts';
import { createAuthenticator, type Deviation } from '../../../support/authenticator.ts';
import {
  c,
  createWorld,
  filesOf,
  ORIGIN,
  TIMES,
  type World,
  zipOf,
} from '../../../support/package-fixture.ts';
import { checkOf, verdictsOf } from '../../../support/report.ts';
import { type Filing, filingsOf, packageOf, type SamplePackage } from '../../../support/sample-package.ts';

const PAGE = 'https://portal.example';

/** A countersignature over a statement, as the user's device makes it. */
function countersign(
  all: readonly Filing[],
  statement: string,
  reference: string,
  meaning: Meaning,
  over: Deviation = {},
): Filing {
  const device = createAuthenticator(PAGE);
  const { passkey } = device.create({ challenge: 'AA', rp: { id: 'portal.example' }, user: { id: 'AA' } });
  const statementSha256 = createHash('sha256').update(statement).digest('hex');
  const requestedAt = '2026-03-15T11:59:00Z';
  const text = formatSignedText({
    log: ORIGIN,
    statementSha256,
    meaning,
    requestedAt,
    nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  });
  const challenge = Buffer.from(challengeOf(c, text)).toString('base64url');
  const { response } = device.get({ challenge, rpId: 'portal.example' }, passkey, over);
  const sequence = all.findIndex(({ record }) => record.reference === reference) + 1;
  const [first] = all as [Filing];
  return {
    documents: [],
    record: {
      ...first.record,
      type: 'COUNTERSIGN',
      reference: 'COUNTERSIGN-01',
      documents: [],
      annotates: { id: '0197a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b', sequence },
      fields: {
        meaning,
        statement_sha256: statementSha256,
        signed_text: text,
        rp_id: 'portal.example',
        page_origin: PAGE,
        algorithm: 'ES256',
        public_key: passkey.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        credential_id: passkey.id.toString('base64url'),
        enrolled_at: '2024-09-01T10:00:00+08:00',
        bound_at: '2024-09-08T10:00:00+08:00',
        authenticator_data: response.authenticatorData,
        client_data: response.clientDataJSON,
        signature: response.signature,
        signed_at: requestedAt,
      },
    },
  };
}

describe("core/verify check of the borrower's own key", function () {
  this.timeout(60_000);
  let world: World;
  let loan: SampleLoan;
  let all: Filing[];
  before(async () => {
    world = await createWorld();
    loan = await loadSample('sound-loan');
    all = filingsOf(loan);
  });

  const verify = ({ zip }: Pick<SamplePackage, 'zip'>) =>
    verifyPackage(c, zip, { trust: world.trust, at: TIMES.produced });

  /** The package with a countersignature at its end, over the statement that stands there. */
  async function signed(reference: string, meaning: Meaning, over: Deviation = {}): Promise<SamplePackage> {
    const later = { text: '' };
    const filings = [...all];
    const sequence = filings.findIndex(({ record }) => record.reference === reference);
    // Statements are salted: the countersignature is made when that of its item is known.
    return packageOf(world, loan.loan, [
      ...filings,
      (statements) => {
        later.text = statements[sequence]!;
        return countersign(filings, later.text, reference, meaning, over);
      },
    ]);
  }

  const line = (report: Report, article: string) =>
    report.tables
      .find(({ id }) => id === 'legal')!
      .rows.find((row) => JSON.stringify(row[1]).includes(article))![0];

  it('passes a contract that the borrower’s device signed, and the article on control of the signer is met', async () => {
    const report = await verify(await signed('CONTRACT-01', 'agreed'));
    expect(checkOf(report, 'user-key')).to.include({ outcome: 'passed' });
    expect(checkOf(report, 'user-key').facts).to.deep.include({ items: ['CONTRACT-01'] });
    expect(line(report, '13(2)')).to.deep.equal({ en: 'met', zh: '满足' });
    expect(verdictsOf(report).legal).to.equal('passed');
    expect(JSON.stringify(report)).to.not.match(/可靠(的)?电子签名/);
  });

  it('does not take an acknowledgement of receipt, or a signature under another paper, for one under the contract', async () => {
    for (const [reference, meaning] of [
      ['CONTRACT-01', 'received'],
      ['REPAY-01', 'agreed'],
    ] as const) {
      const report = await verify(await signed(reference, meaning));
      expect(checkOf(report, 'user-key').code).to.equal('PLATFORM_ATTESTED');
      expect(line(report, '13(1)')).to.deep.equal({ en: 'not met', zh: '不满足' });
    }
  });

  it('fails a countersignature that does not hold', async () => {
    for (const [over, rule] of [
      [{ unverified: true }, 'verification'],
      [{ origin: 'https://evil.example' }, 'origin'],
      [{ challenge: 'AAAA' }, 'challenge'],
    ] as const) {
      const report = await verify(await signed('CONTRACT-01', 'agreed', over));
      expect(checkOf(report, 'user-key')).to.include({ outcome: 'failed', code: 'COUNTERSIGNATURE_INVALID' });
      expect(checkOf(report, 'user-key').facts.rule).to.include(rule);
      expect(verdictsOf(report).legal).to.equal('failed');
    }
  });

  it('leaves a countersignature open whose fields are withheld', async () => {
    const made = await signed('CONTRACT-01', 'agreed');
    const items = made.parts.items.map((item) => {
      if (!('record' in item.content) || item.content.type !== 'COUNTERSIGN') return item;
      const kept = redact(c, parseSdJwt(item.content.record), (path) => path[1] !== 'public_key');
      return { ...item, content: { ...item.content, record: formatSdJwt(kept) } };
    });
    const report = await verify({ zip: zipOf(filesOf({ ...made.parts, items })) });
    expect(checkOf(report, 'user-key')).to.include({ outcome: 'not-checked', code: 'FIELD_WITHHELD' });
  });
});
