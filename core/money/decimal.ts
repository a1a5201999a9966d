/** Exact decimals for money and rates. A constructor of our own, so that nobody else's settings of the library reach in here. */
import { Big } from 'big.js';

const Decimals = Big();
/** Digits after the point of a quotient: far beyond what any later rounding to the cent can see. */
Decimals.DP = 40;
Decimals.RM = 1;
/** Numbers are refused: a float must not slip in. */
Decimals.strict = true;

export type Decimal = Big;

export const ZERO: Decimal = new Decimals('0');

/** @throws Error for what is no decimal; callers hand in what `formats.ts` has passed */
export function decimal(text: string): Decimal {
  return new Decimals(text);
}

/** A whole number, such as a count of days. */
export function whole(value: number): Decimal {
  return new Decimals(BigInt(value));
}

export type Rounding = 'half-up' | 'half-even' | 'down';

const MODES: Readonly<Record<Rounding, 0 | 1 | 2>> = { down: 0, 'half-up': 1, 'half-even': 2 };

/** To the smallest unit of the currency. */
export function rounded(value: Decimal, decimals: number, rounding: Rounding): Decimal {
  return value.round(decimals, MODES[rounding]);
}

export function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}

export function smaller(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}

/** `50000.00`: two decimals, more where the value has them; never an exponent. */
export function amountText(value: Decimal): string {
  const digits = value.toFixed();
  const places = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
  return value.toFixed(Math.max(2, places));
}

/** `10.8%` of `0.108`. */
export function percentText(rate: Decimal): string {
  return `${rate.times('100').toFixed()}%`;
}
