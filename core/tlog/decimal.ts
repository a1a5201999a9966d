/** Numbers as the C2SP formats write them: ASCII decimals in one spelling. */
import { CoreError } from '../error.ts';
import { requireSize } from '../merkle/range.ts';

/**
 * ASCII decimal without leading zeros. @param label names the number in messages
 * @throws CoreError `FORMAT` for another spelling, `RANGE` above 2^53 - 1
 */
export function parseDecimal(text: string, label: string): number {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) {
    throw new CoreError('FORMAT', `${label} is not a decimal number without leading zeros`, {
      facts: { found: text.slice(0, 40) },
    });
  }
  return requireSize(Number(text), label);
}
