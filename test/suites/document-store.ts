/** What every `DocumentStore` promises. Run over each adapter. */
import { expect } from 'chai';
import type { JsonObject } from '../../core/json.ts';
import type { DocumentQuery, OpenDocumentStore } from '../../server/ports/document-store.ts';
import { serviceError } from '../support/service-error.ts';

export interface DocumentHarness {
  /** A store without content. */
  open(): Promise<OpenDocumentStore>;
  /** The same content through a new instance; the old one is closed first. */
  reopen(store: OpenDocumentStore): Promise<OpenDocumentStore>;
}

const won = (version: number) => ({ ok: true, version });
const standing = (version: number) => ({ ok: false, reason: 'version', conflict: String(version) });
const taken = (name: string) => ({ ok: false, reason: 'unique', conflict: name });

export function documentStoreSuite({ open, reopen }: DocumentHarness): void {
  let store: OpenDocumentStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  /** Documents `a`..., listed under `place` with these values. */
  const fill = async (values: Readonly<Record<string, string>>) => {
    for (const [key, place] of Object.entries(values)) {
      expect(await store.put('things', { key, value: { key }, indexes: { place } }, 0)).to.deep.equal(won(1));
    }
  };
  const keys = async (query: Partial<DocumentQuery> = {}) =>
    (await store.list('things', { index: 'place', limit: 100, ...query })).documents.map(({ key }) => key);

  it('keeps a value as it was, whatever its members are called, over a restart', async () => {
    const value: JsonObject = {
      $set: { 'a.b': [1, -0.5, null, true, ''] },
      '': '\u0000 \ud83d\ude00 中文',
      constructor: {},
    };
    expect(await store.get('things', 'one')).to.equal(undefined);
    expect(await store.put('things', { key: 'one', value }, 0)).to.deep.equal(won(1));
    store = await reopen(store);
    expect(await store.get('things', 'one')).to.deep.equal({ key: 'one', version: 1, value });
    expect(await store.get('others', 'one')).to.equal(undefined);
  });

  describe('a change', () => {
    it('replaces the version it names, and no other', async () => {
      const write = (n: number) => ({ key: 'one', value: { n } });
      expect(await store.put('things', write(1), 1)).to.deep.equal(standing(0));
      expect(await store.put('things', write(1), 0)).to.deep.equal(won(1));
      expect(await store.put('things', write(2), 0)).to.deep.equal(standing(1));
      expect(await store.put('things', write(2), 2)).to.deep.equal(standing(1));
      expect((await store.get('things', 'one'))?.value).to.deep.equal({ n: 1 });
      expect(await store.put('things', write(2), 1)).to.deep.equal(won(2));
      expect(await store.put('things', write(3), 1)).to.deep.equal(standing(2));
      expect(await store.get('things', 'one')).to.deep.equal({ key: 'one', version: 2, value: { n: 2 } });
    });

    it('made by many at once has exactly one winner, at creation and after', async () => {
      for (const expected of [0, 1]) {
        const outcomes = await Promise.all(
          Array.from({ length: 12 }, (_, n) => store.put('things', { key: 'one', value: { n } }, expected)),
        );
        const winner = outcomes.findIndex(({ ok }) => ok);
        expect(outcomes.filter(({ ok }) => ok)).to.deep.equal([won(expected + 1)]);
        expect(new Set(outcomes.filter(({ ok }) => !ok).map((o) => JSON.stringify(o)))).to.deep.equal(
          new Set([JSON.stringify(standing(expected + 1))]),
        );
        expect((await store.get('things', 'one'))?.value).to.deep.equal({ n: winner });
      }
    });

    it('replaces what the document is listed and unique under', async () => {
      const one = { key: 'one', value: {} };
      await store.put('things', { ...one, indexes: { place: 'a', other: 'x' }, unique: { name: 'n1' } }, 0);
      await store.put('things', { ...one, indexes: { place: 'b' }, unique: { name: 'n2' } }, 1);
      expect(await keys({ prefix: 'a' })).to.deep.equal([]);
      expect(await keys({ prefix: 'b' })).to.deep.equal(['one']);
      expect(await keys({ index: 'other' })).to.deep.equal([]);
      expect(await store.findUnique('things', 'name', 'n1')).to.equal(undefined);
      expect((await store.findUnique('things', 'name', 'n2'))?.version).to.equal(2);
    });
  });

  describe('a unique value', () => {
    const named = (key: string, name: string) => ({ key, value: { key }, unique: { name } });

    it('belongs to one document of its collection and name', async () => {
      expect(await store.put('things', named('one', 'x'), 0)).to.deep.equal(won(1));
      expect(await store.put('things', named('two', 'x'), 0)).to.deep.equal(taken('name'));
      expect(await store.get('things', 'two')).to.equal(undefined);
      expect(await store.put('others', named('two', 'x'), 0)).to.deep.equal(won(1));
      expect(
        await store.put('things', { key: 'two', value: {}, unique: { name: 'y', other: 'x' } }, 0),
      ).to.deep.equal(won(1));
      expect(await store.put('things', named('one', 'x'), 1)).to.deep.equal(won(2));
      expect(await store.put('things', named('two', 'x'), 1)).to.deep.equal(taken('name'));
      expect((await store.findUnique('things', 'name', 'x'))?.key).to.equal('one');
      expect((await store.findUnique('things', 'name', 'y'))?.key).to.equal('two');
      expect(await store.findUnique('things', 'other', 'none')).to.equal(undefined);
    });

    it('is told of after a version that does not stand', async () => {
      await store.put('things', named('one', 'x'), 0);
      await store.put('things', named('two', 'y'), 0);
      expect(await store.put('things', named('two', 'x'), 0)).to.deep.equal(standing(1));
    });

    it('wanted by many at once goes to one', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) => store.put('things', named(`key-${n}`, 'x'), 0)),
      );
      expect(outcomes.filter(({ ok }) => ok)).to.deep.equal([won(1)]);
      expect(outcomes.filter(({ ok }) => !ok)).to.deep.equal(Array.from({ length: 7 }, () => taken('name')));
    });

    it('is free once its document is deleted or names another, and does not come back with it', async () => {
      await store.put('things', named('one', 'x'), 0);
      expect(await store.delete('things', 'one', 1)).to.equal(true);
      expect(await store.findUnique('things', 'name', 'x')).to.equal(undefined);
      expect(await store.put('things', { key: 'one', value: {} }, 0)).to.deep.equal(won(1));
      expect(await store.findUnique('things', 'name', 'x')).to.equal(undefined);
      expect(await store.put('things', named('two', 'x'), 0)).to.deep.equal(won(1));
      expect(await store.put('things', named('two', 'y'), 1)).to.deep.equal(won(2));
      expect(await store.put('things', named('one', 'x'), 1)).to.deep.equal(won(2));
    });

    it('is not demanded: any number of documents have none', async () => {
      for (const key of ['one', 'two', 'three']) {
        expect(await store.put('things', { key, value: {} }, 0)).to.deep.equal(won(1));
      }
    });
  });

  describe('a deletion', () => {
    it('takes the version it names and no other, once', async () => {
      await fill({ one: 'a' });
      expect(await store.delete('things', 'one', 2)).to.equal(false);
      expect(await store.delete('others', 'one', 1)).to.equal(false);
      expect(await keys()).to.deep.equal(['one']);
      expect(await store.delete('things', 'one', 1)).to.equal(true);
      expect(await store.delete('things', 'one', 1)).to.equal(false);
      expect(await store.get('things', 'one')).to.equal(undefined);
      expect(await keys()).to.deep.equal([]);
      store = await reopen(store);
      expect(await store.get('things', 'one')).to.equal(undefined);
    });
  });

  describe('a listing', () => {
    it('goes by value and then key, in the order of code points, either way', async () => {
      // U+FF5E sorts behind U+1F600 by UTF-16 units, before it by code points.
      await fill({ d: 'z', c: '\uff5e', b: '\u{1f600}', a2: 'a', a1: 'a', e: '', f: 'Z', g: 'a!' });
      const order = ['e', 'f', 'a1', 'a2', 'g', 'd', 'c', 'b'];
      expect(await keys()).to.deep.equal(order);
      expect(await keys({ order: 'descending' })).to.deep.equal(order.toReversed());
    });

    it('holds documents of its collection with that index alone, within prefix and bounds', async () => {
      await fill({ a: 'x/1', b: 'x/2', c: 'x/3', d: 'x0', e: 'x', f: 'y/1' });
      await store.put('others', { key: 'g', value: {}, indexes: { place: 'x/1' } }, 0);
      await store.put('things', { key: 'h', value: {}, indexes: { other: 'x/1' } }, 0);
      expect(await keys({ prefix: 'x/' })).to.deep.equal(['a', 'b', 'c']);
      expect(await keys({ prefix: 'x' })).to.deep.equal(['e', 'a', 'b', 'c', 'd']);
      expect(await keys({ prefix: 'x/', from: 'x/2' })).to.deep.equal(['b', 'c']);
      expect(await keys({ prefix: 'x/', before: 'x/2' })).to.deep.equal(['a']);
      expect(await keys({ prefix: 'x/', from: 'a', before: 'z' })).to.deep.equal(['a', 'b', 'c']);
      expect(await keys({ from: 'x/3', before: 'y/1' })).to.deep.equal(['c', 'd']);
      expect(await keys({ index: 'none' })).to.deep.equal([]);
      expect(await keys({ prefix: 'q' })).to.deep.equal([]);
    });

    it('knows the end of prefixes that end in the greatest characters', async () => {
      await fill({
        a: '\u{10ffff}',
        b: '\u{10ffff}x',
        c: 'p\u{10ffff}',
        d: 'q',
        e: 'p\ud7ff1',
        f: 'p\ue000',
      });
      expect(await keys({ prefix: '\u{10ffff}' })).to.deep.equal(['a', 'b']);
      expect(await keys({ prefix: 'p\u{10ffff}' })).to.deep.equal(['c']);
      expect(await keys({ prefix: 'p\ud7ff' })).to.deep.equal(['e']);
    });

    for (const order of ['ascending', 'descending'] as const) {
      it(`in pages, ${order}, misses and doubles nothing that stands still, while others come and go`, async () => {
        await fill({ a: '1', b: '1', c: '2', d: '3', e: '3', f: '3', g: '4' });
        const seen: string[] = [];
        let cursor: string | undefined;
        let pages = 0;
        do {
          const page = await store.list('things', {
            index: 'place',
            order,
            limit: 2,
            ...(cursor === undefined ? {} : { cursor }),
          });
          seen.push(...page.documents.map(({ key }) => key));
          cursor = page.next;
          pages += 1;
          // The document that the cursor names is deleted, one is added before it and one is moved within what was seen.
          if (pages === 1) {
            await store.delete('things', seen[1]!, 1);
            const place = order === 'ascending' ? '0' : '9';
            await store.put('things', { key: 'new', value: {}, indexes: { place } }, 0);
          }
        } while (cursor !== undefined);
        const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
        expect(seen).to.deep.equal(order === 'ascending' ? all : all.toReversed());
        expect(pages).to.equal(4);
      });
    }

    it('tells of no further page when the last one is full', async () => {
      await fill({ a: '1', b: '2' });
      const page = await store.list('things', { index: 'place', limit: 2 });
      expect([page.documents.length, page.next]).to.deep.equal([2, undefined]);
    });

    it('may have any number of names, each sorted for itself', async () => {
      const names = Array.from({ length: 90 }, (_, n) => `name-${n}`);
      for (const key of ['a', 'b']) {
        const indexes = Object.fromEntries(
          names.map((name, n) => [name, n % 2 === 0 ? key : `z${key === 'a'}`]),
        );
        expect(await store.put('things', { key, value: {}, indexes }, 0)).to.deep.equal(won(1));
      }
      expect(await keys({ index: 'name-88' })).to.deep.equal(['a', 'b']);
      expect(await keys({ index: 'name-89' })).to.deep.equal(['b', 'a']);
    });

    it('refuses a cursor that no page gave', async () => {
      for (const cursor of ['!', 'e30', '', Buffer.from('[1,2]').toString('base64url')]) {
        const error = await serviceError(
          (async () => store.list('things', { index: 'place', limit: 1, cursor }))(),
        );
        expect([error.code, error.message]).to.deep.equal([
          'REQUEST_INVALID',
          'the cursor is not one that an earlier answer gave',
        ]);
      }
    });
  });

  describe('upkeep', () => {
    it('meets every document of every collection once, in pages', async () => {
      for (const [collection, key] of ['b-1', 'b-2', 'a-1', 'c-1'].map((name) => name.split('-'))) {
        await store.put(collection!, { key: key!, value: { collection: collection! } }, 0);
      }
      const met: string[] = [];
      for (
        let page = await store.scan(undefined, 2);
        page.length > 0;
        page = await store.scan(page.at(-1), 2)
      ) {
        met.push(
          ...page.map(({ collection, key, value }) => `${collection}${key}${String(value.collection)}`),
        );
      }
      expect(met).to.deep.equal(['a1a', 'b1b', 'b2b', 'c1c']);
    });

    it('rewrites a value under the same keys, if its version still stands', async () => {
      const write = { key: 'one', value: { n: 1 }, indexes: { place: 'p' }, unique: { name: 'n' } };
      await store.put('things', write, 0);
      const [standing] = await store.scan(undefined, 9);
      expect(await store.rewrite(standing!, { n: 2 })).to.equal(true);
      expect(await store.rewrite(standing!, { n: 3 })).to.equal(false);
      const rewritten = { key: 'one', version: 2, value: { n: 2 } };
      expect(await store.findUnique('things', 'name', 'n')).to.deep.equal(rewritten);
      expect((await store.list('things', { index: 'place', limit: 9 })).documents).to.deep.equal([rewritten]);
    });
  });

  it('refuses names, keys and values that not every engine could keep', async () => {
    const bad: [collection: string, write: Parameters<OpenDocumentStore['put']>[1], what: string][] = [
      ['Things!', { key: 'a', value: {} }, 'a name of a collection'],
      ['things', { key: '', value: {} }, 'a key of at most 200 characters'],
      ['things', { key: 'a'.repeat(201), value: {} }, 'a key of at most 200 characters'],
      ['things', { key: 'a\0', value: {} }, 'a key of at most 200 characters'],
      ['things', { key: 'a', value: {}, indexes: { 'a.b': '' } }, 'a name of an index'],
      ['things', { key: 'a', value: {}, unique: { $a: '' } }, 'a name of an index'],
      [
        'things',
        { key: 'a', value: {}, unique: { a: '\ud800' } },
        'an index value of at most 400 characters',
      ],
    ];
    for (const [collection, write, what] of bad) {
      const error = await serviceError((async () => store.put(collection, write, 0))());
      expect([error.code, error.message]).to.deep.equal(['INTERNAL', `the document store expected ${what}`]);
    }
    expect(await store.put('things', { key: 'a'.repeat(200), value: {} }, 0)).to.deep.equal(won(1));
  });
}
