import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { base64, base64Decode, utf8 } from '../../../core/bytes.ts';
import { renewalDigest } from '../../../core/tsp/renewal.ts';
import { verifyTimestampToken } from '../../../core/tsp/token.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import { createEmbeddedTsa } from '../../../server/adapters/tsa-embedded.ts';
import { createRenewal, type RenewalDeps, renewDue, stands } from '../../../server/log/renewal.ts';
import type { EvidenceStore, RoundRow } from '../../../server/ports/evidence-store.ts';
import { AT, nodeCrypto as c, DAY, issue, systemRandom } from '../../support/pki.ts';

const ORIGIN = 'triseal.local/renewal';
const CHECKPOINT = 'a cosigned checkpoint\n';

describe('server/log renewal of time-stamps', () => {
  let root: Issued;
  let first: Issued;
  let second: Issued;
  before(async () => {
    root = await issue('tsa root', { profile: PROFILES.root, to: AT + 3000 * DAY });
    const tsa = (cn: string, to: number) => issue(cn, { issuer: root, profile: PROFILES.timestamping, to });
    first = await tsa('first', AT + 365 * DAY);
    second = await tsa('second', AT + 1000 * DAY);
  });

  let store: EvidenceStore;
  let now: number;
  let lines: string[];
  beforeEach(async () => {
    store = await openSqliteStore(':memory:');
    now = AT;
    lines = [];
  });
  afterEach(() => store.close());

  const clock = { now: () => now };
  const tsaOf = ({ signer, certificate }: Issued) =>
    createEmbeddedTsa({ crypto: c, signer, certificate, chain: [certificate], clock, random: systemRandom });
  const deps = (tsa: Issued, over: Partial<RenewalDeps> = {}): RenewalDeps => {
    const note = (level: string) => (_facts: object, message: string) =>
      void lines.push(`${level} ${message}`);
    return {
      store,
      origin: ORIGIN,
      crypto: c,
      clock,
      timestamper: tsaOf(tsa),
      trust: { anchors: [root.certificate], intermediates: [], crls: [] },
      days: 90,
      amend: async (size, change) => {
        const changed = change((await store.round(ORIGIN, size))!);
        await store.saveRound(changed);
        return changed;
      },
      logger: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
      ...over,
    };
  };
  const save = async (size: number, over: Partial<RoundRow> = {}) => {
    const token = await tsaOf(first).stamp(c.sha256(utf8(CHECKPOINT)));
    await store.saveRound({
      origin: ORIGIN,
      size,
      root: '00'.repeat(32),
      checkpoint: CHECKPOINT,
      witnessed: [],
      quorumAt: new Date(now).toISOString(),
      timestamp: base64(token),
      timestampedAt: new Date(now).toISOString(),
      confirmations: [],
      ...over,
    });
  };
  const renewalsOf = async (size: number) => (await store.round(ORIGIN, size))?.renewals ?? [];

  it('leaves a time-stamp alone until its certificate has as many days left as configured', async () => {
    await save(3);
    now = AT + 275 * DAY - 1;
    await renewDue(deps(second));
    expect(await renewalsOf(3)).to.deep.equal([]);
    now += 1;
    await renewDue(deps(second));
    expect(await renewalsOf(3)).to.have.length(1);
    expect(lines).to.deep.equal(['info time-stamp renewed']);
  });

  it('stamps the token before it, and once', async () => {
    await save(3);
    now = AT + 300 * DAY;
    await renewDue(deps(second));
    await renewDue(deps(second));
    const [renewal, ...more] = await renewalsOf(3);
    expect(more).to.deep.equal([]);
    expect(renewal!.at).to.equal(new Date(now).toISOString());
    const { timestamp } = (await store.round(ORIGIN, 3))!;
    const digest = renewalDigest(c, base64Decode(timestamp!, 'token'));
    const anchors = [root.certificate];
    const judged = await verifyTimestampToken(c, base64Decode(renewal!.token, 'token'), { digest, anchors });
    expect(judged).to.include({ ok: true, genTime: now });
  });

  it('goes on from the newest renewal when that one is due', async () => {
    await save(3);
    now = AT + 300 * DAY;
    await renewDue(deps(second));
    now = AT + 950 * DAY;
    const third = await issue('third', {
      issuer: root,
      profile: PROFILES.timestamping,
      to: AT + 2000 * DAY,
    });
    await renewDue(deps(third));
    const [one, two] = await renewalsOf(3);
    const digest = renewalDigest(c, base64Decode(one!.token, 'token'));
    const anchors = [root.certificate];
    const judged = await verifyTimestampToken(c, base64Decode(two!.token, 'token'), { digest, anchors });
    expect(judged.ok).to.equal(true);
    expect(await createRenewal(deps(third)).standsUntil()).to.equal(AT + 2000 * DAY);
  });

  it('renews the newest round with quorum and the newest sealed one, and no older ones', async () => {
    const where = { chainId: 1, contract: '', log: '', transaction: '', blockNumber: 1, blockHash: '' };
    const sealed = { seal: { ...where, blockTime: new Date(AT).toISOString() } };
    await save(2, sealed);
    await save(3, sealed);
    await save(4);
    await save(5);
    now = AT + 300 * DAY;
    await renewDue(deps(second));
    const counts = await Promise.all([2, 3, 4, 5].map(async (size) => (await renewalsOf(size)).length));
    expect(counts).to.deep.equal([0, 1, 0, 1]);
  });

  it('adds no renewal that stands no longer than what it renews, and says so', async () => {
    await save(3);
    now = AT + 300 * DAY;
    await renewDue(deps(first));
    expect(await renewalsOf(3)).to.deep.equal([]);
    expect(lines[0]).to.match(/^warn .*own certificate ends no later/);
  });

  it('does not pretend when it is too late: neither after the end, nor for a token that does not verify', async () => {
    await save(3);
    now = AT + 365 * DAY + 1;
    await renewDue(deps(second));
    expect(await renewalsOf(3)).to.deep.equal([]);
    expect(lines[0]).to.match(/^error too late/);
    await store.saveRound({ ...(await store.round(ORIGIN, 3))!, checkpoint: 'another\n' });
    await renewDue(deps(second));
    expect(lines[1]).to.match(/^error .*does not verify/);
    expect(await createRenewal(deps(second)).standsUntil()).to.equal(undefined);
  });

  it('refuses a renewal that it could not verify itself', async () => {
    await save(3);
    now = AT + 300 * DAY;
    const stranger = await issue('stranger', {
      profile: PROFILES.root,
      to: AT + 3000 * DAY,
    });
    const foreign = await issue('foreign', {
      issuer: stranger,
      profile: PROFILES.timestamping,
      to: AT + 900 * DAY,
    });
    await renewDue(deps(foreign));
    expect(await renewalsOf(3)).to.deep.equal([]);
    expect(lines[0]).to.match(/^error the renewal .*does not verify/);
  });

  it('keeps what another run has added meanwhile, and survives an authority that is away', async () => {
    await save(3);
    now = AT + 300 * DAY;
    const raced = deps(second, {
      amend: async (size, change) => {
        const standing = (await store.round(ORIGIN, size))!;
        const other = { ...standing, renewals: [{ token: 'other', at: 'then' }] };
        await store.saveRound(change(other));
        return other;
      },
    });
    await renewDue(raced);
    expect(await renewalsOf(3)).to.deep.equal([{ token: 'other', at: 'then' }]);
    await save(3);
    const away = { stamp: () => Promise.reject(new Error('away')) };
    const refused = await renewDue(deps(second, { timestamper: away })).catch(
      (error: Error) => error.message,
    );
    expect(refused).to.equal('away');
    expect(await renewalsOf(3)).to.deep.equal([]);
  });

  it('stamps once more shortly before a signing certificate ends, where no token is from so shortly before', async () => {
    await save(3);
    const signing = () => [AT + 200 * DAY];
    now = AT + 110 * DAY - 1;
    await renewDue(deps(second, { signing }));
    expect(await renewalsOf(3)).to.deep.equal([]);
    now += 1;
    await renewDue(deps(first, { signing }));
    await renewDue(deps(first, { signing }));
    expect(await renewalsOf(3)).to.have.length(1);
    // A token of a later checkpoint is from within those days already; after the end it would say nothing.
    await save(4);
    await renewDue(deps(first, { signing }));
    expect(await renewalsOf(4)).to.deep.equal([]);
    now = AT;
    await save(5);
    now = AT + 200 * DAY;
    await renewDue(deps(first, { signing }));
    expect(await renewalsOf(5)).to.deep.equal([]);
  });

  it('stamps by SHA-512 once everything was hashed anew', async () => {
    const hashes = 'what was hashed anew\n';
    await save(3);
    const token = await tsaOf(first).stamp(c.sha512(utf8(hashes)));
    const renewed = { token: base64(token), at: new Date(now).toISOString(), hashes };
    await store.saveRound({ ...(await store.round(ORIGIN, 3))!, renewals: [renewed] });
    now = AT + 300 * DAY;
    await renewDue(deps(second));
    const [, next] = await renewalsOf(3);
    const anchors = [root.certificate];
    const input = { digest: renewalDigest(c, token, 'sha-512'), algorithm: 'sha-512', anchors } as const;
    const judged = await verifyTimestampToken(c, base64Decode(next!.token, 'token'), input);
    expect(judged).to.include({ ok: true, genTime: now });
    expect(await stands(deps(second), (await store.round(ORIGIN, 3))!)).to.equal(true);
    now = AT + 1001 * DAY;
    expect(await stands(deps(second), (await store.round(ORIGIN, 3))!)).to.equal(false);
  });

  it('runs what else keeps evidence alive, after the time-stamps', async () => {
    let ran = 0;
    const amend = deps(second).amend;
    const renewal = createRenewal(
      deps(second, {
        amend,
        hashAnew: async (given) => {
          expect(given).to.equal(amend);
          ran++;
        },
      }),
    );
    renewal.start();
    for (let i = 0; i < 200 && ran === 0; i++) await new Promise((done) => setTimeout(done, 5));
    await renewal.stop();
    expect(ran).to.equal(1);
  });

  it('has nothing to do before there is a time-stamp', async () => {
    await renewDue(deps(second));
    expect(lines).to.deep.equal([]);
    expect(await createRenewal(deps(second)).standsUntil()).to.equal(undefined);
  });
});
