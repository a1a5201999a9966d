/** The ledger page's own judgement: three copies of one log, and every way in which one can differ. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { utf8 } from '../../core/bytes.ts';
import { portableCrypto as c } from '../../core/crypto-portable.ts';
import { leafHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import { addSignatures } from '../../core/note/note.ts';
import { createEd25519Cosigner, createEd25519Signer, signNote } from '../../core/note/sign.ts';
import { formatVkey } from '../../core/note/vkey.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatCheckpoint, originHash } from '../../core/tlog/checkpoint.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import { compareCopies, type Get, type PartyCopy } from '../../portal/ledger/compare.ts';

const ORIGIN = 'log.test/bank';
const FOLDER = originHash(c, ORIGIN);
const AT = 1_800_000_000;
const seed = (name: string) => new Uint8Array(createHash('sha256').update(name).digest());
const log = createEd25519Signer(c, ORIGIN, seed('log'));
const cosigners = new Map(
  PARTIES.map((party) => [party, createEd25519Cosigner(c, `${party}.test/mirror`, seed(party))]),
);
const POLICY = [
  `log ${formatVkey(log.key)}`,
  ...PARTIES.map((party) => `witness ${party}-ed25519 ${formatVkey(cosigners.get(party)!.key)}`),
  `group parties all ${PARTIES.map((party) => `${party}-ed25519`).join(' ')}`,
  'quorum parties',
  '',
].join('\n');

const leaves = (count: number, tag = 'entry') =>
  Array.from({ length: count }, (_, i) => leafHash(c, utf8(`${tag} ${i}`)));

interface Copy {
  readonly note: string;
  readonly leaves: readonly Uint8Array[];
}

async function copyOf(party: Party, held: readonly Uint8Array[], shown = held, signer = log): Promise<Copy> {
  const text = formatCheckpoint({
    origin: ORIGIN,
    size: shown.length,
    root: rootOfLeaves(c, shown),
    extensions: [],
  });
  const note = await signNote(text, signer);
  return { note: addSignatures(note, [await cosign(text, cosigners.get(party)!, AT)]), leaves: held };
}

const sources = PARTIES.map((party) => ({ party, url: `https://${party}.test` }));

/** Serves level 0 only: the logs here are shorter than a tile. */
function serving(copies: Partial<Record<Party, Copy>>): Get {
  return async (url) => {
    const { hostname, pathname } = new URL(url);
    const copy = copies[hostname.split('.')[0] as Party];
    if (copy === undefined) throw new Error('refused');
    if (pathname === `/${FOLDER}/checkpoint`) return utf8(copy.note);
    const width = Number(/\/tile\/0\/000\.p\/(\d+)$/.exec(pathname)?.[1]);
    if (!(width <= copy.leaves.length)) throw new Error(`no tile ${pathname}`);
    return new Uint8Array(Buffer.concat(copy.leaves.slice(0, width)));
  };
}

const states = async (copies: Partial<Record<Party, Copy>>) =>
  (await compareCopies(c, serving(copies), ORIGIN, POLICY, sources)).map(({ state }: PartyCopy) => state);

describe('portal/ledger comparison', () => {
  it('finds one log in three copies of different length', async () => {
    const copies = {
      bank: await copyOf('bank', leaves(13)),
      user: await copyOf('user', leaves(7)),
      commission: await copyOf('commission', leaves(13)),
    };
    const found = await compareCopies(c, serving(copies), ORIGIN, POLICY, sources);
    expect(found.map(({ state }) => state)).to.deep.equal(['consistent', 'consistent', 'consistent']);
    expect(found[1]).to.include({ party: 'user', size: 7, at: AT });
  });

  it('sees a fork, at the same length and at another', async () => {
    const bank = await copyOf('bank', leaves(13));
    for (const length of [13, 9]) {
      const user = await copyOf('user', leaves(length, 'other'));
      expect(await states({ bank, user })).to.deep.equal(['consistent', 'inconsistent', 'unreachable']);
    }
  });

  it('catches a node that shows one checkpoint and holds another tree', async () => {
    const bank = await copyOf('bank', leaves(13));
    const user = await copyOf('user', leaves(7, 'other'), leaves(7));
    expect(await states({ bank, user })).to.deep.equal(['consistent', 'inconsistent', 'unreachable']);
  });

  it('takes no checkpoint that the party, or the log, did not sign', async () => {
    const bank = await copyOf('bank', leaves(5));
    const lent = { note: bank.note, leaves: leaves(5) };
    const impostor = createEd25519Signer(c, ORIGIN, seed('impostor'));
    const commission = await copyOf('commission', leaves(5), leaves(5), impostor);
    expect(await states({ bank, user: lent, commission })).to.deep.equal([
      'consistent',
      'badSignature',
      'badSignature',
    ]);
  });

  it('says which cannot be reached, and goes on with the rest', async () => {
    expect(await states({})).to.deep.equal(['unreachable', 'unreachable', 'unreachable']);
    expect(await states({ user: await copyOf('user', leaves(3)) })).to.deep.equal([
      'unreachable',
      'consistent',
      'unreachable',
    ]);
  });
});
