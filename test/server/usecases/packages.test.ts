import { expect } from 'chai';
import { base64, base64Decode, concat, hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { formatStreamHead } from '../../../core/entry/head.ts';
import { addSignatures, parseNote } from '../../../core/note/note.ts';
import { createEd25519Signer, signNote } from '../../../core/note/sign.ts';
import { EXTRA_PATHS, PATHS, renewalPath } from '../../../core/package/layout.ts';
import { readZip } from '../../../core/package/zip-reader.ts';
import { PARTIES } from '../../../core/party.ts';
import { cosign } from '../../../core/tlog/cosignature.ts';
import { parseTimestampResponse } from '../../../core/tsp/protocol.ts';
import { renewalDigest } from '../../../core/tsp/renewal.ts';
import { openTrust } from '../../../core/verify/opened-trust.ts';
import type { Report } from '../../../core/verify/report.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import { verifyPackage, verifyReceipt } from '../../../core/verify/verify.ts';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import { createEmbeddedTsa } from '../../../server/adapters/tsa-embedded.ts';
import { ServiceError } from '../../../server/errors.ts';
import type { Amend } from '../../../server/log/sealing.ts';
import type { RoundRow } from '../../../server/ports/evidence-store.ts';
import { createCustody } from '../../../server/usecases/custody/create.ts';
import { createHashRenewal } from '../../../server/usecases/hash-renewal/create.ts';
import {
  createBuildPackage,
  createPackagePlanner,
  type PackageDeps,
} from '../../../server/usecases/packages/build.ts';
import { receiptOf } from '../../../server/usecases/receipt.ts';
import { createReportPdf } from '../../../server/usecases/reports/pdf.ts';
import { createStreams } from '../../../server/usecases/streams.ts';
import type { PackageRequest } from '../../../server/usecases/types.ts';
import { type Api, BANK, ORIGIN, recordInput, startApi, trustOf } from '../../support/api.ts';
import { makeBlock } from '../../support/chain-block.ts';
import {
  createWorld,
  policyOf,
  rebag,
  sealOf,
  stampDigest,
  stampOf,
  type World,
} from '../../support/package-fixture.ts';
import { AT, nodeCrypto as c, DAY } from '../../support/pki.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

const LOAN = 'LN-2026-000417';

describe('server/usecases packages', () => {
  let api: Api;
  let world: World;
  let trust: Trust;
  const log = createEd25519Signer(c, ORIGIN, c.sha256(utf8('log key')));

  before(async () => {
    [api, world] = [await startApi(), await createWorld()];
    const { signers, anchors, intermediates } = trustOf(api.keys);
    trust = {
      ...world.trust,
      origin: ORIGIN,
      policy: policyOf(log, world.parties),
      signers,
      anchors,
      intermediates,
    };
    await file('b-1', { documents: [{ name: '合同: 甲方?.pdf' }] }, ['合同: 甲方?.pdf', '%PDF-1.7 合同']);
    await file('b-2');
    await file('b-3', { loan: 'LN-OTHER' });
    await file('b-4', {}, ['回单.pdf', '%PDF-1.7 回单']);
  });
  after(() => api.stop());

  async function file(
    key: string,
    over: Record<string, unknown> = {},
    document?: [string, string],
  ): Promise<void> {
    const form = new FormData();
    form.append('record', JSON.stringify(recordInput(over)));
    if (document) form.append('documents', new Blob([document[1]], { type: 'application/pdf' }), document[0]);
    const body = document === undefined ? JSON.stringify({ record: recordInput(over) }) : form;
    const headers = {
      'idempotency-key': key,
      ...(document === undefined && { 'content-type': 'application/json' }),
    };
    const answer = await api.call('/v1/evidence', { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** What witnessing and sealing leave in the store for the present head. */
  async function round(over: Partial<RoundRow> = {}): Promise<RoundRow> {
    const head = (await api.service.store.head(ORIGIN))!;
    const { text } = parseNote(head.checkpoint);
    const at = AT / 1000 + 60;
    const cosignatures = await Promise.all(
      PARTIES.flatMap((party) => [
        cosign(text, world.parties[party].ed25519, at),
        cosign(text, world.parties[party].mlDsa44, at),
      ]),
    );
    const checkpoint = addSignatures(head.checkpoint, cosignatures);
    const { token } = parseTimestampResponse(await stampOf(world, utf8(checkpoint), AT + 120_000));
    const { confirmations, transaction } = sealOf(world, head.size, head.root);
    const time = new Date(AT + 180_000).toISOString();
    return {
      origin: ORIGIN,
      size: head.size,
      root: hex(head.root),
      checkpoint,
      witnessed: PARTIES.map((party) => ({ party, at: time })),
      quorumAt: time,
      timestamp: base64(token!),
      timestampedAt: time,
      confirmations,
      seal: {
        ...world.trust.chain!,
        transaction: transaction!.hash,
        blockNumber: transaction!.blockNumber,
        blockHash: transaction!.blockHash,
        blockTime: transaction!.blockTime,
      },
      sealedAt: time,
      ...over,
    };
  }

  /** Heads as the parties' nodes sign them from their copies. */
  const heads: PackageDeps['heads'] = {
    streamHead: async (party, stream, size) => {
      const tail = (await api.service.store.streamTail(ORIGIN, stream, size))!;
      const root = await api.service.reader.root(size);
      const { sequence, leafHash } = tail;
      const text = formatStreamHead({
        origin: ORIGIN,
        size,
        root,
        stream,
        sequence,
        leafHash,
        time: AT / 1000,
      });
      return signNote(text, world.parties[party].head);
    },
  };

  const build = (over: Partial<PackageRequest> = {}, deps: Partial<PackageDeps> = {}) =>
    createBuildPackage({
      ...api.service,
      clock: { now: () => AT + 300_000 },
      trust: () => trust as never,
      heads,
      ...deps,
    })({ organisation: BANK, loan: LOAN, stage: 'sealed', withhold: [], documents: true, ...over });
  const collect = async (content: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    return concat(...chunks);
  };
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(ServiceError);
    return error as ServiceError;
  };

  it('refuses while nothing is sealed, and says what is waiting', async () => {
    const error = await refusal(build());
    expect(error).to.include({ code: 'NOT_SEALED_YET', retryAfterSeconds: 5 });
    expect(error.facts).to.deep.equal({ waiting: 3, items: 3 });
  });

  it('does not know a loan of somebody else, or none', async () => {
    expect(await refusal(build({ loan: 'LN-NONE' }))).to.include({ code: 'NOT_FOUND' });
    expect(await refusal(build({ organisation: 'other-bank' }))).to.include({ code: 'NOT_FOUND' });
  });

  it('makes of a sealed round a package that verifies', async () => {
    await api.service.store.saveRound(await round());
    const { fileName, content } = await build();
    const zip = await collect(content);
    const report = await verifyPackage(c, zip, { trust, at: AT + 300_000 });
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report)).to.include({
      integrity: 'passed',
      origin: 'passed',
      time: 'passed',
      completeness: 'passed',
    });
    expect(report.subject).to.include({ loan: LOAN, items: 3, size: 4 });
    expect(checkOf(report, 'statement-certificates').facts).to.include({ filer: 0, service: 3 });
    expect(fileName).to.equal('evidence-LN-2026-000417.zip');
    expect([...readZip(zip).files!.keys()]).to.include.members([
      'data/items/0001-DRAW/合同_ 甲方_.pdf',
      'data/items/0003-DRAW/回单.pdf',
    ]);
  });

  it('is the same bytes each time', async () => {
    expect(await collect((await build()).content)).to.deep.equal(await collect((await build()).content));
  });

  it('carries the block of the seal where the chain has shown it, and does without where it has none', async () => {
    const sealed = await round();
    expect(readZip(await collect((await build()).content)).files!.has(PATHS.block)).to.equal(false);
    const time = (AT + 180_000) / 1000;
    const { file: block, transaction } = await makeBlock({
      chain: world.trust.chain!,
      size: sealed.size,
      root: `0x${sealed.root}`,
      time,
    });
    const { hash, ...facts } = transaction;
    const seal = { ...sealed.seal!, transaction: hash, ...facts };
    const checked = async (over: { block: typeof block | null }) => {
      await api.service.store.saveRound({ ...sealed, seal: { ...seal, ...over } });
      const zip = await collect((await build()).content);
      return checkOf(await verifyPackage(c, zip, { trust, at: AT + 300_000 }), 'chain-block');
    };
    expect(await checked({ block })).to.include({ outcome: 'passed' });
    expect(await checked({ block: null })).to.include({ outcome: 'not-checked', code: 'NOT_IN_PACKAGE' });
    await api.service.store.saveRound(sealed);
  });

  it('carries the renewals of the timestamp, which verify as a chain', async () => {
    const sealed = await round();
    const renewals = [];
    for (let at = AT + 200_000, last = sealed.timestamp!; at <= AT + 240_000; at += 40_000) {
      const token = await stampDigest(world, renewalDigest(c, base64Decode(last, 'token')), at);
      last = base64(token);
      renewals.push({ token: last, at: new Date(at).toISOString() });
    }
    await api.service.store.saveRound({ ...sealed, renewals });
    const zip = await collect((await build()).content);
    await api.service.store.saveRound(sealed);
    const report = await verifyPackage(c, zip, { trust, at: AT + 300_000 });
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'timestamp-renewal').facts).to.include({ renewals: 2 });
    expect([...readZip(zip).files!.keys()]).to.include.members([renewalPath(1), renewalPath(2)]);
  });

  it('carries the log hashed anew, whole or redacted, and so do receipts', async () => {
    const sealed = await round();
    const { pki } = world;
    const timestamper = createEmbeddedTsa({
      ...{ crypto: c, ...pki.tsa, chain: [pki.tsa.certificate, pki.authority.certificate] },
      ...{ clock: { now: () => AT + 200_000 }, random: api.service.random },
    });
    const lines: string[] = [];
    const note = (_: object, message: string) => void lines.push(message);
    const { timestampAnchors, intermediates } = openTrust(c, trust);
    const documents = await openSqliteDocuments(':memory:');
    const keeping = {
      ...{ ...api.service, documents, timestamper, clock: { now: () => AT + 200_000 } },
      trust: {
        anchors: timestampAnchors,
        intermediates: [...intermediates, pki.authority.certificate],
        crls: [],
      },
      logger: { debug: note, info: note, warn: note, error: note },
    };
    const idle = createHashRenewal({ ...keeping, active: false });
    const hashed = createHashRenewal({ ...keeping, active: true });
    const amend: Amend = async (size, change) => {
      const changed = change((await api.service.store.round(ORIGIN, size))!);
      await api.service.store.saveRound(changed);
      return changed;
    };
    await api.service.store.saveRound(sealed);
    await idle.renew(amend);
    expect(await api.service.store.round(ORIGIN, sealed.size)).to.deep.equal(sealed);
    expect(await hashed.roundCovering(0)).to.equal(undefined);
    await hashed.renew(amend);
    await hashed.renew(amend);
    const renewed = (await api.service.store.round(ORIGIN, sealed.size))!;
    expect(renewed.renewals).to.have.length(1);
    expect(lines).to.deep.equal(['the log was hashed anew with SHA-512 and time-stamped']);
    expect(await hashed.roundCovering(sealed.size)).to.equal(undefined);
    expect(await hashed.roundCovering(0)).to.deep.equal(renewed);
    const verify = async (over: Partial<PackageRequest>) =>
      verifyPackage(c, await collect((await build(over, { hashed })).content), { trust, at: AT + 300_000 });
    for (const over of [{}, { withhold: ['payee_account'], documents: false }]) {
      const report = await verify(over);
      expect(failures(report)).to.deep.equal([]);
      expect(checkOf(report, 'timestamp-renewal').facts).to.include({ renewals: 1, hashedAnew: sealed.size });
    }
    const [row] = await api.service.store.rowsOfLoan({
      ...{ organisation: BANK, loanIndex: api.service.vault.loanIndex(BANK, LOAN), after: 0, limit: 1 },
    });
    const of = { ...api.service, trust: () => trust as never, hashed };
    const receipt = await receiptOf(of, createStreams(of), row!);
    expect(receipt.renewals).to.have.length(1);
    const report = await verifyReceipt(c, receipt, [], { trust, at: AT + 300_000 });
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'timestamp-renewal').facts).to.include({ hashedAnew: sealed.size });
    // A token that can no longer be relied on is not built upon.
    await api.service.store.saveRound(sealed);
    const late = { now: () => AT + 30 * DAY };
    await createHashRenewal({ ...keeping, active: true, clock: late }).renew(amend);
    expect(await api.service.store.round(ORIGIN, sealed.size)).to.deep.equal(sealed);
  });

  it('leans a receipt on the newest sealed checkpoint when the time-stamp of its own has run out', async () => {
    const sealed = await round();
    const [row] = await api.service.store.rowsOfLoan({
      ...{ organisation: BANK, loanIndex: api.service.vault.loanIndex(BANK, LOAN), after: 0, limit: 1 },
    });
    const earlier = { ...sealed, size: row!.index + 1, timestampedAt: new Date(AT).toISOString() };
    await api.service.store.saveRound(earlier);
    const stageOf = async (now: number) => {
      const of = { ...api.service, trust: () => trust as never, clock: { now: () => now } };
      return (await receiptOf(of, createStreams(of), row!)).state.timestampedAt;
    };
    const found = [await stageOf(AT + DAY), await stageOf(AT + 11 * DAY)];
    const { quorumAt: _quorum, seal: _seal, sealedAt: _at, ...forgotten } = earlier;
    await api.service.store.saveRound(forgotten);
    await api.service.store.dropSuperseded(ORIGIN, sealed.size);
    expect(found).to.deep.equal([earlier.timestampedAt, sealed.timestampedAt]);
  });

  const verifier = { bytes: utf8('<!doctype html>'), sha256: hex(c.sha256(utf8('<!doctype html>'))) };
  const clock = { now: () => AT + 300_000 };
  const signing = (): Partial<PackageDeps> => {
    const { document, authority } = world.pki;
    const chain = [document.certificate, authority.certificate];
    trust = { ...trust, anchors: [...trust.anchors, world.pki.root.certificatePem] };
    const stamp = async (digest: Uint8Array) => stampDigest(world, digest, AT + 290_000);
    return {
      container: { document: { ...document, chain }, timestamper: { stamp } },
      report: { verifier: () => verifier },
    };
  };

  it('is signed by the service over all of it, and says before what it will be found to be', async () => {
    const { size, content } = await build({}, signing());
    const zip = await collect(content);
    expect(zip.length).to.equal(size);
    const found = await verifyPackage(c, zip, { trust, at: clock.now() });
    expect(failures(found)).to.deep.equal([]);
    expect(checkOf(found, 'container-signature')).to.include({ outcome: 'passed' });
    const { files } = readZip(zip);
    expect(files!.get(EXTRA_PATHS.verifier)).to.deep.equal(verifier.bytes);
    expect(utf8Decode(files!.get(EXTRA_PATHS.verifierDigest)!)).to.equal(
      `${verifier.sha256}  verifier.html\n`,
    );
    const inside = JSON.parse(utf8Decode(files!.get(EXTRA_PATHS.reportJson)!)) as Report;
    expect(inside.verdicts.map(({ outcome }) => outcome)).to.deep.equal(
      found.verdicts.map(({ outcome }) => outcome),
    );
    expect(checkOf(inside, 'documents').facts.documents).to.equal(2);
    expect(checkOf(inside, 'bag').outcome).to.equal('passed');
  });

  it('tells what it is about while it plans', async () => {
    const steps: string[] = [];
    const deps = { ...api.service, clock: { now: () => AT + 300_000 }, trust: () => trust as never, heads };
    const request = {
      organisation: BANK,
      loan: LOAN,
      stage: 'sealed',
      withhold: [],
      documents: true,
    } as const;
    await createPackagePlanner({ ...deps, ...signing() }).plan(request, (step) => steps.push(step));
    expect(steps).to.deep.equal(['gathering', 'checking', 'setting', 'signing']);
    await createPackagePlanner(deps).plan(request, (step) => steps.push(step));
    expect(steps.slice(4)).to.deep.equal(['gathering']);
  });

  it('tells the same state in the same bytes, whenever and however often it is read meanwhile', async () => {
    const loan = api.service.vault.loanIndex(BANK, LOAN);
    let now = AT + 170_000;
    const custody = createCustody({
      ...api.service,
      documents: await openSqliteDocuments(':memory:'),
      clock: { now: () => now },
    });
    const actor = { kind: 'system', organisation: BANK, role: 'bank', id: 'cert' } as const;
    const read = () =>
      custody.record({
        actor,
        action: 'package.built',
        subject: 'loan',
        organisation: BANK,
        loan,
        facts: {},
      });
    await read();
    const { container, report } = signing();
    const { document, timestamper } = container!;
    const pdf = createReportPdf({
      ...api.service,
      document,
      timestamper,
      custody,
      clock: { now: () => now },
    });
    const made = async (at: number) => {
      now = at;
      const deps = { container: container!, report: { ...report!, pdf }, clock: { now: () => now } };
      const { files } = readZip(await collect((await build({}, deps)).content));
      await read();
      const text = Buffer.from(files!.get(EXTRA_PATHS.reportPdf)!);
      return {
        unsigned: hex(c.sha256(text.subarray(0, text.indexOf('\n%%EOF') + 7))),
        json: hex(c.sha256(files!.get(EXTRA_PATHS.reportJson)!)),
        data: utf8Decode(files!.get('data/package.json')!),
        manifest: utf8Decode(files!.get('manifest-sha256.txt')!),
      };
    };
    const first = await made(AT + 300_000);
    expect(first.data).to.include(`"produced":{"at":"${new Date(AT + 180_000).toISOString()}"`);
    expect(await made(AT + 400_000)).to.deep.equal(first);
    expect(await made(AT + 9 * DAY)).to.deep.equal(first);
    // Another state is another report: the act of before the seal is in it, those since come with the next state.
    const sealed = (await api.service.store.latestRound(ORIGIN, 'sealed'))!;
    await api.service.store.saveRound({ ...sealed, sealedAt: new Date(AT + 350_000).toISOString() });
    const later = await made(AT + 500_000);
    await api.service.store.saveRound(sealed);
    expect(later.unsigned).to.not.equal(first.unsigned);
    expect(await made(AT + 600_000)).to.deep.equal(first);
  });

  it('fails as a whole when the report inside is another', async () => {
    const zip = await collect((await build({}, signing())).content);
    const files = new Map(readZip(zip).files!);
    files.set(EXTRA_PATHS.reportJson, utf8('{"verdicts":[]}'));
    const report = await verifyPackage(c, rebag(files), { trust, at: clock.now() });
    expect(failures(report)).to.include.members([
      `container-signature FILE_SHA256 ${EXTRA_PATHS.reportJson}`,
    ]);
  });

  it('leaves out fields and documents when asked, and still verifies', async () => {
    const zip = await collect((await build({ withhold: ['payee_account'], documents: false })).content);
    const report = await verifyPackage(c, zip, { trust });
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'records').facts).to.include({ redacted: 3 });
    expect(Buffer.from(zip).includes('%PDF')).to.equal(false);
    expect(checkOf(report, 'documents').facts.recordedOnly).to.have.length(2);
  });

  it('carries the proof of an erased item without its content', async () => {
    const [row] = await api.service.store.rowsOfLoan({
      organisation: BANK,
      loanIndex: api.service.vault.loanIndex(BANK, LOAN),
      after: 1,
      limit: 1,
    });
    const store = Object.create(api.service.store, {
      key: { value: async (id: string) => (id === row!.keyId ? undefined : api.service.store.key(id)) },
    }) as PackageDeps['store'];
    const report = await verifyPackage(c, await collect((await build({}, { store })).content), { trust });
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'records').facts.withheld).to.deep.equal(['2']);
  });

  it('refuses without the word of all three parties', async () => {
    const silent: PackageDeps['heads'] = {
      streamHead: async (party, ...rest) => {
        if (party === 'user') throw new ServiceError('PARTY_UNAVAILABLE', 'the user node cannot be reached');
        return heads.streamHead(party, ...rest);
      },
    };
    expect(await refusal(build({}, { heads: silent }))).to.include({ code: 'PARTY_UNAVAILABLE' });
  });

  it('breaks the download off when a document is not what was filed', async () => {
    const vault = {
      ...api.service.vault,
      openDocument: async function* () {
        yield utf8('%PDF-1.7 something else');
      },
    };
    const { content } = await build({}, { vault });
    expect(await refusal(collect(content))).to.include({ code: 'CONTENT_CORRUPT' });
  });

  it('waits again when more was filed, but takes a witnessed round when asked', async () => {
    await file('b-5');
    expect((await refusal(build())).facts).to.deep.equal({ waiting: 1, items: 4 });
    const { seal: _, sealedAt: __, ...witnessed } = await round({ confirmations: [] });
    await api.service.store.saveRound(witnessed);
    const report = await verifyPackage(c, await collect((await build({ stage: 'witnessed' })).content), {
      trust,
    });
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report)).to.include({ origin: 'not-checked', completeness: 'passed' });
    expect(checkOf(report, 'chain-confirmations')).to.include({ code: 'NOT_IN_PACKAGE' });
  });
});
