import { expect } from 'chai';
import { portableCrypto as crypto } from '../../../core/crypto-portable.ts';
import { CUSTODY_START, custodyDigest, verifyCustody } from '../../../core/custody/chain.ts';
import type { Json, JsonObject } from '../../../core/json.ts';

const line = (number: number, previous: string, over: JsonObject = {}): JsonObject => ({
  number,
  at: `2026-03-15T10:00:${String(number).padStart(2, '0')}.000Z`,
  previous,
  organisation: 'demo-bank',
  actor: { kind: 'system', organisation: 'demo-bank', id: 'certificate', role: 'bank' },
  action: 'document.read',
  subject: `evidence/${number}`,
  facts: { document: number },
  ...over,
});

function chain(length: number): JsonObject[] {
  const lines: JsonObject[] = [];
  for (let number = 1, previous = CUSTODY_START; number <= length; number++) {
    lines.push(line(number, previous));
    previous = custodyDigest(crypto, lines.at(-1)!);
  }
  return lines;
}

const headAt = (lines: readonly JsonObject[], number: number) => ({
  number,
  digest: number === 0 ? CUSTODY_START : custodyDigest(crypto, lines[number - 1]!),
});
const verify = (lines: readonly Json[], expectation = {}) => verifyCustody(crypto, lines, expectation);
const broken = (fault: string, at: number, message: string) => ({ ok: false, fault, line: at, message });

describe('custody chain', () => {
  const whole = chain(5);

  it('holds from the first line to the last, and in parts', () => {
    expect(verify([])).to.deep.equal({ ok: true, head: headAt(whole, 0) });
    expect(verify(whole, { organisation: 'demo-bank' })).to.deep.equal({ ok: true, head: headAt(whole, 5) });
    expect(verify(whole.slice(2), { after: headAt(whole, 2) })).to.deep.equal({
      ok: true,
      head: headAt(whole, 5),
    });
  });

  it('is over the canonical form: the order of members does not matter, any value does', () => {
    const turned = whole.map((one) => Object.fromEntries(Object.entries(one).reverse()) as JsonObject);
    expect(verify(turned).ok).to.equal(true);
    for (const [name, value] of Object.entries({
      at: '2026-03-15T10:00:03.001Z',
      action: 'document.forgotten',
      subject: 'evidence/33',
      facts: { document: 4 },
      actor: { kind: 'person', organisation: 'demo-bank', id: 'certificate', role: 'bank' },
    })) {
      const changed = whole.with(2, { ...whole[2]!, [name]: value });
      expect(verify(changed), name).to.deep.equal(
        broken('LINK', 4, 'line 4 does not name the line before it as it stands'),
      );
    }
  });

  it('names the line behind one that was taken out, and the one that was put in, doubled or moved', () => {
    const [one, two, three, four, five] = whole as [
      JsonObject,
      JsonObject,
      JsonObject,
      JsonObject,
      JsonObject,
    ];
    const number = (at: number, said: number) =>
      broken('NUMBER', at, `line ${at} says that it is number ${said}`);
    expect(verify([one, two, four, five])).to.deep.equal(number(3, 4));
    expect(verify([two, three])).to.deep.equal(number(1, 2));
    expect(verify([one, one])).to.deep.equal(number(2, 1));
    expect(verify([one, three, two])).to.deep.equal(number(2, 3));
    const renumbered = { ...four, number: 3 };
    expect(verify([one, two, renumbered])).to.deep.equal(
      broken('LINK', 3, 'line 3 does not name the line before it as it stands'),
    );
    const other = line(3, custodyDigest(crypto, two), { subject: 'evidence/other' });
    expect(verify([one, two, other, four])).to.deep.equal(
      broken('LINK', 4, 'line 4 does not name the line before it as it stands'),
    );
  });

  it('a tail that was cut off or written anew shows against a head that was filed', () => {
    const heads = [headAt(whole, 3), headAt(whole, 5)];
    expect(verify(whole, { heads }).ok).to.equal(true);
    expect(verify([...whole, line(6, headAt(whole, 5).digest)], { heads }).ok).to.equal(true);
    expect(verify(whole.slice(0, 4), { heads })).to.deep.equal(
      broken('SHORT', 5, 'line 5 is missing: a head was filed at line 5'),
    );
    expect(verify([], { heads })).to.deep.include({ fault: 'SHORT', line: 1 });
    const last = { ...whole[4]!, subject: 'evidence/other' };
    expect(verify(whole.with(4, last), { heads })).to.deep.equal(
      broken(
        'HEAD',
        5,
        `line 5 is not the one that was filed as head: ${headAt(whole, 5).digest} was filed, ${custodyDigest(crypto, last)} is found`,
      ),
    );
    expect(verify(whole.with(4, last)).ok, 'without the head nothing shows').to.equal(true);
  });

  it('is of one organisation', () => {
    const foreign = whole.with(1, { ...whole[1]!, organisation: 'other-bank' });
    expect(verify(foreign)).to.deep.equal(broken('ORGANISATION', 2, 'line 2 is of another organisation'));
    expect(verify(whole, { organisation: 'other-bank' })).to.deep.include({ fault: 'ORGANISATION', line: 1 });
  });

  it('goes forward in time', () => {
    const lines = chain(2);
    const late = line(3, headAt(lines, 2).digest, { at: '2026-03-15T10:00:01.999Z' });
    expect(verify([...lines, late])).to.deep.equal(
      broken('TIME', 3, 'line 3 is earlier than the line before it'),
    );
    expect(verify([...lines, { ...late, at: lines[1]!.at as string }]).ok).to.equal(true);
  });

  it('refuses lines of another form by the name of the member', () => {
    const bad: [string, Json][] = [
      ['number', { ...line(1, CUSTODY_START), number: '1' }],
      ['number', { ...line(1, CUSTODY_START), number: 1.5 }],
      ['at', line(1, CUSTODY_START, { at: '2026-03-15T10:00:00Z' })],
      ['previous', line(1, 'F'.repeat(64))],
      ['action', line(1, CUSTODY_START, { action: 'read' })],
      ['actor', line(1, CUSTODY_START, { actor: { kind: 'ghost', organisation: 'a', id: 'b', role: 'c' } })],
      ['actor', line(1, CUSTODY_START, { actor: 'me' })],
      ['subject', line(1, CUSTODY_START, { subject: '' })],
      ['facts', line(1, CUSTODY_START, { facts: [] })],
      ['person', line(1, CUSTODY_START, { person: 1 })],
      ['extra', line(1, CUSTODY_START, { extra: null })],
    ];
    for (const [member, value] of bad) {
      expect(verify([value]), member).to.deep.equal(broken('FORM', 1, `line 1 has no proper ${member}`));
    }
    for (const value of [null, 3, 'line', []] as Json[]) {
      expect(verify([value])).to.deep.equal(broken('FORM', 1, 'line 1 is not an object'));
    }
    const { subject: _subject, ...without } = line(1, CUSTODY_START);
    expect(verify([without])).to.deep.include({ fault: 'FORM', message: 'line 1 has no proper subject' });
  });
});
