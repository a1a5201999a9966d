import type { Check } from '../check.ts';
import { notChecked } from '../check.ts';

/** What a receipt cannot show, said in its report so that nobody reads it in. */
export const oneItem: Check = {
  id: 'one-item',
  group: 'completeness',
  title: { en: 'Completeness of the loan', zh: '贷款存证的完整性' },
  spec: 'docs/spec/receipt.md section 4',
  weighs: true,
  passed: { en: 'The loan is complete.', zh: '贷款存证完整。' },
  run: () => ({ findings: [notChecked('ONE_ITEM', '')], facts: {} }),
};
