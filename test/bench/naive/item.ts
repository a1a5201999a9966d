/** The statement that each party signs for each single item in the naive design, as lean as `core/chain` signs a confirmation. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concat, uintBE, utf8 } from '../../../core/bytes.ts';
import { signDigest } from '../../../core/chain/signature.ts';
import { addressWord, hashStruct, uintWord } from '../../../core/chain/typed-data.ts';

const DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';
const ITEM_TYPE = 'Item(bytes32 id,bytes32 digest)';

export interface Item {
  readonly id: Uint8Array;
  readonly digest: Uint8Array;
}

export function makeItem(index: number): Item {
  const id = keccak_256(concat(utf8('item'), uintBE(index, 8)));
  return { id, digest: keccak_256(id) };
}

export function itemDomain(chainId: number, contract: string): Uint8Array {
  return hashStruct(DOMAIN_TYPE, [
    keccak_256(utf8('NaiveEvidence')),
    keccak_256(utf8('1')),
    uintWord(chainId, 256),
    addressWord(contract, 'contract'),
  ]);
}

/** @returns a signature of each key, 65 bytes */
export function signItem(domain: Uint8Array, item: Item, keys: readonly Uint8Array[]): Uint8Array[] {
  const hash = hashStruct(ITEM_TYPE, [item.id, item.digest]);
  const digest = keccak_256(concat(Uint8Array.of(0x19, 1), domain, hash));
  return keys.map((key) => signDigest(key, digest));
}
