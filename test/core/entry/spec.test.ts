/** The examples in docs/spec/log.md hold: a second implementation can be checked against them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { base64, base64url, hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { portableCrypto as c } from '../../../core/crypto-portable.ts';
import { encodeEntry, parseEntry } from '../../../core/entry/entry.ts';
import { formatStreamHead, parseStreamHead } from '../../../core/entry/head.ts';
import { streamId, successionProblem } from '../../../core/entry/stream.ts';
import { leafHash, rootOfLeaves } from '../../../core/merkle/tree.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/spec/log.md', import.meta.url)), 'utf8');
const block = (name: string) => new RegExp(`\`\`\`${name}\n([^\`]*)\`\`\``).exec(page)![1]!;

describe('docs/spec/log.md', () => {
  const lines = block('entries').trim().split('\n');
  const leaves = lines.map((line) => leafHash(c, utf8(line)));

  it('shows two entries that follow each other, with their leaf hashes', () => {
    const entries = lines.map((line) => parseEntry(utf8(line)));
    expect(entries.map((entry) => utf8Decode(encodeEntry(entry)))).to.deep.equal(lines);
    expect(leaves.map(hex)).to.deep.equal(block('leaf-hashes').trim().split('\n'));
    expect(successionProblem(undefined, entries[0]!)).to.equal(undefined);
    expect(successionProblem({ sequence: 1, leafHash: leaves[0]! }, entries[1]!)).to.equal(undefined);
  });

  it('shows the stream id of a loan', () => {
    const id = streamId(
      c,
      Uint8Array.from({ length: 32 }, (_, i) => i),
      'HT-2026-0001',
    );
    expect(page).to.include(hex(id));
    expect(lines[0]).to.include(base64url(id));
  });

  it('shows the stream head of these entries', () => {
    const text = block('stream-head');
    const head = parseStreamHead(text);
    expect(formatStreamHead(head)).to.equal(text);
    expect([base64(head.root), base64(head.leafHash)]).to.deep.equal([
      base64(rootOfLeaves(c, leaves)),
      base64(leaves[1]!),
    ]);
  });
});
