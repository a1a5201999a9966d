/** A party that takes its node to a machine of its own: the service keeps the public half, the node runs alone against the remote log. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { originHash } from '../../core/tlog/checkpoint.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { projectRoot } from '../../server/paths.ts';
import { freePorts } from '../../server/start/ports.ts';
import { type RunningService, startService } from '../support/service.ts';

const CLI = join(projectRoot, 'dist/cli/main.js');
const HASH = originHash(createNodeCrypto(), 'triseal.local/demo-bank');
const RECORD = {
  type: 'DRAW',
  loan: 'LN-REMOTE',
  event: { time: '2026-11-23T10:00:00+08:00', source: 'claimed' },
  provenance: { class: 'bare-hash' },
  actors: [],
  fields: { amount: { amount: '1.00', currency: 'CNY' }, requested_at: '2026-11-23T10:00:00+08:00' },
};

const sizeOf = (note: string) => Number(note.split('\n')[1]);

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('a party node on a machine of its own', function () {
  this.timeout(120_000);
  let root: string;
  let service: RunningService | undefined;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'triseal-remote-'));
  });
  after(async () => {
    await service?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  function file(): void {
    const record = join(root, 'record.json');
    writeFileSync(record, JSON.stringify(RECORD));
    spawn(process.execPath, [CLI, 'file', '--record', record], {
      env: { PATH: process.env.PATH, TRISEAL_HOME: service!.home },
      stdio: 'ignore',
    });
  }

  const witnessed = async () =>
    sizeOf(await (await fetch(`${service!.info.url}/log/checkpoint/witnessed`)).text());

  it('seals on with the node moved away and its keys gone from the service', async () => {
    const home = join(root, 'home');
    service = await startService(home, { TRISEAL_SAMPLE: 'off' });
    file();
    await eventually(async () => (await witnessed()) === 1);
    await service.stop();

    const away = join(root, 'bank-machine');
    const description = readFileSync(join(home, 'nodes/bank/description.json'));
    renameSync(join(home, 'nodes/bank'), away);
    const [bank, user, commission, api] = (await freePorts([0, 0, 0, 0])) as [number, number, number, number];
    const moved = { bank: away, user: join(home, 'nodes/user'), commission: join(home, 'nodes/commission') };
    const ports = { bank, user, commission };
    mkdirSync(join(home, 'nodes/bank'));
    writeFileSync(join(home, 'nodes/bank/description.json'), description);

    const children = Object.entries(moved).map(([party, directory]) => {
      const config = join(directory, 'node.json');
      const json = JSON.parse(readFileSync(config, 'utf8'));
      json.port = ports[party as keyof typeof ports];
      json.log.url = `http://127.0.0.1:${api}/log`;
      writeFileSync(config, JSON.stringify(json));
      return spawn(process.execPath, [CLI, 'node', '--party', party, '--config', config], {
        stdio: 'ignore',
      });
    });
    try {
      service = await startService(home, {
        TRISEAL_SAMPLE: 'off',
        TRISEAL_PORT: String(api),
        TRISEAL_NODES: `bank=http://127.0.0.1:${bank},user=http://127.0.0.1:${user},commission=http://127.0.0.1:${commission}`,
      });
      expect(existsSync(join(home, 'nodes/bank/keys.json'))).to.equal(false);
      file();
      await eventually(async () => (await witnessed()) === 2);
      const copy = await fetch(`http://127.0.0.1:${bank}/${HASH}/checkpoint`);
      expect(sizeOf(await copy.text())).to.equal(2);
    } finally {
      for (const child of children) child.kill('SIGTERM');
    }
  });
});
