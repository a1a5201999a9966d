/** Whose an upload is: an organisation's, for its systems and people; a borrower's own. */
import type { Caller } from '../../ports/caller.ts';

const PERSON = 'person/';

export function holderOf({ role, id, organisation }: Pick<Caller, 'role' | 'id' | 'organisation'>): string {
  return role === 'user' ? `${PERSON}${id}` : organisation;
}

export const isPerson = (holder: string): boolean => holder.startsWith(PERSON);
