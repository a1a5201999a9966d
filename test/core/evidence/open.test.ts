import { expect } from 'chai';
import fc from 'fast-check';
import { base64url, utf8 } from '../../../core/bytes.ts';
import { createStatement } from '../../../core/evidence/create.ts';
import { openRecord, redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt, type SdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { Json } from '../../../core/json.ts';
import { expectCoreError, expectCoreRejection } from '../../support/expect-error.ts';
import {
  c,
  certificateSha256,
  counterRandom,
  disclose,
  issuedAt,
  makeRecord,
  makeSdJwt,
  makeSigner,
  raw,
  statementOver,
} from './fixtures.ts';

/** An SD-JWT whose record disclosure holds `value`, with further disclosures. */
function sdJwtOf(value: Json, ...others: readonly { readonly encoded: string }[]): SdJwt {
  const record = disclose('record', value);
  return {
    jws: statementOver(record.digest),
    disclosures: [record, ...others].map(({ encoded }) => encoded),
  };
}

const codes = (sdJwt: SdJwt) => openRecord(c, sdJwt).errors.map(({ code, path }) => `${code} ${path}`);

describe('core/evidence: create and open', () => {
  it('gives back the record that went in', async () => {
    const opened = openRecord(c, await makeSdJwt());
    expect(opened).to.deep.equal({ record: makeRecord(), withheld: [], unmatched: [], errors: [] });
  });

  it('gives back a bare-hash record without optional members', async () => {
    const { reference: _, ...rest } = makeRecord({
      provenance: { class: 'bare-hash' },
      event: { time: '2026-01-31T02:00:00Z', source: 'claimed' },
      actors: [],
      fields: {},
    });
    expect(openRecord(c, await makeSdJwt(rest)).record).to.deep.equal(rest);
  });

  it('takes all salts from one call, and no two disclosures share one', async () => {
    const lengths: number[] = [];
    const random = counterRandom();
    const { disclosures } = await createStatement(c, {
      record: makeRecord(),
      signer: makeSigner('ES256'),
      certificateSha256,
      issuedAt,
      random: (length) => {
        lengths.push(length);
        return random(length);
      },
    });
    // 10 members, 2 documents, 2 actors, 6 fields, the record.
    expect(disclosures).to.have.length(21);
    expect(lengths).to.deep.equal([21 * 16]);
    const salts = disclosures.map((one) => JSON.parse(Buffer.from(one, 'base64url').toString())[0] as string);
    expect(new Set(salts).size).to.equal(21);
  });

  it('gives the same record another digest with other salts', async () => {
    const random = counterRandom();
    const input = { record: makeRecord(), signer: makeSigner('ES256'), certificateSha256, issuedAt, random };
    const [one, two] = [await createStatement(c, input), await createStatement(c, input)];
    expect(one.jws.split('.')[1]).to.not.equal(two.jws.split('.')[1]);
  });

  it('refuses fields with the names that SD-JWT reserves', async () => {
    for (const name of ['_sd', '...'])
      await expectCoreRejection(
        makeSdJwt(makeRecord({ fields: { [name]: 1 } })),
        'SCHEMA',
        'cannot be the name of a field',
      );
  });

  it('refuses a value that is not JSON', async () => {
    await expectCoreRejection(makeSdJwt(makeRecord({ fields: { score: Number.NaN } })), 'CANON', 'NaN');
  });
});

describe('core/evidence: redaction', () => {
  it('withholds a single field, and counts it', async () => {
    const sdJwt = await makeSdJwt();
    const opened = openRecord(
      c,
      redact(c, sdJwt, (path) => path.join('/') !== 'fields/amount'),
    );
    const { amount: _, ...fields } = makeRecord().fields;
    expect(opened.record).to.deep.equal(makeRecord({ fields }));
    expect(opened.withheld).to.deep.equal([{ path: '/fields', count: 1 }]);
    expect(opened.errors).to.deep.equal([]);
  });

  it('withholds one document and one actor, and keeps the others', async () => {
    const sdJwt = await makeSdJwt();
    const hidden = ['documents/0', 'actors/1'];
    const { record, withheld } = openRecord(
      c,
      redact(c, sdJwt, (path) => !hidden.includes(path.join('/'))),
    );
    expect(record.documents).to.deep.equal(makeRecord().documents.slice(1));
    expect(record.actors).to.deep.equal(makeRecord().actors.slice(0, 1));
    expect(withheld).to.have.deep.members([
      { path: '/documents', count: 1 },
      { path: '/actors', count: 1 },
    ]);
  });

  it('keeps what stands above a kept field', async () => {
    const opened = openRecord(
      c,
      redact(c, await makeSdJwt(), (path) => path.join('/') === 'fields/amount'),
    );
    expect(opened.record).to.deep.equal({ fields: { amount: makeRecord().fields.amount } });
    expect(opened.withheld).to.deep.equal([
      { path: '', count: 9 },
      { path: '/fields', count: 5 },
    ]);
  });

  it('leaves the bare statement when nothing is kept, and that still opens', async () => {
    const sdJwt = await makeSdJwt();
    const erased = redact(c, sdJwt, () => false);
    expect(erased).to.deep.equal({ jws: sdJwt.jws, disclosures: [] });
    expect(openRecord(c, erased)).to.deep.equal({
      record: {},
      withheld: [{ path: '', count: 1 }],
      unmatched: [],
      errors: [],
    });
  });

  it('never asks for the record itself, and drops what does not belong', async () => {
    const sdJwt = await makeSdJwt();
    const asked: string[] = [];
    const stranger = disclose('name', 'value').encoded;
    const kept = redact(c, { ...sdJwt, disclosures: [...sdJwt.disclosures, stranger] }, (path) => {
      asked.push(path.join('/'));
      return true;
    });
    expect(asked).to.not.include('');
    expect(asked).to.include.members(['type', 'documents/1', 'fields/amount', 'provenance']);
    expect(kept.disclosures).to.have.members([...sdJwt.disclosures]);
  });

  it('of any choice opens without error to a part of the record, and the counts add up', async () => {
    const sdJwt = await makeSdJwt();
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (choices) => {
        const part = redact(c, sdJwt, () => choices.next().value as boolean);
        const { record, errors, unmatched } = openRecord(c, part);
        expect(errors).to.deep.equal([]);
        expect(unmatched).to.deep.equal([]);
        const whole = makeRecord() as unknown as Record<string, unknown>;
        for (const [name, value] of Object.entries(record))
          if (!['documents', 'actors', 'fields'].includes(name)) expect(value).to.deep.equal(whole[name]);
        for (const [name, value] of Object.entries(record.fields ?? {}))
          expect(value).to.deep.equal(makeRecord().fields[name]);
        expect(redact(c, part, () => true).disclosures).to.have.members([...part.disclosures]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('core/evidence: disclosures that do not fit (RFC 9901 section 7.1)', () => {
  it('names a disclosure that no digest leads to', async () => {
    const sdJwt = await makeSdJwt();
    const stranger = disclose('amount', { amount: '1.00', currency: 'CNY' }).encoded;
    const opened = openRecord(c, { ...sdJwt, disclosures: [...sdJwt.disclosures, stranger] });
    expect(opened.unmatched).to.deep.equal([stranger]);
    expect(opened.record).to.deep.equal(makeRecord());
  });

  it('names a disclosure whose content was changed, and misses its field', async () => {
    const sdJwt = await makeSdJwt();
    const at = sdJwt.disclosures.findIndex((one) =>
      Buffer.from(one, 'base64url').includes('"bank_reference"'),
    );
    const content = JSON.parse(
      Buffer.from(sdJwt.disclosures[at] as string, 'base64url').toString(),
    ) as Json[];
    const forged = raw([content[0] as Json, content[1] as Json, 'TX-78']).encoded;
    const opened = openRecord(c, { ...sdJwt, disclosures: sdJwt.disclosures.with(at, forged) });
    expect(opened.unmatched).to.deep.equal([forged]);
    expect(opened.record.fields).to.not.have.property('bank_reference');
    expect(opened.withheld).to.deep.equal([{ path: '/fields', count: 1 }]);
  });

  it('names a child whose parent was left out', async () => {
    const sdJwt = await makeSdJwt();
    const opened = openRecord(c, { ...sdJwt, disclosures: sdJwt.disclosures.slice(1) });
    expect(opened.unmatched).to.have.length(20);
    expect(opened.withheld).to.deep.equal([{ path: '', count: 1 }]);
  });

  it('refuses a disclosure that stands twice', async () => {
    const sdJwt = await makeSdJwt();
    const twice = { ...sdJwt, disclosures: [...sdJwt.disclosures, sdJwt.disclosures[3] as string] };
    expect(codes(twice)).to.deep.equal(['DUPLICATE_DISCLOSURE ']);
  });

  it('refuses a digest that stands twice, in one list or in two', () => {
    const field = disclose('note', 'x');
    const fields = { _sd: [field.digest, field.digest] };
    expect(codes(sdJwtOf({ fields }, field))).to.deep.equal(['DUPLICATE_DIGEST /fields']);
    const spread = { fields: { _sd: [field.digest], inner: { _sd: [field.digest] } } };
    expect(codes(sdJwtOf(spread, field))).to.deep.equal(['DUPLICATE_DIGEST /fields']);
  });

  it('refuses a digest that stands twice although what it hides was withheld', () => {
    const hidden = disclose('note', 'x').digest;
    expect(codes(sdJwtOf({ fields: { _sd: [hidden, hidden] } }))).to.deep.equal(['DUPLICATE_DIGEST /fields']);
  });

  it('refuses a name that stands twice at one level, in the clear or disclosed', () => {
    const [one, two] = [disclose('note', 'x'), disclose('note', 'y')];
    expect(codes(sdJwtOf({ fields: { _sd: [one.digest, two.digest] } }, one, two))).to.deep.equal([
      'NAME_COLLISION /fields/note',
    ]);
    expect(codes(sdJwtOf({ fields: { note: 'z', _sd: [one.digest] } }, one))).to.deep.equal([
      'NAME_COLLISION /fields/note',
    ]);
  });

  const salt = 'A'.repeat(22);
  const malformed: readonly [string, Json, string][] = [
    ['the name "_sd"', [salt, '_sd', []], 'reserved member name "_sd"'],
    ['the name "..."', [salt, '...', 'x'], 'reserved member name "..."'],
    ['four elements', [salt, 'a', 'b', 'c'], 'array of two or three elements'],
    ['one element', [salt], 'array of two or three elements'],
    ['an object', { a: 1 }, 'array of two or three elements'],
    ['a name that is no string', [salt, 1, 'x'], 'name that is not a string'],
    ['a salt that is no string', [1, 'note', 'x'], 'salt that is not a string'],
    ['a short salt', ['A'.repeat(21), 'note', 'x'], 'fewer than 128 bits'],
  ];
  for (const [what, content, message] of malformed)
    it(`refuses a disclosure with ${what}`, () => {
      const bad = raw(content);
      const opened = openRecord(c, sdJwtOf({ fields: { _sd: [bad.digest] } }, bad));
      expect(opened.errors.map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
        'MALFORMED_DISCLOSURE /fields',
      ]);
      expect(opened.errors[0]?.message).to.include(message);
      expect(opened.record).to.deep.equal({ fields: {} });
    });

  it('refuses a disclosure that is not JSON, and one with duplicate names inside', () => {
    for (const text of ['no json', `["${salt}","a",{"b":1,"b":2}]`]) {
      const encoded = base64url(utf8(text));
      const digest = base64url(c.sha256(utf8(encoded)));
      expect(codes(sdJwtOf({ fields: { _sd: [digest] } }, { encoded }))).to.deep.equal([
        'MALFORMED_DISCLOSURE /fields',
      ]);
    }
  });

  it('refuses a disclosure in base64url that is not canonical', () => {
    const good = disclose('note', 'xy').encoded;
    const last = good.at(-1) as string;
    const encoded = good.slice(0, -1) + (last === 'A' ? 'B' : String.fromCharCode(last.charCodeAt(0) + 1));
    const digest = base64url(c.sha256(utf8(encoded)));
    expect(codes(sdJwtOf({ fields: { _sd: [digest] } }, { encoded }))).to.satisfy(
      (found: string[]) => found.length === 1 && found[0] === 'MALFORMED_DISCLOSURE /fields',
    );
  });

  it('refuses a member where an element belongs, and the other way round', () => {
    const [member, element] = [disclose('note', 'x'), disclose('x')];
    expect(codes(sdJwtOf({ fields: { list: [{ '...': member.digest }] } }, member))).to.deep.equal([
      'WRONG_KIND /fields/list',
    ]);
    expect(codes(sdJwtOf({ fields: { _sd: [element.digest] } }, element))).to.deep.equal([
      'WRONG_KIND /fields',
    ]);
  });

  it('refuses digests of the wrong shape', () => {
    expect(codes(sdJwtOf({ fields: { _sd: 'x' } }))).to.deep.equal(['MALFORMED_DIGESTS /fields']);
    expect(codes(sdJwtOf({ fields: { _sd: [1] } }))).to.deep.equal(['MALFORMED_DIGESTS /fields']);
    expect(codes(sdJwtOf({ fields: { '...': 'x' } }))).to.deep.equal(['MALFORMED_DIGESTS /fields']);
    expect(codes(sdJwtOf({ fields: { a: [{ '...': 'x', b: 1 }] } }))).to.deep.equal([
      'MALFORMED_DIGESTS /fields/a/0',
    ]);
    expect(codes(sdJwtOf({ fields: { a: [{ '...': 1 }] } }))).to.deep.equal([
      'MALFORMED_DIGESTS /fields/a/0',
    ]);
  });

  it('refuses a statement that leads to something else than a record', () => {
    for (const content of [disclose('case', {}), disclose('record', [1]), disclose('record', 'x')])
      expect(codes({ jws: statementOver(content.digest), disclosures: [content.encoded] })).to.deep.equal([
        'NO_RECORD ',
      ]);
    const element = disclose({ type: 'REPAY' });
    expect(codes({ jws: statementOver(element.digest), disclosures: [element.encoded] })).to.deep.equal([
      'WRONG_KIND ',
    ]);
  });

  it('follows 32 levels of disclosures and no more', () => {
    const chain = (depth: number) => {
      const links = [disclose('x', 'end')];
      for (let i = 1; i < depth; i++) links.unshift(disclose('x', { _sd: [links[0]?.digest as string] }));
      const top = links[0] as { readonly digest: string };
      return sdJwtOf({ fields: { _sd: [top.digest] } }, ...links);
    };
    expect(codes(chain(31))).to.deep.equal([]);
    expect(codes(chain(33))[0]).to.match(/^TOO_DEEP/);
    expect(codes(chain(4000)).filter((code) => code.startsWith('TOO_DEEP'))).to.have.length(1);
  });

  it('leaves out a member of the wrong shape, names it, and keeps the rest', () => {
    const opened = openRecord(
      c,
      sdJwtOf({ type: 'REPAY', loan: 7, colour: 'red', filing: { organisation: 'x' } }),
    );
    expect(opened.record).to.deep.equal({ type: 'REPAY' });
    expect(opened.errors.map(({ code, path }) => `${code} ${path}`)).to.have.members([
      'SHAPE /loan',
      'SHAPE /colour',
      'SHAPE /filing/signed_by',
    ]);
  });

  it('keeps "__proto__" as data', () => {
    const field = raw([salt, '__proto__', { polluted: true }]);
    const { record } = openRecord(c, sdJwtOf({ fields: { _sd: [field.digest] } }, field));
    expect(Object.keys(record.fields ?? {})).to.deep.equal(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });
});

describe('core/evidence/sd-jwt', () => {
  it('writes and reads the compact form', async () => {
    const sdJwt = await makeSdJwt();
    expect(parseSdJwt(formatSdJwt(sdJwt))).to.deep.equal(sdJwt);
    expect(formatSdJwt({ jws: 'a.b.c', disclosures: [] })).to.equal('a.b.c~');
  });

  for (const [what, text, message] of [
    ['no tilde', 'a.b.c', 'does not end with "~"'],
    ['a key-binding JWT', 'a.b.c~d~e.f.g', 'does not end with "~"'],
    ['no JWS', '~WyJ4Il0~', 'the JWS is empty'],
    ['an empty disclosure', 'a.b.c~~', 'not base64url'],
    ['padding in a disclosure', 'a.b.c~Zg==~', 'not base64url'],
    ['a line break at the end', 'a.b.c~Zg~\n', 'does not end with "~"'],
  ] as const)
    it(`refuses ${what}`, () => {
      expectCoreError(() => parseSdJwt(text), 'FORMAT', message);
    });

  it('takes 4,096 disclosures and no more', () => {
    expect(parseSdJwt(`a.b.c~${'Zg~'.repeat(4096)}`).disclosures).to.have.length(4096);
    expectCoreError(() => parseSdJwt(`a.b.c~${'Zg~'.repeat(4097)}`), 'FORMAT', 'more than 4096 disclosures');
  });
});
