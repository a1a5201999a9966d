/** Bytes in and out of text. Everything in `core` is a `Uint8Array`; strings are never taken for bytes. */
import { CoreError } from './error.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** @throws CoreError `ENCODING` when the bytes are not well-formed UTF-8. */
export function utf8Decode(bytes: Uint8Array, label = 'text'): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new CoreError('ENCODING', `${label} is not well-formed UTF-8`, {
      facts: { length: bytes.length },
      cause,
    });
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Equality whose duration depends on the lengths only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let diff = 0;
  for (let i = 0; i < a.length; i++) diff |= a[i]! ^ b[i]!;
  return diff === 0;
}

/** Lexicographic order of unsigned bytes, shorter first. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = a[i]! - b[i]!;
    if (d !== 0) return d;
  }
  return a.length - b.length;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

export function hex(bytes: Uint8Array): string {
  let out = '';
  for (const b of bytes) out += HEX[b];
  return out;
}

/** Lower-case hexadecimal only, so that one value has one spelling. @throws CoreError `ENCODING` */
export function hexDecode(text: string, label = 'value'): Uint8Array {
  const out = new Uint8Array(text.length >> 1);
  let bad = text.length & 1;
  for (let i = 0; i < out.length; i++) {
    const byte = (hexDigit(text.charCodeAt(2 * i)) << 4) | hexDigit(text.charCodeAt(2 * i + 1));
    // A foreign character is -1, which leaves its sign in the byte.
    bad |= byte & ~0xff;
    out[i] = byte;
  }
  if (bad === 0) return out;
  throw new CoreError('ENCODING', `${label} is not lower-case hexadecimal`, {
    facts: { length: text.length },
  });
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

const B64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const B64U = `${B64.slice(0, 62)}-_`;
const reverse = (alphabet: string) => {
  const table = new Int8Array(128).fill(-1);
  for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
};
const B64_REVERSE = reverse(B64);
const B64U_REVERSE = reverse(B64U);

/** Two characters for each 12 bits: half the steps, and this is the hottest loop of filing. */
const pairs = (alphabet: string) =>
  Array.from({ length: 4096 }, (_, i) => alphabet[i >> 6]! + alphabet[i & 63]!);
const B64_PAIRS = pairs(B64);
const B64U_PAIRS = pairs(B64U);

function encode64(bytes: Uint8Array, table: readonly string[]): string {
  let out = '';
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    out += table[bits >> 12]! + table[bits & 4095]!;
  }
  const rest = bytes.length - i;
  if (rest === 1) out += table[bytes[i]! << 4]!;
  if (rest === 2) {
    const bits = (bytes[i]! << 10) | (bytes[i + 1]! << 2);
    out += table[bits >> 6]! + table[(bits & 63) << 6]![0]!;
  }
  return out;
}

/** @returns -1 for a character that is none of the alphabet's */
function sextet(text: string, i: number, table: Int8Array): number {
  const code = text.charCodeAt(i);
  return code < 128 ? table[code]! : -1;
}

function decode64(text: string, table: Int8Array, label: string): Uint8Array {
  const fail = (why: string): never => {
    throw new CoreError('ENCODING', `${label} is not canonical base64: ${why}`, {
      facts: { length: text.length },
    });
  };
  if (text.length % 4 === 1) fail('impossible length');
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  const whole = text.length - (text.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const quad =
      (sextet(text, i, table) << 18) |
      (sextet(text, i + 1, table) << 12) |
      (sextet(text, i + 2, table) << 6) |
      sextet(text, i + 3, table);
    // A foreign character is -1, which leaves its sign in the whole.
    if (quad < 0) fail('foreign character');
    out[at++] = quad >> 16;
    out[at++] = quad >> 8;
    out[at++] = quad;
  }
  let acc = 0;
  let bits = 0;
  for (let i = whole; i < text.length; i++) {
    const value = sextet(text, i, table);
    if (value < 0) fail('foreign character');
    acc = ((acc << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (acc >> bits) & 0xff;
    }
  }
  if ((acc & ((1 << bits) - 1)) !== 0) fail('non-zero padding bits');
  return out;
}

/** RFC 4648 section 4, with padding. */
export function base64(bytes: Uint8Array): string {
  const text = encode64(bytes, B64_PAIRS);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** RFC 4648 section 4, strict: padding required, padding bits zero. @throws CoreError `ENCODING` */
export function base64Decode(text: string, label = 'value'): Uint8Array {
  if (text.length % 4 !== 0) {
    throw new CoreError('ENCODING', `${label} is not canonical base64: length is not a multiple of 4`, {
      facts: { length: text.length },
    });
  }
  return decode64(text.replace(/={1,2}$/, ''), B64_REVERSE, label);
}

/** RFC 4648 section 5 without padding, as JOSE uses it. */
export function base64url(bytes: Uint8Array): string {
  return encode64(bytes, B64U_PAIRS);
}

/** RFC 4648 section 5 without padding, strict. @throws CoreError `ENCODING` */
export function base64urlDecode(text: string, label = 'value'): Uint8Array {
  return decode64(text, B64U_REVERSE, label);
}

/** Big-endian unsigned integer of `width` bytes. @throws CoreError `RANGE` */
export function uintBE(value: number | bigint, width: number): Uint8Array {
  const out = new Uint8Array(width);
  // Numbers without the detour over big integers: one is written for each item that is filed.
  const fits = Number.isSafeInteger(value) ? fill(out, value as number) : fillBig(out, BigInt(value));
  if (fits) return out;
  throw new CoreError('RANGE', `${value} does not fit in ${width} bytes`, {
    facts: { value: String(value), width },
  });
}

/** @returns whether nothing is left over; what is left of a negative value is -1 */
function fill(out: Uint8Array, value: number): boolean {
  let rest = value;
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return rest === 0;
}

function fillBig(out: Uint8Array, value: bigint): boolean {
  let rest = value;
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return rest === 0n;
}

export function readUintBE(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const b of bytes) value = (value << 8n) | BigInt(b);
  return value;
}
