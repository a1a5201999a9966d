import { expect } from 'chai';
import type { Crypto } from '../../../core/crypto.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import {
  type BuildOptions,
  buildFixture,
  c,
  createWorld,
  TIMES,
  type World,
} from '../../support/package-fixture.ts';
import { checkOf, failures } from '../../support/report.ts';

/** Items 1 to 3 come under one signature of the filer, item 4 under one of the service. */
describe('core/verify statements signed in a batch', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });

  const verify = async (options: BuildOptions = {}, crypto: Crypto = c) => {
    const { zip } = await buildFixture(world, { batch: true, ...options });
    return verifyPackage(crypto, zip, { trust: world.trust, at: TIMES.produced });
  };
  /** Lets the log take another statement for item 2. */
  const second = (change: (statement: string) => string): BuildOptions => ({
    statement: (sequence, text) => (sequence === 2 ? change(text) : text),
  });
  const ENTRY = 'proof/entries/0002.json';

  it('pass like any others, and the report says how many signatures there are', async () => {
    const report = await verify();
    expect(failures(report)).to.deep.equal([]);
    const { outcome, facts, sentence } = checkOf(report, 'statement-signatures');
    expect([outcome, facts]).to.deep.equal(['passed', { statements: 4, signatures: 2 }]);
    expect(sentence.en).to.equal(
      'All 4 statements are signed by their filers (signatures: 2; one may cover a batch).',
    );
  });

  it('cost one signature check for the batch', async () => {
    const { zip } = await buildFixture(world, { batch: true });
    let checks = 0;
    const spki = world.pki.filer.certificate.spki;
    const counting: Crypto = {
      ...c,
      verify: (alg, key, message, signature) => {
        if (Buffer.compare(key, spki) === 0) checks++;
        return c.verify(alg, key, message, signature);
      },
    };
    await verifyPackage(counting, zip, { trust: world.trust, at: TIMES.produced });
    expect(checks).to.equal(1);
  });

  it('fail by name when the index is that of another item', async () => {
    const report = await verify(second((text) => text.replace(';1;', ';2;')));
    expect(failures(report)).to.deep.equal([`statement-signatures STATEMENT_BATCH ${ENTRY}`]);
    const { sentence } = checkOf(report, 'statement-signatures');
    expect(sentence.en).to.match(/is not part of the batch that .*filer.* signed/);
    expect(sentence.zh).to.include('不属于');
  });

  it('fail by name when the path is cut, longer, or changed', async () => {
    const hash = 'A'.repeat(43);
    for (const change of [
      (path: string) => path.slice(0, 43).replace(/.$/, 'A'),
      (path: string) => (path.length > 43 ? hash : `${hash}AA`),
      (path: string) => (path[0] === 'A' ? `B${path.slice(1)}` : `A${path.slice(1)}`),
    ]) {
      const report = await verify(second((text) => text.replace(/[^;]*$/, change)));
      expect(failures(report)).to.deep.equal([`statement-signatures STATEMENT_BATCH ${ENTRY}`]);
    }
  });

  it('fail when the root or the size was exchanged: the signature is over both', async () => {
    for (const [from, to] of [
      [/(?<="root":").*(?=",)/, 'A'.repeat(43)],
      [/3(?=}$)/, '4'],
    ] as const) {
      const report = await verify(
        second((text) => {
          const [header, payload, rest] = text.split('.') as [string, string, string];
          const json = Buffer.from(payload, 'base64url').toString().replace(from, to);
          return `${header}.${Buffer.from(json).toString('base64url')}.${rest}`;
        }),
      );
      expect(failures(report)).to.deep.equal([`statement-signatures STATEMENT_SIGNATURE ${ENTRY}`]);
    }
  });

  it('fail when the digest is that of another record of the batch', async () => {
    const digest = 'A'.repeat(43);
    const report = await verify(second((text) => text.replace(/^([^;]*;1;)[^;]*/, `$1${digest}`)));
    expect(failures(report)).to.deep.equal([
      'records DISCLOSURE_UNMATCHED data/items/0002-REPAY/record.sd-jwt',
      `statement-signatures STATEMENT_BATCH ${ENTRY}`,
    ]);
  });

  it('fail as unreadable when the size of the manifest leaves no room for the index', async () => {
    const report = await verify(second((text) => text.replace(';1;', ';3;')));
    expect(failures(report)).to.include(`statement-signatures STATEMENT_FORMAT ${ENTRY}`);
  });
});
