/** A moment with its zone: China's time, by which the people of a case live, and UTC where the pointer or a screen reader asks. */
const CHINA_MS = 8 * 60 * 60 * 1000;

const readable = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** In UTC+8, to the second. @param at RFC 3339 */
export const chinaTime = (at: string) => readable(Date.parse(at) + CHINA_MS);

/** @param at RFC 3339 */
export function Time({ at, missing = '—' }: { readonly at: string | undefined; readonly missing?: string }) {
  if (at === undefined) return <>{missing}</>;
  const ms = Date.parse(at);
  const [day, hour] = chinaTime(at).split(' ');
  return (
    <time dateTime={at} title={`${readable(ms)} UTC`} className="figure">
      {day} <span className="figure">{hour} UTC+8</span>
    </time>
  );
}
