/** Each loan's stream: found by a keyed hash of the loan's number, blinded on the log by a random value that is kept encrypted. */
import type { Crypto } from '../../core/crypto.ts';
import { STREAM_BYTES, streamId } from '../../core/entry/stream.ts';
import { ServiceError } from '../errors.ts';
import type { EvidenceStore, StreamRow } from '../ports/evidence-store.ts';
import type { Random } from '../ports/platform.ts';
import type { Vault } from '../vault/vault.ts';

export interface LoanStream {
  readonly loanIndex: string;
  /** Blinded stream id, 32 bytes. */
  readonly stream: Uint8Array;
}

export interface Streams {
  /** The loan's stream, made at its first filing. */
  claim(organisation: string, loan: string): Promise<LoanStream>;
  /** @returns the blinding value that opens the stream, 32 bytes; undefined when the loan has no stream. */
  blindOf(organisation: string, loanIndex: string): Promise<Uint8Array | undefined>;
}

export interface StreamDeps {
  readonly origin: string;
  readonly crypto: Crypto;
  readonly random: Random;
  readonly store: EvidenceStore;
  readonly vault: Vault;
}

/** Streams kept at hand: a loan's items come in bursts. */
const CACHED = 10_000;

export function createStreams(deps: StreamDeps): Streams {
  const { store, origin, vault } = deps;
  const known = new Map<string, Promise<LoanStream>>();
  return {
    claim(organisation, loan) {
      // By the number itself: the keyed hash is for the disk, and costs more than all the rest here.
      const name = `${organisation}\n${loan}`;
      const cached = known.get(name);
      if (cached !== undefined) return cached;
      const found = findOrClaim(deps, organisation, loan, vault.loanIndex(organisation, loan));
      if (known.size >= CACHED) known.delete(known.keys().next().value as string);
      known.set(name, found);
      found.catch(() => known.delete(name));
      return found;
    },
    async blindOf(organisation, loanIndex) {
      const row = await store.streamOfLoan(origin, organisation, loanIndex);
      return row && openBlind(deps, row);
    },
  };
}

const PURPOSE = 'stream';

async function findOrClaim(
  deps: StreamDeps,
  organisation: string,
  loan: string,
  loanIndex: string,
): Promise<LoanStream> {
  const { store, origin, vault, random, crypto } = deps;
  const standing = await store.streamOfLoan(origin, organisation, loanIndex);
  if (standing !== undefined) return { loanIndex, stream: standing.stream };
  const key = await vault.newKey();
  const blind = random.bytes(STREAM_BYTES);
  const row: StreamRow = {
    origin,
    organisation,
    loanIndex,
    stream: streamId(crypto, blind, loan),
    sealed: vault.sealBytes(key, PURPOSE, blind),
    keyId: key.id,
  };
  const { stream } = await store.claimStream(row, key.wrapped);
  return { loanIndex, stream };
}

async function openBlind({ store, vault }: StreamDeps, row: StreamRow): Promise<Uint8Array> {
  const wrapped = await store.key(row.keyId);
  if (wrapped === undefined)
    throw new ServiceError('CONTENT_ERASED', 'the opening of this stream was erased');
  return vault.openBytes(await vault.openKey(wrapped), PURPOSE, row.sealed);
}
