/** The register and the counts beyond one process: what another writes is taken up, what a restart must keep is kept. */
import { expect } from 'chai';
import { hex } from '../../../core/bytes.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import type { OpenDocumentStore } from '../../../server/ports/document-store.ts';
import { createCustody } from '../../../server/usecases/custody/create.ts';
import { createOrganisationRegister } from '../../../server/usecases/organisations/create.ts';
import { NO_QUOTA, type OrganisationQuota } from '../../../server/usecases/organisations/types.ts';
import { createUsage } from '../../../server/usecases/organisations/usage.ts';
import { callerWith } from '../../support/access.ts';
import { BANK, type Keys, makeKeys, OTHER, thumbprint, trustOf } from '../../support/api.ts';
import { AT, nodeCrypto } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

const operator = callerWith('operator');

describe('access: the register in the store', () => {
  let keys: Keys;
  let documents: OpenDocumentStore;
  const clock = { at: AT, now: () => clock.at };
  before(async () => {
    keys = await makeKeys();
  });
  beforeEach(() => {
    clock.at = AT;
    documents = openSqliteDocuments(':memory:');
  });
  afterEach(() => documents.close());

  const open = (over: { base?: Trust; onChange?: (trust: Trust) => void } = {}) =>
    createOrganisationRegister({
      documents,
      custody: createCustody({ documents, crypto: nodeCrypto, clock }),
      crypto: nodeCrypto,
      clock,
      base: trustOf(keys),
      kinds: { [OTHER]: 'commission' },
      ...over,
    });
  const digest = () => nodeCrypto.sha256(keys.filer.certificate.der);

  it('is seeded once, with the trust data as it was', async () => {
    const register = await open();
    expect(register.trust()).to.deep.equal(trustOf(keys));
    const { signers } = trustOf(keys);
    const names = [...new Set(signers.map(({ organisation }) => organisation))];
    expect(register.names()).to.have.members(names).and.include.members([BANK, OTHER]);
    expect(register.client(OTHER)?.role).to.equal('secretary');
    expect(register.client('nobody')).to.equal(undefined);
    expect(register.commands.certificates()).to.have.lengthOf(signers.length);
    expect((await open()).trust()).to.deep.equal(trustOf(keys));
  });

  it('keeps a withdrawal over a restart, and takes up signers that a later version brings', async () => {
    const base = trustOf(keys);
    const earlier = await open({ base: { ...base, signers: base.signers.slice(0, 2) } });
    await earlier.commands.withdrawCertificate(operator, { id: hex(digest()), reason: 'key-compromise' });
    const later = await open();
    expect(later.trust().signers.map(({ reason }) => reason)).to.deep.equal([
      'key-compromise',
      ...base.signers.slice(1).map(() => undefined),
    ]);
    const verdict = await later.judge(later.certificate(digest())!, AT);
    expect(verdict).to.deep.equal({ ok: false, reason: 'expired', code: 'WITHDRAWN' });
  });

  it('takes up what another process changed when it looks again, and says so once', async () => {
    const told: Trust[] = [];
    const [one, two] = [await open(), await open({ onChange: (trust) => told.push(trust) })];
    const token = { organisation: BANK, id: thumbprint(keys.filer) };
    await one.commands.withdrawCertificate(operator, { id: hex(digest()), reason: 'superseded' });
    expect([one.stands(token, AT / 1000), two.stands(token, AT / 1000)]).to.deep.equal([false, true]);
    await two.refresh();
    await two.refresh();
    expect(two.stands(token, AT / 1000)).to.equal(false);
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.deep.equal(one.trust());
    const late = await serviceError(
      two.commands.withdrawCertificate(operator, { id: hex(digest()), reason: 'superseded' }),
    );
    expect(late.code).to.equal('CONFLICT');
  });

  it('of two changes at once one wins, and the other is told', async () => {
    const [one, two] = [await open(), await open()];
    await one.commands.setState(operator, BANK, 'suspended');
    expect((await serviceError(two.commands.setState(operator, BANK, 'suspended'))).code).to.equal(
      'CONFLICT',
    );
    const both = await Promise.allSettled([
      one.commands.addOrganisation(operator, 'new-bank', 'bank'),
      two.commands.addOrganisation(operator, 'new-bank', 'bank'),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(1);
  });

  it('takes no token of a certificate that belongs to another organisation, or to none', async () => {
    const register = await open();
    expect(register.stands({ organisation: BANK, id: thumbprint(keys.filer) }, AT / 1000)).to.equal(true);
    expect(register.stands({ organisation: OTHER, id: thumbprint(keys.filer) }, AT / 1000)).to.equal(false);
    expect(register.stands({ organisation: BANK, id: thumbprint(keys.foreign) }, AT / 1000)).to.equal(false);
    expect(register.stands({ organisation: 'nobody', id: thumbprint(keys.filer) }, AT / 1000)).to.equal(
      false,
    );
  });

  describe('what was filed today', () => {
    let limits: OrganisationQuota;
    const usage = () => createUsage({ documents, clock, quota: () => limits });
    beforeEach(() => {
      limits = { ...NO_QUOTA, itemsPerDay: 3 };
    });

    it('is counted on over a restart, as far as it was written down', async () => {
      const before = usage();
      await before.take(BANK, { items: 2, bytes: 20 });
      await before.flush();
      const after = usage();
      expect(await after.standing(BANK)).to.include({ items: 2, bytes: 20, day: '2026-03-15' });
      await after.take(BANK, { items: 1, bytes: 0 });
      const over = await serviceError(after.take(BANK, { items: 1, bytes: 0 }));
      expect([over.code, over.retryAfterSeconds]).to.deep.equal(['QUOTA_EXCEEDED', 43_200]);
      await after.take(OTHER, { items: 1, bytes: 0 });
    });

    it('gives back what was not filed, and goes on beside another writer', async () => {
      const [one, two] = [usage(), usage()];
      await one.take(BANK, { items: 3, bytes: 5 });
      one.giveBack(BANK, { items: 2, bytes: 5 });
      await two.take(BANK, { items: 1, bytes: 1 });
      await one.flush();
      await two.flush();
      await two.flush();
      expect(await one.standing(BANK)).to.include({ items: 1, bytes: 0 });
      await one.take(BANK, { items: 2, bytes: 0 });
    });
  });
});
