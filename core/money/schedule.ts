/** Instalments of a loan, and the same plan for another sum. */
import { type Decimal, rounded, smaller, sum } from './decimal.ts';
import type { MoneyRules } from './rules.ts';

export interface Instalment {
  readonly number: number;
  /** Day on which it falls due. */
  readonly due: string;
  readonly principal: Decimal;
  readonly interest: Decimal;
  readonly fee: Decimal;
}

export function scheduledPrincipal(instalments: readonly Instalment[]): Decimal {
  return sum(instalments.map(({ principal }) => principal));
}

/**
 * The plan as it would be for the sum that was really lent. Every usual plan is linear in the principal, so each part is scaled; the last instalment takes
 * what rounding leaves, so that the principal adds up. Fees are not scaled: they do not depend on the sum.
 */
export function scaleSchedule(
  instalments: readonly Instalment[],
  lent: Decimal,
  { decimals, rounding }: MoneyRules,
): Instalment[] {
  const planned = scheduledPrincipal(instalments);
  if (planned.eq(lent) || planned.eq('0')) return [...instalments];
  const part = (value: Decimal) => rounded(value.times(lent).div(planned), decimals, rounding);
  let left = lent;
  return instalments.map((one, index) => {
    const principal = index === instalments.length - 1 ? left : smaller(part(one.principal), left);
    left = left.minus(principal);
    return { ...one, principal, interest: part(one.interest) };
  });
}
