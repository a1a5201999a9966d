/** Amounts: exact decimals as text, grouped, never computed with. */

/** `20710.20` CNY to `CNY 20,710.20`. */
export function money(amount: string, currency: string): string {
  const [whole = '', cents] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${cents === undefined ? grouped : `${grouped}.${cents}`}`;
}
