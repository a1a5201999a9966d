/** Builds DER, innermost first. SET OF is sorted here, so no caller can forget it. */
import { compare, concat, utf8 } from '../bytes.ts';
import { encodeOid } from './oid.ts';
import { contextTag, TAG } from './reader.ts';
import { formatGeneralizedTime } from './time.ts';

/** One value. @param tag identifier octet. @param parts concatenated to the content */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  return concat(Uint8Array.of(tag), length(content.length), content);
}

function length(n: number): Uint8Array {
  if (n < 0x80) return Uint8Array.of(n);
  const digits: number[] = [];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.of(0x80 | digits.length, ...digits);
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(TAG.sequence, ...parts);
}

/** X.690 section 11.6: in ascending order of the encodings. */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(TAG.set, ...sorted(parts));
}

export function sorted(parts: readonly Uint8Array[]): Uint8Array[] {
  return [...parts].sort(compare);
}

export function integer(value: number | bigint): Uint8Array {
  let rest = BigInt(value);
  const octets: number[] = [];
  do {
    octets.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!(rest === 0n && octets[0]! < 0x80) && !(rest === -1n && octets[0]! >= 0x80));
  return tlv(TAG.integer, Uint8Array.from(octets));
}

export function boolean(value: boolean): Uint8Array {
  return tlv(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

export const NULL = Uint8Array.of(TAG.null, 0);

/** @throws CoreError `RANGE` when `dotted` is no object identifier */
export function oid(dotted: string): Uint8Array {
  return tlv(TAG.oid, encodeOid(dotted));
}

export function octetString(octets: Uint8Array): Uint8Array {
  return tlv(TAG.octetString, octets);
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Uint8Array {
  return tlv(TAG.bitString, Uint8Array.of(0), octets);
}

/** A BIT STRING with named bits, trailing zeros left out. @param bits numbers of the bits that are set */
export function namedBits(...bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return tlv(TAG.bitString, Uint8Array.of(0));
  const octets = new Uint8Array(Math.floor(Math.max(...bits) / 8) + 1);
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return tlv(TAG.bitString, Uint8Array.of(7 - (Math.max(...bits) & 7)), octets);
}

export function utf8String(text: string): Uint8Array {
  return tlv(TAG.utf8String, utf8(text));
}

/** @param ms since the epoch, whole. @throws CoreError `RANGE` */
export function generalizedTime(ms: number): Uint8Array {
  return tlv(TAG.generalizedTime, utf8(formatGeneralizedTime(ms)));
}

/** Time as RFC 5280 section 4.1.2.5 and RFC 5652 section 11.3 want it: UTCTime until 2049, whole seconds. @throws CoreError `RANGE` */
export function time(ms: number): Uint8Array {
  const text = formatGeneralizedTime(Math.floor(ms / 1000) * 1000);
  return text >= '1950' && text < '2050'
    ? tlv(TAG.utcTime, utf8(text.slice(2)))
    : tlv(TAG.generalizedTime, utf8(text));
}

/** Context tag `n` EXPLICIT around a value. */
export function explicit(n: number, value: Uint8Array): Uint8Array {
  return tlv(contextTag(n, true), value);
}

/** Context tag `n` IMPLICIT: the identifier of a value replaced, its constructed bit kept. */
export function implicit(n: number, value: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(contextTag(n, (value[0]! & 0x20) !== 0)), value.subarray(1));
}
