import { expect } from 'chai';
import { base64url, hex } from '../../../core/bytes.ts';
import { parseStreamHead } from '../../../core/entry/head.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { parseNote } from '../../../core/note/note.ts';
import { verifyNote } from '../../../core/note/verify.ts';
import { parseVkey } from '../../../core/note/vkey.ts';
import type { RunningNode } from '../../../server/node/main.ts';
import { LogClient, nodeConfig, startNode, temporaryDirectory } from '../../support/node-host.ts';
import { LOG_ORIGIN, streamOf, TestLog } from '../../support/node-log.ts';
import { nodeCrypto, testPki } from '../../support/pki.ts';

describe('server/node: stream heads', () => {
  let log: TestLog;
  let directory: ReturnType<typeof temporaryDirectory>;
  let node: RunningNode;
  let client: LogClient;

  before(async () => {
    const pki = await testPki();
    // Streams take turns: entry i is number floor(i / 3) + 1 of stream i mod 3.
    log = await new TestLog(pki.filer).file(11, 3);
    directory = temporaryDirectory();
    node = await startNode(nodeConfig(directory.path, pki));
    client = new LogClient(node.url);
    await client.bring(log, 0, 7);
    await client.bring(log, 7, 11);
  });
  after(async () => {
    await node.stop();
    directory.remove();
  });

  const ask = (stream: string, query: string) =>
    client.get(`/${node.node.originHash}/stream-head/${stream}${query}`);
  const idOf = (n: number) => base64url(streamOf(`loan ${n}`));

  it("says where a stream ended at a size, signed by the party's key for heads alone", async () => {
    for (const [size, n, index] of [
      [7, 0, 6],
      [7, 1, 4],
      [11, 1, 10],
      [11, 2, 8],
    ] as const) {
      const answer = await ask(idOf(n), `?size=${size}`);
      expect([answer.status, answer.type]).to.deep.equal([200, 'text/plain; charset=utf-8']);
      const note = parseNote(answer.text);
      const { accepted } = await verifyNote(nodeCrypto, note, [parseVkey(node.description.heads)]);
      expect(accepted).to.equal(true);
      const { time, ...head } = parseStreamHead(note.text);
      expect(time).to.be.above(1_700_000_000);
      expect({
        ...head,
        root: hex(head.root),
        stream: hex(head.stream),
        leafHash: hex(head.leafHash),
      }).to.deep.equal({
        origin: LOG_ORIGIN,
        size,
        root: hex(log.root(size)),
        stream: hex(streamOf(`loan ${n}`)),
        sequence: Math.floor(index / 3) + 1,
        leafHash: hex(leafHash(nodeCrypto, log.entries[index]!)),
      });
    }
  });

  it('takes the latest size when none is given', async () => {
    expect(parseStreamHead(parseNote((await ask(idOf(0), '')).text).text).size).to.equal(11);
  });

  it('404: sizes that the mirror did not cosign, and streams without an entry', async () => {
    for (const [stream, query] of [
      [idOf(0), '?size=8'],
      [idOf(0), '?size=12'],
      [idOf(0), '?size=0'],
      [base64url(streamOf('another loan')), '?size=11'],
    ] as const) {
      expect((await ask(stream, query)).status, query).to.equal(404);
    }
  });

  it('400: no stream id, no size', async () => {
    for (const [stream, query] of [
      ['AAAA', '?size=11'],
      [`${idOf(0)}=`, '?size=11'],
      [idOf(0), '?size=011'],
      [idOf(0), '?size=-1'],
      [idOf(0), '?size='],
    ] as const) {
      expect((await ask(stream, query)).status, stream + query).to.equal(400);
    }
  });

  it('says how it stands, in numbers', async () => {
    const answer = await client.get('/healthz');
    expect(JSON.parse(answer.text)).to.deep.equal({
      status: 'ok',
      party: 'bank',
      name: 'bank.test',
      pending: 11,
      mirrored: 11,
      next_entry: 11,
      objections: 0,
      logs: [{ log: LOG_ORIGIN, pending: 11, mirrored: 11, next_entry: 11, objections: 0 }],
    });
    const { text, type } = await client.get('/metrics');
    expect(type).to.match(/^text\/plain/);
    expect(text).to.include('triseal_node_mirrored_size{party="bank",log="log.test/nodes"} 11\n');
    expect(text).to.include('triseal_node_objections{party="bank",log="log.test/nodes"} 0\n');
  });
});
