import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseVkey } from '../../../core/note/vkey.ts';
import { ServiceError } from '../../../server/errors.ts';
import { loadNodeConfig, parseNodeConfig } from '../../../server/node/config.ts';
import { describeNode, prepareNode, runNode, signOpenLog } from '../../../server/node/main.ts';
import { LogClient, nodeConfig, startNode, temporaryDirectory } from '../../support/node-host.ts';
import { TestLog } from '../../support/node-log.ts';
import { type TestPki, testPki } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

function mistakes(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    expect((error as ServiceError).code).to.equal('CONFIG_INVALID');
    return (error as ServiceError).facts.mistakes as readonly string[];
  }
  return [];
}

describe('server/node: configuration', () => {
  let pki: TestPki;
  let directory: ReturnType<typeof temporaryDirectory>;
  before(async () => {
    pki = await testPki();
  });
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  it('fills in defaults', () => {
    const { intervals, ...config } = nodeConfig('d', pki);
    const parsed = parseNodeConfig(config);
    expect(intervals).not.to.equal(undefined);
    expect([parsed.host, parsed.port, parsed.peers, parsed.chain]).to.deep.equal([
      '127.0.0.1',
      0,
      [],
      undefined,
    ]);
    expect(parsed.intervals.pollMs).to.equal(1_000);
  });

  it('names every mistake at once', () => {
    const config = {
      ...nodeConfig('d', pki),
      party: 'broker',
      name: 'a b',
      port: 70_000,
      colour: 'red',
      policy: 'quorum nobody\n',
      peers: [{ party: 'user', url: 'ftp://x' }],
      signers: { certificates: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', anchors: '' },
      chain: { rpcUrl: 'http://localhost:1', chainId: 0, contract: '0x12', log: '0xAB' },
      intervals: { pollMs: 0 },
    };
    const found = mistakes(() => parseNodeConfig(config)).map((mistake) => mistake.split(':')[0]);
    expect(new Set(found)).to.deep.equal(
      new Set([
        'party',
        'name',
        'port',
        'policy',
        'peers.0.url',
        'signers.certificates',
        'chain.chainId',
        'chain.contract',
        'chain.log',
        'intervals.pollMs',
        'configuration',
      ]),
    );
  });

  it('refuses itself as a peer, a party twice, and a log key of another origin', () => {
    const url = 'http://localhost:1';
    const peers = (['bank', 'user', 'user'] as const).map((party) => ({ party, url }));
    const base = nodeConfig('d', pki);
    const config = { ...base, peers, log: { ...base.log, origin: 'log.test/other' } };
    expect(mistakes(() => parseNodeConfig(config))).to.deep.equal([
      'peers: the bank is no peer of itself',
      'peers: a party stands twice',
      'log.vkey: its name is not the origin',
    ]);
  });

  it('reads a file, texts from files beside it, and the environment over both', () => {
    const base = nodeConfig('node', pki);
    const file = join(directory.path, 'node.json');
    writeFileSync(join(directory.path, 'policy.txt'), base.policy);
    writeFileSync(file, JSON.stringify({ ...base, policy: { file: 'policy.txt' } }));
    const config = loadNodeConfig(file, {
      TRISEAL_NODE_PORT: '8123',
      TRISEAL_NODE_LOG_URL: 'http://log.test/x/',
    });
    expect([config.port, config.log.url, config.policy]).to.deep.equal([
      8123,
      'http://log.test/x',
      base.policy,
    ]);
    expect(config.directory).to.equal(join(directory.path, 'node'));
    expect(mistakes(() => loadNodeConfig(file, { TRISEAL_NODE_PORT: 'x' }))).to.have.lengthOf(1);
    writeFileSync(file, JSON.stringify({ ...base, policy: { file: 'missing.txt' } }));
    expect(mistakes(() => loadNodeConfig(file, {}))[0]).to.match(/^policy: ENOENT/);
    writeFileSync(file, '{');
    expect(mistakes(() => loadNodeConfig(file, {}))[0]).to.match(/malformed JSON/);
    expect(mistakes(() => loadNodeConfig(join(directory.path, 'none.json'), {}))[0]).to.match(/no such file/);
  });

  it('makes the keys once, for the owner alone to read, and describes their public half', () => {
    const owner = { party: 'user', name: 'user.test' } as const;
    const made = prepareNode(directory.path, owner);
    expect(describeNode(directory.path)).to.deep.equal(made);
    expect(prepareNode(directory.path, owner)).to.deep.equal(made);
    expect(statSync(join(directory.path, 'keys.json')).mode & 0o777).to.equal(0o600);
    const names = [...made.witness, ...made.mirror, made.heads].map((key) => [
      parseVkey(key).name,
      parseVkey(key).type,
    ]);
    expect(names).to.deep.equal([
      ['user.test/witness', 4],
      ['user.test/witness', 6],
      ['user.test/mirror', 4],
      ['user.test/mirror', 6],
      ['user.test/heads', 1],
    ]);
    expect(made.chainAddress).to.match(/^0x[0-9a-fA-F]{40}$/);
    expect(() => prepareNode(directory.path, { party: 'bank', name: 'user.test' })).to.throw(
      'holds the keys of user',
    );
    expect(() => describeNode(join(directory.path, 'other'))).to.throw('it cannot be read');
    writeFileSync(join(directory.path, 'keys.json'), JSON.stringify({ version: 1, ...owner, heads: 'xx' }));
    expect(() => describeNode(directory.path)).to.throw('is not 32 bytes of lower-case hexadecimal');
  });

  it('signs the consent to a log on a chain', () => {
    const owner = { party: 'user', name: 'user.test' } as const;
    const { chainAddress } = prepareNode(directory.path, owner);
    const parties = { bank: chainAddress, user: chainAddress, commission: chainAddress };
    const opening = { chainId: 1, contract: chainAddress, origin: 'log.test/a', parties };
    expect(signOpenLog(directory.path, owner, opening)).to.match(/^0x[0-9a-f]{130}$/);
  });

  it('runs once per directory, and again after it has stopped', async () => {
    const config = nodeConfig(directory.path, pki);
    const node = await startNode(config);
    const refused = await serviceError(runNode(parseNodeConfig(config)));
    expect(refused.code).to.equal('STORE_LOCKED');
    await node.stop();
    const again = await startNode(config);
    expect(again.description).to.deep.equal(node.description);
    await again.stop();
  });

  it('does not start on a copy of the log that is not the one it cosigned', async () => {
    const config = nodeConfig(directory.path, pki);
    const node = await startNode(config);
    const log = await new TestLog(pki.filer).file(3);
    expect((await new LogClient(node.url).bring(log, 0)).status).to.equal(200);
    await node.stop();
    for (const name of ['log.sqlite', 'log.sqlite-wal', 'log.sqlite-shm'])
      rmSync(join(directory.path, name), { force: true });
    const refused = await serviceError(startNode(config));
    expect([refused.code, refused.message]).to.deep.equal([
      'LOG_CORRUPT',
      'the copy of the log is not the one that this node has cosigned',
    ]);
  });

  it('logs names and numbers, never an entry', async () => {
    const lines: string[] = [];
    const node = await runNode(parseNodeConfig({ ...nodeConfig(directory.path, pki), logLevel: 'debug' }), {
      write: (line) => {
        lines.push(line);
      },
    });
    await node.stop();
    expect(lines.map((line) => JSON.parse(line).msg)).to.deep.equal([
      'party node listens',
      ...lines.slice(1, -1).map((line) => JSON.parse(line).msg),
      'party node stopped',
    ]);
    expect(JSON.parse(lines[0]!)).to.deep.include({ node: 'bank', logs: ['log.test/nodes'] });
  });
});
