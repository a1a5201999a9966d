import { expect } from 'chai';
import { base64url, equal, hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { type Entry, encodeEntry, isReceivedTime, parseEntry } from '../../../core/entry/entry.ts';
import { CoreError } from '../../../core/error.ts';
import { MAX_ENTRY_SIZE } from '../../../core/tlog/entry-bundle.ts';

const stream = new Uint8Array(32).fill(1);
const link = new Uint8Array(32).fill(2);
const first: Entry = {
  version: 1,
  stream,
  sequence: 1,
  link: null,
  received: '2026-03-01T08:00:00.120Z',
  statement: 'eyJh.eyJi.c2ln',
};
const second: Entry = { ...first, sequence: 2, link };

const TEXT =
  '{"link":null,"received":"2026-03-01T08:00:00.120Z","seq":1,"statement":"eyJh.eyJi.c2ln",' +
  '"stream":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","v":1}';

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CoreError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('core/entry: entry', () => {
  it('writes canonical JSON, members in order', () => {
    expect(utf8Decode(encodeEntry(first))).to.equal(TEXT);
    expect(utf8Decode(encodeEntry(second))).to.include(`"link":"${base64url(link)}"`);
  });

  it('reads back what it wrote', () => {
    for (const entry of [first, second]) {
      const back = parseEntry(encodeEntry(entry));
      expect(hex(back.stream)).to.equal(hex(entry.stream));
      expect({ ...back, stream, link: null }).to.deep.equal({ ...entry, stream, link: null });
      expect(back.link === null).to.equal(entry.link === null);
    }
  });

  const changed: readonly [string, (text: string) => string, string][] = [
    [
      'white space',
      (t) => t.replace(',"seq"', ', "seq"'),
      'FORMAT: the entry is not in canonical form (RFC 8785)',
    ],
    ['a trailing newline', (t) => `${t}\n`, 'FORMAT: the entry is not in canonical form (RFC 8785)'],
    [
      'another order',
      (t) => `${t.replace('"link":null,', '').slice(0, -1)},"link":null}`,
      'FORMAT: the entry is not in canonical form (RFC 8785)',
    ],
    [
      'another spelling of a number',
      (t) => t.replace('"seq":1', '"seq":1.0'),
      'FORMAT: the entry is not in canonical form (RFC 8785)',
    ],
    [
      'an escape that is not needed',
      (t) => t.replace('eyJh', '\\u0065yJh'),
      'FORMAT: the entry is not in canonical form (RFC 8785)',
    ],
    [
      'a duplicate member',
      (t) => t.replace('"v":1', '"v":1,"v":1'),
      'JSON: malformed JSON: duplicate member name "v"',
    ],
    [
      'an unknown member',
      (t) => t.replace('"v":1', '"v":1,"w":1'),
      'FORMAT: an entry has the members link, received, seq, statement, stream, v and no others',
    ],
    [
      'a missing member',
      (t) => t.replace(',"v":1', ''),
      'FORMAT: an entry has the members link, received, seq, statement, stream, v and no others',
    ],
    ['another version', (t) => t.replace('"v":1', '"v":2'), 'FORMAT: entry.v must be 1'],
    ['a version in quotes', (t) => t.replace('"v":1', '"v":"1"'), 'FORMAT: entry.v must be 1'],
    ['sequence zero', (t) => t.replace('"seq":1', '"seq":0'), 'FORMAT: entry.seq must be an integer from 1'],
    [
      'a sequence in quotes',
      (t) => t.replace('"seq":1', '"seq":"1"'),
      'FORMAT: entry.seq must be an integer from 1',
    ],
    [
      'a sequence beyond exact integers',
      (t) => t.replace('"seq":1', '"seq":9007199254740992'),
      'FORMAT: entry.seq must be an integer from 1',
    ],
    [
      'no link at sequence 2',
      (t) => t.replace('"seq":1', '"seq":2'),
      'FORMAT: entry.link must be null for seq 1 and for no other',
    ],
    [
      'a link at sequence 1',
      (t) => t.replace('null', `"${base64url(link)}"`),
      'FORMAT: entry.link must be null for seq 1 and for no other',
    ],
    ['a link that is a number', (t) => t.replace('null', '7'), 'FORMAT: entry.link must be a string'],
    [
      'a short stream',
      (t) => t.replace('AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', 'AQE'),
      'FORMAT: entry.stream must be 32 bytes',
    ],
    [
      'padding bits in the stream',
      (t) => t.replace('AQEBAQE"', 'AQEBAQF"'),
      'ENCODING: entry.stream is not canonical base64: non-zero padding bits',
    ],
    [
      'a date that does not exist',
      (t) => t.replace('03-01', '02-30'),
      'FORMAT: entry.received must be an existing UTC time, YYYY-MM-DDThh:mm:ss.sssZ',
    ],
    [
      'a time with an offset',
      (t) => t.replace('.120Z', '.120+08:00'),
      'FORMAT: entry.received must be an existing UTC time, YYYY-MM-DDThh:mm:ss.sssZ',
    ],
    [
      'a time without milliseconds',
      (t) => t.replace('.120Z', 'Z'),
      'FORMAT: entry.received must be an existing UTC time, YYYY-MM-DDThh:mm:ss.sssZ',
    ],
    [
      'a statement that is no JWS',
      (t) => t.replace('eyJh.eyJi.c2ln', 'eyJh.eyJi'),
      'FORMAT: entry.statement must be a compact JWS, alone or with a place in its batch',
    ],
    [
      'a statement that carries disclosures',
      (t) => t.replace('c2ln', 'c2ln~WyJ4Il0~'),
      'FORMAT: entry.statement must be a compact JWS, alone or with a place in its batch',
    ],
    ['a truncated text', (t) => t.slice(0, -1), 'JSON: malformed JSON: expected "," or "}"'],
    ['an array', () => '[]', 'JSON: expected a JSON object'],
    ['nothing', () => '', 'JSON: malformed JSON: expected a value'],
  ];
  for (const [what, change, message] of changed) {
    it(`refuses ${what}`, () => {
      expect(refusal(() => parseEntry(utf8(change(TEXT))))).to.equal(message);
    });
  }

  it('refuses bytes that are not UTF-8', () => {
    const bytes = utf8(TEXT);
    bytes[20] = 0xff;
    expect(refusal(() => parseEntry(bytes))).to.equal('ENCODING: entry is not well-formed UTF-8');
  });

  it('writes nothing that it would not read', () => {
    expect(refusal(() => encodeEntry({ ...first, link }))).to.match(/^FORMAT: entry.link must be null/);
    expect(refusal(() => encodeEntry({ ...second, sequence: 1.5 }))).to.match(/^FORMAT: entry.seq/);
    expect(refusal(() => encodeEntry({ ...first, received: '2026-03-01' }))).to.match(
      /^FORMAT: entry.received/,
    );
  });

  it('takes 65,535 bytes and not one more', () => {
    const room = MAX_ENTRY_SIZE - encodeEntry(first).length;
    const fits = encodeEntry({ ...first, statement: first.statement + 'x'.repeat(room) });
    expect(fits).to.have.lengthOf(MAX_ENTRY_SIZE);
    expect(equal(encodeEntry(parseEntry(fits)), fits)).to.equal(true);
    const over = { ...first, statement: first.statement + 'x'.repeat(room + 1) };
    expect(refusal(() => encodeEntry(over))).to.equal('FORMAT: an entry is at most 65535 bytes');
    expect(refusal(() => parseEntry(new Uint8Array(MAX_ENTRY_SIZE + 1)))).to.equal(
      'FORMAT: an entry is at most 65535 bytes',
    );
  });

  it('knows the one form of a time of receipt', () => {
    expect(isReceivedTime('2024-02-29T23:59:59.999Z')).to.equal(true);
    expect(isReceivedTime('2023-02-29T23:59:59.999Z')).to.equal(false);
    expect(isReceivedTime('2024-01-01T24:00:00.000Z')).to.equal(false);
  });
});
