/** `0x`-prefixed hexadecimal, the spelling of the Ethereum world, in and out of bytes. Lower case only, so that one value has one spelling. */
import { hex, hexDecode } from '../bytes.ts';
import { CoreError } from '../error.ts';

/** 32 bytes, as bytes or as `0x` and 64 lower-case hexadecimal digits. */
export type Bytes32 = Uint8Array | string;

export function toHex(bytes: Uint8Array): `0x${string}` {
  return `0x${hex(bytes)}`;
}

/** @throws CoreError `ENCODING` without the prefix or with anything but lower-case hexadecimal behind it. */
export function fromHex(text: string, label = 'value'): Uint8Array {
  if (!text.startsWith('0x')) {
    throw new CoreError('ENCODING', `${label} does not start with 0x`, { facts: { length: text.length } });
  }
  return hexDecode(text.slice(2), label);
}

/** @throws CoreError `ENCODING`, `RANGE` when the value is not exactly 32 bytes. */
export function bytes32(value: Bytes32, label: string): Uint8Array {
  const bytes = typeof value === 'string' ? fromHex(value, label) : value;
  if (bytes.length !== 32) {
    throw new CoreError('RANGE', `${label} is ${bytes.length} bytes long, expected 32`, {
      facts: { length: bytes.length },
    });
  }
  return bytes;
}
