import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { concat, hex, uintBE, utf8 } from '../../../core/bytes.ts';
import { readRoot } from '../../../core/merkle/node.ts';
import { parseNote, parseSignatureLines } from '../../../core/note/note.ts';
import { verifyNote } from '../../../core/note/verify.ts';
import { parseVkey } from '../../../core/note/vkey.ts';
import { decodeEntryBundle } from '../../../core/tlog/entry-bundle.ts';
import { encodeAddEntriesHeader } from '../../../core/tlog/mirror.ts';
import { tilePath } from '../../../core/tlog/tile-path.ts';
import { tileNodeReader } from '../../../core/tlog/tile-reader.ts';
import type { RunningNode } from '../../../server/node/main.ts';
import {
  addEntriesBody,
  LogClient,
  nodeConfig,
  startNode,
  temporaryDirectory,
} from '../../support/node-host.ts';
import { LOG_ORIGIN, logSigner, TestLog } from '../../support/node-log.ts';
import { nodeCrypto, type TestPki, testPki } from '../../support/pki.ts';

const SIZE = 700;
const OCTETS = { 'content-type': 'application/octet-stream' };
const INFO = 'text/x.tlog.mirror-info';

describe('server/node: add-entries', () => {
  let pki: TestPki;
  let log: TestLog;
  let directory: ReturnType<typeof temporaryDirectory>;
  let node: RunningNode;
  let client: LogClient;

  before(async () => {
    pki = await testPki();
    log = await new TestLog(pki.filer).file(SIZE);
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
  const path = (rest: string) => `/${node.node.originHash}/${rest}`;
  const state = () => [node.node.log.nextEntry(), node.node.state.mirrored()?.size ?? 0];

  it('200: cosigns with both keys of the mirror identity, and with no witness key', async () => {
    const answer = await client.bring(log, 0);
    expect(answer.status).to.equal(200);
    const { text } = parseNote(await log.checkpoint());
    const keys = node.description.mirror.map((key) => parseVkey(key));
    const note = { text, signatures: parseSignatureLines(answer.text) };
    const { verified, failed, unknown } = await verifyNote(nodeCrypto, note, keys);
    expect(verified.map(({ key }) => [key.name, key.type])).to.deep.equal([
      ['bank.test/mirror', 4],
      ['bank.test/mirror', 6],
    ]);
    expect([failed.length, unknown]).to.deep.equal([0, 0]);
    expect(answer.headers.get('accept-encoding')).to.equal('gzip');
  });

  it('serves what it holds as tlog-tiles, from which the root can be computed', async () => {
    await client.bring(log, 0);
    const checkpoint = await client.get(path('checkpoint'));
    expect([checkpoint.status, checkpoint.type]).to.deep.equal([200, 'text/plain; charset=utf-8']);
    const keys = [logSigner.key, ...node.description.mirror.map((key) => parseVkey(key))];
    expect((await verifyNote(nodeCrypto, parseNote(checkpoint.text), keys)).verified).to.have.lengthOf(3);
    const fetched: string[] = [];
    const read = tileNodeReader(nodeCrypto, SIZE, async ({ level, index, width }) => {
      const tile = await fetch(`${client.url}${path(tilePath(level, index, width))}`);
      fetched.push(`${tile.headers.get('content-type')} ${tile.headers.get('cache-control')}`);
      return new Uint8Array(await tile.arrayBuffer());
    });
    expect(hex(await readRoot(nodeCrypto, SIZE, read))).to.equal(hex(log.root()));
    expect(new Set(fetched)).to.deep.equal(
      new Set(['application/octet-stream public, max-age=31536000, immutable']),
    );
    const bundle = await fetch(`${client.url}${path('tile/entries/002.p/188')}`);
    const entries = decodeEntryBundle(new Uint8Array(await bundle.arrayBuffer()), 188);
    expect(entries.map(hex)).to.deep.equal(log.entries.slice(512).map(hex));
    expect(bundle.headers.get('content-encoding')).to.equal('gzip');
    const plain = await client.get(path('tile/entries/000'), { 'accept-encoding': 'identity' });
    expect([plain.status, plain.headers.get('content-encoding')]).to.deep.equal([200, null]);
  });

  it('404: tiles that the tree does not have, and paths in another spelling', async () => {
    await client.bring(log, 0);
    for (const wrong of [
      'tile/0/003',
      'tile/0/002',
      'tile/0/002.p/189',
      'tile/1/000',
      'tile/00/000',
      'tile/0/2',
      'tile/x/000',
      'tile/entries/003',
      'tile/0/000.p/256',
    ]) {
      expect((await client.get(path(wrong))).status, wrong).to.equal(404);
    }
    expect((await client.get(path('tile/0/002.p/17'))).status).to.equal(200);
  });

  it('200: grows in steps of any size, and answers a repetition with a fresh cosignature', async () => {
    let from = 0;
    for (const size of [1, 2, 250, 256, 257, 600, SIZE]) {
      expect((await client.bring(log, from, size)).status, `${from} to ${size}`).to.equal(200);
      from = size;
    }
    expect(state()).to.deep.equal([SIZE, SIZE]);
    expect((await client.addEntries(log, { start: SIZE, end: SIZE })).status).to.equal(200);
    expect((await client.addEntries(log, { start: 300, end: SIZE })).status).to.equal(200);
  });

  it('200: takes gzip, and a body in one-byte chunks', async () => {
    await client.addCheckpoint(log, 0, 300);
    expect((await client.addEntries(log, { start: 0, end: 300, gzip: true })).status).to.equal(200);
    await client.addCheckpoint(log, 300, 310);
    const body = await addEntriesBody(log, { start: 300, end: 310 });
    const answer = await fetch(`${client.url}/add-entries`, {
      method: 'POST',
      headers: OCTETS,
      duplex: 'half',
      body: new ReadableStream({
        start(controller) {
          for (const byte of body) controller.enqueue(Uint8Array.of(byte));
          controller.close();
        },
      }),
    } as RequestInit);
    expect(answer.status).to.equal(200);
  });

  it('202: a prefix is kept, also across a restart, and the upload resumes where it ended', async () => {
    await client.addCheckpoint(log, 0);
    const answer = await client.addEntries(log, { start: 0, end: SIZE, packages: 2 });
    expect([answer.status, answer.type, answer.text]).to.deep.equal([202, INFO, '700\n512\n\n']);
    expect((await client.get(path('checkpoint'))).status).to.equal(404);
    await restart();
    expect(state()).to.deep.equal([512, 0]);
    expect((await client.addEntries(log, { start: 512, end: SIZE })).status).to.equal(200);
    expect(state()).to.deep.equal([SIZE, SIZE]);
  });

  it('202: an upload cut off inside a package counts up to the package before', async () => {
    await client.addCheckpoint(log, 0);
    const whole = (await addEntriesBody(log, { start: 0, end: SIZE })).length;
    const answer = await client.addEntries(log, { start: 0, end: SIZE, cut: whole - 1 });
    expect([answer.status, answer.text]).to.deep.equal([202, '700\n512\n\n']);
    expect((await client.addEntries(log, { start: 500, end: SIZE })).status).to.equal(200);
  });

  it('202: corrupt compression counts up to where it was sound', async () => {
    await client.addCheckpoint(log, 0);
    const body = gzipSync(await addEntriesBody(log, { start: 0, end: SIZE }));
    const cut = body.subarray(0, Math.floor(body.length * 0.9));
    const answer = await client.post('/add-entries', cut, { ...OCTETS, 'content-encoding': 'gzip' });
    expect([answer.status, answer.text]).to.deep.equal([202, '700\n512\n\n']);
  });

  it('keeps what came before the connection broke', async () => {
    await client.addCheckpoint(log, 0);
    const body = await addEntriesBody(log, { start: 0, end: SIZE, packages: 2 });
    await new Promise<void>((resolve) => {
      const req = request(`${client.url}/add-entries`, {
        method: 'POST',
        headers: { ...OCTETS, 'content-length': body.length + 5 },
      });
      req.on('error', () => resolve());
      req.write(body);
      const timer = setInterval(() => {
        if (node.node.log.nextEntry() < 512) return;
        clearInterval(timer);
        req.destroy();
        resolve();
      }, 5);
    });
    expect((await client.addEntries(log, { start: 512, end: SIZE })).status).to.equal(200);
  });

  it('follows the 32-package limit of clients: 8,192 entries, then the rest', async function () {
    this.timeout(20_000);
    const long = await new TestLog(pki.filer).file(8_500, 50);
    await client.addCheckpoint(long, 0);
    const first = await client.addEntries(long, { start: 0, end: 8_500, packages: 32 });
    expect([first.status, first.text]).to.deep.equal([202, '8500\n8192\n\n']);
    expect((await client.addEntries(long, { start: 8_192, end: 8_500 })).status).to.equal(200);
    expect((await client.get(path('tile/1/000.p/33'))).status).to.equal(200);
  });

  it('400: a malformed header, no whole package, another content type', async () => {
    await client.addCheckpoint(log, 0);
    const header = encodeAddEntriesHeader({
      origin: LOG_ORIGIN,
      start: 0,
      end: SIZE,
      ticket: new Uint8Array(0),
    });
    const backwards = encodeAddEntriesHeader({
      origin: LOG_ORIGIN,
      start: 5,
      end: 4,
      ticket: new Uint8Array(0),
    });
    for (const [why, body] of [
      ['empty', new Uint8Array(0)],
      ['truncated header', header.subarray(0, -1)],
      ['start after end', backwards],
      ['header alone', header],
      ['half a package', (await addEntriesBody(log, { start: 0, end: SIZE })).subarray(0, 500)],
      ['not gzip', undefined],
    ] as const) {
      const answer =
        body === undefined
          ? await client.post('/add-entries', utf8('plain'), { ...OCTETS, 'content-encoding': 'gzip' })
          : await client.post('/add-entries', body, OCTETS);
      expect([answer.status, answer.type], why).to.deep.equal([400, 'text/plain; charset=utf-8']);
    }
    const body = await addEntriesBody(log, { start: 0, end: SIZE });
    const wrong = await client.post('/add-entries', body, { 'content-type': 'text/plain' });
    expect([wrong.status, wrong.text]).to.deep.equal([400, 'the content type is application/octet-stream\n']);
    expect(state()).to.deep.equal([0, 0]);
  });

  it('400: a package that announces 64 hashes', async () => {
    await client.addCheckpoint(log, 0, 1);
    const header = encodeAddEntriesHeader({
      origin: LOG_ORIGIN,
      start: 0,
      end: 1,
      ticket: new Uint8Array(0),
    });
    const entry = log.entries[0]!;
    const body = concat(header, uintBE(entry.length, 2), entry, uintBE(64, 1), new Uint8Array(64 * 32));
    expect((await client.post('/add-entries', body, OCTETS)).status).to.equal(400);
  });

  it('404: another log', async () => {
    await client.addCheckpoint(log, 0);
    const answer = await client.addEntries(log, { start: 0, end: SIZE, origin: 'log.test/other' });
    expect([answer.status, answer.text]).to.deep.equal([404, 'unknown log origin\n']);
  });

  it('409: an end that was never pending, an end below the mirror, a start beyond the next entry', async () => {
    await client.bring(log, 0, 300);
    await client.addCheckpoint(log, 300, 400);
    const cases = [
      ['never pending', { start: 300, end: 350 }, '400\n300\n\n'],
      ['beyond everything', { start: 300, end: 401 }, '400\n300\n\n'],
      ['a hole', { start: 301, end: 400 }, '400\n300\n\n'],
    ] as const;
    for (const [why, upload, body] of cases) {
      const answer = await client.addEntries(log, upload);
      expect([answer.status, answer.type, answer.text], why).to.deep.equal([409, INFO, body]);
    }
    await client.addEntries(log, { start: 300, end: 400 });
    const behind = await client.addEntries(log, { start: 300, end: 300 });
    expect([behind.status, behind.text]).to.deep.equal([409, '400\n400\n\n']);
    const huge = encodeAddEntriesHeader({
      origin: LOG_ORIGIN,
      start: 0,
      end: 2 ** 53 - 1,
      ticket: new Uint8Array(0),
    });
    expect((await client.post('/add-entries', huge, OCTETS)).status).to.equal(409);
  });

  it('accepts one of the earlier pending checkpoints as the end', async () => {
    await client.addCheckpoint(log, 0, 300);
    await client.addCheckpoint(log, 300, 400);
    expect((await client.addEntries(log, { start: 0, end: 300 })).status).to.equal(200);
    expect(state()).to.deep.equal([300, 300]);
    expect((await client.addEntries(log, { start: 300, end: 400 })).status).to.equal(200);
  });

  it('415: another content encoding', async () => {
    const answer = await client.post('/add-entries', utf8('x'), { ...OCTETS, 'content-encoding': 'br' });
    expect([answer.status, answer.headers.get('accept-encoding')]).to.deep.equal([415, 'gzip']);
  });

  it('422: before any checkpoint', async () => {
    const answer = await client.addEntries(log, { start: 0, end: SIZE });
    expect([answer.status, answer.text]).to.deep.equal([
      422,
      'no checkpoint of this log has been received yet\n',
    ]);
  });

  it('422: entries that the proof does not cover; what was proven before them stays', async () => {
    await client.addCheckpoint(log, 0);
    let n = 0;
    const forge = (entries: Uint8Array[]) => (n++ === 1 ? [log.entries[0]!, ...entries.slice(1)] : entries);
    const answer = await client.addEntries(log, { start: 0, end: SIZE, forge });
    expect([answer.status, answer.text]).to.deep.equal([
      422,
      'the proof of entries 256 to 512 does not verify\n',
    ]);
    expect(state()).to.deep.equal([256, 0]);
    expect(node.node.objections.count(), 'a bad proof is no evidence').to.equal(0);
    expect((await client.addEntries(log, { start: 256, end: SIZE })).status).to.equal(200);
  });

  it('serves concurrent uploads of the same entries', async () => {
    await client.addCheckpoint(log, 0);
    const uploads = [0, 0, 0].map((start) => client.addEntries(log, { start, end: SIZE }));
    expect((await Promise.all(uploads)).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect(hex(await node.node.log.rootAt(SIZE))).to.equal(hex(log.root()));
  });

  it('answers early, before a long body has been sent', async () => {
    const body = encodeAddEntriesHeader({
      origin: 'log.test/other',
      start: 0,
      end: 1e6,
      ticket: new Uint8Array(0),
    });
    const status = await new Promise<number>((resolve, reject) => {
      const req = request(`${client.url}/add-entries`, { method: 'POST', headers: OCTETS }, (res) => {
        res.resume();
        resolve(res.statusCode!);
        req.destroy();
      });
      req.on('error', reject);
      req.write(body);
    });
    expect(status).to.equal(404);
  });
});
