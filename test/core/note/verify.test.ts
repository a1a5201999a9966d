import { expect } from 'chai';
import fc from 'fast-check';
import { base64Decode, concat, hexDecode, utf8 } from '../../../core/bytes.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { verifyConsistency } from '../../../core/merkle/consistency.ts';
import { addSignatures, formatNote, parseNote } from '../../../core/note/note.ts';
import {
  createEd25519Cosigner,
  createEd25519Signer,
  createMlDsa44Cosigner,
  ed25519PublicKey,
  mlDsa44PublicKey,
  noteSignature,
  signNote,
} from '../../../core/note/sign.ts';
import { verifyNote } from '../../../core/note/verify.ts';
import { makeVkey, parseVkey, type VerifierKey } from '../../../core/note/vkey.ts';
import { formatCheckpoint, parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { cosign } from '../../../core/tlog/cosignature.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';
import { refusal, refusalOf } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

const c = createNodeCrypto();
const vectors = readVectors<{
  specification: { vkey: string; note: string };
  sigsum: { publicKey: string; notes: string[]; consistency3to5: string[] };
  witnessed: { checkpoint: string; log: string; witnesses: string[]; cosignedAt: number };
}>('note/notes.json');
const seed = (n: number) => new Uint8Array(32).fill(n);
const TEXT = formatCheckpoint({ origin: 'example.com/log', size: 5, root: seed(9), extensions: ['more'] });
const log = createEd25519Signer(c, 'example.com/log', seed(1));
const ed = createEd25519Cosigner(c, 'example.com/w', seed(2));
const ml = createMlDsa44Cosigner(c, 'example.com/w', seed(3));
const keys = [log.key, ed.key, ml.key];
const NOW = 1_764_000_000;

async function signed(): Promise<string> {
  return addSignatures(await signNote(TEXT, log), [
    await cosign(TEXT, ed, NOW),
    await cosign(TEXT, ml, NOW + 1),
  ]);
}

describe('core/note: signing and verifying', () => {
  it("verifies the specification's example over both implementations of the primitives", async () => {
    const note = parseNote(vectors.specification.note);
    const key = parseVkey(vectors.specification.vkey);
    for (const crypto of [c, portableCrypto]) {
      expect(await verifyNote(crypto, note, [key])).to.deep.equal({
        verified: [{ key }],
        failed: [],
        unknown: 0,
        accepted: true,
      });
    }
    const changed = { ...note, text: note.text.replace('example', 'Example') };
    expect(await verifyNote(c, changed, [key])).to.deep.include({
      verified: [],
      failed: [key],
      accepted: false,
    });
  });

  it("verifies another program's checkpoints and the proof between them", async () => {
    const { publicKey, notes, consistency3to5 } = vectors.sigsum;
    const read = notes.map(parseSignedCheckpoint);
    const key = makeVkey(c, read[0]!.checkpoint.origin, 1, hexDecode(publicKey));
    for (const { note } of read) expect((await verifyNote(c, note, [key])).accepted).to.equal(true);
    const [, older, newer] = read.map(({ checkpoint }) => checkpoint);
    const claim = {
      oldSize: older!.size,
      newSize: newer!.size,
      oldRoot: older!.root,
      newRoot: newer!.root,
      proof: consistency3to5.map((hash) => base64Decode(hash)),
    };
    expect(verifyConsistency(c, claim)).to.equal(true);
  });

  it('verifies a public log’s checkpoint with the cosignatures of four public witnesses', async () => {
    const { checkpoint, log: logKey, witnesses, cosignedAt } = vectors.witnessed;
    const result = await verifyNote(c, parseNote(checkpoint), [logKey, ...witnesses].map(parseVkey));
    expect(result.failed).to.deep.equal([]);
    expect(result.verified.map(({ timestamp }) => timestamp)).to.deep.equal([
      undefined,
      ...witnesses.map(() => cosignedAt),
    ]);
    // The log signs twice; the other signature is of a type that is not in use here.
    expect([result.unknown, result.accepted]).to.deep.equal([1, true]);
  });

  it('verifies its own three kinds of signatures, with their times', async () => {
    const result = await verifyNote(c, parseNote(await signed()), keys);
    expect(result).to.deep.equal({
      verified: [{ key: log.key }, { key: ed.key, timestamp: NOW }, { key: ml.key, timestamp: NOW + 1 }],
      failed: [],
      unknown: 0,
      accepted: true,
    });
  });

  it('refuses the note for one failing signature of a known key, whatever else holds', async () => {
    const note = parseNote(await signed());
    for (const [i, { key }] of [log, ed, ml].entries()) {
      const line = note.signatures[i]!;
      const broken = { ...line, signature: line.signature.with(-1, line.signature.at(-1)! ^ 1) };
      const result = await verifyNote(c, { ...note, signatures: note.signatures.with(i, broken) }, keys);
      expect(result.failed).to.deep.equal([key]);
      expect([result.verified.length, result.accepted]).to.deep.equal([2, false]);
    }
  });

  it('ignores unknown keys, also under a known name or a known id, and accepts nothing on their word', async () => {
    const note = parseNote(await signed());
    const stranger = createEd25519Signer(c, 'example.com/log', seed(40));
    const imposter: VerifierKey = { ...log.key, name: 'example.org/log' };
    expect(await verifyNote(c, note, [stranger.key, imposter])).to.deep.equal({
      verified: [],
      failed: [],
      unknown: 3,
      accepted: false,
    });
    expect((await verifyNote(c, note, [])).accepted).to.equal(false);
  });

  it('counts a key once, and wants a repeated signature to hold too', async () => {
    const note = parseNote(await signed());
    const again = await cosign(TEXT, ed, NOW + 60);
    const twice = await verifyNote(c, { ...note, signatures: [...note.signatures, again] }, keys);
    expect(twice.verified.map(({ timestamp }) => timestamp)).to.deep.equal([undefined, NOW, NOW + 1]);
    const bad = { ...again, signature: again.signature.with(20, again.signature[20]! ^ 1) };
    const spoilt = await verifyNote(c, { ...note, signatures: [...note.signatures, bad] }, keys);
    expect(spoilt).to.deep.include({ failed: [ed.key], accepted: false });
  });

  it('fails every cosignature for one bit changed in the text or in a signature', async () => {
    const note = parseNote(await signed());
    const bytes = utf8(note.text);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), fc.integer({ min: 0, max: 1 }), async (at, bit, which) => {
        const line = note.signatures[which]!;
        const i = at % line.signature.length;
        const broken = line.signature.with(i, line.signature[i]! ^ (1 << bit));
        const signatures = note.signatures.with(which, { ...line, signature: broken });
        expect((await verifyNote(c, { ...note, signatures }, keys)).accepted).to.equal(false);
        const j = at % bytes.length;
        const text = Buffer.from(bytes.with(j, bytes[j]! ^ (1 << bit))).toString('latin1');
        expect((await verifyNote(c, { ...note, text }, keys)).accepted).to.equal(false);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves extension lines to the Ed25519 cosignature alone, as the specification has it', async () => {
    const note = parseNote(await signed());
    const other = { ...note, text: note.text.replace('more', 'less') };
    const result = await verifyNote(c, other, keys);
    expect(result.failed.map(({ type }) => type)).to.deep.equal([1, 4]);
    expect(result.verified.map(({ key }) => key.type)).to.deep.equal([6]);
  });

  it('takes a cosignature of a text that is no checkpoint, or with an absurd time, for failed', async () => {
    const text = 'not a checkpoint\n';
    const message = utf8(`cosignature/v1\ntime ${NOW}\n${text}`);
    const time = hexDecode(NOW.toString(16).padStart(16, '0'));
    const line = { name: ed.key.name, keyId: ed.key.keyId, signature: concat(time, await ed.sign(message)) };
    expect((await verifyNote(c, { text, signatures: [line] }, [ed.key])).failed).to.deep.equal([ed.key]);
    for (const prefix of ['8000000000000000', 'ffffffffffffffff', '0020000000000000']) {
      const signature = concat(hexDecode(prefix), new Uint8Array(64));
      const absurd = { text: TEXT, signatures: [{ ...line, signature }] };
      expect((await verifyNote(c, absurd, [ed.key])).failed).to.deep.equal([ed.key]);
    }
    const short = { text: TEXT, signatures: [{ ...line, signature: new Uint8Array(8) }] };
    expect((await verifyNote(c, short, [ed.key])).failed).to.deep.equal([ed.key]);
  });

  it('binds the ML-DSA-44 cosignature to the name of the cosigner', async () => {
    const other = createMlDsa44Cosigner(c, 'example.com/v', seed(3));
    const line = await cosign(TEXT, ml, NOW);
    const renamed = { ...line, name: other.key.name, keyId: other.key.keyId };
    const result = await verifyNote(c, { text: TEXT, signatures: [renamed] }, [other.key]);
    expect(result.failed).to.deep.equal([other.key]);
  });

  it('is asked with keys that can be told apart', async () => {
    const note = parseNote(await signed());
    expect(await refusalOf(verifyNote(c, note, [log.key, ed.key, { ...log.key }]))).to.equal(
      'MISUSE: two of the keys given share the name example.com/log and the key id',
    );
  });

  it('derives public keys, deterministic signatures, and hedged ones with given randomness', async () => {
    expect(log.key.publicKey).to.deep.equal(ed25519PublicKey(seed(1)));
    expect(ml.key.publicKey).to.deep.equal(mlDsa44PublicKey(seed(3)));
    const again = await cosign(TEXT, createMlDsa44Cosigner(c, 'example.com/w', seed(3)), NOW);
    expect(await cosign(TEXT, ml, NOW)).to.deep.equal(again);
    const hedged = createMlDsa44Cosigner(c, 'example.com/w', seed(3), (n) => new Uint8Array(n).fill(5));
    const line = await cosign(TEXT, hedged, NOW);
    expect(line.signature).to.not.deep.equal(again.signature);
    expect((await verifyNote(c, { text: TEXT, signatures: [line] }, [ml.key])).accepted).to.equal(true);
    expect([line.signature.length, (await cosign(TEXT, ed, NOW)).signature.length]).to.deep.equal([2428, 72]);
  });

  it('signs plainly with plain keys only, and cosigns with cosigners only', async () => {
    expect(await refusalOf(noteSignature('a\n', ed))).to.equal(
      'MISUSE: key example.com/w of type 4 signs checkpoints only, with a timestamp',
    );
    expect(await refusalOf(signNote('a', log))).to.equal(
      'FORMAT: the signed note is malformed: the text does not end in a newline',
    );
    expect(await refusalOf(cosign(TEXT, log, NOW))).to.equal(
      'MISUSE: key example.com/log of type 1 is not for cosignatures',
    );
    expect(refusal(() => ed25519PublicKey(new Uint8Array(31)))).to.equal(
      'MISUSE: a private key has 32 bytes, not 31',
    );
    expect(refusal(() => createMlDsa44Cosigner(c, 'a', new Uint8Array(2560)))).to.equal(
      'MISUSE: a private key has 32 bytes, not 2560',
    );
  });

  it('keeps its copy of a private key', async () => {
    const privateKey = seed(1);
    const signer = createEd25519Signer(c, 'example.com/log', privateKey);
    privateKey.fill(0);
    expect(await signNote('a\n', signer)).to.equal(formatNote(parseNote(await signNote('a\n', log))));
  });
});
