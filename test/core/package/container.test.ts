/** The package as an ASiC-E container: who put it together, over every file, at a time that the signature's own timestamp gives. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { issueCrl } from '../../../certs/index.ts';
import { utf8, utf8Decode } from '../../../core/bytes.ts';
import { ASIC_PATHS, formatAsicManifest, parseAsicManifest } from '../../../core/package/asic.ts';
import { assemblePackage, withContainer } from '../../../core/package/assemble.ts';
import { type ContainerSigner, signContainer } from '../../../core/package/container.ts';
import { EXTRA_PATHS, PATHS } from '../../../core/package/layout.ts';
import { readZip } from '../../../core/package/zip-reader.ts';
import { parseTimestampResponse } from '../../../core/tsp/protocol.ts';
import type { CheckResult } from '../../../core/verify/report.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { pemDecode } from '../../../core/x509/pem.ts';
import { BAGIT, hasBagit, hasDss, runDss } from '../../foreign/tools.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { hasOpenssl, openssl, type Workshop, workshop } from '../../support/openssl.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  stampOf,
  TIMES,
  type World,
  zipOf,
} from '../../support/package-fixture.ts';
import { DAY } from '../../support/pki.ts';

const token = async (world: World, bytes: Uint8Array, at?: number) =>
  parseTimestampResponse(await stampOf(world, bytes, at)).token!;

describe('package/container', () => {
  let world: World;
  let fixture: Fixture;
  let files: Map<string, Uint8Array>;

  before(async () => {
    world = await createWorld();
    fixture = await buildFixture(world);
    files = await contained({});
  });

  async function contained(over: Partial<ContainerSigner>): Promise<Map<string, Uint8Array>> {
    const extras = new Map([[EXTRA_PATHS.verifier as string, utf8('<!doctype html>')]]);
    const assembled = assemblePackage(c, { ...fixture.parts, extras });
    const { document, authority } = world.pki;
    const signed = await signContainer(c, new Map(assembled.map(({ name, sha256 }) => [name, sha256])), {
      signer: document.signer,
      certificate: document.certificate,
      chain: [document.certificate, authority.certificate],
      stamp: (bytes) => token(world, bytes),
      signingTime: TIMES.produced,
      ...over,
    });
    return new Map(
      withContainer(c, assembled, signed).map(({ name, content }) => [
        name,
        'bytes' in content ? content.bytes : content.source,
      ]),
    );
  }

  async function check(changed: ReadonlyMap<string, Uint8Array>): Promise<CheckResult> {
    const { checks } = await verifyPackage(c, zipOf(changed), { trust: world.trust, at: TIMES.produced });
    return checks.find(({ id }) => id === 'container-signature')!;
  }

  const changing = (path: string, change: (bytes: Uint8Array) => Uint8Array) =>
    new Map([...files, [path, change(files.get(path)!)]]);

  it('is signed by its maker, over every file, at a time', async () => {
    const { outcome, facts } = await check(files);
    expect(outcome).to.equal('passed');
    expect(facts.files).to.equal(files.size - 2);
    expect(facts.genTime).to.equal(new Date(TIMES.stamped).toISOString());
  });

  it('begins with its type, in the clear', () => {
    const zip = zipOf(files);
    expect(utf8Decode(zip.subarray(30, 38))).to.equal('mimetype');
    expect(utf8Decode(zip.subarray(38, 38 + 31))).to.equal('application/vnd.etsi.asic-e+zip');
    expect(readZip(zip).problems).to.deep.equal([]);
  });

  it('is not demanded: a package without it is reported as not signed as a whole', async () => {
    const { outcome, code } = await check(fixture.files);
    expect([outcome, code]).to.deep.equal(['not-checked', 'NOT_IN_PACKAGE']);
  });

  it('names the file that was changed, added or taken out', async () => {
    const changed = await check(changing(EXTRA_PATHS.verifier, () => utf8('<!doctype html><p>other')));
    expect([changed.code, changed.subject]).to.deep.equal(['FILE_SHA256', EXTRA_PATHS.verifier]);
    const added = await check(new Map([...files, [EXTRA_PATHS.reportJson, utf8('{}')]]));
    expect([added.code, added.subject]).to.deep.equal(['FILE_NOT_LISTED', EXTRA_PATHS.reportJson]);
    const without = await check(new Map([...files].filter(([name]) => name !== EXTRA_PATHS.verifier)));
    expect([without.code, without.subject]).to.deep.equal(['FILE_MISSING', EXTRA_PATHS.verifier]);
    for (const path of [ASIC_PATHS.manifest, ASIC_PATHS.signature]) {
      const half = await check(new Map([...files].filter(([name]) => name !== path)));
      expect([half.code, half.subject]).to.deep.equal(['FILE_MISSING', path]);
    }
  });

  it('leaves no room for files in META-INF that nothing covers', async () => {
    const stranger = new Map([...files, ['META-INF/note.txt', utf8('hello')]]);
    const { checks } = await verifyPackage(c, zipOf(stranger), { trust: world.trust });
    const contents = checks.find(({ id }) => id === 'contents')!;
    expect([contents.code, contents.subject]).to.deep.equal(['FILE_UNKNOWN', 'META-INF/note.txt']);
  });

  it('does not hold when one bit of manifest or signature is another', async () => {
    const manifest = await check(
      changing(ASIC_PATHS.manifest, (bytes) =>
        utf8(utf8Decode(bytes).replace('README', 'README'.toLowerCase())),
      ),
    );
    expect(manifest.outcome).to.equal('failed');
    for (const at of [-200, -20]) {
      const broken = await check(
        changing(ASIC_PATHS.signature, (bytes) => {
          const copy = bytes.slice();
          copy[copy.length + at]! ^= 1;
          return copy;
        }),
      );
      expect(broken.outcome).to.equal('failed');
    }
  });

  it('needs a certificate for documents, and a timestamp at which it was valid', async () => {
    const { filer, authority } = world.pki;
    const wrong = await check(
      await contained({
        signer: filer.signer,
        certificate: filer.certificate,
        chain: [filer.certificate, authority.certificate],
      }),
    );
    expect([wrong.outcome, wrong.code]).to.deep.equal(['failed', 'CONTAINER_CERTIFICATE']);
    const late = await check(
      await contained({ stamp: (bytes) => token(world, bytes, TIMES.stamped + 20_000 * DAY) }),
    );
    expect(late.outcome).to.equal('failed');
    expect(late.code).to.be.oneOf(['CONTAINER_TIME', 'CONTAINER_CERTIFICATE']);
    const other = await check(await contained({ stamp: () => token(world, utf8('something else')) }));
    expect([other.outcome, other.code]).to.deep.equal(['failed', 'CONTAINER_TIME']);
  });

  describe('manifest', () => {
    const digest = new Uint8Array(32).fill(7);

    it('is read back as it was written, whatever the names', () => {
      const references = new Map([
        ['data/借款合同 & 附件#1.pdf', digest],
        ['mimetype', digest],
      ]);
      const bytes = formatAsicManifest(references);
      expect(parseAsicManifest(bytes)).to.deep.equal(references);
      expect(utf8Decode(bytes)).to.contain('URI="data/%E5%80%9F').and.not.contain('&');
    });

    for (const [what, change] of [
      ['another digest algorithm', (text: string) => text.replace('xmlenc#sha256', 'xmlenc#sha512')],
      ['a comment', (text: string) => text.replace('<asic:Data', '<!-- --><asic:Data')],
      ['an entity', (text: string) => text.replace('URI="a"', 'URI="&#97;"')],
      ['another spelling of an address', (text: string) => text.replace('URI="a"', 'URI="%61"')],
      ['files out of order', (text: string) => text.replace('URI="a"', 'URI="z"')],
      ['a file twice', (text: string) => text.replace('URI="a"', 'URI="b"')],
      ['nothing after its head', (text: string) => text.slice(0, 200)],
    ] as const) {
      it(`is refused with ${what}`, () => {
        const text = utf8Decode(
          formatAsicManifest(
            new Map([
              ['a', digest],
              ['b', digest],
            ]),
          ),
        );
        expectCoreError(() => parseAsicManifest(utf8(change(text))), 'FORMAT', /ASiCManifest001/);
      });
    }
  });

  describe(`for OpenSSL${hasOpenssl ? '' : ' (skipped: no openssl here)'}`, () => {
    let shop: Workshop;
    before(function () {
      if (!hasOpenssl) this.skip();
      shop = workshop();
    });
    after(() => shop?.remove());

    const verify = (manifest: Uint8Array) => {
      const signature = shop.write('signature.p7s', files.get(ASIC_PATHS.signature)!);
      const content = shop.write('manifest.xml', manifest);
      const root = shop.write('root.pem', world.pki.root.certificatePem);
      const input = ['-in', signature, '-inform', 'DER', '-content', content, '-binary'];
      return openssl([
        'cms',
        '-verify',
        '-cades',
        ...input,
        '-CAfile',
        root,
        '-purpose',
        'any',
        '-attime',
        String(TIMES.produced / 1000),
        '-out',
        shop.path('out'),
      ]);
    };

    it('the signature holds, and not over another manifest', () => {
      const good = verify(files.get(ASIC_PATHS.manifest)!);
      expect(good.status, good.text).to.equal(0);
      expect(verify(utf8('other')).status).to.not.equal(0);
    });
  });

  describe('for others', function () {
    this.timeout(60_000);
    let shop: Workshop;
    before(() => {
      shop = workshop();
    });
    after(() => shop.remove());

    it(`EU DSS finds it TOTAL_PASSED at CAdES-BASELINE-T, and not after a change${hasDss() ? '' : ' (skipped: no EU DSS here)'}`, async function () {
      if (!hasDss()) return this.skip();
      const { root, authority } = world.pki;
      const lists = await Promise.all(
        [root, authority].map(async (issuer, i) => {
          const times = { thisUpdate: TIMES.filed - DAY, nextUpdate: TIMES.filed + 9 * DAY };
          const { crlPem } = await issueCrl({ issuer, ...times, number: 1, revoked: [] });
          return shop.write(`${i}.crl`, pemDecode(crlPem, 'X509 CRL')[0]!);
        }),
      );
      const changed = changing(PATHS.checkpoint, () => utf8('another'));
      const documents = [shop.write('good.asice', zipOf(files)), shop.write('changed.asice', zipOf(changed))];
      const [good, bad] = runDss(documents, {
        trust: [shop.write('root.der', root.certificate.der)],
        crl: lists,
        at: new Date(TIMES.produced).toISOString(),
      });
      const [signature] = good!;
      expect(signature).to.deep.include({
        indication: 'TOTAL_PASSED',
        format: 'CAdES-BASELINE-T',
        intact: true,
        timestamps: ['SIGNATURE_TIMESTAMP:true:true'],
      });
      for (const name of files.keys()) {
        if (!name.startsWith('META-INF/')) {
          expect(
            signature!.scopes.some((scope) => scope.endsWith(`:${name}`)),
            name,
          ).to.equal(true);
        }
      }
      expect(bad![0]!.indication).to.equal('TOTAL_FAILED');
    });

    it(`a BagIt checker finds it valid${hasBagit() ? '' : ' (skipped: no bagit here)'}`, function () {
      if (!hasBagit()) return this.skip();
      const zip = shop.write('bag.zip', zipOf(files));
      const script = [
        'import sys, zipfile, bagit',
        'zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
        'print(bagit.Bag(sys.argv[2]).is_valid())',
      ].join('\n');
      const { stdout, stderr } = spawnSync(
        join(BAGIT.home, 'bin', 'python'),
        ['-c', script, zip, shop.path('bag')],
        { encoding: 'utf8' },
      );
      expect(stdout.trim(), stderr).to.equal('True');
    });
  });
});
