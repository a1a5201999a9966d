import { expect } from 'chai';
import { utf8 } from '../../core/bytes.ts';
import type { JsonObject } from '../../core/json.ts';
import { formatReceipt } from '../../core/receipt/receipt.ts';
import { encodeTrust, trustFingerprint } from '../../core/verify/trust.ts';
import { buildFixture, c, createWorld, type Fixture, LOAN, ORIGIN } from '../support/package-fixture.ts';
import { type CliSandbox, sandbox } from './support.ts';

describe('cli inspect', () => {
  let fixture: Fixture;
  let box: CliSandbox;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    box = sandbox();
    const { parts, world } = fixture;
    const item = parts.items[1]!;
    if (!('record' in item.content)) throw new Error('no record');
    box.write('package.zip', fixture.zip);
    box.write('trust.json', encodeTrust(world.trust));
    box.write('entry.json', item.entry);
    box.write('record.sd-jwt', item.content.record);
    box.write('item.tlog-proof', item.proof);
    box.write('checkpoint', parts.checkpoint);
    box.write('head', parts.streamHeads.bank!);
    box.write('noise.bin', Uint8Array.of(1, 2, 0xff));
    box.write('broken.tlog-proof', 'c2sp.org/tlog-proof@v1\nindex x\n\n');
    const state = {
      stage: 'logged' as const,
      loggedAt: '2026-03-15T12:00:02.000Z',
      witnessed: [],
      timestampedAt: null,
      sealedAt: null,
    };
    const receipt = {
      version: 1 as const,
      id: 'item-2',
      origin: ORIGIN,
      state,
      entry: item.entry,
      record: item.content.record,
    };
    box.write(
      'receipt.json',
      formatReceipt({ ...receipt, blind: null, proof: item.proof, timestamp: null, seal: null, trust: null }),
    );
  });
  after(() => box.remove());

  const shown = async (file: string) => {
    const { code, out } = await box.run(['inspect', file, '--json']);
    expect(code).to.equal(0);
    return JSON.parse(out) as JsonObject & Record<string, JsonObject>;
  };

  it('lays a package open', async () => {
    const { kind, contents, files, problems } = await shown('package.zip');
    expect(kind).to.equal('package');
    expect(contents).to.include({ loan: LOAN, origin: ORIGIN });
    expect(files).to.include(`trust/trust.json (${encodeTrust(fixture.world.trust).length} bytes)`);
    expect(problems).to.deep.equal([]);
  });

  it('lays an entry, a record and a receipt open', async () => {
    expect(await shown('entry.json')).to.include({ kind: 'log entry', sequence: 2 });
    const { kind, record, statement } = await shown('record.sd-jwt');
    expect(kind).to.equal('record');
    expect(record).to.include({ type: 'REPAY', loan: LOAN });
    expect(statement).to.include({ algorithm: 'ES256' });
    const receipt = await shown('receipt.json');
    expect(receipt).to.include({ kind: 'receipt', id: 'item-2', timestamp: null });
    expect(receipt.entry).to.include({ sequence: 2 });
  });

  it('lays a proof, a checkpoint and a stream head open', async () => {
    expect(await shown('item.tlog-proof')).to.include({ kind: 'tlog-proof', index: 3 });
    const checkpoint = await shown('checkpoint');
    expect(checkpoint).to.include({ kind: 'checkpoint', origin: ORIGIN, size: 11 });
    expect(checkpoint.signatures).to.have.length(7);
    expect(String((checkpoint.signatures as unknown as string[])[1])).to.match(
      /^triseal\.local\/bank\/mirror \(key [0-9a-f]{8}, 72 bytes\) at 2026-03-15T12:10:00\.000Z$/,
    );
    expect(await shown('head')).to.include({ kind: 'stream head', sequence: 4, size: 11 });
  });

  it('prints the fingerprint of trust data', async () => {
    expect(await shown('trust.json')).to.include({
      kind: 'trust data',
      fingerprint: trustFingerprint(c, fixture.world.trust),
    });
  });

  it('prints text, and says that nothing was verified', async () => {
    const { code, out, err } = await box.run(['inspect', 'entry.json']);
    expect(code).to.equal(0);
    expect(out).to.match(
      /^kind: log entry\nstream: \S+\nsequence: 2\nlink: \S+\nreceived: 2026-03-15T12:00:02\.000Z\nleafHash: [0-9a-f]{64}\nstatement:\n {2}sha256: /,
    );
    expect(err).to.include('Nothing of this has been verified');
  });

  it('shows what is wrong with the archive of a damaged package', async () => {
    const zip = fixture.zip.slice();
    zip[100]! ^= 1;
    box.write('damaged.zip', zip);
    expect((await shown('damaged.zip')).problems).to.have.length(1);
  });

  it('lets no content steer the terminal', async () => {
    box.write('evil.json', utf8('{"policy":1,"parties":"\\u001b[2J"}'));
    const { out, err } = await box.run(['inspect', 'evil.json']);
    expect(out + err).to.not.include('\u001b');
  });

  it('exits 66 for what it does not know, and for what it knows and cannot read', async () => {
    const noise = await box.run(['inspect', 'noise.bin']);
    expect(noise).to.include({ code: 66 });
    expect(noise.err).to.include('of no kind that is known here');
    const broken = await box.run(['inspect', 'broken.tlog-proof']);
    expect(broken).to.include({ code: 66 });
    expect(broken.err).to.include('cannot read broken.tlog-proof');
    expect(await box.run(['inspect', 'nothing'])).to.include({ code: 66 });
  });
});
