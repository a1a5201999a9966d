import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import { utf8 } from '../../core/bytes.ts';
import type { JsonObject } from '../../core/json.ts';
import { receiptPage } from '../../core/receipt/page.ts';
import { formatReceipt } from '../../core/receipt/receipt.ts';
import type { Report } from '../../core/verify/report.ts';
import { encodeTrust } from '../../core/verify/trust.ts';
import { loadFonts } from '../../server/pdf/fonts.ts';
import { renderPdf } from '../../server/pdf/render.ts';
import { buildFixture, c, createWorld, type Fixture, ORIGIN, rebag } from '../support/package-fixture.ts';
import { sealedReceipt } from '../support/receipt-fixture.ts';
import { type CliSandbox, sandbox } from './support.ts';

describe('cli verify', () => {
  let fixture: Fixture;
  let box: CliSandbox;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    box = sandbox();
    box.write('package.zip', fixture.zip);
    box.write('trust.json', encodeTrust(fixture.world.trust));
    const item = fixture.parts.items[1]!;
    if (!('record' in item.content)) throw new Error('no record');
    box.write('doc.pdf', item.content.documents[0]!.source);
    box.write('entry.json', item.entry);
    box.write('item.tlog-proof', item.proof);
    box.write(
      'receipt.json',
      formatReceipt({
        version: 1,
        id: 'item-2',
        origin: ORIGIN,
        state: {
          stage: 'sealed',
          loggedAt: '2026-03-15T12:00:02.000Z',
          witnessed: [],
          timestampedAt: null,
          sealedAt: null,
        },
        entry: item.entry,
        record: item.content.record,
        blind: null,
        proof: item.proof,
        timestamp: fixture.parts.timestamp!,
        seal: fixture.parts.seal!,
        trust: fixture.world.trust as unknown as JsonObject,
      }),
    );
  });
  after(() => box.remove());

  it('exits 0 for a genuine package under given trust data, with the five verdicts and the standing line', async () => {
    const { code, out, err } = await box.run([
      'verify',
      'package.zip',
      '--trust',
      'trust.json',
      '--lang',
      'en',
    ]);
    expect(err).to.equal('');
    expect(out).to.include('Evidence package package.zip');
    for (const line of [
      'Integrity: passed',
      'Origin: passed',
      'Time: passed',
      'Completeness: passed',
      'Legal check list: not checked',
    ]) {
      expect(out).to.include(line);
    }
    expect(out).to.include('Whether the content is true is not assessed');
    expect(out).to.match(
      /2026-03-15T12:11:00\.000Z {2}2026-03-15T20:11:00\.000\+08:00 {2}checkpoint stamped \(tsa: .*tsa, signed\)/,
    );
    expect(code).to.equal(0);
  });

  it('speaks Chinese when told to, or when the locale is Chinese', async () => {
    const told = await box.run(['verify', 'package.zip', '--trust', 'trust.json', '--lang', 'zh']);
    const locale = await box.run(['verify', 'package.zip', '--trust', 'trust.json'], {
      env: { LANG: 'zh_CN.UTF-8' },
    });
    expect(told.out).to.include('完整未改（Integrity）: 通过');
    expect(told.out).to.include('内容本身是否真实不在核验范围之内');
    expect(locale.out).to.equal(told.out);
  });

  it('exits 2 while the trust data is only what came along', async () => {
    const { code, out } = await box.run(['verify', 'package.zip', '--lang', 'en']);
    expect(out).to.include('Origin: not checked');
    expect(out).to.include('[TRUST_FROM_PACKAGE]');
    expect(code).to.equal(2);
  });

  it('takes trust data from TRISEAL_TRUST, else from the data directory, and says so; "none" takes neither', async () => {
    const env = { TRISEAL_TRUST: 'trust.json' };
    const named = await box.run(['verify', 'package.zip'], { env });
    expect(named).to.include({ code: 0, err: 'trust data: trust.json\n' });
    mkdirSync(join(box.directory, 'home'));
    box.write('home/trust.json', encodeTrust(fixture.world.trust));
    const own = await box.run(['verify', 'package.zip'], { env: { TRISEAL_HOME: 'home' } });
    expect(own).to.include({ code: 0, err: 'trust data: home/trust.json\n' });
    expect(await box.run(['verify', 'package.zip', '--trust', 'none'], { env })).to.include({
      code: 2,
      err: '',
    });
  });

  it('prints the report as JSON', async () => {
    const { code, out } = await box.run(['verify', 'package.zip', '--trust', 'trust.json', '--json']);
    const report = JSON.parse(out) as Report;
    expect(report).to.include({ version: 2, kind: 'package' });
    expect(report.verdicts.map(({ outcome }) => outcome).slice(0, 4)).to.deep.equal(
      new Array(4).fill('passed'),
    );
    expect(code).to.equal(0);
  });

  it('exits 1 and names file and rule after one byte changed', async () => {
    const zip = fixture.zip.slice();
    const at = Buffer.from(zip).indexOf('%PDF-1.7 借款合同');
    zip[at + 20]! ^= 1;
    box.write('changed.zip', zip);
    const { code, out } = await box.run(['verify', 'changed.zip', '--trust', 'trust.json', '--lang', 'en']);
    expect(code).to.equal(1);
    expect(out).to.include('Integrity: FAILED');
    expect(out).to.include('data/items/0001-REPAY/借款合同 & 附件.pdf has been changed');
    expect(out).to.include('[DOCUMENT_SHA256]');
  });

  it('calls a package a package when its first byte is damaged', async () => {
    const zip = fixture.zip.slice();
    zip[0]! ^= 1;
    box.write('headless.zip', zip);
    const { code, out } = await box.run(['verify', 'headless.zip', '--lang', 'en']);
    expect(code).to.equal(1);
    expect(out).to.include('[ZIP_STRUCTURE]');
  });

  it('names a missing repayment by its number', async () => {
    const files = new Map([...fixture.files].filter(([name]) => !name.includes('/0003')));
    box.write('gap.zip', rebag(files));
    const { code, out } = await box.run(['verify', 'gap.zip', '--trust', 'trust.json', '--lang', 'en']);
    expect(code).to.equal(1);
    expect(out).to.include('[FILE_MISSING]');
    expect(out).to.include('Item 3 of the loan is missing. [GAP_IN_SEQUENCE]');
    expect(out).to.include('Completeness: FAILED');
  });

  it('verifies an unpacked package', async () => {
    for (const [name, bytes] of fixture.files) {
      const path = join(box.directory, 'unpacked', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    const { code, out } = await box.run(['verify', 'unpacked', '--trust', 'trust.json', '--lang', 'en']);
    expect(out).to.include('[UNPACKED]');
    expect(code).to.equal(0);
    symlinkSync('/etc/hostname', join(box.directory, 'unpacked/data/link'));
    expect(await box.run(['verify', 'unpacked'])).to.include({ code: 66 });
  });

  it('verifies a receipt with its document, and leaves it open without', async () => {
    const whole = await box.run([
      'verify',
      'receipt.json',
      'doc.pdf',
      '--trust',
      'trust.json',
      '--lang',
      'en',
    ]);
    expect(whole.out).to.include('Receipt receipt.json');
    expect(whole.code).to.equal(0);
    expect(await box.run(['verify', 'receipt.json', '--trust', 'trust.json'])).to.include({ code: 2 });
    expect(await box.run(['verify', 'receipt.json', 'entry.json', '--trust', 'trust.json'])).to.include({
      code: 1,
    });
  });

  it('verifies the PDF of a receipt by the machine receipt inside, and holds it against a package', async () => {
    const receipt = sealedReceipt(fixture);
    const page = receiptPage(c, { receipt, checkUrl: 'https://evidence.example.org/r/x' });
    const bytes = utf8(formatReceipt(receipt));
    const machine = {
      name: 'receipt.json',
      mediaType: 'application/json',
      description: '',
      bytes,
      relation: 'Data',
    } as const;
    box.write('receipt.pdf', await renderPdf(page, await loadFonts(), [machine]));
    box.write('other.zip', (await buildFixture(fixture.world, { items: 3 })).zip);
    const args = ['verify', 'receipt.pdf', 'doc.pdf', '--trust', 'trust.json', '--lang', 'en'];
    const alone = await box.run(args);
    expect(alone.out).to.include('Receipt receipt.pdf').and.include('loan XJ-2026-000123');
    expect(alone.code).to.equal(0);
    const held = await box.run([...args, '--against', 'package.zip']);
    expect(held.out).to.include('The package holds the item that the receipt proves');
    expect(held.code).to.equal(0);
    const left = await box.run([...args, '--against', 'other.zip']);
    expect(left.out).to.include('[SECOND_STREAM]');
    expect(left.code).to.equal(1);
  });

  it('verifies a tlog-proof with its entry, and leaves it open without', async () => {
    const argv = ['verify', 'item.tlog-proof', '--trust', 'trust.json'];
    expect(await box.run([...argv, 'entry.json'])).to.include({ code: 0 });
    expect(await box.run(argv)).to.include({ code: 2 });
    expect(await box.run([...argv, 'doc.pdf'])).to.include({ code: 1 });
  });

  it('takes --at for the present', async () => {
    const argv = ['verify', 'package.zip', '--trust', 'trust.json', '--lang', 'en', '--at'];
    const early = await box.run([...argv, '2026-03-15T11:00:00Z']);
    expect(early.code).to.equal(1);
    expect(early.out).to.include('[TIME_ORDER]');
    expect(await box.run([...argv, '2036-01-01T00:00:00Z'])).to.include({ code: 0 });
    expect(await box.run([...argv, 'yesterday'])).to.include({ code: 64 });
  });

  it('lets no name in a package steer the terminal', async () => {
    const files = new Map(fixture.files);
    files.set('data/\u001b[2Jx', new Uint8Array(1));
    box.write('escape.zip', rebag(files));
    const { out } = await box.run(['verify', 'escape.zip', '--lang', 'en']);
    expect(out).to.not.include('\u001b');
  });

  for (const [name, argv, code, message] of [
    ['no subject', ['verify'], 64, "missing required argument 'subject'"],
    ['an unknown flag', ['verify', 'package.zip', '--fast'], 64, 'unknown option'],
    ['an unknown language', ['verify', 'package.zip', '--lang', 'fr'], 64, 'Allowed choices are zh, en'],
    ['a file with a package', ['verify', 'package.zip', 'doc.pdf'], 64, 'a package holds its documents'],
    ['two files with a proof', ['verify', 'item.tlog-proof', 'a', 'b'], 64, 'one log entry'],
    ['a file that is not there', ['verify', 'nothing.zip'], 66, 'cannot read nothing.zip'],
    ['a file of another kind', ['verify', 'doc.pdf'], 66, 'neither a package nor a receipt'],
    [
      'trust data that is not there',
      ['verify', 'package.zip', '--trust', 'nothing.json'],
      66,
      'cannot read nothing.json',
    ],
    ['trust data that is none', ['verify', 'package.zip', '--trust', 'entry.json'], 66, 'is no trust data'],
    ['an unknown command', ['prove'], 64, 'unknown command'],
  ] as const) {
    it(`exits ${code} for ${name}`, async () => {
      const result = await box.run(argv);
      expect(result.err).to.include(message);
      expect(result.code).to.equal(code);
    });
  }

  it('prints help and version', async () => {
    expect(await box.run(['--version'])).to.include({ code: 0, out: '0.1.0\n' });
    const help = await box.run(['--help']);
    expect(help.code).to.equal(0);
    for (const command of ['verify', 'inspect', 'file', 'log', 'node'])
      expect(help.out).to.include(`${command} `);
  });

  it('imports nothing that can reach a network', async () => {
    const entry = fileURLToPath(new URL('../../cli/commands/verify.ts', import.meta.url));
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      metafile: true,
      logLevel: 'silent',
    });
    const external = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter((one) => one.external).map(({ path }) => path),
    );
    expect([...new Set(external)].sort()).to.deep.equal([
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:os',
      'node:path',
      'node:worker_threads',
      'node:zlib',
    ]);
    const text = Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules'));
    expect(text.some((file) => /client|http/.test(file))).to.equal(false);
  });
});
