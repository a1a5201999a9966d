/** `50000.00` to `50,000.00`. */
export function grouped(amount: string): string {
  return amount.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

const AMOUNTS = /(?<![\d.,-])\d{4,}\.\d{2}(?!\d|\.\d)/g;

/** Amounts within a sentence: whole numbers of four digits and more, with two decimals. */
export const groupedWithin = (text: string): string => text.replace(AMOUNTS, grouped);
