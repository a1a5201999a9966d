/** Order of texts by their UTF-16 units: the same in every engine and locale, so that two verifiers draw the same report. */
export function ordinal(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
