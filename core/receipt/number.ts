/**
 * The number of a receipt (docs/spec/receipt.md section 5): the item's id in Crockford's base 32 with ten check bits, in groups of four. It follows
 * from the id alone, so it stays the same however often the receipt is asked for, and needs no list.
 */
import { hex, hexDecode, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 128 bits of id, two leading zero bits, ten check bits. */
const SYMBOLS = 28;
const CHECK_BITS = 10n;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param id UUID in lower case. @returns `01KA-HYX4-...`, seven groups. @throws CoreError `MISUSE` */
export function receiptNumber(c: Crypto, id: string): string {
  if (!UUID.test(id)) throw new CoreError('MISUSE', 'a receipt number is made of a UUID');
  const bytes = hexDecode(id.replaceAll('-', ''));
  let value = (BigInt(`0x${hex(bytes)}`) << CHECK_BITS) | checkOf(c, id);
  let out = '';
  for (let i = 0; i < SYMBOLS; i++) {
    out = ALPHABET[Number(value & 31n)] + out;
    value >>= 5n;
  }
  return out.match(/.{4}/g)!.join('-');
}

/**
 * As people type it: any case, with or without hyphens and blanks, O for 0, I and L for 1.
 * @returns the item's id. @throws CoreError `FORMAT` also when the check symbols differ
 */
export function parseReceiptNumber(c: Crypto, text: string): string {
  const symbols = text
    .slice(0, 64)
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const digits = [...symbols].map((symbol) => ALPHABET.indexOf(symbol));
  if (digits.length !== SYMBOLS || digits.some((digit) => digit < 0)) throw malformed();
  const value = digits.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
  const bits = value >> CHECK_BITS;
  if (bits >> 128n !== 0n) throw malformed();
  const digitsOfId = bits.toString(16).padStart(32, '0');
  const id = digitsOfId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (checkOf(c, id) !== (value & 1023n)) throw malformed();
  return id;
}

/** Distinguishes what it is for, so that the check of another number never fits. */
function checkOf(c: Crypto, id: string): bigint {
  const [first, second] = c.sha256(utf8(`triseal/receipt-number/v1\n${id}`));
  return BigInt(((first! << 8) | second!) >> 6);
}

function malformed(): CoreError {
  return new CoreError('FORMAT', 'this is no receipt number: a symbol is wrong, missing or too many');
}
