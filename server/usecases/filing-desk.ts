/** What a filing organisation uses beside filing itself: search, export. Put together here so that the edge has one thing to ask. */
import type { Custody } from '../ports/custody.ts';
import type { ServiceDeps } from './deps.ts';
import { createSearch, type Search } from './search/create.ts';

export interface FilingDesk {
  readonly search: Search;
}

export interface FilingDeskDeps extends ServiceDeps {
  readonly custody: Custody;
}

export function createFilingDesk(deps: FilingDeskDeps): FilingDesk {
  return { search: createSearch(deps) };
}
