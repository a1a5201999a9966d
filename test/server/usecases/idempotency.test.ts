/** Names of filings, and the turnstile that lets one of two simultaneous ones through. */
import { expect } from 'chai';
import { createTurnstile, nameOfRecord, nameOfStatement } from '../../../server/usecases/idempotency.ts';
import { nodeCrypto as c } from '../../support/pki.ts';

describe('usecases: names of filings', () => {
  it('are the same for the same content, whatever the order of its members', () => {
    expect(nameOfRecord(c, 'bank', 'k', { a: 1, b: [2] })).to.deep.equal(
      nameOfRecord(c, 'bank', 'k', { b: [2], a: 1 }),
    );
  });

  it('tell organisations, keys and contents apart', () => {
    const base = nameOfRecord(c, 'bank', 'k', { a: 1 });
    expect(nameOfRecord(c, 'bank2', 'k', { a: 1 }).idempotency).to.not.equal(base.idempotency);
    expect(nameOfRecord(c, 'bank', 'k2', { a: 1 }).idempotency).to.not.equal(base.idempotency);
    const other = nameOfRecord(c, 'bank', 'k', { a: 2 });
    expect(other.idempotency).to.equal(base.idempotency);
    expect(other.fingerprint).to.not.equal(base.fingerprint);
  });

  it('do not run organisation and key together', () => {
    const names = [nameOfRecord(c, 'a', 'bc', {}), nameOfRecord(c, 'ab', 'c', {})];
    expect(names[0]?.idempotency).to.not.equal(names[1]?.idempotency);
  });

  it('come from the statement itself when it has no key, and no key can pose as one', () => {
    const own = nameOfStatement(c, 'bank', undefined, 'a.b.c');
    expect(own.idempotency).to.not.equal(nameOfStatement(c, 'bank', undefined, 'a.b.d').idempotency);
    expect(own.idempotency).to.not.equal(nameOfStatement(c, 'other', undefined, 'a.b.c').idempotency);
    expect(own.idempotency).to.not.equal(nameOfStatement(c, 'bank', own.fingerprint, 'a.b.c').idempotency);
  });
});

describe('usecases: turnstile', () => {
  const later = () => new Promise((resolve) => setImmediate(resolve));

  it('runs tasks of one name one after the other, in order', async () => {
    const turnstile = createTurnstile();
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} in`);
      await later();
      events.push(`${name} out`);
      return name;
    };
    const all = await Promise.all(['a', 'b', 'c'].map((name) => turnstile.run('same', task(name))));
    expect(all).to.deep.equal(['a', 'b', 'c']);
    expect(events).to.deep.equal(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  it('lets other names pass meanwhile', async () => {
    const turnstile = createTurnstile();
    let release: () => void = () => undefined;
    const blocked = turnstile.run('one', () => new Promise<void>((resolve) => (release = resolve)));
    expect(await turnstile.run('two', async () => 'through')).to.equal('through');
    release();
    await blocked;
  });

  it('goes on after a task that failed, and tells only its own caller', async () => {
    const turnstile = createTurnstile();
    const failing = turnstile.run('same', async () => {
      await later();
      throw new Error('refused');
    });
    const next = turnstile.run('same', async () => 'next');
    const outcomes = await Promise.allSettled([failing, next]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
  });
});
