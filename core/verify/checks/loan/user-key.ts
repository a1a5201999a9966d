import { COUNTERSIGN, countersignatureFaults } from '../../../evidence/countersignature.ts';
import { text } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Context } from '../../context.ts';
import { openedValue } from '../../opened.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, notShown } from './common.ts';

/** Items whose countersignature is a signature under the contract, not a mere acknowledgement. */
const CONTRACTUAL = new Set(['CONTRACT', 'SIGN', 'ARBAG']);

/** The borrower signed the contract with a key of their own. A click that the platform vouches for is called that, and nothing more. */
export const userKey: Check = {
  id: 'user-key',
  group: 'legal',
  title: { en: "Signed with the borrower's own key", zh: '借款人自持密钥签署' },
  spec: 'E-Signature Law article 13; W3C Web Authentication section 7.2; docs/spec/countersignature.md',
  // No law asks for it; it decides how much the other links have to bear.
  weighs: false,
  passed: {
    en: "The borrower's device signed {items} ({countersignatures, plural, =1 {one valid countersignature} other {# valid countersignatures}}, with user verification). That the key is the borrower's is the word of the service that enrolled it.",
    zh: '借款人设备已签署 {items}（有效会签 {countersignatures} 份，经用户验证）。该密钥属于借款人，系登记该密钥的服务所述。',
  },
  async run(context) {
    const loan = context.loan.file();
    const all = loan.of(COUNTERSIGN);
    const findings: Finding[] = [];
    const signed: string[] = [];
    for (const item of all) {
      const target = loan.items.find(({ sequence }) => sequence === item.record.annotates?.sequence);
      const own = await countersignatureFindings(context, item);
      findings.push(...own);
      if (
        own.length === 0 &&
        target !== undefined &&
        CONTRACTUAL.has(target.type) &&
        text(item, 'meaning') === 'agreed'
      ) {
        signed.push(target.name);
      }
    }
    const facts = { items: signed, countersignatures: all.length - findings.length };
    if (signed.length > 0 || findings.length > 0) return { findings, facts };
    return { findings: [unsigned(context)], facts: { ...facts, level: 'platform-attested' } };
  },
};

/** No signature by a key of the borrower's: the act is what the platform says it was. */
function unsigned({ loan }: Context): Finding {
  const file = loan.file();
  const [sign] = file.of('SIGN');
  if (sign === undefined) return notShown(file, 'SIGN');
  if (file.hidden.length + file.unsound.length > 0) return notShown(file, COUNTERSIGN);
  return notChecked('PLATFORM_ATTESTED', sign.file, { item: sign.name, level: 'platform-attested' });
}

async function countersignatureFindings(context: Context, item: LoanItem): Promise<Finding[]> {
  if (item.redacted) return [fieldNotShown(item, 'signature')];
  const link = item.record.annotates;
  const target = context.items.find(({ sequence }) => sequence === link?.sequence);
  const statement = target && openedValue(target.entry)?.statement;
  const log = openedValue(context.checkpoint)?.checkpoint.origin;
  if (statement === undefined || log === undefined)
    return [notChecked('DEPENDS_ON', item.file, { check: 'entries' })];
  const faults = await countersignatureFaults(context.c, item.fields, { log, statement });
  return faults.length === 0
    ? []
    : [failed('COUNTERSIGNATURE_INVALID', item.file, { item: item.name, rule: faults.join(', ') })];
}
