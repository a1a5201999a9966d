/** Search and export, put together. */
import type { Caller } from '../../ports/caller.ts';
import { type ExportDeps, type ExportedItem, exportEvidence } from './export.ts';
import { type EvidenceFilter, type FoundPage, findEvidence } from './find.ts';

export interface Search {
  /** @param after `next` of the page before */
  find(filter: EvidenceFilter, after: number | undefined, limit: number): Promise<FoundPage>;
  /** By index. @param records whether with the records */
  export(caller: Caller, filter: EvidenceFilter, records: boolean): AsyncIterable<ExportedItem>;
}

export function createSearch(deps: ExportDeps): Search {
  return {
    find: (filter, after, limit) => findEvidence(deps, filter, after, limit),
    export: (caller, filter, records) => exportEvidence(deps, caller, filter, records),
  };
}
