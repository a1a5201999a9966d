import { createMerkleProof, createMPT } from '@ethereumjs/mpt';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'chai';
import { hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { fromHex } from '../../../core/chain/hex.ts';
import { encodeRlpUint } from '../../../core/chain/rlp.ts';
import { provenValue } from '../../../core/chain/trie.ts';
import { expectCoreError } from '../../support/expect-error.ts';

async function trieWith(entries: readonly (readonly [Uint8Array, Uint8Array])[]) {
  const trie = await createMPT();
  for (const [key, value] of entries) await trie.put(key, value);
  return trie;
}

const words = (pairs: Record<string, string>) =>
  Object.entries(pairs).map(([key, value]) => [utf8(key), utf8(value)] as const);

const value = (place: number) => utf8(`value ${place} `.repeat(8));
const numbered = (count: number) =>
  trieWith(Array.from({ length: count }, (_, i) => [encodeRlpUint(i), value(i)] as const));

describe('proofs in a Merkle-Patricia trie', () => {
  it('lead to the values of a published trie, whose nodes stand in their parents where they are short', async () => {
    // ethereum/tests, TrieTests/trieanyorder.json: "dogs"
    const dogs = { doe: 'reindeer', dog: 'puppy', dogglesworth: 'cat' };
    const root = fromHex('0x8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3');
    const trie = await trieWith(words(dogs));
    expect(hex(trie.root())).to.equal(hex(root));
    for (const [key, expected] of Object.entries(dogs)) {
      const nodes = await createMerkleProof(trie, utf8(key));
      const proof = nodes.filter((node, i) => i === 0 || node.length >= 32);
      expect(utf8Decode(provenValue(root, utf8(key), proof)!)).to.equal(expected);
    }
  });

  for (const count of [1, 2, 17, 128, 129, 300]) {
    it(`lead to each place of a block of ${count}`, async () => {
      const trie = await numbered(count);
      for (const place of new Set([0, 1, 16, 127, 128, count - 1].filter((n) => n < count))) {
        const proof = await createMerkleProof(trie, encodeRlpUint(place));
        expect(provenValue(trie.root(), encodeRlpUint(place), proof)).to.deep.equal(value(place));
      }
    });
  }

  describe('do not hold', () => {
    const key = encodeRlpUint(5);
    let root: Uint8Array;
    let proof: Uint8Array[];
    before(async () => {
      const trie = await numbered(20);
      [root, proof] = [trie.root(), await createMerkleProof(trie, key)];
      expect(proof.length).to.be.greaterThan(1);
    });

    it('for another key or another root', () => {
      expect(provenValue(root, encodeRlpUint(6), proof)).to.equal(undefined);
      expect(provenValue(root, encodeRlpUint(200), proof)).to.equal(undefined);
      expect(
        provenValue(
          root.map((b) => b ^ 1),
          key,
          proof,
        ),
      ).to.equal(undefined);
    });

    it('with a node missing, changed, out of order or too many', () => {
      expect(provenValue(root, key, [])).to.equal(undefined);
      expect(provenValue(root, key, proof.slice(0, -1))).to.equal(undefined);
      expect(provenValue(root, key, proof.slice(1))).to.equal(undefined);
      expect(provenValue(root, key, [...proof].reverse())).to.equal(undefined);
      expect(provenValue(root, key, [...proof, proof.at(-1)!])).to.equal(undefined);
      const changed = proof.map((node, i) => (i === 1 ? node.map((b, at) => (at === 40 ? b ^ 1 : b)) : node));
      expect(provenValue(root, key, changed)).to.equal(undefined);
    });

    it('for a place behind the last one', async () => {
      const trie = await numbered(20);
      const beyond = await createMerkleProof(trie, encodeRlpUint(40));
      expect(provenValue(trie.root(), encodeRlpUint(40), beyond)).to.equal(undefined);
    });
  });

  const refused: readonly (readonly [what: string, node: string, rule: RegExp])[] = [
    ['a string of bytes', '0x83646f67', /list as node/],
    ['a list of three', '0xc3010203', /2 or 17 items/],
    ['a path without flags', '0xc28001', /begins with its flags/],
    ['flags that are none', '0xc24001', /begins with its flags/],
    ['an even path without its zero', '0xc22101', /zero behind its flags/],
    ['a list as value', '0xc220c0', /bytes as value/],
    ['RLP that is cut off', '0xc220', /cut off/],
  ];
  for (const [what, node, rule] of refused) {
    it(`refuse ${what} as node, though its hash is the root`, () => {
      const bytes = fromHex(node);
      expectCoreError(() => provenValue(keccak_256(bytes), Uint8Array.of(), [bytes]), 'FORMAT', rule);
    });
  }

  it('go nowhere by a node that leads on without a nibble of the key', () => {
    const idle = fromHex('0xc200c0');
    expect(provenValue(keccak_256(idle), utf8('k'), [idle])).to.equal(undefined);
  });
});
