import { expect } from 'chai';
import { utf8, utf8Decode } from '../../../core/bytes.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import {
  type ConsistencyFile,
  encodeConsistency,
  parseConsistency,
} from '../../../core/package/consistency.ts';
import { PATHS } from '../../../core/package/layout.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import {
  buildFixture,
  c,
  cosigned,
  createWorld,
  type Fixture,
  MINUTE,
  rebag,
  TIMES,
} from '../../support/package-fixture.ts';
import { refusal } from '../../support/refusal.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

describe('core/verify growth of the log', () => {
  let fixture: Fixture;
  let file: ConsistencyFile;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    file = parseConsistency(fixture.files.get(PATHS.consistency)!);
  });

  const verify = (changes: Readonly<Record<string, Uint8Array | string | undefined>>) => {
    const files = new Map(fixture.files);
    for (const [path, content] of Object.entries(changes)) {
      if (content === undefined) files.delete(path);
      else files.set(path, typeof content === 'string' ? utf8(content) : content);
    }
    return verifyPackage(c, rebag(files), { trust: fixture.world.trust, at: TIMES.produced });
  };
  const failuresOf = async (changes: Parameters<typeof verify>[0]) => failures(await verify(changes));
  const edited = (over: Partial<ConsistencyFile>) => encodeConsistency({ ...file, ...over });
  const stateOf = (note: string) => {
    const { size, root } = parseSignedCheckpoint(note).checkpoint;
    return { size, root: Buffer.from(root).toString('hex') };
  };

  it('holds from the first checkpoint of the loan to the closing one, and says when the first was witnessed', async () => {
    const check = checkOf(await verify({}), 'consistency');
    expect(check).to.include({ outcome: 'passed', code: 'OK' });
    const witnessedAt = new Date(TIMES.filed + MINUTE).toISOString();
    expect(check.facts).to.deep.equal({ from: 3, to: fixture.size, witnessedAt });
  });

  it('holds of a loan whose first checkpoint is the closing one', async () => {
    const closing = utf8Decode(fixture.files.get(PATHS.checkpoint)!);
    const same = { from: stateOf(closing), to: stateOf(closing), hashes: [] };
    expect(
      await failuresOf({ [PATHS.firstCheckpoint]: closing, [PATHS.consistency]: edited(same) }),
    ).to.deep.equal([]);
  });

  it('is open, without weight, in packages that were made before there was such a proof', async () => {
    const report = await verify({ [PATHS.firstCheckpoint]: undefined, [PATHS.consistency]: undefined });
    expect(checkOf(report, 'consistency')).to.include({ outcome: 'not-checked', code: 'NOT_IN_PACKAGE' });
    expect(verdictsOf(report).integrity).to.equal('passed');
  });

  it('fails when one half is missing', async () => {
    for (const path of [PATHS.firstCheckpoint, PATHS.consistency]) {
      expect(await failuresOf({ [path]: undefined })).to.deep.equal([`consistency FILE_MISSING ${path}`]);
    }
  });

  it('fails for each hash of the proof changed, left out or added', async () => {
    const { hashes } = file;
    expect(hashes.length).to.be.greaterThan(1);
    const other = Buffer.from(leafHash(c, utf8('other'))).toString('base64');
    const proofs = [
      ...hashes.map((_, i) => hashes.map((hash, k) => (k === i ? other : hash))),
      hashes.slice(1),
      hashes.slice(0, -1),
      [...hashes, other],
      [...hashes].reverse(),
    ];
    for (const changed of proofs) {
      expect(await failuresOf({ [PATHS.consistency]: edited({ hashes: changed }) })).to.deep.equal([
        `consistency CONSISTENCY_PROOF ${PATHS.consistency}`,
      ]);
    }
  });

  it('fails for a history that was rewritten between, even with all cosignatures', async () => {
    const forked = { size: 3, root: leafHash(c, utf8('another tree')) };
    const first = await cosigned(fixture.world, forked, TIMES.filed + MINUTE);
    expect(
      await failuresOf({
        [PATHS.firstCheckpoint]: first,
        [PATHS.consistency]: edited({ from: stateOf(first) }),
      }),
    ).to.deep.equal([`consistency CONSISTENCY_PROOF ${PATHS.consistency}`]);
  });

  it('fails when the ends are not those of the two checkpoints', async () => {
    const ends = [
      { from: { ...file.from, size: 2 } },
      { from: { ...file.from, root: '00'.repeat(32) } },
      { to: { ...file.to, size: file.to.size + 1 } },
      { to: { ...file.to, root: '00'.repeat(32) } },
    ];
    for (const over of ends) {
      expect(await failuresOf({ [PATHS.consistency]: edited(over) })).to.deep.equal([
        `consistency CONSISTENCY_ENDS ${PATHS.consistency}`,
      ]);
    }
  });

  it('fails for a first checkpoint before the loan had an item', async () => {
    const early = { size: 1, root: leafHash(c, utf8('before')) };
    const first = await cosigned(fixture.world, early, TIMES.filed);
    expect(
      await failuresOf({
        [PATHS.firstCheckpoint]: first,
        [PATHS.consistency]: edited({ from: stateOf(first) }),
      }),
    ).to.deep.equal([`consistency CONSISTENCY_ENDS ${PATHS.firstCheckpoint}`]);
  });

  it('fails for a first checkpoint that a party did not cosign, or that is of another log', async () => {
    const { size, root } = parseSignedCheckpoint(fixture.files.get(PATHS.firstCheckpoint)!).checkpoint;
    const partly = await cosigned(fixture.world, { size, root }, TIMES.filed, ['bank', 'user']);
    const report = await verify({ [PATHS.firstCheckpoint]: partly });
    expect(failures(report)).to.deep.equal([`consistency CONSISTENCY_WITNESSES ${PATHS.firstCheckpoint}`]);
    expect(checkOf(report, 'consistency').facts.missing).to.deep.equal([
      'commission-ed25519',
      'commission-mldsa44',
    ]);
    const foreign = await cosigned(await createWorld(), { size, root }, TIMES.filed);
    expect(await failuresOf({ [PATHS.firstCheckpoint]: foreign })).to.deep.equal([
      `consistency LOG_SIGNATURE ${PATHS.firstCheckpoint}`,
    ]);
  });

  it('fails for what cannot be read', async () => {
    expect(await failuresOf({ [PATHS.firstCheckpoint]: 'no note' })).to.deep.equal([
      `consistency CHECKPOINT_FORMAT ${PATHS.firstCheckpoint}`,
    ]);
    const text = utf8Decode(fixture.files.get(PATHS.consistency)!);
    for (const bad of ['', '[]', '{}', ` ${text}`, text.replace('"version":1', '"version":2'), `${text}\n`]) {
      expect(await failuresOf({ [PATHS.consistency]: bad })).to.deep.equal([
        `consistency CONSISTENCY_FORMAT ${PATHS.consistency}`,
      ]);
    }
  });

  it('writes no file that it would not read', () => {
    const rule = (over: Partial<ConsistencyFile>) => refusal(() => edited(over));
    expect(rule({ from: { ...file.from, size: 0 } })).to.match(/^FORMAT: .*whole number from 1/);
    expect(rule({ from: { ...file.from, size: file.to.size + 1 } })).to.match(/^FORMAT: .*smaller tree/);
    expect(rule({ to: { ...file.to, root: 'AA' } })).to.match(/^FORMAT: .*64 hex digits/);
    expect(rule({ hashes: ['AA=='] })).to.match(/^FORMAT: .*32 bytes/);
    expect(rule({ hashes: Array.from({ length: 129 }, () => file.hashes[0]!) })).to.match(
      /^FORMAT: .*32 bytes/,
    );
  });
});
