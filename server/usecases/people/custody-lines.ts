/** What people do with their accounts and loans, in the custody log. */
import type { JsonObject } from '../../../core/json.ts';
import type { LoanReference } from '../access/create.ts';
import type { PeopleDeps } from './deps.ts';
import type { Person } from './types.ts';

/** A line of a person about themselves: in their organisation's chain, or in that of the loan's owner, where all who are bound to it see it. */
export async function note(
  { custody }: Pick<PeopleDeps, 'custody'>,
  { id, role, organisation }: Pick<Person, 'id' | 'role' | 'organisation'>,
  action: string,
  facts: JsonObject,
  loan?: LoanReference,
): Promise<void> {
  await custody.record({
    actor: { kind: role === 'operator' ? 'operator' : 'person', organisation, id, role },
    action,
    subject: `person/${id}`,
    organisation: loan?.organisation ?? organisation,
    person: id,
    ...(loan && { loan: loan.loanIndex }),
    facts,
  });
}
