/** CSV (RFC 4180) for spreadsheets: UTF-8 with a mark by which they know it, and nothing that they would take for a formula. */

const FORMULA = /^[=+\-@\t\r]/;
/** Amounts may begin with a minus. */
const NUMBER = /^-?\d+(\.\d+)?$/;

function cell(value: string | number | boolean): string {
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(
  header: readonly string[],
  rows: readonly (readonly (string | number | boolean)[])[],
): string {
  return `\ufeff${[header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}
