import { expect } from 'chai';
import { base64 } from '../../../core/bytes.ts';
import { parseNote, parseSignatureLines } from '../../../core/note/note.ts';
import { createEd25519Signer, signNote } from '../../../core/note/sign.ts';
import { verifyNote } from '../../../core/note/verify.ts';
import { parseVkey } from '../../../core/note/vkey.ts';
import type { RunningNode } from '../../../server/node/main.ts';
import { LogClient, nodeConfig, startNode, temporaryDirectory } from '../../support/node-host.ts';
import { LOG_ORIGIN, logSigner, TestLog } from '../../support/node-log.ts';
import { nodeCrypto, type TestPki, testPki } from '../../support/pki.ts';

describe('server/node: add-checkpoint', () => {
  let pki: TestPki;
  let log: TestLog;
  let directory: ReturnType<typeof temporaryDirectory>;
  let node: RunningNode;
  let client: LogClient;

  before(async () => {
    pki = await testPki();
    log = await new TestLog(pki.filer).file(40);
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

  const restart = async () => {
    await node.stop();
    node = await startNode(nodeConfig(directory.path, pki));
    client = new LogClient(node.url);
  };
  const latest = () => client.get(`/witness/${node.node.originHash}/checkpoint`);

  it('200: cosigns with both keys of the witness identity, and with no mirror key', async () => {
    const answer = await client.addCheckpoint(log, 0, 7);
    expect(answer.status).to.equal(200);
    const { text } = parseNote(await log.checkpoint(7));
    const keys = node.description.witness.map((key) => parseVkey(key));
    const signatures = parseSignatureLines(answer.text);
    const { verified, failed, unknown } = await verifyNote(nodeCrypto, { text, signatures }, keys);
    expect(verified.map(({ key }) => [key.name, key.type])).to.deep.equal([
      ['bank.test/witness', 4],
      ['bank.test/witness', 6],
    ]);
    expect([failed.length, unknown]).to.deep.equal([0, 0]);
    expect(verified.every(({ timestamp }) => timestamp! > 0)).to.equal(true);
  });

  it('200: grows from one size to the next and takes the same size again', async () => {
    expect((await client.addCheckpoint(log, 0, 7)).status).to.equal(200);
    expect((await client.addCheckpoint(log, 7, 8)).status).to.equal(200);
    expect((await client.addCheckpoint(log, 8, 40)).status).to.equal(200);
    expect((await client.addCheckpoint(log, 40, 40)).status).to.equal(200);
  });

  it("serves the checkpoint with the log's signature and its own, on the witness's prefix only", async () => {
    expect((await latest()).status).to.equal(404);
    await client.addCheckpoint(log, 0, 7);
    const served = await latest();
    expect([served.status, served.type]).to.deep.equal([200, 'text/plain; charset=utf-8']);
    const keys = [logSigner.key, ...node.description.witness.map((key) => parseVkey(key))];
    const { verified, accepted } = await verifyNote(nodeCrypto, parseNote(served.text), keys);
    expect([accepted, verified.length]).to.deep.equal([true, 3]);
    expect((await client.get(`/${node.node.originHash}/checkpoint`)).status).to.equal(404);
  });

  it('remembers across a restart', async () => {
    await client.addCheckpoint(log, 0, 7);
    const before = (await latest()).text;
    await restart();
    expect((await latest()).text).to.equal(before);
    expect((await client.addCheckpoint(log, 0, 8)).status).to.equal(409);
    expect((await client.addCheckpoint(log, 7, 8)).status).to.equal(200);
  });

  it('400: malformed bodies', async () => {
    const checkpoint = await log.checkpoint(7);
    const hash = base64(new Uint8Array(32));
    for (const [why, body] of [
      ['empty', ''],
      ['leading zero', `old 00\n\n${checkpoint}`],
      ['64 proof lines', `old 0\n${`${hash}\n`.repeat(64)}\n${checkpoint}`],
      ['short hash', `old 0\nAAAA\n\n${checkpoint}`],
      ['no signature', `old 0\n\n${checkpoint.slice(0, checkpoint.indexOf('\n\n') + 2)}`],
      ['no newline at the end', `old 0\n\n${checkpoint.slice(0, -1)}`],
      ['size with leading zero', `old 0\n\n${checkpoint.replace('\n7\n', '\n07\n')}`],
    ] as const) {
      const answer = await client.post('/add-checkpoint', body);
      expect([answer.status, answer.type], why).to.deep.equal([400, 'text/plain; charset=utf-8']);
    }
    expect((await latest()).status).to.equal(404);
  });

  it('400: an old size above the size of the checkpoint', async () => {
    const answer = await client.rawCheckpoint(8, [], await log.checkpoint(7));
    expect([answer.status, answer.text]).to.deep.equal([
      400,
      'the old size is above the size of the checkpoint\n',
    ]);
  });

  it('413: a body beyond every note', async () => {
    expect((await client.post('/add-checkpoint', 'x'.repeat(600_000))).status).to.equal(413);
  });

  it('403: no signature of the log, a foreign key under its name, and a forged one', async () => {
    const foreign = createEd25519Signer(nodeCrypto, LOG_ORIGIN, new Uint8Array(32).fill(3));
    const good = await log.checkpoint(7);
    const [text, line] = good.split('\n\n') as [string, string];
    const forged = `${text.replace('\n7\n', '\n6\n')}\n\n${line}`;
    for (const checkpoint of [await log.checkpoint(7, foreign), forged]) {
      const answer = await client.rawCheckpoint(0, [], checkpoint);
      expect([answer.status, answer.text]).to.deep.equal([403, 'the checkpoint is not signed by the log\n']);
    }
    expect((await latest()).status).to.equal(404);
  });

  it('404: another log, even well signed', async () => {
    const other = createEd25519Signer(nodeCrypto, 'log.test/other', new Uint8Array(32).fill(4));
    const answer = await client.rawCheckpoint(0, [], await log.checkpoint(7, other));
    expect([answer.status, answer.text]).to.deep.equal([404, 'unknown log origin\n']);
  });

  it('409: another old size, with the size that the witness holds', async () => {
    await client.addCheckpoint(log, 0, 7);
    const answer = await client.addCheckpoint(log, 5, 9);
    expect([answer.status, answer.type, answer.text]).to.deep.equal([409, 'text/x.tlog.size', '7\n']);
    const first = await client.addCheckpoint(log, 0, 9);
    expect([first.status, first.text]).to.deep.equal([409, '7\n']);
  });

  it('422: a wrong root at size zero, and 200 for the right one', async () => {
    const empty = await log.checkpoint(0);
    const wrong = empty.replace(/\n0\n[^\n]*\n/, `\n0\n${base64(new Uint8Array(32))}\n`);
    const text = wrong.slice(0, wrong.indexOf('\n\n') + 1);
    const answer = await client.rawCheckpoint(0, [], await signNote(text, logSigner));
    expect([answer.status, answer.text]).to.deep.equal([
      422,
      'the root of the empty tree is the hash of nothing\n',
    ]);
    expect((await client.rawCheckpoint(0, [], empty)).status).to.equal(200);
    expect((await client.addCheckpoint(log, 0, 7)).status).to.equal(200);
  });

  it('422: a proof where none is due, a wrong one, a missing one', async () => {
    const hash = new Uint8Array(32);
    expect((await client.rawCheckpoint(0, [hash], await log.checkpoint(7))).status).to.equal(422);
    await client.addCheckpoint(log, 0, 7);
    expect((await client.rawCheckpoint(7, [hash], await log.checkpoint(9))).status).to.equal(422);
    expect((await client.rawCheckpoint(7, [], await log.checkpoint(9))).status).to.equal(422);
    expect((await client.rawCheckpoint(7, [hash], await log.checkpoint(7))).status).to.equal(422);
    expect((await client.addCheckpoint(log, 7, 9)).status).to.equal(200);
    await node.node.settled();
    expect(node.node.objections.count(), 'a bad proof is no evidence').to.equal(0);
  });

  it('lets one of many concurrent requests win, and never goes back', async () => {
    await client.addCheckpoint(log, 0, 7);
    const sizes = [8, 9, 10, 20, 30, 40];
    const answers = await Promise.all(sizes.map((size) => client.addCheckpoint(log, 7, size)));
    const won = sizes.filter((_, i) => answers[i]!.status === 200);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409, 409, 409, 409]);
    expect((await latest()).text.split('\n')[1]).to.equal(String(won[0]));
  });

  it('answers anything else with 404, in plain text', async () => {
    const answer = await client.get('/');
    expect([answer.status, answer.type, answer.text]).to.deep.equal([
      404,
      'text/plain; charset=utf-8',
      'not found\n',
    ]);
  });
});
