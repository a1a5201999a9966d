import { expect } from 'chai';
import { base64, concat, hex } from '../../../core/bytes.ts';
import { formatVkey, isKeyName, makeVkey, parseVkey, sameKey } from '../../../core/note/vkey.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';
import { refusal } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

const c = createNodeCrypto();
const vectors = readVectors<{
  specification: { vkey: string };
  witnessed: { log: string; witnesses: string[] };
  mlDsa44WrongId: string;
}>('note/notes.json');
const EXAMPLE = vectors.specification.vkey;

describe('core/note: verifier keys', () => {
  it('reads and writes published keys of the three types', () => {
    for (const text of [EXAMPLE, vectors.witnessed.log, ...vectors.witnessed.witnesses]) {
      const key = parseVkey(text);
      expect(formatVkey(key)).to.equal(text);
      expect(makeVkey(c, key.name, key.type, key.publicKey)).to.deep.equal(key);
    }
    expect(parseVkey(EXAMPLE)).to.deep.include({ name: 'example.com/foo', type: 1 });
    expect(parseVkey(vectors.witnessed.witnesses[0]!).type).to.equal(4);
  });

  it('refuses a published ML-DSA-44 key that carries a foreign id, and takes it with its own', () => {
    // The library that the key comes from computes the id and never looks at the one in the text.
    expect(refusal(() => parseVkey(vectors.mlDsa44WrongId))).to.equal(
      'FORMAT: the verifier key is malformed: the key id does not belong to this name and key',
    );
    const corrected = vectors.mlDsa44WrongId.replace('5893dc2c', '31236897');
    expect(parseVkey(corrected)).to.deep.include({ name: 'test', type: 6 });
    expect(formatVkey(parseVkey(corrected))).to.equal(corrected);
  });

  it('gives one public key another id for each type and name', () => {
    const publicKey = new Uint8Array(32).fill(7);
    const keys = [
      makeVkey(c, 'a', 1, publicKey),
      makeVkey(c, 'a', 4, publicKey),
      makeVkey(c, 'b', 1, publicKey),
    ];
    expect(new Set(keys.map((key) => hex(key.keyId))).size).to.equal(3);
    expect(sameKey(keys[0]!, keys[1]!)).to.equal(false);
    expect(sameKey(keys[0]!, { ...keys[0]! })).to.equal(true);
  });

  it('refuses a key whose name, id or key was mistyped', () => {
    const wrong = 'FORMAT: the verifier key is malformed: the key id does not belong to this name and key';
    expect(refusal(() => parseVkey(EXAMPLE.replace('foo', 'fop')))).to.equal(wrong);
    expect(refusal(() => parseVkey(EXAMPLE.replace('530d903a', '530d903b')))).to.equal(wrong);
    expect(refusal(() => parseVkey(EXAMPLE.replace('AekyeRrm', 'AekyeRrn')))).to.equal(wrong);
  });

  it('refuses other spellings of a key', () => {
    const said = (text: string) => refusal(() => parseVkey(text));
    expect(said('')).to.equal('FORMAT: the verifier key is malformed: no key name');
    expect(said(EXAMPLE.replace('example.com/foo', ''))).to.equal(
      'FORMAT: the verifier key is malformed: no key name',
    );
    for (const id of ['530D903A', '530d903', '530d903a0', '']) {
      expect(said(EXAMPLE.replace('530d903a', id))).to.equal(
        'FORMAT: the verifier key is malformed: the key id is not 8 lower-case hex digits',
      );
    }
    expect(said(EXAMPLE.slice(0, -1))).to.match(/^ENCODING: the verifier key is not canonical base64/);
    expect(said(`${EXAMPLE}\n`)).to.match(/^ENCODING: the verifier key is not canonical base64/);
    expect(said(`${EXAMPLE}+AA==`)).to.match(/^ENCODING: the verifier key is not canonical base64/);
  });

  it('refuses a public key of the wrong length, one byte to either side', () => {
    for (const [type, length] of [
      [1, 31],
      [1, 33],
      [4, 31],
      [4, 33],
      [6, 1311],
      [6, 1313],
      [6, 32],
    ] as const) {
      const publicKey = new Uint8Array(length);
      const said = refusal(() => makeVkey(c, 'a', type, publicKey));
      expect(said).to.equal(`MISUSE: a public key of type ${type} has ${type === 6 ? 1312 : 32} bytes`);
      const text = `a+00000000+${base64(concat(Uint8Array.of(type), publicKey))}`;
      expect(refusal(() => parseVkey(text))).to.equal(
        'FORMAT: the verifier key is malformed: wrong length of the public key',
      );
    }
  });

  it('refuses signature types that are not in use here', () => {
    for (const type of [0, 2, 3, 5, 7, 0xfa, 0xff]) {
      const text = `a+00000000+${base64(concat(Uint8Array.of(type), new Uint8Array(32)))}`;
      expect(refusal(() => parseVkey(text))).to.equal(
        `ALGORITHM: signature type ${type} of the verifier key is not accepted`,
      );
    }
    expect(refusal(() => parseVkey('a+00000000+'))).to.equal(
      'ALGORITHM: signature type (none) of the verifier key is not accepted',
    );
  });

  it('knows which names a key may have', () => {
    for (const name of ['a', 'example.com/log', '银行/mirror', 'oid/1.3.6.1', 'a—b']) {
      expect(isKeyName(name), name).to.equal(true);
    }
    for (const name of [
      '',
      'a b',
      'a+b',
      'a\u00a0b',
      'a\u3000b',
      'a\u2028b',
      'a\nb',
      'a\u0085b',
      'a\u0000',
      '\ud800',
    ]) {
      expect(isKeyName(name), JSON.stringify(name)).to.equal(false);
    }
    expect(refusal(() => makeVkey(c, 'a b', 1, new Uint8Array(32)))).to.equal(
      'MISUSE: a key name is not empty and has no space, plus or control character',
    );
  });
});
