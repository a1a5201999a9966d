/** Calendar days as `YYYY-MM-DD`, without clock and zone. */
const DAY_MS = 86_400_000;

const ms = (date: string) => Date.parse(`${date}T00:00:00Z`);
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

export function daysBetween(from: string, to: string): number {
  return (ms(to) - ms(from)) / DAY_MS;
}

export function addDays(date: string, days: number): string {
  return day(ms(date) + days * DAY_MS);
}

/** The same day of a later month; days above 28 are not used here. */
export function addMonths(date: string, months: number): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
  return day(Date.UTC(year, month - 1 + months, dayOfMonth));
}

/** `2024年9月10日` */
export function inChinese(date: string): string {
  const [year, month, dayOfMonth] = date.slice(0, 10).split('-').map(Number);
  return `${year}年${month}月${dayOfMonth}日`;
}

/** A time of that day in China, RFC 3339. @param clock `HH:MM` or `HH:MM:SS` */
export function at(date: string, clock: string): string {
  return `${date}T${clock.length === 5 ? `${clock}:00` : clock}+08:00`;
}

/** A later time with the same offset. */
export function plusSeconds(time: string, seconds: number): string {
  const local = Date.parse(`${time.slice(0, 19)}Z`) + seconds * 1000;
  return `${new Date(local).toISOString().slice(0, 19)}+08:00`;
}

/** `2024-09-10 10:12:30`, for papers; the zone is said once on each. */
export function clockText(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}
