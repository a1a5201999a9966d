/** Amounts and file names. Amounts are exact decimals as text: they are grouped, never computed with. */

/** `20710.20` CNY to `CNY 20,710.20`. */
export function money(amount: string, currency: string): string {
  const [whole = '', cents] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${cents === undefined ? grouped : `${grouped}.${cents}`}`;
}

export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
