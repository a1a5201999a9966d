import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalText } from '../../core/canon.ts';
import { isObject, type Json, parseJson, parseJsonObject, sameJson } from '../../core/json.ts';
import { expectCoreError } from '../support/expect-error.ts';

describe('core/json', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).to.deep.equal(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('reads every escape, and white space of all four kinds', () => {
    expect(parseJson(' \t\r\n["\\u20ac\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00"] ')).to.deep.equal([
      '€"\\/\b\f\n\r\t😀',
    ]);
  });

  const refused: readonly [string, string, string][] = [
    ['nothing', '', 'expected a value'],
    ['a duplicate name', '{"a":1,"a":1}', 'duplicate member name "a"'],
    ['a duplicate name by escape', '{"a":1,"\\u0061":2}', 'duplicate member name "a"'],
    ['a duplicate "__proto__"', '{"__proto__":1,"__proto__":2}', 'duplicate member name "__proto__"'],
    ['text after the value', '{} {}', 'trailing text after the value'],
    ['a byte order mark', '\ufeff{}', 'expected a value'],
    ['a lone surrogate', '"\\ud800"', 'lone surrogate'],
    ['a surrogate pair the wrong way round', '"\\udc00\\ud800"', 'lone surrogate'],
    ['a control character', '"a\nb"', 'control character in a string'],
    ['an unfinished string', '"abc', 'unterminated string'],
    ['an unknown escape', '"\\x41"', 'unknown escape'],
    ['half an escape', '"\\u12', 'malformed \\u escape'],
    ['a comma at the end', '[1,]', 'expected a value'],
    ['a comma at the end of an object', '{"a":1,}', 'expected a member name'],
    ['single quotes', "{'a':1}", 'expected a member name'],
    ['a missing colon', '{"a" 1}', 'expected ":"'],
    ['a missing bracket', '[1', 'expected "," or "]"'],
    ['a missing brace', '{"a":1', 'expected "," or "}"'],
    ['a leading zero', '[01]', 'expected "," or "]"'],
    ['a plus sign', '+1', 'expected a value'],
    ['a bare point', '1.', 'trailing text'],
    ['NaN', 'NaN', 'expected a value'],
    ['a number out of range', '1e400', 'number out of range'],
    ['another word', 'nul', 'expected a value'],
    ['a comment', '/**/1', 'expected a value'],
  ];
  for (const [what, text, message] of refused)
    it(`refuses ${what}`, () => {
      expectCoreError(() => parseJson(text), 'JSON', message);
    });

  it('says where the fault is', () => {
    const { facts } = expectCoreError(() => parseJson('{"a":1,"a":2}'), 'JSON', 'duplicate');
    expect(facts).to.deep.equal({ offset: 10 });
  });

  it('takes 32 levels and no more', () => {
    const nested = (n: number) => '['.repeat(n) + ']'.repeat(n);
    expect(JSON.stringify(parseJson(nested(32)))).to.equal(nested(32));
    expectCoreError(() => parseJson(nested(33)), 'JSON', 'nesting deeper than 32');
    expectCoreError(() => parseJson('{"a":'.repeat(100_000)), 'JSON', 'nesting deeper than 32');
  });

  it('takes texts up to the limit and no longer', () => {
    const limits = { maxDepth: 1, maxLength: 4 };
    expect(parseJson('"ab"', limits)).to.equal('ab');
    expectCoreError(() => parseJson('"abc"', limits), 'JSON', 'longer than 4 characters');
  });

  it('keeps "__proto__" as data without touching any prototype', () => {
    const value = parseJson('{"__proto__":{"polluted":true}}') as { polluted?: Json };
    expect(Object.keys(value)).to.deep.equal(['__proto__']);
    expect(value.polluted).to.equal(undefined);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
  });

  it('demands an object where one is expected', () => {
    expect(parseJsonObject('{"a":null}')).to.deep.equal({ a: null });
    for (const text of ['[]', '1', '"x"', 'null'])
      expectCoreError(() => parseJsonObject(text), 'JSON', 'expected a JSON object');
  });

  it('tells objects from the rest', () => {
    expect(isObject({})).to.equal(true);
    for (const value of [[], null, 1, 'x', undefined]) expect(isObject(value)).to.equal(false);
  });

  it('takes values for the same when they have one canonical form', () => {
    const values = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(sameJson(a, JSON.parse(JSON.stringify(a)))).to.equal(true);
        expect(sameJson(a, b)).to.equal(canonicalText(a) === canonicalText(b));
      }),
    );
    expect(sameJson({ a: 1, b: [null] }, { b: [null], a: 1 })).to.equal(true);
    for (const other of [{ a: 1 }, { a: 1, b: [] }, { a: 1, c: [null] }, [1, [null]], null, '1'])
      expect(sameJson({ a: 1, b: [null] }, other), JSON.stringify(other)).to.equal(false);
    expect(sameJson([], {})).to.equal(false);
    expect(sameJson({}, [])).to.equal(false);
    expect(sameJson(JSON.parse('{"__proto__":1}'), {})).to.equal(false);
  });
});
