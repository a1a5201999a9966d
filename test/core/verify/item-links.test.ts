/** What a package tells of items that supersede or annotate others. */
import { expect } from 'chai';
import type { EvidenceRecord } from '../../../core/evidence/record.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { buildFixture, c, createWorld, TIMES, type World } from '../../support/package-fixture.ts';
import { checkOf } from '../../support/report.ts';

const ID = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';

describe('core/verify links between items', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  const records = async (linked: number, over: Partial<EvidenceRecord>) => {
    const record = (sequence: number) => (sequence === linked ? over : {});
    const { zip } = await buildFixture(world, { record });
    return checkOf(await verifyPackage(c, zip, { trust: world.trust, at: TIMES.produced }), 'records');
  };

  it('are listed as facts, by the numbers of both items', async () => {
    const check = await records(3, { supersedes: { id: ID, sequence: 1 } });
    expect(check.outcome).to.equal('passed');
    expect(check.facts)
      .to.deep.include({ supersedes: ['3 -> 1'] })
      .and.not.have.property('annotates');
    expect((await records(2, { annotates: { id: ID, sequence: 1 } })).facts).to.deep.include({
      annotates: ['2 -> 1'],
    });
  });

  for (const sequence of [2, 3]) {
    it(`fail when item 2 speaks of item ${sequence}, which did not stand before it`, async () => {
      const check = await records(2, { supersedes: { id: ID, sequence } });
      expect(check).to.include({ outcome: 'failed', code: 'RECORD_SCHEMA' });
      expect(check.sentence.en).to.include('/supersedes/sequence: an earlier item');
    });
  }
});
