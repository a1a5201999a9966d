/** Ethereum addresses: the last 20 bytes of keccak-256 over a public key, spelt with the checksum of EIP-55. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex, utf8 } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { fromHex } from './hex.ts';

/** `0x` and 40 hexadecimal digits in EIP-55 mixed case. */
export type Address = `0x${string}`;

export const ADDRESS_LENGTH = 20;

/** @param bytes 20 bytes @throws CoreError `RANGE` */
export function formatAddress(bytes: Uint8Array): Address {
  if (bytes.length !== ADDRESS_LENGTH) {
    throw new CoreError('RANGE', `an address is 20 bytes long, not ${bytes.length}`, {
      facts: { length: bytes.length },
    });
  }
  const digits = hex(bytes);
  const check = hex(keccak_256(utf8(digits)));
  // EIP-55: a letter is a capital where the hash of the lower-case spelling has a nibble of 8 or more.
  return `0x${digits.replace(/[a-f]/g, (c, at: number) => (check[at]! >= '8' ? c.toUpperCase() : c))}`;
}

/**
 * The bytes of an address in one of its two accepted spellings: all lower case, or with a correct EIP-55 checksum.
 *
 * @throws CoreError `ENCODING` for another spelling, `RANGE` for another length
 */
export function parseAddress(text: string, label = 'address'): Uint8Array {
  const bytes = fromHex(text.toLowerCase(), label);
  const checksummed = formatAddress(bytes);
  if (text !== checksummed && text !== checksummed.toLowerCase()) {
    throw new CoreError('ENCODING', `${label} has a wrong EIP-55 checksum`, {
      facts: { expected: checksummed, actual: text.slice(0, 64) },
    });
  }
  return bytes;
}

/** The address with its checksum. @throws CoreError as {@link parseAddress} */
export function checksumAddress(text: string, label = 'address'): Address {
  return formatAddress(parseAddress(text, label));
}

/** Whether a text is an address in its EIP-55 spelling, the only one that our files have. */
export function isAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text) && checksumIsRight(text);
}

function checksumIsRight(text: string): boolean {
  return formatAddress(fromHex(text.toLowerCase())) === text;
}

/** @param publicKey SEC 1, uncompressed: 0x04 and 64 bytes */
export function addressOfPublicKey(publicKey: Uint8Array): Address {
  return formatAddress(keccak_256(publicKey.subarray(1)).subarray(-ADDRESS_LENGTH));
}

/** @param privateKey 32 bytes @throws CoreError `RANGE` when it is no key of the curve */
export function addressOfPrivateKey(privateKey: Uint8Array): Address {
  if (!secp256k1.utils.isValidSecretKey(privateKey)) {
    throw new CoreError('RANGE', 'not a private key of secp256k1', { facts: { length: privateKey.length } });
  }
  return addressOfPublicKey(secp256k1.getPublicKey(privateKey, false));
}
