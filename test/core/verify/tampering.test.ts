import { expect } from 'chai';
import { PROFILES } from '../../../certs/profiles.ts';
import { concat, utf8, utf8Decode } from '../../../core/bytes.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { signConfirmation } from '../../../core/chain/statements.ts';
import { encodeEntry, parseEntry } from '../../../core/entry/entry.ts';
import { formatNote, parseNote } from '../../../core/note/note.ts';
import { encodeSeal, parseSeal, type SealFile } from '../../../core/package/chain-seal.ts';
import { PATHS } from '../../../core/package/layout.ts';
import { encodePackageData, type PackageData, parsePackageData } from '../../../core/package/package-data.ts';
import { PARTIES } from '../../../core/party.ts';
import { formatTlogProof, parseTlogProof } from '../../../core/tlog/proof.ts';
import { encodeTrust, type Trust } from '../../../core/verify/trust.ts';
import { trustFiles } from '../../../core/verify/trust-files.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import {
  type BuildOptions,
  buildFixture,
  c,
  cosigned,
  createWorld,
  DAY,
  type Fixture,
  headOf,
  MINUTE,
  policyOf,
  rebag,
  stampOf,
  TIMES,
  type World,
} from '../../support/package-fixture.ts';
import { issue } from '../../support/pki.ts';
import { checkOf, failedChecks, failures, verdictsOf } from '../../support/report.ts';

type Files = Map<string, Uint8Array>;

