/** A moment with its zone: UTC, and China's time where the pointer or a screen reader asks. */
const CHINA_MS = 8 * 60 * 60 * 1000;

const readable = (iso: string) => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** @param at RFC 3339, UTC */
export function Time({ at, missing = '—' }: { readonly at: string | undefined; readonly missing?: string }) {
  if (at === undefined) return <>{missing}</>;
  const china = readable(new Date(Date.parse(at) + CHINA_MS).toISOString());
  return (
    <time dateTime={at} title={`${china} UTC+8`} className="figure">
      {readable(at)} UTC
    </time>
  );
}
