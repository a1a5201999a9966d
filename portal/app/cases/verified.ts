/** Cases that were verified here, kept while the page lives: going to the evidence and back does not fetch the package again. */
import type { VerifiedCase } from './verify-case.ts';

export const verified = new Map<string, VerifiedCase>();

export function forgetVerified(): void {
  verified.clear();
}
