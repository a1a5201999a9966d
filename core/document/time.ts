/** Times as they are printed: UTC and UTC+8, never without their zone. */

const CHINA = 8 * 3_600_000;

/** `2026-03-15 12:00:02.000 UTC`. @param at RFC 3339 */
export function utcText(at: string): string {
  return `${plain(new Date(Date.parse(at)).toISOString())} UTC`;
}

/** The same moment, `2026-03-15 20:00:02.000 UTC+8`. */
export function chinaText(at: string): string {
  return `${plain(new Date(Date.parse(at) + CHINA).toISOString())} UTC+8`;
}

/** A whole second needs no thousandths. */
const plain = (iso: string): string =>
  iso
    .slice(0, 23)
    .replace('T', ' ')
    .replace(/\.000$/, '');
