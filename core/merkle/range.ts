/**
 * Arithmetic on sizes and indices of trees. They are JavaScript numbers up to 2^53 - 1; bit operators would cut them to 32 bits, hence
 * division and multiplication by two throughout.
 */
import { CoreError } from '../error.ts';

/** @throws CoreError `RANGE` unless the value is an integer of 0 .. 2^53 - 1 */
export function requireSize(value: number, label: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new CoreError('RANGE', `${label} is not an integer of 0 to 2^53 - 1: ${value}`, {
    facts: { label, value: String(value) },
  });
}

export const half = (n: number): number => Math.floor(n / 2);

export const isOdd = (n: number): boolean => n % 2 === 1;

/** The largest power of two smaller than `n` (RFC 9162 section 2.1.1), for n > 1. */
export function splitPoint(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

/** The smallest power of two that is at least `n`; 1 for n = 0. */
export function bitCeil(n: number): number {
  let k = 1;
  while (k < n) k *= 2;
  return k;
}
