/** A store that was restored from a backup, and the three parties' copies of what it lacks. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createEd25519Signer, signNote } from '../../../core/note/sign.ts';
import { PARTIES } from '../../../core/party.ts';
import { formatCheckpoint, originHash } from '../../../core/tlog/checkpoint.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import { hasCode } from '../../../server/errors.ts';
import { type Copies, type CopiesDeps, createCopies } from '../../../server/log/copies.ts';
import { createLogReader, type LogReader } from '../../../server/log/log-reader.ts';
import { createSequencer, type Sequencer } from '../../../server/log/sequencer.ts';
import type { EvidenceStore } from '../../../server/ports/evidence-store.ts';
import { eventually } from '../../support/eventually.ts';
import { LOG_ORIGIN, logSigner } from '../../support/node-log.ts';
import { nodeCrypto as c } from '../../support/pki.ts';
import { filing, sequencerOptions } from '../../support/sequencing.ts';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const PATH = `/witness/${originHash(c, LOG_ORIGIN)}/checkpoint`;

describe('server/log copies: an older store does not go on', () => {
  let directory: string;
  let store: EvidenceStore;
  let reader: LogReader;
  let sequencer: Sequencer;
  let copies: Copies | undefined;
  /** What the party's node answers with; undefined: it has cosigned nothing yet. */
  let shown: string | undefined;
  let asked: number;
  let server: Server;
  let url: string;

  const file = (name: string) => {
    const plain = filing(name, 'stream');
    return sequencer.append({
      ...plain,
      row: (at: Parameters<typeof plain.row>[0]) => {
        const made = plain.row(at);
        return { ...made, row: { ...made.row, origin: LOG_ORIGIN } };
      },
    });
  };
  const open = async (name: string) => {
    store = openSqliteStore(join(directory, name));
    reader = createLogReader(store, LOG_ORIGIN, c);
    sequencer = createSequencer({
      ...sequencerOptions(store, { origin: LOG_ORIGIN, signer: logSigner }),
      refusal: () => copies?.refusal(),
    });
    await sequencer.start();
  };
  const close = async () => {
    await sequencer.stop();
    await store.close();
  };
  const watch = (over: Partial<CopiesDeps> = {}) => {
    copies = createCopies({
      crypto: c,
      reader,
      originHash: originHash(c, LOG_ORIGIN),
      logKeys: [logSigner.key],
      parties: PARTIES.map((party) => ({ party, url })),
      logger: quiet,
      intervalMs: 5,
      ...over,
    });
    return copies;
  };
  const headNote = async () => (await reader.head())!.checkpoint;
  const refusedWith = async (code: 'STOPPING' | 'LOG_DIVERGED') => {
    const error = await file('refused').then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(hasCode(error, code), String(error)).to.equal(true);
    return error as Error & { facts?: Record<string, unknown> };
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-copies-'));
    copies = undefined;
    shown = undefined;
    asked = 0;
    server = createServer((req, res) => {
      asked++;
      if (req.url !== PATH || shown === undefined) res.writeHead(404).end();
      else res.end(shown);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await open('now.db');
  });
  afterEach(async () => {
    await copies?.stop();
    await close();
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('takes filings once every party was asked, whether its copy is empty, behind or level', async () => {
    for (const behind of [async () => undefined, headNote]) {
      shown = await behind();
      const waiting = watch();
      await refusedWith('STOPPING');
      await waiting.start();
      await file(`after ${asked}`);
      await waiting.stop();
    }
    const older = shown;
    await file('one more');
    shown = older;
    await watch().start();
    await file('and another');
  });

  it('takes nothing when a party has witnessed more than the restored store holds', async () => {
    await file('kept');
    await close();
    for (const part of ['', '-wal', '-shm']) {
      cpSync(join(directory, `now.db${part}`), join(directory, `older.db${part}`), {
        force: true,
        recursive: true,
      });
    }
    await open('now.db');
    await file('lost');
    shown = await headNote();
    await close();
    await open('older.db');
    await watch().start();
    const { message, facts } = await refusedWith('LOG_DIVERGED');
    expect(message).to.match(/has witnessed more of this log than the store holds$/);
    expect(facts).to.include({ witnessed: 2, size: 1 });
    expect((await reader.head())!.size).to.equal(1);
  });

  it('takes nothing when a party has witnessed another root at a size that the store has', async () => {
    await file('one');
    const root = new Uint8Array(32).fill(7);
    shown = await signNote(
      formatCheckpoint({ origin: LOG_ORIGIN, size: 1, root, extensions: [] }),
      logSigner,
    );
    await file('two');
    await watch().start();
    expect((await refusedWith('LOG_DIVERGED')).message).to.match(/has witnessed another root$/);
  });

  it('a party cannot stop the log by a checkpoint that the log did not sign', async () => {
    const root = new Uint8Array(32).fill(7);
    const text = formatCheckpoint({ origin: LOG_ORIGIN, size: 99, root, extensions: [] });
    shown = await signNote(text, createEd25519Signer(c, LOG_ORIGIN, new Uint8Array(32).fill(3)));
    await watch().start();
    await file('taken');
  });

  it('starts without a party that is away, and stops filing when it is back and shows more', async () => {
    await file('one');
    shown = 'no checkpoint at all';
    await watch().start();
    await file('taken while nobody could be asked');
    const root = new Uint8Array(32).fill(7);
    shown = await signNote(
      formatCheckpoint({ origin: LOG_ORIGIN, size: 9, root, extensions: [] }),
      logSigner,
    );
    await eventually(async () => copies!.refusal() !== undefined, 'a refusal');
    await refusedWith('LOG_DIVERGED');
  });

  it('asks nobody again who has answered', async () => {
    await watch().start();
    await eventually(async () => asked >= 3, 'three answers');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).to.equal(3);
  });
});
