/** A party node killed with SIGKILL while it takes entries: what it had answered stands, the upload goes on where it ended, nothing goes back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { base64 } from '../../core/bytes.ts';
import { originHash, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { projectRoot } from '../../server/paths.ts';
import { freePorts } from '../../server/start/ports.ts';
import { LogClient, nodeConfig, temporaryDirectory } from '../support/node-host.ts';
import { LOG_ORIGIN, TestLog } from '../support/node-log.ts';
import { nodeCrypto, testPki } from '../support/pki.ts';

const SIZE = 4_000;

describe('faults: a party node killed under load', function () {
  this.timeout(60_000);
  let directory: ReturnType<typeof temporaryDirectory>;
  let log: TestLog;
  let client: LogClient;
  let child: ChildProcess | undefined;

  before(async () => {
    directory = temporaryDirectory();
    const pki = await testPki();
    log = await new TestLog(pki.filer).file(SIZE, 40);
    const [port] = await freePorts([0]);
    client = new LogClient(`http://127.0.0.1:${port}`);
    const config = nodeConfig(join(directory.path, 'node'), pki, { port: port! });
    writeFileSync(join(directory.path, 'node.json'), JSON.stringify(config));
  });
  after(async () => {
    await end('SIGTERM');
    directory.remove();
  });

  const figures = async () => JSON.parse((await client.get('/healthz')).text) as Record<string, number>;

  const start = async () => {
    const args = [
      '--import',
      'tsx',
      'cli/main.ts',
      'node',
      '--party',
      'bank',
      '--config',
      join(directory.path, 'node.json'),
    ];
    child = spawn(process.execPath, args, { cwd: projectRoot, stdio: 'ignore' });
    for (let i = 0; i < 400; i++) {
      const up = await figures().catch(() => undefined);
      if (up !== undefined) return up;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('the node did not come up');
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await gone;
  };

  it('keeps what it answered and every package that it accepted', async () => {
    let held = 0;
    let pending = 0;
    await start();
    for (const [size, killAt] of [
      [1_500, 300],
      [2_600, 1_400],
      [SIZE, 2_000],
    ] as const) {
      expect((await client.addCheckpoint(log, pending, size)).status).to.equal(200);
      pending = size;
      const upload = client.addEntries(log, { start: held, end: size }).catch(() => undefined);
      let seen = held;
      while (seen < killAt) seen = (await figures()).next_entry!;
      await end('SIGKILL');
      await upload;
      const after = await start();
      expect(after.pending, 'the cosigned checkpoint').to.equal(size);
      expect(after.next_entry, 'entries that it said it holds').to.be.at.least(seen);
      expect(after.next_entry! % 256 === 0 || after.next_entry === size, 'whole packages only').to.equal(
        true,
      );
      held = after.next_entry!;
    }
    expect((await client.addEntries(log, { start: held, end: SIZE })).status).to.equal(200);
    await end('SIGKILL');
    const last = await start();
    expect([last.mirrored, last.next_entry, last.objections]).to.deep.equal([SIZE, SIZE, 0]);
    const hash = originHash(nodeCrypto, LOG_ORIGIN);
    const { checkpoint } = parseSignedCheckpoint((await client.get(`/${hash}/checkpoint`)).text);
    expect(base64(checkpoint.root)).to.equal(base64(log.root()));
    // Each later entry is checked against the tail of its stream, so going on shows that the copy is whole.
    await log.file(300, 40);
    expect((await client.bring(log, SIZE)).status).to.equal(200);
  });
});
