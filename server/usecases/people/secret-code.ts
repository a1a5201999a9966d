/** Codes that a person may have to type: 130 random bits in Crockford's base 32, which has no letters that look like digits. */
import type { Random } from '../../ports/platform.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const GROUP = 5;

/** `XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX` */
export function newCode(random: Random): string {
  // 256 is a multiple of 32, so no letter is likelier than another.
  const letters = [...random.bytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]!);
  const groups = Array.from({ length: GROUP }, (_, i) =>
    letters.slice(i * GROUP, i === GROUP - 1 ? undefined : (i + 1) * GROUP).join(''),
  );
  return groups.join('-');
}

/** As it was issued, however it was typed; undefined when it cannot be a code. */
export function normalCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return letters.length === LENGTH && [...letters].every((one) => ALPHABET.includes(one))
    ? letters
    : undefined;
}
