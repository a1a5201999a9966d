/** The shape of `test/vectors/chain/statements.json`, which drives the tests of `core/chain` and of the contract. */
import type { PartyAddresses } from '../../core/chain/statements.ts';
import type { Party } from '../../core/party.ts';
import { readVectors } from './vectors.ts';

type Hex = `0x${string}`;

export interface SignedVector {
  readonly digest: Hex;
  readonly signatures: Readonly<Record<string, Hex>>;
}

export interface ChainVectors {
  readonly chainId: number;
  readonly contract: Hex;
  readonly domainSeparator: Hex;
  readonly origin: string;
  readonly originHash: Hex;
  readonly keys: Readonly<Record<Party | 'replacement', Hex>>;
  readonly parties: PartyAddresses;
  readonly log: Hex;
  readonly openLog: SignedVector;
  readonly confirmations: readonly (SignedVector & { readonly size: number; readonly root: Hex })[];
  readonly objection: SignedVector & {
    readonly size: number;
    readonly root: Hex;
    readonly evidence: Hex;
    readonly reason: number;
  };
  readonly rotation: SignedVector & {
    readonly party: Party;
    readonly replacement: Hex;
    readonly nonce: number;
  };
  /** By what is wrong with it. */
  readonly malformed: Readonly<Record<string, Hex>>;
}

export const chainVectors = (): ChainVectors => readVectors<ChainVectors>('chain/statements.json');
