/** Streams, drafts and the private part: claimed once, gone when not kept, opened by their own key alone. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { streamId } from '../../../core/entry/stream.ts';
import { openBlobFiles } from '../../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../../server/adapters/key-wrapper-file.ts';
import { openSqliteStore } from '../../../server/adapters/store-sqlite/store.ts';
import type { EvidenceStore } from '../../../server/ports/evidence-store.ts';
import { beginDraft, newId } from '../../../server/usecases/drafts.ts';
import { createStreams, type StreamDeps } from '../../../server/usecases/streams.ts';
import { createVault, type Vault } from '../../../server/vault/vault.ts';
import { AT, fixedClock, nodeCrypto, systemRandom } from '../../support/pki.ts';

async function* bytes(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield utf8(part);
}

describe('usecases: storage', () => {
  let home: string;
  let store: EvidenceStore;
  let vault: Vault;
  let deps: StreamDeps;
  const clock = fixedClock();
  const blobs = () =>
    readdirSync(join(home, 'blobs'), { recursive: true })
      .map(String)
      .filter((name) => /[0-9a-f]{32}$/.test(name));

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'triseal-usecases-'));
    store = openSqliteStore(join(home, 'store.db'));
    vault = createVault({
      blobs: await openBlobFiles(join(home, 'blobs')),
      keys: createFileKeyWrapper(join(home, 'kek')),
      random: systemRandom,
      clock,
      indexKey: new Uint8Array(32),
    });
    deps = { origin: 'log.test/one', crypto: nodeCrypto, random: systemRandom, store, vault };
  });
  after(async () => {
    await store.close();
    rmSync(home, { recursive: true, force: true });
  });

  describe('streams', () => {
    it('are claimed once, also by two processes at the same time', async () => {
      const one = createStreams(deps);
      const two = createStreams(deps);
      const claims = await Promise.all([
        one.claim('bank', 'LN-1'),
        two.claim('bank', 'LN-1'),
        one.claim('bank', 'LN-1'),
      ]);
      expect(new Set(claims.map(({ stream }) => hex(stream))).size).to.equal(1);
      const again = await createStreams(deps).claim('bank', 'LN-1');
      expect(hex(again.stream)).to.equal(hex(claims[0]!.stream));
    });

    it('differ by organisation and loan, and say neither', async () => {
      const streams = createStreams(deps);
      const all = await Promise.all([
        streams.claim('bank', 'LN-1'),
        streams.claim('bank', 'LN-2'),
        streams.claim('other', 'LN-1'),
      ]);
      expect(new Set(all.map(({ stream }) => hex(stream))).size).to.equal(3);
      expect(new Set(all.map(({ loanIndex }) => loanIndex)).size).to.equal(3);
    });

    it('open with the blinding value that is kept encrypted', async () => {
      const streams = createStreams(deps);
      const { stream, loanIndex } = await streams.claim('bank', 'LN-1');
      const blind = await streams.blindOf('bank', loanIndex);
      expect(hex(streamId(nodeCrypto, blind!, 'LN-1'))).to.equal(hex(stream));
      const row = await store.streamOfLoan(deps.origin, 'bank', loanIndex);
      expect(hex(row!.sealed)).to.not.include(hex(blind!));
      expect(await streams.blindOf('bank', 'no such index')).to.equal(undefined);
    });

    it('are asked for again after a failure', async () => {
      let fail = true;
      const flaky: EvidenceStore = {
        ...store,
        streamOfLoan: async (...args) => {
          if (fail) throw new Error('away');
          return store.streamOfLoan(...args);
        },
      };
      const streams = createStreams({ ...deps, store: flaky });
      const error = await streams.claim('bank', 'LN-9').then(
        () => undefined,
        (reason: Error) => reason.message,
      );
      expect(error).to.equal('away');
      fail = false;
      expect((await streams.claim('bank', 'LN-9')).stream).to.have.length(32);
    });
  });

  describe('drafts', () => {
    it('have ids that sort by time', () => {
      const early = newId({ clock: fixedClock(AT), random: systemRandom });
      const late = newId({ clock: fixedClock(AT + 1), random: systemRandom });
      expect(early).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(early.slice(0, 13) < late.slice(0, 13)).to.equal(true);
      expect(Number.parseInt(early.slice(0, 8) + early.slice(9, 13), 16)).to.equal(AT);
    });

    it('receive documents and lose all of them when discarded', async () => {
      const draft = await beginDraft({ clock, random: systemRandom, vault });
      const received = await draft.receive('a.txt', 'text/plain', bytes('con', 'tent'));
      expect(received).to.include({
        name: 'a.txt',
        size: 7,
        sha256: hex(nodeCrypto.sha256(utf8('content'))),
      });
      expect(blobs()).to.have.length(1);
      await draft.discard();
      await draft.discard();
      expect(blobs()).to.deep.equal([]);
    });

    it('keep what belongs to an item', async () => {
      const draft = await beginDraft({ clock, random: systemRandom, vault });
      const { blob } = await draft.receive('a.txt', 'text/plain', bytes('kept'));
      draft.keep();
      await draft.discard();
      expect(blobs()).to.have.length(1);
      await vault.dropDocument(blob);
    });

    it('wait for a document that still flows before they are gone', async () => {
      const draft = await beginDraft({ clock, random: systemRandom, vault });
      let go: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (go = resolve));
      async function* slow() {
        yield utf8('first');
        await gate;
        yield utf8('last');
      }
      const receiving = draft.receive('slow.txt', 'text/plain', slow());
      const discarded = draft.discard();
      go();
      await Promise.all([receiving, discarded]);
      expect(blobs()).to.deep.equal([]);
    });

    it('leave nothing of a document whose stream broke', async () => {
      const draft = await beginDraft({ clock, random: systemRandom, vault });
      async function* broken() {
        yield utf8('half');
        throw new Error('cut off');
      }
      const error = await draft.receive('b.txt', 'text/plain', broken()).then(
        () => undefined,
        (reason: Error) => reason.message,
      );
      expect(error).to.equal('cut off');
      expect(blobs()).to.deep.equal([]);
    });
  });
});
