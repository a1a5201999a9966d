import { expect } from 'chai';
import fc from 'fast-check';
import { base64, concat, utf8 } from '../../../core/bytes.ts';
import {
  addSignatures,
  formatNote,
  formatSignatureLine,
  hasForbiddenControl,
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
  parseSignatureLines,
} from '../../../core/note/note.ts';
import { refusal } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

const { specification, sigsum } = readVectors<{
  specification: { note: string; cosignedCheckpoint: string };
  sigsum: { notes: string[]; forged: string };
}>('note/notes.json');

const signature = (name: string, id = 1): NoteSignature => ({
  name,
  keyId: Uint8Array.of(0, 0, 0, id),
  signature: Uint8Array.of(1, 2, 3),
});
const LINE = formatSignatureLine(signature('a'));
const malformed = (why: string) => `FORMAT: the signed note is malformed: ${why}`;
const said = (note: string | Uint8Array) => refusal(() => parseNote(note));

describe('core/note: signed notes', () => {
  it('reads and writes the examples of the specifications byte for byte', () => {
    for (const text of [specification.note, specification.cosignedCheckpoint, ...sigsum.notes]) {
      expect(formatNote(parseNote(text))).to.equal(text);
      expect(parseNote(utf8(text))).to.deep.equal(parseNote(text));
    }
    const note = parseNote(specification.cosignedCheckpoint);
    expect(note.text.split('\n')).to.have.length(4);
    expect(note.signatures.map(({ name }) => name)).to.deep.equal([
      'example.com/behind-the-sofa',
      'witness.example.com/w1',
    ]);
  });

  it('parts text and signatures at the last empty line', () => {
    expect(parseNote(`\n\n\n${LINE}`).text).to.equal('\n\n');
    expect(parseNote(`a\n\nb\n\n${LINE}`).text).to.equal('a\n\nb\n');
    expect(parseNote(`\n\n${LINE}`).text).to.equal('\n');
    expect(parseNote(`${LINE}\n${LINE}`).text).to.equal(LINE);
  });

  it('round-trips any text and signatures', () => {
    const texts = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !hasForbiddenControl(text))
      .map((text) => `${text}\n`);
    const signatures = fc.array(
      fc.record({
        name: fc.stringMatching(/^[a-z0-9./\u4e00-\u4eff-]{1,20}$/),
        keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }),
        signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(texts, signatures, (text, lines) => {
        const read = parseNote(utf8(formatNote({ text, signatures: lines })));
        expect(read.text).to.equal(text);
        expect(read.signatures.map(formatSignatureLine)).to.deep.equal(lines.map(formatSignatureLine));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what is not text above signatures', () => {
    expect(said('')).to.equal(malformed('no empty line between text and signatures'));
    expect(said('a\n')).to.equal(malformed('no empty line between text and signatures'));
    expect(said(`a\n${LINE}`)).to.equal(malformed('no empty line between text and signatures'));
    expect(said('a\n\n')).to.equal(malformed('no signature'));
    expect(said(`a\n\n${LINE.slice(0, -1)}`)).to.equal(malformed('no newline at the end'));
    expect(said(`a\n\n${LINE}\n`)).to.equal(malformed('no signature'));
  });

  it('refuses control characters, carriage returns above all, and bytes that are not UTF-8', () => {
    const why = malformed('it has a control character other than newline');
    expect(said(`a\r\n\n${LINE}`)).to.equal(why);
    expect(said(`a\t\n\n${LINE}`)).to.equal(why);
    expect(said(`a\n\n${LINE.replace('\n', '\r\n')}`)).to.equal(why);
    expect(said(`a\u0000\n\n${LINE}`)).to.equal(why);
    expect(said(concat(utf8('a'), Uint8Array.of(0xff), utf8(`\n\n${LINE}`)))).to.equal(
      'ENCODING: the signed note is not well-formed UTF-8',
    );
    expect(said(`a\ud800\n\n${LINE}`)).to.equal(malformed('it has no UTF-8 form'));
    expect(said(`a\u007f\n\n${LINE}`)).to.equal('nothing');
  });

  it('refuses signature lines in another form', () => {
    const why = malformed('a signature line is not "\u2014 <key name> <base64>"');
    for (const line of [
      '- a AAAAAAAA\n',
      '\u2014a AAAAAAAA\n',
      '\u2014 a  AAAAAAAA\n',
      '\u2014 a\n',
      '\u2014  AAAAAAAA\n',
      '\u2014 a AAAAAAAA \n',
      '\u2014 a+b AAAAAAAA\n',
      '\u2014 a\u00a0b AAAAAAAA\n',
      'AAAA\n',
    ]) {
      expect(said(`a\n\n${line}`), line).to.equal(why);
    }
  });

  it('takes one spelling of base64 only', () => {
    expect(said(sigsum.forged)).to.equal(
      'ENCODING: the signature is not canonical base64: non-zero padding bits',
    );
    for (const text of ['AAAAAAE', 'AAAAAAF=', 'AAAA_AE=', 'AAAAAAE==', 'AAAA\u0085AAE=']) {
      expect(
        refusal(() => parseSignatureLine(`\u2014 a ${text}`)),
        text,
      ).to.match(/^(ENCODING|FORMAT)/);
    }
    expect(refusal(() => parseSignatureLine('\u2014 a AAAAAAE='))).to.equal('nothing');
    expect(refusal(() => parseSignatureLine('\u2014 a AAAAAA=='))).to.equal(
      malformed('a signature is too short for a key id'),
    );
  });

  it('reads signature lines alone, as a witness returns them', () => {
    const two = [signature('a'), signature('b', 2)];
    expect(parseSignatureLines(two.map(formatSignatureLine).join(''))).to.deep.equal(two);
    expect(refusal(() => parseSignatureLines(''))).to.equal(malformed('no newline at the end'));
    expect(refusal(() => parseSignatureLines('\n'))).to.match(/^FORMAT/);
    expect(refusal(() => parseSignatureLines(`${LINE}\n`))).to.match(/^FORMAT/);
  });

  it('accepts the documented number of signatures and size, and one more of neither', () => {
    const lines = (n: number) =>
      Array.from({ length: n }, (_, i) => formatSignatureLine(signature(`k${i}`))).join('');
    expect(parseNote(`a\n\n${lines(16)}`).signatures).to.have.length(16);
    expect(parseNote(`a\n\n${lines(MAX_NOTE_SIGNATURES)}`).signatures).to.have.length(100);
    expect(said(`a\n\n${lines(MAX_NOTE_SIGNATURES + 1)}`)).to.equal(malformed('more than 100 signatures'));
    const fill = (n: number) => `${'a'.repeat(n - utf8(`\n\n${LINE}`).length)}\n\n${LINE}`;
    expect(said(fill(MAX_NOTE_BYTES))).to.equal('nothing');
    expect(said(fill(MAX_NOTE_BYTES + 1))).to.equal(malformed('longer than 1000000 bytes'));
    expect(said(fill(MAX_NOTE_BYTES).replace('aaa', '银a'))).to.equal(malformed('longer than 1000000 bytes'));
  });

  it('writes no note that could not be read', () => {
    const write = (text: string, signatures = [signature('a')]) =>
      refusal(() => formatNote({ text, signatures }));
    expect(write('a')).to.equal(malformed('the text does not end in a newline'));
    expect(write('a\r\n')).to.equal(malformed('it has a control character other than newline'));
    expect(write('a\n', [])).to.equal(malformed('no signature'));
  });

  it('merges signatures: those that are there stay, others follow', () => {
    const note = formatNote({ text: 'a\n', signatures: [signature('a'), signature('b')] });
    const later = { ...signature('a'), signature: Uint8Array.of(9) };
    const merged = parseNote(addSignatures(note, [later, signature('c'), signature('a', 7), signature('c')]));
    expect(merged.text).to.equal('a\n');
    expect(merged.signatures).to.deep.equal([
      signature('a'),
      signature('b'),
      signature('c'),
      signature('a', 7),
    ]);
    expect(addSignatures(note, [])).to.equal(note);
    expect(base64(merged.signatures[0]!.signature)).to.equal('AQID');
  });
});
