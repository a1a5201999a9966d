/** Calendar days as `YYYY-MM-DD`, without a clock; and the day on which a time falls in the zone of the rules. */
const DAY_MS = 86_400_000;
const OFFSET = /^([+-])(\d\d):(\d\d)$/;

const ms = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** Nights between two days; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((ms(to) - ms(from)) / DAY_MS);
}

export function addDays(date: string, days: number): string {
  return day(ms(date) + days * DAY_MS);
}

/** @param time RFC 3339 @param zone offset such as `+08:00` */
export function dayOf(time: string, zone: string): string {
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000 * (sign === '-' ? -1 : 1);
  return day(Date.parse(time) + offset);
}

/** Years of five digits, which an offset can reach, are held at the last day that can be written. */
function day(time: number): string {
  const text = new Date(time).toISOString();
  return text.startsWith('+') ? '9999-12-31' : text.slice(0, 10);
}

/** The same day of a later month, or that month's last day. */
export function addMonths(date: string, months: number): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return day(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last)));
}
