/** The two times of ASN.1 in the form that DER leaves (X.690 section 11.7 and 11.8): UTC, seconds given, no trailing zero in a fraction. */
import { CoreError } from '../error.ts';

const UTC_TIME = 0x17;
const FORM = {
  utc: /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/,
  generalized: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{0,8}[1-9]))?Z$/,
};

/**
 * @param tag identifier octet of UTCTime or GeneralizedTime
 * @returns milliseconds since the epoch, digits below a millisecond cut off; undefined when the form or the calendar is wrong
 */
export function parseTime(tag: number, content: Uint8Array): number | undefined {
  const text = String.fromCharCode(...content.subarray(0, 32));
  const match = (tag === UTC_TIME ? FORM.utc : FORM.generalized).exec(text);
  if (match === null || content.length > 32) return undefined;
  const [, y, mo, d, h, mi, s, fraction = ''] = match;
  // RFC 5280 section 4.1.2.5.1: two-digit years from 50 on are of the twentieth century.
  const year = tag === UTC_TIME ? Number(y) + (Number(y) >= 50 ? 1900 : 2000) : Number(y);
  const iso = `${String(year).padStart(4, '0')}-${mo}-${d}T${h}:${mi}:${s}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const ms = Date.parse(iso);
  // A leap second and the 31st of February do not survive the round trip.
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? undefined : ms;
}

/** @param ms since the epoch. @returns text of a GeneralizedTime with as many digits below the second as needed. @throws CoreError `RANGE` */
export function formatGeneralizedTime(ms: number): string {
  const year = new Date(ms).getUTCFullYear();
  if (!Number.isInteger(ms) || !(year >= 0 && year <= 9999)) {
    throw new CoreError('RANGE', `${ms} is not a time in whole milliseconds between the years 0 and 9999`, {
      facts: { value: String(ms) },
    });
  }
  const [seconds, fraction] = new Date(ms)
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  const digits = fraction!.replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}
