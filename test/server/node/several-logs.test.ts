/** One node, two logs: each has a history, a state and objections of its own, and nothing of one counts for the other. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { utf8 } from '../../../core/bytes.ts';
import { encodeEntry } from '../../../core/entry/entry.ts';
import { createEd25519Signer } from '../../../core/note/sign.ts';
import { formatVkey } from '../../../core/note/vkey.ts';
import type { NodeConfigInput } from '../../../server/node/config.ts';
import { parseNodeConfig } from '../../../server/node/config.ts';
import type { RunningNode } from '../../../server/node/main.ts';
import { LogClient, nodeConfig, startNode, temporaryDirectory } from '../../support/node-host.ts';
import { LOG_ORIGIN, type logSigner, TestLog } from '../../support/node-log.ts';
import { nodeCrypto as c, type TestPki, testPki } from '../../support/pki.ts';

const SECOND = 'log.test/another-bank';
const secondSigner = createEd25519Signer(c, SECOND, c.sha256(utf8('the log of another bank')));

describe('server/node: several logs', () => {
  let pki: TestPki;
  let directory: ReturnType<typeof temporaryDirectory>;
  let node: RunningNode;
  let client: LogClient;

  const config = (): NodeConfigInput => {
    const first = nodeConfig(directory.path, pki, { party: 'commission', name: 'commission.test' });
    const vkey = formatVkey(secondSigner.key);
    const { signers } = first;
    const log = { origin: SECOND, vkey, url: 'http://127.0.0.1:9/second' };
    return { ...first, furtherLogs: [{ log, policy: `log ${vkey}\nquorum none\n`, signers }] };
  };
  const start = async () => {
    node = await startNode(config());
    client = new LogClient(node.url);
  };
  before(async () => {
    pki = await testPki();
  });
  beforeEach(async () => {
    directory = temporaryDirectory();
    await start();
  });
  afterEach(async () => {
    await node.stop();
    directory.remove();
  });

  const bringSecond = async (log: TestLog, from: number) => {
    const checkpoint = await log.checkpoint(log.size, secondSigner);
    const pending = await client.rawCheckpoint(from, await log.consistency(from), checkpoint);
    if (pending.status !== 200) return pending;
    return client.addEntries(log, { start: from, end: log.size, origin: SECOND });
  };
  const sizes = async () => {
    const { logs } = JSON.parse((await client.get('/healthz')).text) as {
      logs: { log: string; mirrored: number; objections: number }[];
    };
    return logs.map(({ log, mirrored, objections }) => [log, mirrored, objections]);
  };

  it('takes both under one address, and keeps them apart', async () => {
    const [one, two] = [await new TestLog(pki.filer).file(5), await new TestLog(pki.filer).file(8)];
    expect((await client.bring(one, 0)).status).to.equal(200);
    expect((await bringSecond(two, 0)).status).to.equal(200);
    expect(await sizes()).to.deep.equal([
      [LOG_ORIGIN, 5, 0],
      [SECOND, 8, 0],
    ]);
    for (const [at, origin] of [
      [0, LOG_ORIGIN],
      [1, SECOND],
    ] as const) {
      const { text } = await client.get(`/${node.nodes[at]!.originHash}/checkpoint`);
      expect(text.startsWith(`${origin}\n`)).to.equal(true);
    }
    const { text } = await client.get('/metrics');
    expect(text).to.include(`triseal_node_mirrored_size{party="commission",log="${SECOND}"} 8\n`);
    expect(existsSync(join(directory.path, 'logs', node.nodes[1]!.originHash, 'log.sqlite'))).to.equal(true);
  });

  it('stands where it stood after a restart, with the same keys for both', async () => {
    const before = node.description;
    await client.bring(await new TestLog(pki.filer).file(3), 0);
    const two = await new TestLog(pki.filer).file(4);
    await bringSecond(two, 0);
    await node.stop();
    await start();
    expect(node.description).to.deep.equal(before);
    expect(await sizes()).to.deep.equal([
      [LOG_ORIGIN, 3, 0],
      [SECOND, 4, 0],
    ]);
    expect((await bringSecond(await two.file(2), 4)).status).to.equal(200);
  });

  it('objects to one and goes on with the other', async () => {
    const two = await new TestLog(pki.filer).file(2, 1);
    two.append(encodeEntry({ ...(await two.next('loan 0')), sequence: 9 }));
    expect((await bringSecond(two, 0)).status).to.equal(422);
    expect((await client.bring(await new TestLog(pki.filer).file(2), 0)).status).to.equal(200);
    await node.nodes[1]!.settled();
    expect(await sizes()).to.deep.equal([
      [LOG_ORIGIN, 2, 0],
      [SECOND, 0, 1],
    ]);
    expect(JSON.parse((await client.get(`/${node.node.originHash}/objections`)).text)).to.deep.equal([]);
  });

  it('takes no checkpoint of one log under the key or name of the other, and no third log', async () => {
    const log = await new TestLog(pki.filer).file(2);
    const under = async (signer: typeof logSigner) =>
      client.rawCheckpoint(0, [], await log.checkpoint(2, signer));
    const liar = createEd25519Signer(c, SECOND, c.sha256(utf8('the log of the node tests')));
    expect((await under(liar)).status).to.equal(403);
    const third = createEd25519Signer(c, 'log.test/third', c.sha256(utf8('a third')));
    expect((await under(third)).status).to.equal(404);
    const upload = { start: 0, end: 2, origin: 'log.test/third' };
    expect((await client.addEntries(log, upload)).status).to.equal(404);
    expect((await client.post('/add-checkpoint', 'nonsense')).status).to.equal(400);
  });

  it('names mistakes of each log at its place', () => {
    const bad = config();
    const further = bad.furtherLogs![0]!;
    const twice = { ...bad, furtherLogs: [{ ...further, log: bad.log }] };
    expect(() => parseNodeConfig(twice)).to.throw('furtherLogs: a log stands twice');
    const misnamed = { ...further, log: { ...further.log, origin: 'log.test/misnamed' } };
    expect(() => parseNodeConfig({ ...bad, furtherLogs: [misnamed] })).to.throw(
      'furtherLogs.0.log.vkey: its name is not the origin',
    );
  });

  it('limits writing requests of one address', async () => {
    await node.stop();
    node = await startNode({ ...config(), postsPerMinute: 2 });
    client = new LogClient(node.url);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await client.post('/add-checkpoint', 'x')).status);
    expect(statuses).to.deep.equal([400, 400, 429]);
    const over = await client.post('/add-entries', new Uint8Array(8));
    expect([over.status, over.headers.has('retry-after')]).to.deep.equal([429, true]);
    expect((await client.get('/healthz')).status).to.equal(200);
  });
});
