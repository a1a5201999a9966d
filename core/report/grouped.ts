/** `50000.00` to `50,000.00`. */
export function grouped(amount: string): string {
  return amount.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}
