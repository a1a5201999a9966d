/** What the operator may look at beside the register: custody chains, which hold no content. */
import type { CustodyVerdict } from '../../core/custody/chain.ts';
import type { Custody } from '../ports/custody.ts';
import { type VerifyDeps, verifyStoredCustody } from './custody/heads.ts';

export interface Operation {
  readonly custody: Pick<Custody, 'list'>;
  verifyCustody(organisation: string): Promise<CustodyVerdict>;
}

export function createOperation(deps: VerifyDeps & { readonly custody: Custody }): Operation {
  return {
    custody: deps.custody,
    verifyCustody: (organisation) => verifyStoredCustody(deps, organisation),
  };
}
