import type { Check } from '../check.ts';
import { notChecked } from '../check.ts';

/** The place of the legal check list; nothing is assessed in this version, and the report says so. */
export const legalList: Check = {
  id: 'legal-list',
  group: 'legal',
  title: { en: 'Legal check list', zh: '法律核对清单' },
  spec: 'docs/spec/report.md section 5',
  weighs: true,
  passed: { en: 'The legal check list holds no open point.', zh: '法律核对清单无未决事项。' },
  run: () => ({ findings: [notChecked('LEGAL_NOT_ASSESSED', '')], facts: {} }),
};
