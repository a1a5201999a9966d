import { expect } from 'chai';
import { readZip } from '../../../core/package/zip-reader.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { buildFixture, c, createWorld, type Fixture, TIMES } from '../../support/package-fixture.ts';
import { failures } from '../../support/report.ts';

/** Positions that differ from run to run would make a failure hard to repeat. */
function sampler(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

describe('core/verify one-bit changes', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
  });
  const given = () => ({ trust: fixture.world.trust, at: TIMES.produced });

  const flipped = async (bit: number) => {
    const { zip } = fixture;
    zip[bit >> 3]! ^= 1 << (bit & 7);
    const report = await verifyPackage(c, zip, given());
    zip[bit >> 3]! ^= 1 << (bit & 7);
    return report;
  };

  it('names every file in which one bit changed', async () => {
    const pick = sampler(1);
    for (const [name, view] of readZip(fixture.zip).files!) {
      if (view.length === 0) continue;
      const at = view.byteOffset - fixture.zip.byteOffset;
      const report = await flipped((at + pick(view.length)) * 8 + pick(8));
      expect(failures(report), name).to.include(`archive ZIP_CRC ${name}`);
      const others = failures(report).filter((line) => !line.startsWith('archive'));
      // The manifest of the manifests is listed nowhere; its own lines no longer fit.
      if (name === 'tagmanifest-sha256.txt') expect(others.join(), name).to.match(/^manifests /);
      else
        expect(others, name).to.include(
          `manifests ${name.startsWith('data/') ? 'FILE_SM3' : 'FILE_SHA256'} ${name}`,
        );
    }
  });

  it('fails, with a subject and a rule, for bits all over the archive', async () => {
    const pick = sampler(2);
    for (let i = 0; i < 60; i++) {
      const bit = pick(fixture.zip.length * 8);
      const report = await flipped(bit);
      const first = report.checks[0]!;
      expect(first, `bit ${bit}`).to.include({ id: 'archive', outcome: 'failed' });
      expect(first.subject, `bit ${bit}`).to.match(/\S/);
      expect(first.facts.rule, `bit ${bit}`).to.be.a('string');
      expect(report.verdicts[0], `bit ${bit}`).to.include({ group: 'integrity', outcome: 'failed' });
    }
  });

  it('checks nothing else once the structure of the archive does not hold, and says why', async () => {
    const report = await flipped(0);
    const [first, ...rest] = report.checks;
    expect(first).to.include({ id: 'archive', outcome: 'failed', code: 'ZIP_STRUCTURE' });
    for (const check of rest) {
      expect(check, check.id).to.include({ outcome: 'not-checked', code: 'DEPENDS_ON' });
      expect(check.sentence.en).to.include('"archive" did not hold');
    }
  });

  it('leaves the genuine package as it was', async () => {
    expect(failures(await verifyPackage(c, fixture.zip, given()))).to.deep.equal([]);
  });
});
