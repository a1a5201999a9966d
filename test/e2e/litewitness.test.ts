/**
 * Our log cosigned by a witness program that others wrote: filippo.io/torchwood/cmd/litewitness v0.9.0, over HTTP, with its key in an ssh-agent.
 * Where the program is missing, each test says so by its own name.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import Database from 'libsql';
import { base64 } from '../../core/bytes.ts';
import { emptyRoot } from '../../core/merkle/tree.ts';
import { addSignatures, parseNote } from '../../core/note/note.ts';
import { verifyNote } from '../../core/note/verify.ts';
import { formatVkey, parseVkey, type VerifierKey } from '../../core/note/vkey.ts';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import { createLogReader } from '../../server/log/log-reader.ts';
import { createSequencer, type Sequencer } from '../../server/log/sequencer.ts';
import { createWitnessClient, type WitnessClient } from '../../server/log/witness-client.ts';
import type { EvidenceStore } from '../../server/ports/evidence-store.ts';
import { freePorts } from '../../server/start/ports.ts';
import { crypto, ORIGIN } from '../support/log-batches.ts';
import { temporaryDirectory } from '../support/node-host.ts';
import { filing, logSigner, sequencerOptions } from '../support/sequencing.ts';
import { serviceError } from '../support/service-error.ts';

const NAME = 'witness.test/litewitness';

function locate(): string | undefined {
  const gopath = spawnSync('go', ['env', 'GOPATH'], { encoding: 'utf8' }).stdout?.trim();
  const path = gopath ? join(gopath, 'bin', 'litewitness') : '';
  const hasAgent = spawnSync('ssh-add', ['-h']).error === undefined;
  return hasAgent && existsSync(path) ? path : undefined;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come up`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

/** The log as the two rows that the program's own control program would write. */
function registerLog(file: string): void {
  const db = new Database(file);
  db.exec(`CREATE TABLE IF NOT EXISTS log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS key (origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin));`);
  db.prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)').run(
    ORIGIN,
    base64(emptyRoot(crypto)),
  );
  db.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(ORIGIN, formatVkey(logSigner.key));
  db.close();
}

describe('e2e: litewitness cosigns our log', function () {
  this.timeout(20_000);
  const program = locate();
  const title = (text: string) =>
    program === undefined ? `${text} (skipped: litewitness and ssh-agent are not installed)` : text;
  let directory: ReturnType<typeof temporaryDirectory>;
  let agent: ChildProcess;
  let witness: ChildProcess;
  let key: VerifierKey;
  let store: EvidenceStore;
  let sequencer: Sequencer;
  let client: WitnessClient;
  let url: string;

  const newClient = () => {
    const access = { fetch: globalThis.fetch, timeoutMs: 5_000, signal: new AbortController().signal };
    return createWitnessClient(access, url, createLogReader(store, ORIGIN, crypto));
  };

  before(async () => {
    if (program === undefined) return;
    directory = temporaryDirectory();
    const at = (name: string) => join(directory.path, name);
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('key')]);
    const fingerprint = run('ssh-keygen', ['-lf', at('key.pub')]).split(' ')[1]!;
    agent = spawn('ssh-agent', ['-D', '-a', at('agent')], { stdio: 'ignore' });
    await until(() => (existsSync(at('agent')) ? true : undefined), 'ssh-agent');
    run('ssh-add', ['-q', at('key')], { SSH_AUTH_SOCK: at('agent') });
    registerLog(at('witness.db'));
    const [port] = await freePorts([0]);
    const args = [
      '-name',
      NAME,
      '-key',
      fingerprint,
      '-db',
      at('witness.db'),
      '-ssh-agent',
      at('agent'),
      '-listen',
      `127.0.0.1:${port}`,
    ];
    witness = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    witness.stderr!.on('data', (chunk) => {
      log += chunk;
    });
    key = parseVkey(await until(() => /vkey=(\S+)/.exec(log)?.[1], 'litewitness'));
    url = `http://127.0.0.1:${port}`;
    await until(
      () =>
        fetch(url).then(
          () => true,
          () => undefined,
        ),
      'its port',
    );
    store = openSqliteStore(at('log.sqlite'));
    sequencer = createSequencer(sequencerOptions(store));
    await sequencer.start();
    client = newClient();
  });
  after(async () => {
    if (program === undefined) return;
    await sequencer?.stop();
    await store?.close();
    if (witness) await ended(witness, 'SIGINT');
    if (agent) await ended(agent, 'SIGTERM');
    directory.remove();
  });

  let filed = 0;
  const file = async (count: number) => {
    await Promise.all(
      Array.from({ length: count }, (_, i) => sequencer.append(filing(`filing ${filed + i}`))),
    );
    filed += count;
    return (await store.head(ORIGIN))!;
  };

  it(
    title('cosigns checkpoint after checkpoint, and its cosignatures hold under our verification'),
    async function () {
      if (program === undefined) this.skip();
      expect([key.name, key.type]).to.deep.equal([NAME, 4]);
      for (const count of [5, 1, 300]) {
        const head = await file(count);
        const signatures = await client.submit(head);
        const note = parseNote(addSignatures(head.checkpoint, signatures!));
        const { accepted, verified } = await verifyNote(crypto, note, [logSigner.key, key]);
        expect([accepted, verified.length]).to.deep.equal([true, 2]);
        expect(verified.find((one) => one.key === key)?.timestamp).to.be.above(1_700_000_000);
      }
    },
  );

  it(title('is told its size by a client that has forgotten it, and goes on from there'), async function () {
    if (program === undefined) this.skip();
    const head = await file(7);
    expect(await newClient().submit(head)).to.have.lengthOf(1);
  });

  it(title('refuses a checkpoint that does not follow'), async function () {
    if (program === undefined) this.skip();
    const head = await file(2);
    const [text, line] = head.checkpoint.split('\n\n') as [string, string];
    const forged = {
      ...head,
      checkpoint: `${text.replace(base64(head.root), base64(crypto.sha256(head.root)))}\n\n${line}`,
    };
    const refused = await serviceError(client.submit(forged));
    expect([refused.code, refused.facts.status]).to.deep.equal(['PARTY_REFUSED', 403]);
  });
});
