/** Copies of a log as three parties' nodes would serve them, sound or forked, for whoever compares them. */
import { createHash } from 'node:crypto';
import { utf8 } from '../../core/bytes.ts';
import { portableCrypto as c } from '../../core/crypto-portable.ts';
import { leafHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import { addSignatures } from '../../core/note/note.ts';
import { createEd25519Cosigner, createEd25519Signer, signNote } from '../../core/note/sign.ts';
import { formatVkey } from '../../core/note/vkey.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatCheckpoint, originHash } from '../../core/tlog/checkpoint.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import type { Get } from '../../portal/ledger/compare.ts';

export const ORIGIN = 'log.test/bank';
const FOLDER = originHash(c, ORIGIN);
export const AT = 1_800_000_000;
export const seed = (name: string) => new Uint8Array(createHash('sha256').update(name).digest());
const log = createEd25519Signer(c, ORIGIN, seed('log'));
const cosigners = new Map(
  PARTIES.map((party) => [party, createEd25519Cosigner(c, `${party}.test/mirror`, seed(party))]),
);
export const POLICY = [
  `log ${formatVkey(log.key)}`,
  ...PARTIES.map((party) => `witness ${party}-ed25519 ${formatVkey(cosigners.get(party)!.key)}`),
  `group parties all ${PARTIES.map((party) => `${party}-ed25519`).join(' ')}`,
  'quorum parties',
  '',
].join('\n');

export const leaves = (count: number, tag = 'entry') =>
  Array.from({ length: count }, (_, i) => leafHash(c, utf8(`${tag} ${i}`)));

export interface Copy {
  readonly note: string;
  readonly leaves: readonly Uint8Array[];
}

export async function copyOf(
  party: Party,
  held: readonly Uint8Array[],
  shown = held,
  signer = log,
): Promise<Copy> {
  const text = formatCheckpoint({
    origin: ORIGIN,
    size: shown.length,
    root: rootOfLeaves(c, shown),
    extensions: [],
  });
  const note = await signNote(text, signer);
  return { note: addSignatures(note, [await cosign(text, cosigners.get(party)!, AT)]), leaves: held };
}

export const sources = PARTIES.map((party) => ({ party, url: `https://${party}.test` }));

/** Serves level 0 only: the logs here are shorter than a tile. */
export function serving(copies: Partial<Record<Party, Copy>>): Get {
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
