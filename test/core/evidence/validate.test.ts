import { expect } from 'chai';
import { checkFields } from '../../../core/evidence/check-value.ts';
import { recordFromClaims, recordToClaims } from '../../../core/evidence/claims.ts';
import { DOCUMENT_TYPES } from '../../../core/evidence/document-types.ts';
import type { FieldSpec, ValueSpec } from '../../../core/evidence/field-spec.ts';
import {
  problemLines,
  validateClaims,
  validateDisclosed,
  validateRecord,
} from '../../../core/evidence/validate.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { cny, makeRecord } from './fixtures.ts';

const label = { zh: '字段', en: 'field' };
const check = (spec: ValueSpec, value: Json) =>
  problemLines(checkFields({ x: value }, { x: { ...spec, label } }, '', 'whole'));

const line = 'a string of 1 to 256 characters without control characters';

function withClaim(path: readonly string[], value: Json | undefined): JsonObject {
  const claims = structuredClone(recordToClaims(makeRecord())) as Record<string, never>;
  let at: Record<string, unknown> = claims;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  const last = path.at(-1) as string;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return claims;
}

describe('core/evidence/validate', () => {
  it('passes a good record, and a bare-hash one', () => {
    expect(validateRecord(makeRecord())).to.deep.equal([]);
    expect(validateRecord(makeRecord({ provenance: { class: 'bare-hash' } }))).to.deep.equal([]);
  });

  it('names an unknown document type and lists those it knows', () => {
    const problems = validateRecord(makeRecord({ type: 'LOAN' }));
    expect(problems).to.deep.equal([
      { path: '/type', found: '"LOAN"', allowed: DOCUMENT_TYPES.map(({ code }) => code).join(', ') },
    ]);
  });

  it('names an unknown field and lists those of the type', () => {
    const record = makeRecord({ fields: { ...makeRecord().fields, colour: 'red' } });
    expect(problemLines(validateRecord(record))).to.deep.equal([
      '/fields/colour: found an unknown field, allowed is bank_reference, paid_at, amount, payer, source, instalment, allocation, principal_balance, schedule_reference',
    ]);
  });

  it('names an unknown field inside an object field', () => {
    const allocation = { ...(makeRecord().fields.allocation as JsonObject), tip: cny('1.00') };
    const record = makeRecord({ fields: { ...makeRecord().fields, allocation } });
    expect(problemLines(validateRecord(record))).to.deep.equal([
      '/fields/allocation/tip: found an unknown field, allowed is principal, interest, default_interest, fees',
    ]);
  });

  it('names every missing required field of a whole record, and none of a disclosed one', () => {
    const record = makeRecord({ fields: {} });
    expect(validateRecord(record).map(({ path, found }) => `${path} ${found}`)).to.deep.equal([
      '/fields/bank_reference nothing',
      '/fields/paid_at nothing',
      '/fields/amount nothing',
      '/fields/source nothing',
      '/fields/allocation nothing',
      '/fields/principal_balance nothing',
    ]);
    expect(validateDisclosed(record)).to.deep.equal([]);
    expect(validateDisclosed({ type: 'REPAY' })).to.deep.equal([]);
    expect(validateDisclosed({})).to.deep.equal([]);
  });

  it('still checks the values that were disclosed', () => {
    expect(problemLines(validateDisclosed({ type: 'REPAY', fields: { instalment: 0 } }))).to.deep.equal([
      '/fields/instalment: found 0, allowed is a whole number from 1 to 600',
    ]);
  });

  it('never repeats a sensitive value, not even beneath it', () => {
    const type = DOCUMENT_TYPES.find(({ code }) => code === 'KYC');
    const fields = { id_number: '440106199001011234'.repeat(9) };
    const [problem] = checkFields(fields, type?.fields ?? {}, '/fields', 'disclosed');
    expect(problem).to.deep.equal({
      path: '/fields/id_number',
      found: 'a string of 162 characters',
      allowed: 'a string of 1 to 64 characters',
    });
    const income = { type: 'amount', label, personal: 'sensitive' } as const;
    const wrong = { income: { amount: '-12345.00', currency: 'CNY' } };
    expect(problemLines(checkFields(wrong, { income }, '', 'whole'))[0]).to.not.include('12345');
  });

  describe('record members', () => {
    const wrong: readonly [string, readonly string[], Json | undefined, string][] = [
      ['another version', ['version'], '2', '/version: found "2", allowed is 1'],
      ['a missing version', ['version'], undefined, '/version: found nothing, allowed is a required member'],
      ['a code in small letters', ['type'], 'repay', '/type: found "repay", allowed is a document type code'],
      ['an empty loan number', ['loan'], '', '/loan: found "", allowed is a loan number'],
      ['a loan number with a slash', ['loan'], 'a/b', '/loan: found "a/b"'],
      ['a loan number that is no text', ['loan'], 7, '/loan: found 7'],
      ['a reference with a space', ['reference'], 'a b', '/reference: found "a b"'],
      ['an unknown member', ['colour'], 'red', '/colour: found an unknown member, allowed is version, type'],
      ['documents that are no list', ['documents'], {}, '/documents: found an object, allowed is a list'],
      ['a path as file name', ['documents', '0', 'name'], '../x', '/documents/0/name: found "../x"'],
      ['a hidden file name', ['documents', '0', 'name'], '.x', '/documents/0/name: found ".x"'],
      ['a percent sign in a file name', ['documents', '0', 'name'], 'a%20b', '/documents/0/name'],
      ['a line break in a file name', ['documents', '0', 'name'], 'a\nb', '/documents/0/name'],
      [
        'a file name that stands twice',
        ['documents', '1', 'name'],
        '还款回单.PDF',
        '/documents/1/name: found "a name',
      ],
      [
        'a media type with parameters',
        ['documents', '0', 'media_type'],
        'text/plain; a=b',
        '/documents/0/media_type',
      ],
      ['a negative size', ['documents', '0', 'size'], -1, '/documents/0/size: found -1'],
      ['a size with a fraction', ['documents', '0', 'size'], 1.5, '/documents/0/size: found 1.5'],
      ['a digest in capitals', ['documents', '0', 'sha256'], 'A'.repeat(64), '/documents/0/sha256'],
      ['a short digest', ['documents', '0', 'sm3'], 'a'.repeat(63), '/documents/0/sm3'],
      ['a missing digest', ['documents', '0', 'sm3'], undefined, '/documents/0/sm3: found nothing'],
      ['a time without offset', ['event', 'time'], '2026-01-31T10:00:00', '/event/time'],
      [
        'an unknown source of time',
        ['event', 'source'],
        'guess',
        '/event/source: found "guess", allowed is one of claimed',
      ],
      ['an offset as zone', ['event', 'zone'], '+08:00', '/event/zone'],
      [
        'another class of provenance',
        ['provenance', 'class'],
        'x',
        '/provenance/class: found "x", allowed is one of',
      ],
      ['a missing system', ['provenance', 'system'], undefined, '/provenance/system: found nothing'],
      [
        'a system over two lines',
        ['provenance', 'system'],
        'a\nb',
        `/provenance/system: found "a\\nb", allowed is ${line}`,
      ],
      [
        'an unknown clock state',
        ['provenance', 'clock', 'state'],
        'ok',
        '/provenance/clock/state: found "ok"',
      ],
      [
        'a clock off by more than a day',
        ['provenance', 'clock', 'offset_ms'],
        86400001,
        '/provenance/clock/offset_ms',
      ],
      ['a transfer path that is no list', ['provenance', 'transfer_path'], 'x', '/provenance/transfer_path'],
      [
        'an unknown result of the self-check',
        ['provenance', 'self_check', 'result'],
        'ok',
        '/provenance/self_check',
      ],
      ['a role in capitals', ['actors', '0', 'role'], 'Lender', '/actors/0/role: found "Lender"'],
      ['an actor without id', ['actors', '0', 'id'], undefined, '/actors/0/id: found nothing'],
      [
        'an unknown member of an actor',
        ['actors', '0', 'phone'],
        '1',
        '/actors/0/phone: found an unknown member',
      ],
      ['fields that are a list', ['fields'], [], '/fields: found a list of 0, allowed is an object'],
      [
        'another signer',
        ['filing', 'signed_by'],
        'user',
        '/filing/signed_by: found "user", allowed is one of filer, service',
      ],
    ];
    for (const [what, path, value, expected] of wrong)
      it(`refuses ${what}`, () => {
        const lines = problemLines(validateClaims(withClaim(path, value)));
        expect(lines).to.have.length(1);
        expect(lines[0]).to.match(
          new RegExp(`^${expected.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').slice(0, 60)}`),
        );
      });

    it('refuses members of a sourced provenance beside a bare hash', () => {
      const claims = withClaim(['provenance'], { class: 'bare-hash', system: 'x' });
      expect(problemLines(validateClaims(claims))).to.deep.equal([
        '/provenance/system: found an unknown member, allowed is class',
      ]);
    });

    it('names every mistake at once', () => {
      const problems = validateClaims({ version: '1', type: 'REPAY', fields: { colour: 1 } });
      expect(problems.map(({ path }) => path)).to.include.members([
        '/loan',
        '/documents',
        '/event',
        '/provenance',
        '/actors',
        '/filing',
        '/fields/colour',
        '/fields/amount',
      ]);
    });

    it('goes to the wire form and back without loss', () => {
      expect(recordFromClaims(recordToClaims(makeRecord()))).to.deep.equal(makeRecord());
    });

    describe('links to earlier items', () => {
      const id = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
      const link = { id, sequence: 3 };
      const claims = (over: JsonObject) => ({ ...recordToClaims(makeRecord()), ...over });

      it('are taken one at a time, and go to the wire form and back', () => {
        for (const kind of ['supersedes', 'annotates'] as const) {
          expect(problemLines(validateClaims(claims({ [kind]: link }))), kind).to.deep.equal([]);
          const record = { ...makeRecord(), [kind]: link };
          expect(recordFromClaims(recordToClaims(record))).to.deep.equal(record);
        }
        expect(problemLines(validateClaims(claims({ supersedes: link, annotates: link })))).to.have.length(1);
      });

      for (const [what, value, path] of [
        ['an id alone', id, '/supersedes'],
        ['an id in capitals', { id: id.toUpperCase(), sequence: 3 }, '/supersedes/id'],
        ['no id', { sequence: 3 }, '/supersedes/id'],
        ['no sequence', { id }, '/supersedes/sequence'],
        ['sequence 0', { id, sequence: 0 }, '/supersedes/sequence'],
        ['another member', { ...link, loan: 'x' }, '/supersedes/loan'],
      ] as const) {
        it(`refuse ${what}`, () => {
          expect(validateClaims(claims({ supersedes: value })).map((one) => one.path)).to.deep.equal([path]);
        });
      }
    });
  });

  describe('field values', () => {
    const text = 'a string of 1 to';
    const cases: readonly [string, ValueSpec, readonly Json[], readonly Json[], string][] = [
      [
        'string',
        { type: 'string', maxLength: 3 },
        ['a', '借款人'],
        ['', 'abcd', 1, null],
        `${text} 3 characters`,
      ],
      [
        'string by default',
        { type: 'string' },
        ['x'.repeat(4096)],
        ['x'.repeat(4097)],
        `${text} 4096 characters`,
      ],
      [
        'integer',
        { type: 'integer', min: 1, max: 9 },
        [1, 9],
        [0, 10, 1.5, '1', true],
        'a whole number from 1 to 9',
      ],
      [
        'integer by default',
        { type: 'integer' },
        [0, 2 ** 53 - 1],
        [-1, 2 ** 53],
        'a whole number from 0 to 9007199254740991',
      ],
      ['boolean', { type: 'boolean' }, [true, false], ['true', 1, null], 'true or false'],
      [
        'decimal',
        { type: 'decimal' },
        ['0', '0.108', '-1.5', '999999999999999.999999999999'],
        [0.1, '', '1.', '.5', '01', '-0', '-0.00', '1e3', '+1', '1,5', ' 1', '1000000000000000'],
        'a decimal as a string',
      ],
      [
        'date',
        { type: 'date' },
        ['2026-01-31', '2024-02-29', '2000-02-29'],
        [
          '2026-02-29',
          '1900-02-29',
          '2026-13-01',
          '2026-00-01',
          '2026-04-31',
          '2026-01-00',
          '2026-1-1',
          '20260131',
          5,
        ],
        'a calendar date',
      ],
      [
        'time',
        { type: 'time' },
        ['2026-01-31T10:00:00+08:00', '2026-01-31T23:59:59.999999999Z', '2026-01-31T00:00:00-00:00'],
        [
          '2026-01-31T10:00:00',
          '2026-01-31 10:00:00Z',
          '2026-01-31T24:00:00Z',
          '2026-01-31T10:60:00Z',
          '2026-01-31T10:00:60Z',
          '2026-02-30T10:00:00Z',
          '2026-01-31T10:00Z',
          '2026-01-31T10:00:00+8:00',
          '2026-01-31t10:00:00z',
          '2026-01-31T10:00:00.Z',
          1769824800,
        ],
        'an RFC 3339 time with offset',
      ],
      [
        'digest',
        { type: 'digest' },
        ['a'.repeat(64)],
        ['A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), `0x${'a'.repeat(62)}`],
        'a digest of 64 lower-case hexadecimal digits',
      ],
      [
        'reference',
        { type: 'reference' },
        ['REPAY-03', '合同/1'],
        ['', 'a b', '-a', 'x'.repeat(129)],
        'a reference',
      ],
      [
        'enum',
        { type: 'enum', values: { yes: label, no: label } },
        ['yes', 'no'],
        ['', 'YES', 'toString', '__proto__', 1],
        'one of yes, no',
      ],
      [
        'list',
        { type: 'list', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
        [[1], [1, 2]],
        [[], [1, 2, 3], {}, 'x'],
        'a list of 1 to 2',
      ],
      [
        'object',
        { type: 'object', fields: { a: { type: 'integer', label } } },
        [{}, { a: 1 }],
        [[], 'x', null],
        'an object',
      ],
    ];
    for (const [what, spec, good, bad, allowed] of cases)
      it(`${what}: takes what is allowed and nothing else`, () => {
        for (const value of good) expect(check(spec, value), JSON.stringify(value)).to.deep.equal([]);
        for (const value of bad) {
          const lines = check(spec, value);
          expect(lines, JSON.stringify(value)).to.have.length(1);
          expect(lines[0]).to.include(`/x: found `).and.include(`allowed is ${allowed}`);
        }
      });

    it('amount: takes an exact decimal and a currency and nothing else', () => {
      for (const amount of ['0', '0.00', '50000.00', '1.2345'])
        expect(check({ type: 'amount' }, cny(amount))).to.be.empty;
      for (const amount of ['-1', '1.23456', '01', '1,000', '', '1e3'])
        expect(check({ type: 'amount' }, cny(amount))[0]).to.match(
          /^\/x\/amount: .*allowed is a decimal as a string/,
        );
      expect(check({ type: 'amount' }, { amount: 5, currency: 'CNY' })[0]).to.match(/^\/x\/amount: found 5/);
      expect(check({ type: 'amount' }, { amount: '5', currency: 'RMB¥' })[0]).to.match(/^\/x\/currency: /);
      expect(check({ type: 'amount' }, { amount: '5' })[0]).to.match(/^\/x\/currency: found nothing/);
      expect(check({ type: 'amount' }, { ...cny('5'), unit: 1 })[0]).to.match(
        /^\/x\/unit: found an unknown field/,
      );
      expect(check({ type: 'amount' }, '5.00')).to.deep.equal([
        '/x: found "5.00", allowed is an object of amount and currency',
      ]);
    });

    it('names the place inside lists and objects', () => {
      const inner: FieldSpec = { type: 'date', label, required: true };
      const spec: ValueSpec = { type: 'list', items: { type: 'object', fields: { due: inner } } };
      expect(check(spec, [{ due: '2026-01-01' }, { due: 'soon' }, {}])).to.deep.equal([
        '/x/1/due: found "soon", allowed is a calendar date YYYY-MM-DD',
        '/x/2/due: found nothing, allowed is a required date',
      ]);
    });

    it('cuts long values short', () => {
      expect(check({ type: 'boolean' }, 'x'.repeat(500))[0]).to.include('found a string of 500 characters');
    });
  });
});
