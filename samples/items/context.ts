/** What the builders of items draw on. */
import { createHash } from 'node:crypto';
import type { Actor } from '../../core/evidence/record.ts';
import type { PaperKey } from '../documents/all.ts';
import type { LoanCase } from '../loan-case.ts';
import type { SampleDocument, SampleItem } from '../sample-item.ts';
import { type SystemName, sourced } from '../sources.ts';

export interface Context {
  readonly loan: LoanCase;
  /** @throws Error for a paper that this loan does not have */
  paper(key: PaperKey): SampleDocument;
}

export function sha256({ bytes }: Pick<SampleDocument, 'bytes'>): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface Draft {
  readonly type: string;
  readonly number?: number;
  readonly filedBy: SampleItem['filedBy'];
  readonly from: SystemName;
  readonly upstream: string;
  readonly time: string;
  readonly source?: SampleItem['event']['source'];
  readonly actors: readonly Actor[];
  readonly fields: SampleItem['fields'];
  readonly documents: readonly SampleDocument[];
}

/** `REPAY-01`: how items of a loan refer to each other. */
export function reference(type: string, number = 1): string {
  return `${type}-${String(number).padStart(2, '0')}`;
}

export function item(draft: Draft): SampleItem {
  const { type, number, filedBy, from, upstream, time, source = 'system', actors, fields, documents } = draft;
  return {
    type,
    reference: reference(type, number),
    filedBy,
    event: { time, source, zone: 'Asia/Shanghai' },
    provenance: sourced(from, upstream, time),
    actors,
    fields,
    documents,
  };
}
