/** What the checks of content have in common: naming what is not there, and why. */
import type { LoanFile, LoanItem } from '../../../loan/loan-file.ts';
import type { MoneyGap } from '../../../loan/money-view.ts';
import { dependsOn, failed, notChecked } from '../../check.ts';
import type { Context } from '../../context.ts';
import type { Finding } from '../../report.ts';

/** Nothing of that type is disclosed: it was not filed, or it may be among what is withheld or does not hold. */
export function notShown(loan: LoanFile, type: string): Finding {
  if (loan.unsound.length > 0) return dependsOn('records', type);
  if (loan.hidden.length > 0)
    return notChecked('CONTENT_WITHHELD', type, { type, items: loan.hidden.map(String) });
  return notChecked('NOT_FILED', type, { type });
}

/** A field that is withheld; or that the filer left out, where the type lets it. */
export function fieldNotShown(item: LoanItem, field: string): Finding {
  const { file, name } = item;
  const withheld = field === 'documents' ? item.documentsRedacted : item.redacted;
  return notChecked(withheld ? 'FIELD_WITHHELD' : 'FIELD_NOT_GIVEN', file, { item: name, field });
}

/** The items of a type, or the one finding that says why there are none. */
export function itemsOrFinding(
  { loan }: Context,
  type: string,
): { readonly items: readonly LoanItem[] } | { readonly finding: Finding } {
  const items = loan.file().of(type);
  return items.length > 0 ? { items } : { finding: notShown(loan.file(), type) };
}

/** Why the money of a loan cannot be computed. */
export function moneyFindings({ loan }: Context): Finding[] {
  const result = loan.money();
  if ('view' in result) return [];
  return result.gaps.map((gap) => gapFinding(loan.file(), gap));
}

function gapFinding(loan: LoanFile, gap: MoneyGap): Finding {
  if (gap.kind === 'not-filed') return notShown(loan, gap.type);
  if (gap.kind === 'withheld') return fieldNotShown(gap.item, gap.field);
  return failed('CURRENCIES_DIFFER', '', { found: gap.found });
}

/** Names alike but for spaces and the two kinds of brackets, which people type differently. */
export function sameName(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '');
}

/** Compares two names where both are disclosed. */
export function nameFinding(
  item: LoanItem,
  role: string,
  expected: string | undefined,
  found: string | undefined,
): Finding[] {
  if (expected === undefined || found === undefined) return [];
  return sameName(expected, found)
    ? []
    : [failed('PARTY_DIFFERS', item.file, { item: item.name, role, expected, found })];
}
