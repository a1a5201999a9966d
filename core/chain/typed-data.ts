/**
 * The hash of EIP-712 typed data, for the few flat structures that this project signs. A structure is written as its type string and its fields as
 * 32-byte words in that order, which is all that EIP-712 makes of types without arrays and nested structures.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concat, uintBE, utf8 } from '../bytes.ts';
import { ADDRESS_LENGTH, parseAddress } from './address.ts';

/** What a signature is bound to beside its content: one contract on one chain. Replayed elsewhere it recovers to a stranger. */
export interface ChainDomain {
  readonly chainId: number;
  /** Address of the EvidenceAnchor contract, 0x-hex. */
  readonly contract: string;
}

export const DOMAIN_NAME = 'TriSeal EvidenceAnchor';
export const DOMAIN_VERSION = '1';

const DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';

/** An unsigned integer as an ABI word. @throws CoreError `RANGE` */
export function uintWord(value: number | bigint, bits: number): Uint8Array {
  return concat(new Uint8Array(32 - bits / 8), uintBE(value, bits / 8));
}

/** An address as an ABI word. @throws CoreError `ENCODING`, `RANGE` */
export function addressWord(address: string, label: string): Uint8Array {
  return concat(new Uint8Array(32 - ADDRESS_LENGTH), parseAddress(address, label));
}

/** `hashStruct` of EIP-712: keccak-256 of the type's hash and the words. */
export function hashStruct(type: string, words: readonly Uint8Array[]): Uint8Array {
  return keccak_256(concat(keccak_256(utf8(type)), ...words));
}

/** @throws CoreError `RANGE`, `ENCODING` */
export function domainSeparator(domain: ChainDomain): Uint8Array {
  return hashStruct(DOMAIN_TYPE, [
    keccak_256(utf8(DOMAIN_NAME)),
    keccak_256(utf8(DOMAIN_VERSION)),
    uintWord(domain.chainId, 256),
    addressWord(domain.contract, 'contract'),
  ]);
}

/** The digest that is signed: keccak-256 of 0x19 0x01 ‖ domain separator ‖ structure. */
export function typedDataDigest(domain: ChainDomain, type: string, words: readonly Uint8Array[]): Uint8Array {
  return keccak_256(concat(Uint8Array.of(0x19, 0x01), domainSeparator(domain), hashStruct(type, words)));
}