describe('core/verify tampering, with manifests and archive made to fit again', () => {
  let world: World;
  let fixture: Fixture;
  /** Another genuine package of the same three parties, for parts that are valid elsewhere. */
  let other: Fixture;
  before(async () => {
    world = await createWorld();
    [fixture, other] = [await buildFixture(world), await buildFixture(world, { items: 3 })];
  });

  const verify = (files: Files, over: { trust?: Trust; at?: number } = {}) =>
    verifyPackage(c, rebag(files), { trust: world.trust, at: TIMES.produced, ...over });
  const text = (files: Files, path: string) => utf8Decode(files.get(path)!);
  const editData = (files: Files, edit: (data: PackageData) => Partial<PackageData>) => {
    const data = parsePackageData(files.get(PATHS.package)!);
    files.set(PATHS.package, encodePackageData({ ...data, ...edit(data) }));
  };
  const editSeal = (files: Files, edit: (seal: SealFile) => Partial<SealFile>) => {
    const seal = parseSeal(files.get(PATHS.seal)!);
    files.set(PATHS.seal, encodeSeal({ ...seal, ...edit(seal) }));
  };
  const dropItem = (files: Files, sequence: number) => {
    for (const path of [...files.keys()]) if (path.includes(`/000${sequence}`)) files.delete(path);
    editData(files, ({ items }) => ({ items: items.filter((item) => item.sequence !== sequence) }));
  };
  const swapProof = (files: Files, edit: (proof: ReturnType<typeof parseTlogProof>) => object) => {
    const proof = parseTlogProof(text(files, 'proof/items/0002.tlog-proof'));
    files.set('proof/items/0002.tlog-proof', utf8(formatTlogProof({ ...proof, ...edit(proof) })));
  };

  interface Case {
    readonly name: string;
    readonly edit: (files: Files) => void | Promise<void>;
    /** All that fails. */
    readonly fails: readonly string[];
  }

  const DOCUMENT = 'data/items/0002-REPAY/还款回单-2.pdf';
  const RECORD = 'data/items/0002-REPAY/record.sd-jwt';
  const ENTRY = 'proof/entries/0002.json';
  const PROOF = 'proof/items/0002.tlog-proof';

  const cases: Case[] = [
    {
      name: 'a document with one other byte',
      edit: (files) => void files.set(DOCUMENT, utf8('%PDF-1.7 回单 3')),
      fails: [`documents DOCUMENT_SHA256 ${DOCUMENT}`, `documents DOCUMENT_SM3 ${DOCUMENT}`],
    },
    {
      name: 'a longer document',
      edit: (files) => void files.set(DOCUMENT, utf8('%PDF-1.7 回单 2!')),
      fails: [
        `documents DOCUMENT_SIZE ${DOCUMENT}`,
        `documents DOCUMENT_SHA256 ${DOCUMENT}`,
        `documents DOCUMENT_SM3 ${DOCUMENT}`,
      ],
    },
    {
      name: 'a missing document',
      edit: (files) => void files.delete(DOCUMENT),
      fails: [`contents FILE_MISSING ${DOCUMENT}`],
    },
    {
      name: 'a document slipped in',
      edit: (files) => void files.set('data/items/0002-REPAY/extra.pdf', utf8('x')),
      fails: ['contents FILE_UNKNOWN data/items/0002-REPAY/extra.pdf'],
    },
    {
      name: 'a document that the record does not name',
      edit: (files) => {
        files.set('data/items/0002-REPAY/extra.pdf', utf8('x'));
        editData(files, ({ items }) => ({
          items: items.map((item) =>
            item.sequence === 2
              ? { ...item, documents: [...item.documents, { name: 'extra.pdf', file: 'extra.pdf' }] }
              : item,
          ),
        }));
      },
      fails: ['documents DOCUMENT_UNKNOWN data/items/0002-REPAY/extra.pdf'],
    },
    {
      name: 'a tag file slipped in',
      edit: (files) => void files.set('META-INF/evil.txt', utf8('x')),
      fails: ['contents FILE_UNKNOWN META-INF/evil.txt'],
    },
    {
      name: 'no README',
      edit: (files) => void files.delete(PATHS.readme),
      fails: [`contents FILE_MISSING ${PATHS.readme}`],
    },
    {
      name: 'the record of another item',
      edit: (files) => void files.set(RECORD, files.get('data/items/0003-REPAY/record.sd-jwt')!),
      fails: [`records STATEMENT_DIFFERS ${RECORD}`],
    },
    {
      name: 'a disclosure that was never signed',
      edit: (files) => {
        const foreign = text(files, 'data/items/0003-REPAY/record.sd-jwt').split('~')[3];
        files.set(RECORD, utf8(`${text(files, RECORD)}${foreign}~`));
      },
      fails: [`records DISCLOSURE_UNMATCHED ${RECORD}`],
    },
    {
      name: 'a record that is no SD-JWT',
      edit: (files) => void files.set(RECORD, utf8('not a record')),
      fails: [`records RECORD_FORMAT ${RECORD}`],
    },
    {
      name: 'an entry with spaces',
      edit: (files) => void files.set(ENTRY, utf8(` ${text(files, ENTRY)}`)),
      fails: [
        `entries ENTRY_FORMAT ${ENTRY}`,
        `inclusion NOT_INCLUDED ${PROOF}`,
        'sequence LINK_BROKEN proof/entries/0003.json',
      ],
    },
    {
      name: 'an entry with another time of receipt',
      edit: (files) => {
        const entry = parseEntry(files.get(ENTRY)!);
        files.set(ENTRY, encodeEntry({ ...entry, received: '2026-03-15T12:00:02.001Z' }));
      },
      fails: [`inclusion NOT_INCLUDED ${PROOF}`, 'sequence LINK_BROKEN proof/entries/0003.json'],
    },
    {
      name: 'an entry under the number of another',
      edit: (files) => void files.set(ENTRY, files.get('proof/entries/0003.json')!),
      fails: [
        `entries ENTRY_SEQUENCE ${ENTRY}`,
        `records STATEMENT_DIFFERS ${RECORD}`,
        `inclusion NOT_INCLUDED ${PROOF}`,
        `sequence LINK_BROKEN ${ENTRY}`,
        'sequence LINK_BROKEN proof/entries/0003.json',
      ],
    },
    {
      name: 'an inclusion proof with one hash changed',
      edit: (files) =>
        swapProof(files, ({ hashes }) => ({ hashes: [c.sha256(hashes[0]!), ...hashes.slice(1)] })),
      fails: [`inclusion NOT_INCLUDED ${PROOF}`],
    },
    {
      name: 'an inclusion proof for another index',
      edit: (files) => swapProof(files, ({ index }) => ({ index: index + 1 })),
      fails: [`inclusion PROOF_INDEX ${PROOF}`, `inclusion NOT_INCLUDED ${PROOF}`],
    },
    {
      name: 'an inclusion proof against another checkpoint',
      edit: (files) => swapProof(files, () => ({ checkpoint: other.parts.checkpoint })),
      fails: [`inclusion PROOF_CHECKPOINT ${PROOF}`],
    },
    {
      name: 'an inclusion proof that is none',
      edit: (files) => void files.set(PROOF, utf8('c2sp.org/tlog-proof@v1\nindex 01\n\n')),
      fails: [`inclusion PROOF_FORMAT ${PROOF}`],
    },
    {
      name: 'another loan number',
      edit: (files) => editData(files, () => ({ loan: 'XJ-2026-999999' })),
      fails: [
        ...[1, 2, 3, 4].map((n) => `records LOAN_DIFFERS data/items/000${n}-REPAY/record.sd-jwt`),
        `stream-opening STREAM_OPENING ${PATHS.package}`,
      ],
    },
    {
      name: 'another blinding value',
      edit: (files) =>
        editData(files, ({ stream }) => ({ stream: { ...stream, blind: c.sha256(utf8('x')) } })),
      fails: [`stream-opening STREAM_OPENING ${PATHS.package}`],
    },
    {
      name: 'package.json with a member of its own',
      edit: (files) =>
        void files.set(PATHS.package, utf8(text(files, PATHS.package).replace('{', '{"a":1,'))),
      fails: [`contents PACKAGE_FORMAT ${PATHS.package}`],
    },
    {
      name: 'a repayment left out',
      edit: (files) => dropItem(files, 3),
      fails: ['sequence GAP_IN_SEQUENCE proof/entries/0003.json'],
    },
    {
      name: 'the first item left out',
      edit: (files) => dropItem(files, 1),
      fails: ['sequence GAP_IN_SEQUENCE proof/entries/0001.json'],
    },
    {
      name: 'an item left out of the list alone',
      edit: (files) =>
        editData(files, ({ items }) => ({ items: items.filter(({ sequence }) => sequence !== 4) })),
      fails: [
        'contents FILE_UNKNOWN data/items/0004-REPAY/record.sd-jwt',
        'contents FILE_UNKNOWN data/items/0004-REPAY/还款回单-4.pdf',
        'contents FILE_UNKNOWN proof/entries/0004.json',
        'contents FILE_UNKNOWN proof/items/0004.tlog-proof',
      ],
    },
    {
      name: 'the tail cut off',
      edit: (files) => dropItem(files, 4),
      fails: PARTIES.map((party) => `stream-heads TAIL_NOT_SHOWN proof/stream-heads/${party}`),
    },
    {
      name: "a party's stream head left out",
      edit: (files) => void files.delete('proof/stream-heads/user'),
      fails: ['stream-heads TAIL_NOT_SHOWN proof/stream-heads/user'],
    },
    {
      name: "a stream head under another party's name",
      edit: (files) => void files.set('proof/stream-heads/user', files.get('proof/stream-heads/bank')!),
      fails: ['stream-heads HEAD_SIGNATURE proof/stream-heads/user'],
    },
    {
      name: 'a stream head that is no note',
      edit: (files) => void files.set('proof/stream-heads/user', utf8('hello\n')),
      fails: ['stream-heads HEAD_FORMAT proof/stream-heads/user'],
    },
    {
      name: 'a stream head of an earlier size, before the tail',
      edit: async (files) => {
        dropItem(files, 4);
        for (const party of PARTIES) {
          const { size, root, stream, entries } = fixture;
          const input = { size: size - 1, root, stream, sequence: 3, last: entries[2]! };
          files.set(`proof/stream-heads/${party}`, utf8(await headOf(world, party, input)));
        }
      },
      fails: PARTIES.map((party) => `stream-heads HEAD_DIFFERS proof/stream-heads/${party}`),
    },
    {
      name: 'the checkpoint of another package',
      edit: (files) => void files.set(PATHS.checkpoint, utf8(other.parts.checkpoint)),
      fails: [
        ...[1, 2, 3, 4].flatMap((n) => [
          `inclusion PROOF_CHECKPOINT proof/items/000${n}.tlog-proof`,
          `inclusion NOT_INCLUDED proof/items/000${n}.tlog-proof`,
        ]),
        `checkpoint CHECKPOINT_DIFFERS ${PATHS.checkpoint}`,
        `consistency CONSISTENCY_ENDS ${PATHS.consistency}`,
        'chain-confirmations',
        `chain-block BLOCK_EVENT ${PATHS.block}`,
        `timestamp TIMESTAMP_IMPRINT ${PATHS.timestamp}`,
        'stream-heads HEAD_DIFFERS',
      ],
    },
    {
      name: 'confirmations swapped between two parties',
      edit: (files) =>
        editSeal(files, ({ confirmations: [bank, user, commission] }) => ({
          confirmations: [
            { ...bank!, signature: user!.signature },
            { ...user!, signature: bank!.signature },
            commission!,
          ],
        })),
      fails: [
        `chain-confirmations CONFIRMATION_SIGNER ${PATHS.seal}`,
        `chain-confirmations CONFIRMATION_SIGNER ${PATHS.seal}`,
      ],
    },
    {
      name: 'a confirmation left out',
      edit: (files) => editSeal(files, ({ confirmations }) => ({ confirmations: confirmations.slice(1) })),
      fails: [`chain-confirmations CONFIRMATION_MISSING ${PATHS.seal}`],
    },
    {
      name: "one party's confirmation passed off as all three",
      edit: (files) =>
        editSeal(files, ({ confirmations }) => ({
          confirmations: PARTIES.map((party) => ({ ...confirmations[0]!, party })),
        })),
      fails: [
        `chain-confirmations CONFIRMATION_SIGNER ${PATHS.seal}`,
        `chain-confirmations CONFIRMATION_SIGNER ${PATHS.seal}`,
      ],
    },
    {
      name: 'a malleable twin of a confirmation',
      edit: (files) =>
        editSeal(files, ({ confirmations: [bank, ...rest] }) => ({
          confirmations: [{ ...bank!, signature: malleated(bank!.signature) }, ...rest],
        })),
      fails: [`chain-confirmations CONFIRMATION_INVALID ${PATHS.seal}`],
    },
    {
      name: 'confirmations for another chain',
      edit: (files) =>
        editSeal(files, (seal) => {
          const at = { ...world.trust.chain!, chainId: 1, size: seal.size, root: seal.root };
          return {
            chainId: 1,
            confirmations: seal.confirmations.map((one) => ({
              ...one,
              signature: toHex(signConfirmation(world.parties[one.party].chain, at)),
            })),
          };
        }),
      fails: [
        `chain-confirmations SEAL_DIFFERS ${PATHS.seal}`,
        ...PARTIES.map(() => `chain-confirmations CONFIRMATION_SIGNER ${PATHS.seal}`),
      ],
    },
    {
      name: 'a seal file that is none',
      edit: (files) => void files.set(PATHS.seal, utf8('{}')),
      fails: [`chain-confirmations SEAL_FORMAT ${PATHS.seal}`],
    },
    {
      name: 'a timestamp over another checkpoint',
      edit: (files) => void files.set(PATHS.timestamp, other.files.get(PATHS.timestamp)!),
      fails: [`timestamp TIMESTAMP_IMPRINT ${PATHS.timestamp}`],
    },
    {
      name: 'a timestamp by a certificate of another purpose',
      edit: async (files) =>
        void files.set(
          PATHS.timestamp,
          await stampOf(world, utf8(fixture.parts.checkpoint), TIMES.stamped, 'filer'),
        ),
      fails: [`timestamp TIMESTAMP_CERTIFICATE ${PATHS.timestamp}`],
    },
    {
      name: 'a timestamp with one signed byte changed',
      edit: (files) => {
        const bytes = files.get(PATHS.timestamp)!.slice();
        bytes[bytes.length - 1]! ^= 1;
        files.set(PATHS.timestamp, bytes);
      },
      fails: [`timestamp TIMESTAMP_SIGNATURE ${PATHS.timestamp}`],
    },
    {
      name: 'a timestamp that is none',
      edit: (files) => void files.set(PATHS.timestamp, utf8('no DER')),
      fails: [`timestamp TIMESTAMP_FORMAT ${PATHS.timestamp}`],
    },
    {
      name: 'a timestamp from outside the validity of its certificate',
      edit: async (files) =>
        void files.set(
          PATHS.timestamp,
          await stampOf(world, utf8(fixture.parts.checkpoint), TIMES.filed - 11 * DAY),
        ),
      fails: [`timestamp TIMESTAMP_CERTIFICATE ${PATHS.timestamp}`],
    },
    {
      name: 'a timestamp older than the cosignatures',
      edit: async (files) =>
        void files.set(PATHS.timestamp, await stampOf(world, utf8(fixture.parts.checkpoint), TIMES.filed)),
      fails: new Array(6).fill(`time-order TIME_ORDER ${PATHS.timestamp}`),
    },
    {
      name: 'a changed policy beside the trust data',
      edit: (files) => void files.set(PATHS.policy, utf8('quorum none\n')),
      fails: [`trust-source TRUST_FILES ${PATHS.policy}`],
    },
    {
      name: 'trust data that cannot be read',
      edit: (files) => void files.set(PATHS.trust, utf8('{"version":1}')),
      fails: [`trust-source TRUST_FORMAT ${PATHS.trust}`],
    },
  ];

  for (const { name, edit, fails } of cases) {
    it(`names ${name}`, async () => {
      const files = new Map(fixture.files);
      await edit(files);
      const found = failures(await verify(files));
      // An expectation without code stands for any finding of that check, one without subject for any subject.
      for (const line of fails)
        expect(
          found.some((one) => one.startsWith(line)),
          `${line} in ${found.join('; ')}`,
        ).to.equal(true);
      const surprises = found.filter((one) => !fails.some((line) => one.startsWith(line)));
      expect(surprises).to.deep.equal([]);
      if (fails.every((line) => line.split(' ').length === 3)) expect(found).to.deep.equal(fails);
    });
  }

  function malleated(signature: string): string {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = order - BigInt(`0x${signature.slice(66, 130)}`);
    const v = signature.endsWith('1b') ? '1c' : '1b';
    return `${signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}`;
  }

  it('says of a gap which number is missing, in words', async () => {
    const files = new Map(fixture.files);
    dropItem(files, 3);
    const report = await verify(files);
    expect(checkOf(report, 'sequence').sentence).to.deep.equal({
      en: 'Item 3 of the loan is missing.',
      zh: '缺少该笔贷款的第 3 项存证。',
    });
    expect(verdictsOf(report)).to.include({ completeness: 'failed', integrity: 'passed', origin: 'passed' });
  });

  it('says what a check waited for that could not run', async () => {
    const files = new Map(fixture.files);
    files.set(RECORD, utf8('not a record'));
    const documents = checkOf(await verify(files), 'documents');
    expect(documents).to.include({ outcome: 'not-checked', code: 'DEPENDS_ON', subject: DOCUMENT });
    expect(documents.facts).to.include({ check: 'records' });
  });

  describe('under other trust data', () => {
    const under = async (edit: Partial<Trust>, files: Files = new Map(fixture.files)) =>
      verify(files, { trust: { ...world.trust, ...edit } });

    it('does not know a foreign log', async () => {
      const report = await under({ origin: 'triseal.local/other' });
      expect(failures(report)).to.deep.equal([`checkpoint ORIGIN_UNKNOWN ${PATHS.checkpoint}`]);
    });

    it("does not accept another log's key", async () => {
      const stranger = await createWorld();
      const report = await under({ policy: policyOf(stranger.log, world.parties) });
      expect(failures(report)).to.deep.equal([`checkpoint LOG_SIGNATURE ${PATHS.checkpoint}`]);
    });

    it('does not accept other witnesses, and lists them as missing', async () => {
      const stranger = await createWorld();
      const report = await under({ policy: policyOf(world.log, stranger.parties) });
      expect(failures(report)).to.deep.equal([
        ...PARTIES.map(() => `witnesses COSIGNATURE_MISSING ${PATHS.checkpoint}`),
        `witnesses QUORUM_NOT_MET ${PATHS.checkpoint}`,
      ]);
      expect(checkOf(report, 'witnesses').facts.mlDsa44Missing).to.deep.equal(
        PARTIES.map((party) => `${party}-mldsa44`),
      );
    });

    it('wants all three parties even of a policy that asks for none', async () => {
      const policy = `${world.trust.policy.replace('quorum parties', 'quorum none')}`;
      const checkpoint = utf8(await cosigned(world, fixture, TIMES.witnessed, ['bank', 'user']));
      const report = await under({ policy }, new Map([...fixture.files, [PATHS.checkpoint, checkpoint]]));
      expect(failures(report)).to.include(`witnesses COSIGNATURE_MISSING ${PATHS.checkpoint}`);
      expect(checkOf(report, 'witnesses').facts).to.include({ party: 'commission' });
    });

    it('does not know a signer that is not registered', async () => {
      const report = await under({ signers: world.trust.signers.slice(1) });
      expect(failures(report)).to.deep.equal(
        [1, 2, 3].map((n) => `statement-certificates CERTIFICATE_UNKNOWN proof/entries/000${n}.json`),
      );
      expect(checkOf(report, 'statement-signatures')).to.include({
        outcome: 'not-checked',
        code: 'DEPENDS_ON',
      });
    });

    it('does not follow certificates to a foreign root', async () => {
      const stranger = await createWorld();
      const report = await under({ anchors: [stranger.pki.root.certificatePem] });
      expect(failedChecks(report)).to.deep.equal(['statement-certificates']);
      expect(checkOf(report, 'statement-certificates').code).to.equal('CERTIFICATE_PATH');
    });

    it('does not believe a foreign timestamp authority', async () => {
      const stranger = await createWorld();
      const report = await under({ timestampAnchors: [stranger.pki.root.certificatePem] });
      expect(failures(report)).to.deep.equal([`timestamp TIMESTAMP_CERTIFICATE ${PATHS.timestamp}`]);
    });

    it('holds the record to the owner of the certificate', async () => {
      const [filer, service] = world.trust.signers;
      const report = await under({
        signers: [
          { ...filer!, organisation: 'other-bank' },
          { ...service!, use: 'filer' },
        ],
      });
      const record = (n: number) => `data/items/000${n}-REPAY/record.sd-jwt`;
      expect(failures(report)).to.deep.equal([
        ...[1, 2, 3].map((n) => `statement-certificates FILING_ORGANISATION ${record(n)}`),
        `statement-certificates FILING_ROLE ${record(4)}`,
      ]);
    });

    it('knows chain keys by their time on duty', async () => {
      const at = new Date(TIMES.witnessed).toISOString();
      const duty = (from: string | null, to: string | null) =>
        under({
          parties: world.trust.parties.map((party) => ({
            ...party,
            chainAddresses: party.chainAddresses.map((one) => ({ ...one, from, to })),
          })),
        });
      expect(failures(await duty(at, null))).to.deep.equal([]);
      expect(failures(await duty(null, at))).to.deep.equal(
        PARTIES.map(() => `chain-confirmations CONFIRMATION_SIGNER ${PATHS.seal}`),
      );
    });

    it('does not accept stream heads of another key', async () => {
      const stranger = await createWorld();
      const report = await under({ parties: stranger.trust.parties });
      expect(failures(report)).to.include.members(
        PARTIES.map((party) => `stream-heads HEAD_SIGNATURE proof/stream-heads/${party}`),
      );
    });

    it('reports trust data that cannot be used as such', async () => {
      const report = await under({ anchors: ['no certificate'] });
      expect(failures(report)).to.deep.equal(['trust-source TRUST_FORMAT trust data given']);
      expect(checkOf(report, 'witnesses')).to.include({ outcome: 'not-checked', code: 'DEPENDS_ON' });
    });
  });

  it('is not deceived by a whole package of other keys under the same names', async () => {
    const forged = await buildFixture(await createWorld());
    const report = await verifyPackage(c, forged.zip, { trust: world.trust });
    expect(failedChecks(report)).to.include.members([
      'statement-certificates',
      'checkpoint',
      'witnesses',
      'chain-confirmations',
      'timestamp',
      'stream-heads',
    ]);
    // And with its own trust data the origin stays open.
    expect(verdictsOf(await verifyPackage(c, forged.zip))).to.include({ origin: 'not-checked' });
  });

  it('is not deceived by its own trust data: the snapshot has no say when trust is given', async () => {
    const forged = await createWorld();
    const files = new Map(fixture.files);
    for (const [name, bytes] of trustFiles(forged.trust)) files.set(`trust/${name}`, bytes);
    const report = await verify(files);
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'trust-source').facts).to.include({ source: 'given', same: false });
    expect(encodeTrust(forged.trust)).to.not.deep.equal(encodeTrust(world.trust));
  });

  describe('of what happened before the package was made', () => {
    const built = async (options: BuildOptions, at = TIMES.produced) => {
      const made = await buildFixture(world, options);
      return verifyPackage(c, made.zip, { trust: world.trust, at });
    };

    it('a filing after the certificate had expired', async () => {
      const filed = TIMES.filed + 11 * DAY;
      const report = await built({
        received: (n) => 11 * DAY + n,
        witnessedAt: filed + MINUTE,
        stampedAt: TIMES.filed + 9 * DAY,
      });
      const { code, facts } = checkOf(report, 'statement-certificates');
      expect(code).to.equal('CERTIFICATE_EXPIRED');
      expect(facts.at).to.equal(new Date(filed + 1).toISOString());
    });

    it('a filing by a certificate for another purpose', async () => {
      const stranger = { ...world, trust: { ...world.trust, signers: [...world.trust.signers] } };
      const wrong = await issue('wrong', { issuer: world.pki.authority, profile: PROFILES.timestamping });
      stranger.trust.signers.push({
        organisation: 'demo-bank',
        use: 'filer',
        certificate: wrong.certificatePem,
      });
      const made = await buildFixture({ ...stranger, pki: { ...world.pki, filer: wrong } });
      const report = await verifyPackage(c, made.zip, { trust: stranger.trust });
      expect(failedChecks(report)).to.deep.equal(['statement-certificates']);
      expect(checkOf(report, 'statement-certificates').code).to.equal('CERTIFICATE_PURPOSE');
    });

    it('a record that says the service signed, when the filer did', async () => {
      const report = await built({
        record: () => ({ filing: { organisation: 'demo-bank', signedBy: 'service' } }),
      });
      expect(failures(report)).to.deep.equal(
        [1, 2, 3].map((n) => `statement-certificates FILING_ROLE data/items/000${n}-REPAY/record.sd-jwt`),
      );
    });

    it('a record of another loan in this stream', async () => {
      const report = await built({ record: (n) => (n === 2 ? { loan: 'OTHER-1' } : {}) });
      expect(failures(report)).to.deep.equal([`records LOAN_DIFFERS ${RECORD}`]);
    });

    it('a record that breaks its schema', async () => {
      const report = await built({ record: (n) => (n === 2 ? { fields: { amount: 'much' } } : {}) });
      expect(failures(report)).to.deep.equal([`records RECORD_SCHEMA ${RECORD}`]);
    });

    it('a log clock that ran backwards by more than the tolerance', async () => {
      const report = await built({ received: (n) => (n === 3 ? -6 * MINUTE : n * 1000) });
      expect(failures(report)).to.deep.equal(['time-order TIME_ORDER proof/entries/0003.json']);
    });

    it('but not one within the tolerance', async () => {
      expect(failures(await built({ received: (n) => (n === 3 ? -4 * MINUTE : n * 1000) }))).to.deep.equal(
        [],
      );
    });

    it('times that lie in the future of the one who verifies', async () => {
      const report = await built({}, TIMES.filed);
      expect(failedChecks(report)).to.deep.equal(['time-order']);
      expect(checkOf(report, 'time-order').sentence.en).to.include('verification');
    });
  });

  it('refuses a note with one good and one false signature of the same witness', async () => {
    const note = parseNote(fixture.parts.checkpoint);
    const line = note.signatures[1]!;
    const forged = {
      ...line,
      signature: concat(line.signature.subarray(0, 71), Uint8Array.of(line.signature[71]! ^ 1)),
    };
    const checkpoint = utf8(formatNote({ ...note, signatures: [...note.signatures, forged] }));
    const report = await verify(new Map([...fixture.files, [PATHS.checkpoint, checkpoint]]));
    expect(failures(report)).to.include(`witnesses COSIGNATURE_INVALID ${PATHS.checkpoint}`);
  });
});
