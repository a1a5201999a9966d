import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { base64, base64Decode, base64url, equal, hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { type Entry, encodeEntry } from '../../../core/entry/entry.ts';
import { signBatch } from '../../../core/evidence/batch.ts';
import { type JsonObject, parseJsonObject } from '../../../core/json.ts';
import { verifyConsistency } from '../../../core/merkle/consistency.ts';
import { verifySubtreeConsistency } from '../../../core/merkle/subtree.ts';
import { leafHash, rootOfLeaves } from '../../../core/merkle/tree.ts';
import { verifyNote } from '../../../core/note/verify.ts';
import { PARTIES } from '../../../core/party.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { encodeTrust } from '../../../core/verify/trust.ts';
import type { RunningNode } from '../../../server/node/main.ts';
import type { PublishedObjection } from '../../../server/node/objections.ts';
import { LogClient, nodeConfig, startNode, temporaryDirectory } from '../../support/node-host.ts';
import { LOG_ORIGIN, logSigner, TestLog } from '../../support/node-log.ts';
import { AT, nodeCrypto as c, DAY, issue, type TestPki, testPki } from '../../support/pki.ts';

const strings = (value: unknown) => (value as string[]).map((text) => base64Decode(text));

/** A checkpoint in an evidence, which must carry the log's signature. */
async function signedByLog(note: unknown) {
  const parsed = parseSignedCheckpoint(String(note));
  expect((await verifyNote(c, parsed.note, [logSigner.key])).accepted, 'signed by the log').to.equal(true);
  return parsed.checkpoint;
}

/** Whether the evidence shows its entry in the log's checkpoint, for somebody who has nothing but the log's key. */
async function showsEntry(evidence: JsonObject): Promise<boolean> {
  const checkpoint = await signedByLog(evidence.checkpoint);
  const { start, end, leaves } = evidence.subtree as JsonObject;
  const hashes = strings(leaves);
  const at = Number(evidence.index) - Number(start);
  if (!equal(hashes[at]!, leafHash(c, base64Decode(String(evidence.entry))))) return false;
  return verifySubtreeConsistency(c, {
    start: Number(start),
    end: Number(end),
    size: checkpoint.size,
    subtreeRoot: rootOfLeaves(c, hashes),
    root: checkpoint.root,
    proof: strings(evidence.proof),
  });
}

describe('server/node: audit and objections', () => {
  let pki: TestPki;
  let base: TestLog;
  let directory: ReturnType<typeof temporaryDirectory>;
  let node: RunningNode;
  let client: LogClient;

  before(async () => {
    pki = await testPki();
    base = await new TestLog(pki.filer).file(9, 1);
  });
  beforeEach(async () => {
    directory = temporaryDirectory();
    node = await startNode(nodeConfig(directory.path, pki));
    client = new LogClient(node.url);
  });
  afterEach(async () => {
    await node.stop();
    directory.remove();
  });

  const objections = async (): Promise<PublishedObjection[]> => {
    await node.node.settled();
    return JSON.parse((await client.get(`/${node.node.originHash}/objections`)).text);
  };
  const only = async (): Promise<PublishedObjection> => {
    const all = await objections();
    expect(all).to.have.lengthOf(1);
    expect(hex(c.sha256(utf8(all[0]!.evidence)))).to.equal(all[0]!.digest);
    return all[0]!;
  };

  /** Continues a copy of `base`, whose one stream is at sequence 9. */
  const continued = async (over: Partial<Entry> & { readonly jws?: string } = {}) => {
    const log = base.fork(base.size);
    const { jws, ...rest } = over;
    const entry: Entry = {
      ...(await log.next('loan 0')),
      sequence: 10,
      link: leafHash(c, base.entries.at(-1)!),
      ...(jws === undefined ? {} : { statement: jws }),
      ...rest,
    };
    log.append(encodeEntry(entry));
    return log;
  };

  /** Brings the log to the node, which must refuse the last entry for this reason and keep none of the package. */
  const refused = async (log: TestLog, reason: string, message: string) => {
    const answer = await client.bring(log, 0);
    expect([answer.status, answer.text]).to.deep.equal([422, `entry 9: ${message}\n`]);
    expect(node.node.state.mirrored()).to.equal(undefined);
    const objection = await only();
    expect([objection.reason, objection.message, objection.size]).to.deep.equal([
      reason,
      `entry 9: ${message}`,
      10,
    ]);
    expect(objection.root).to.equal(hex(log.root()));
    expect(await showsEntry(parseJsonObject(objection.evidence))).to.equal(true);
  };

  it('accepts the entry that all the others are compared with', async () => {
    expect((await client.bring(await continued(), 0)).status).to.equal(200);
    expect(await objections()).to.deep.equal([]);
  });

  it('a gap in the sequence', async () => {
    await refused(await continued({ sequence: 11 }), 'stream', 'sequence 11 where 10 comes next');
  });

  it('a sequence number that is taken, with its predecessor in the evidence', async () => {
    await refused(await continued({ sequence: 9 }), 'stream', 'sequence 9 where 10 comes next');
    const { previous } = parseJsonObject((await only()).evidence);
    expect(previous).to.deep.equal({ seq: 9, leaf_hash: base64(leafHash(c, base.entries.at(-1)!)) });
  });

  it('a link to another entry than the predecessor', async () => {
    const link = leafHash(c, base.entries[3]!);
    await refused(
      await continued({ link }),
      'stream',
      'the link of sequence 10 is not the leaf hash of its predecessor',
    );
  });

  it('a stream that begins with sequence 2', async () => {
    const stream = c.sha256(utf8('a new loan'));
    await refused(
      await continued({ stream, sequence: 2, link: new Uint8Array(32) }),
      'stream',
      'sequence 2 where 1 comes next',
    );
  });

  it('an entry that is not in canonical form', async () => {
    const log = await continued();
    const bytes = log.entries.pop()!;
    const spaced = log.fork(9);
    spaced.append(utf8(`${new TextDecoder().decode(bytes).slice(0, -1)} }`));
    await refused(spaced, 'entry', 'the entry is not in canonical form (RFC 8785)');
  });

  it('an entry that is nothing of ours', async () => {
    const log = base.fork(9);
    log.append(utf8('hello'));
    await refused(log, 'entry', 'malformed JSON: expected a value');
  });

  it('a time of receipt before that of the entry before', async () => {
    const received = new Date(AT + 7).toISOString();
    await refused(
      await continued({ received }),
      'entry',
      'it was received before its predecessor in the log',
    );
  });

  it('a statement signed by another key', async () => {
    const jws = await base.statement({ signer: pki.service.signer });
    await refused(await continued({ jws }), 'statement', 'its signature does not verify');
  });

  it('a statement that is not of the batch that was signed, and none of those that are', async () => {
    const by = {
      signer: pki.filer.signer,
      certificateSha256: c.sha256(pki.filer.certificate.der),
      issuedAt: AT / 1000,
    };
    const digests = [1, 2, 3].map((n) => base64url(c.sha256(Uint8Array.of(n))));
    const [first, second] = await signBatch(c, by, digests);
    const log = await continued({ jws: first! });
    const link = leafHash(c, log.entries.at(-1)!);
    log.append(encodeEntry({ ...(await log.next('loan 0')), sequence: 11, link, statement: second! }));
    expect((await client.bring(log, 0)).status).to.equal(200);
    await node.stop();
    directory.remove();
    node = await startNode(nodeConfig(directory.path, pki));
    client = new LogClient(node.url);
    const jws = second!.replace(digests[1]!, digests[2]!);
    await refused(
      await continued({ jws }),
      'statement',
      'its path does not lead to the root of the signed batch',
    );
  });

  it('a statement under a certificate that is not registered, once the log has been asked', async () => {
    const certificateSha256 = c.sha256(pki.service.certificate.der);
    const jws = await base.statement({ signer: pki.service.signer, certificateSha256 });
    const away = await client.bring(await continued({ jws }), 0);
    expect([away.status, await objections()]).to.deep.equal([503, []]);
    const served = await withLog();
    const message = `no certificate with SHA-256 ${hex(certificateSha256)} is registered`;
    await refused(await continued({ jws }), 'statement', message);
    await served.stop();
  });

  /** Starts the node anew, with a log that answers. */
  const withLog = async () => {
    await node.stop();
    directory.remove();
    directory = temporaryDirectory();
    const served = await base.serve();
    const config = nodeConfig(directory.path, pki);
    node = await startNode({ ...config, log: { ...config.log, url: served.url } });
    client = new LogClient(node.url);
    return served;
  };
  const trustWith = (...signers: Issued[]) =>
    utf8Decode(
      encodeTrust({
        version: 1,
        origin: LOG_ORIGIN,
        policy: 'quorum none\n',
        parties: PARTIES.map((party) => ({ party, name: party, headKey: 'key', chainAddresses: [] })),
        chain: null,
        anchors: [],
        intermediates: [],
        signers: signers.map(({ certificatePem }) => ({
          organisation: 'another-bank',
          use: 'filer',
          certificate: certificatePem,
        })),
        timestampAnchors: [],
        crls: [],
      }),
    );

  describe('a certificate that the log has registered since', () => {
    let served: { stop(): Promise<void> };
    beforeEach(async () => {
      served = await withLog();
    });
    afterEach(async () => {
      base.trust = undefined;
      await served.stop();
    });
    const signedBy = ({ signer, certificate }: Issued) =>
      base.statement({ signer, certificateSha256: c.sha256(certificate.der) });

    it('is known without a restart', async () => {
      const fresh = await issue('new bank', { issuer: pki.authority, profile: PROFILES.filerStatement });
      base.trust = trustWith(fresh);
      const log = await continued({ jws: await signedBy(fresh) });
      expect((await client.bring(log, 0)).status).to.equal(200);
      expect(await objections()).to.deep.equal([]);
    });

    it('must lead to an anchor of the configuration all the same', async () => {
      const root = await issue('a root of the log’s own', { profile: PROFILES.root });
      const foreign = await issue('intruder', { issuer: root, profile: PROFILES.filerStatement });
      base.trust = trustWith(foreign, root);
      const answer = await client.bring(await continued({ jws: await signedBy(foreign) }), 0);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.match(/^entry 9: the certificate .*intruder.* is not valid then: NO_PATH\n$/);
      expect((await only()).reason).to.equal('statement');
    });

    it('is waited for while the log’s trust data cannot be read', async () => {
      const fresh = await issue('new bank', { issuer: pki.authority, profile: PROFILES.filerStatement });
      const log = await continued({ jws: await signedBy(fresh) });
      const upload = { start: 0, end: log.size };
      expect((await client.addCheckpoint(log, 0)).status).to.equal(200);
      for (const broken of ['{', trustWith(fresh).replace(LOG_ORIGIN, 'log.test/another')]) {
        base.trust = broken;
        expect((await client.addEntries(log, upload)).status).to.equal(503);
      }
      expect(await objections()).to.deep.equal([]);
      base.trust = trustWith(fresh);
      expect((await client.addEntries(log, upload)).status).to.equal(200);
    });
  });

  it('a statement that is not one of ours, and one that says it is not signed', async () => {
    const [, payload, signature] = (await base.statement()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refused(
      await continued({ jws: `${none}.${payload}.${signature}` }),
      'statement',
      'a statement is signed with ES256 or EdDSA',
    );
  });

  it('a statement signed long after its receipt, and not one within the tolerance', async () => {
    const late = await base.statement({ issuedAt: AT / 1000 + 301 });
    await refused(await continued({ jws: late }), 'statement', 'it was signed after the log received it');
    const soon = await base.statement({ issuedAt: AT / 1000 + 299 });
    await node.stop();
    directory.remove();
    node = await startNode(nodeConfig(directory.path, pki));
    client = new LogClient(node.url);
    expect((await client.bring(await continued({ jws: soon }), 0)).status).to.equal(200);
  });

  const withFiler = async (over: Parameters<typeof issue>[1]) => {
    const filer = await issue('other filer', { issuer: pki.authority, ...over });
    await node.stop();
    const certificates = pki.filer.certificatePem + filer.certificatePem;
    const config = nodeConfig(directory.path, pki);
    node = await startNode({ ...config, signers: { ...config.signers, certificates } });
    client = new LogClient(node.url);
    const certificateSha256 = c.sha256(filer.certificate.der);
    return base.statement({ signer: filer.signer, certificateSha256 });
  };

  it('a registered certificate that had expired when the entry was received', async () => {
    const jws = await withFiler({ profile: PROFILES.filerStatement, from: AT - 9 * DAY, to: AT - DAY });
    const answer = await client.bring(await continued({ jws }), 0);
    expect(answer.status).to.equal(422);
    expect(answer.text).to.match(/^entry 9: the certificate .*other filer.* is not valid then: EXPIRED\n$/);
    expect((await only()).reason).to.equal('statement');
  });

  it('a registered certificate for another purpose', async () => {
    const jws = await withFiler({ profile: PROFILES.timestamping });
    const answer = await client.bring(await continued({ jws }), 0);
    expect(answer.status).to.equal(422);
    expect(answer.text).to.match(/ is not valid then: (PURPOSE|KEY_USAGE)\n$/);
  });

  it('a certificate that expires between two entries: valid for the first, not for the second', async () => {
    const jws = await withFiler({ profile: PROFILES.filerStatement, to: AT + DAY });
    const log = await continued({ jws });
    const link = leafHash(c, log.entries.at(-1)!);
    const received = new Date(AT + 2 * DAY).toISOString();
    log.append(encodeEntry({ ...(await log.next('loan 0')), sequence: 11, link, received, statement: jws }));
    const answer = await client.bring(log, 0);
    expect(answer.text).to.match(/^entry 10: .* is not valid then: EXPIRED\n$/);
  });

  it('keeps what was sound before the broken package, refuses for good, and says it once', async () => {
    const log = await new TestLog(pki.filer).file(300, 2);
    log.append(utf8('hello'));
    expect((await client.bring(log, 0)).text).to.equal('entry 300: malformed JSON: expected a value\n');
    expect([node.node.log.nextEntry(), node.node.state.mirrored()]).to.deep.equal([256, undefined]);
    expect((await client.addEntries(log, { start: 256, end: 301 })).status).to.equal(422);
    await node.stop();
    node = await startNode(nodeConfig(directory.path, pki));
    client = new LogClient(node.url);
    expect((await client.addEntries(log, { start: 256, end: 301 })).status).to.equal(422);
    expect((await only()).reason).to.equal('entry');
  });

  describe('forks', () => {
    let served: Awaited<ReturnType<TestLog['serve']>> | undefined;
    afterEach(() => served?.stop());

    /** A node whose log's URL serves this history. */
    const against = async (remote: TestLog) => {
      served = await remote.serve();
      await node.stop();
      const config = nodeConfig(directory.path, pki);
      node = await startNode({ ...config, log: { ...config.log, url: served.url } });
      client = new LogClient(node.url);
    };

    it('two roots for one size: the two checkpoints are the evidence', async () => {
      const other = await base.fork(5).file(4, 2);
      await client.bring(base, 0);
      const answer = await client.rawCheckpoint(9, [], await other.checkpoint());
      expect(answer.status).to.equal(422);
      const objection = await only();
      expect([objection.reason, objection.message]).to.deep.equal([
        'fork',
        'the log signed two roots for tree size 9',
      ]);
      const { checkpoints } = parseJsonObject(objection.evidence);
      const [a, b] = await Promise.all((checkpoints as string[]).map(signedByLog));
      expect([a!.size, hex(a!.root)]).to.deep.equal([9, hex(base.root())]);
      expect([b!.size, hex(b!.root)]).to.deep.equal([9, hex(other.root())]);
    });

    const showsInconsistency = async (objection: PublishedObjection) => {
      expect(objection.reason).to.equal('inconsistent');
      const { checkpoints, root, proof } = parseJsonObject(objection.evidence);
      const [small, large] = await Promise.all((checkpoints as string[]).map(signedByLog));
      const oldRoot = base64Decode(String(root));
      expect(equal(oldRoot, small!.root)).to.equal(false);
      const claim = { oldSize: small!.size, newSize: large!.size, oldRoot, newRoot: large!.root };
      expect(verifyConsistency(c, { ...claim, proof: strings(proof) })).to.equal(true);
    };

    it('a larger checkpoint of another history: shown from the tiles that the log serves', async () => {
      const other = await base.fork(5).file(15, 2);
      await against(other);
      await client.bring(base, 0);
      expect((await client.addCheckpoint(other, 9)).status).to.equal(422);
      await showsInconsistency(await only());
      expect((await client.addCheckpoint(await continued(), 9)).status, 'the branch that it knows').to.equal(
        200,
      );
    });

    it("a smaller checkpoint of another history: shown from the party's own copy", async () => {
      const other = await base.fork(3).file(2, 2);
      await client.bring(base, 0);
      expect((await client.rawCheckpoint(0, [], await other.checkpoint())).status).to.equal(409);
      await showsInconsistency(await only());
    });

    it('an older checkpoint of the same history is no fork', async () => {
      await client.bring(base, 0);
      expect((await client.rawCheckpoint(0, [], await base.checkpoint(4))).status).to.equal(409);
      expect(await objections()).to.deep.equal([]);
    });

    it('a larger checkpoint with a wrong proof is no fork', async () => {
      const log = await continued();
      await against(log);
      await client.bring(base, 0);
      expect((await client.rawCheckpoint(9, [new Uint8Array(32)], await log.checkpoint())).status).to.equal(
        422,
      );
      expect(await objections()).to.deep.equal([]);
    });

    it('a log that cannot be asked leaves the question open', async () => {
      const other = await base.fork(5).file(15, 2);
      await client.bring(base, 0);
      expect((await client.addCheckpoint(other, 9)).status).to.equal(422);
      expect(await objections()).to.deep.equal([]);
    });
  });
});
