import { expect } from 'chai';
import { custodyDigest, verifyCustody } from '../../../core/custody/chain.ts';
import type { Json } from '../../../core/json.ts';
import { openSqliteDocuments } from '../../../server/adapters/store-sqlite/documents.ts';
import type { CustodyAct, CustodyLine } from '../../../server/ports/custody.ts';
import type { OpenDocumentStore } from '../../../server/ports/document-store.ts';
import {
  createCustody,
  custodyHead,
  custodyLinesAfter,
  custodyOrganisations,
} from '../../../server/usecases/custody/create.ts';
import { nodeCrypto } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

const act = (over: Partial<CustodyAct> = {}): CustodyAct => ({
  actor: { kind: 'system', organisation: 'demo-bank', id: 'certificate', role: 'bank' },
  action: 'document.read',
  subject: 'evidence/1',
  organisation: 'demo-bank',
  ...over,
});

describe('custody log', () => {
  let documents: OpenDocumentStore;
  const clock = { at: Date.UTC(2026, 2, 15, 10), now: () => clock.at++ };
  beforeEach(() => {
    documents = openSqliteDocuments(':memory:');
  });
  afterEach(() => documents.close());
  const open = () => createCustody({ documents, crypto: nodeCrypto, clock });
  const chainOf = (organisation: string) => custodyLinesAfter(documents, organisation, 0, 1000);

  it('numbers and links the acts of each organisation', async () => {
    const custody = open();
    const one = await custody.record(act());
    const two = await custody.record(act({ subject: 'evidence/2', facts: { n: 1 } }));
    const foreign = await custody.record(act({ organisation: 'other-bank' }));
    expect([one.number, two.number, foreign.number]).to.deep.equal([1, 2, 1]);
    expect(two.previous).to.equal(custodyDigest(nodeCrypto, one as unknown as Json));
    expect(foreign.previous).to.equal('0'.repeat(64));
    expect(verifyCustody(nodeCrypto, await chainOf('demo-bank'))).to.deep.equal({
      ok: true,
      head: { number: 2, digest: custodyDigest(nodeCrypto, two as unknown as Json) },
    });
    expect(await custodyOrganisations(documents)).to.have.members(['demo-bank', 'other-bank']);
  });

  it('of many writers in several processes has no gap, no double and no broken link', async () => {
    const writers = [open(), open(), open()];
    const lines = await Promise.all(
      Array.from({ length: 60 }, (_, n) => writers[n % 3]!.record(act({ subject: `evidence/${n}` }))),
    );
    expect(lines.map(({ number }) => number).sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    expect(verifyCustody(nodeCrypto, await chainOf('demo-bank')).ok).to.equal(true);
    expect(
      new Set((await chainOf('demo-bank')).map((l) => (l as unknown as CustodyLine).subject)).size,
    ).to.equal(60);
  });

  it('goes on where it stood, and never back in time', async () => {
    const before = await open().record(act());
    clock.at -= 5000;
    const after = await open().record(act());
    clock.at += 5000;
    expect([after.number, after.at]).to.deep.equal([2, before.at]);
    expect(verifyCustody(nodeCrypto, await chainOf('demo-bank')).ok).to.equal(true);
    expect((await custodyHead({ documents, crypto: nodeCrypto }, 'demo-bank')).number).to.equal(2);
    expect((await custodyHead({ documents, crypto: nodeCrypto }, 'nobody')).number).to.equal(0);
  });

  it('shows what was changed or taken out of the store', async () => {
    const custody = open();
    for (let n = 0; n < 4; n++) await custody.record(act({ subject: `evidence/${n}` }));
    const changed = (await documents.list('custody', { index: 'place', limit: 9 })).documents[1]!;
    const value = { ...changed.value, subject: 'evidence/9' };
    await documents.put('custody', { key: changed.key, value, indexes: { place: changed.key } }, 1);
    expect(verifyCustody(nodeCrypto, await chainOf('demo-bank'))).to.deep.include({ fault: 'LINK', line: 3 });
    await documents.delete('custody', changed.key, 2);
    expect(verifyCustody(nodeCrypto, await chainOf('demo-bank'))).to.deep.include({
      fault: 'NUMBER',
      line: 2,
    });
  });

  describe('its listings', () => {
    const numbers = ({ lines }: { lines: readonly CustodyLine[] }) => lines.map(({ number }) => number);

    it('are of one organisation, newest first, in pages, by subject', async () => {
      const custody = open();
      for (const subject of ['evidence/1', 'evidence/11', 'evidence/1', 'case/1', 'evidence/1']) {
        await custody.record(act({ subject }));
      }
      await custody.record(act({ organisation: 'demo' }));
      const first = await custody.list({ organisation: 'demo-bank', limit: 3 });
      expect(numbers(first)).to.deep.equal([5, 4, 3]);
      await custody.record(act());
      const rest = await custody.list({ organisation: 'demo-bank', limit: 3, cursor: first.next! });
      expect([numbers(rest), rest.next]).to.deep.equal([[2, 1], undefined]);
      expect(
        numbers(await custody.list({ organisation: 'demo-bank', subject: 'evidence/1', limit: 9 })),
      ).to.deep.equal([6, 5, 3, 1]);
      expect(numbers(await custody.list({ organisation: 'demo', limit: 9 }))).to.deep.equal([1]);
      expect(numbers(await custody.list({ organisation: 'dem', limit: 9 }))).to.deep.equal([]);
      const error = await serviceError(custody.list({ organisation: 'demo', limit: 9, cursor: '!' }));
      expect(error.code).to.equal('REQUEST_INVALID');
    });

    it("of one person hold what names them or their loans, whoever's chain it is in, each once", async () => {
      const custody = open();
      const add = (subject: string, over: Partial<CustodyAct>) => custody.record(act({ subject, ...over }));
      await add('a', { person: 'p1' });
      await add('b', { loan: 'l1' });
      await add('c', { loan: 'l2', organisation: 'other-bank' });
      await add('d', { person: 'p2', loan: 'l3' });
      await add('e', { person: 'p1', loan: 'l1' });
      await add('f', {});
      const mine = { person: 'p1', loans: ['l1', 'l2'] };
      const subjects = ({ lines }: { lines: readonly CustodyLine[] }) => lines.map(({ subject }) => subject);
      expect(subjects(await custody.listPersonal({ ...mine, limit: 9 }))).to.deep.equal(['e', 'c', 'b', 'a']);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await custody.listPersonal({
          ...mine,
          limit: 1,
          ...(cursor !== undefined && { cursor }),
        });
        seen.push(...subjects(page));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen).to.deep.equal(['e', 'c', 'b', 'a']);
      expect(subjects(await custody.listPersonal({ person: 'p3', loans: [], limit: 9 }))).to.deep.equal([]);
    });
  });
});
