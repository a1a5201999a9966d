/** The schedule of evidence: every item of the case with its documents and the tribunal's ruling. */
import { documentType } from '../../../core/evidence/document-types.ts';
import type { Json } from '../../../core/json.ts';
import type { Caller } from '../../ports/caller.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { type Item, itemsOf, member, textOf } from './items.ts';
import { ownCase } from './own.ts';
import { leaveLine } from './steps.ts';
import type { Mark, Question } from './tribunal.ts';
import { listWork } from './work.ts';

/** One item of evidence in the schedule. */
export interface ScheduleRow {
  /** Number in the loan's stream. */
  readonly number: number;
  readonly evidence: string;
  readonly type: string;
  readonly label: { readonly zh: string; readonly en: string };
  /** The filer's number; empty when there is none or it was erased. */
  readonly reference: string;
  readonly organisation: string;
  readonly signedBy: string;
  /** RFC 3339, as the filer stated it. */
  readonly eventTime: string;
  readonly receivedAt: string;
  readonly documents: readonly { readonly name: string; readonly sha256: string }[];
  readonly erased: boolean;
  readonly mark: Mark['mark'] | 'none';
  readonly reason: string;
  readonly questions: number;
}

export async function scheduleOf(
  deps: CaseDeps,
  caller: Caller,
  id: string,
): Promise<readonly ScheduleRow[]> {
  const open = await ownCase(deps, caller, 'case.read', id);
  const rows = await rowsOfCase(deps, id, open);
  await leaveLine(deps, caller, open.record, 'case.schedule-read', { items: rows.length });
  return rows;
}

/** Without a line in the custody log: for callers that leave one of their own. */
export async function rowsOfCase(
  deps: CaseDeps,
  id: string,
  open: OpenCase,
): Promise<readonly ScheduleRow[]> {
  const marks = new Map(
    ((await listWork(deps, id, 'mark')) as unknown as readonly Mark[]).map((mark) => [mark.item, mark]),
  );
  const questions = (await listWork(deps, id, 'question')) as unknown as readonly Question[];
  const items = await itemsOf(deps, open);
  return items.map((item) => scheduleRow(item, marks.get(item.id), questions));
}

function scheduleRow(
  { id, type, claims, row }: Item,
  mark: Mark | undefined,
  questions: readonly Question[],
): ScheduleRow {
  const filing = claims?.filing;
  const documents = Array.isArray(claims?.documents) ? (claims.documents as readonly Json[]) : [];
  return {
    number: row.sequence,
    evidence: id,
    type,
    label: documentType(type)?.label ?? { zh: type, en: type },
    reference: textOf(claims?.reference),
    organisation: textOf(member(filing, 'organisation')) || row.organisation,
    signedBy: textOf(member(filing, 'signed_by')),
    eventTime: textOf(member(claims?.event, 'time')),
    receivedAt: row.receivedAt,
    documents: documents.map((document) => ({
      name: textOf(member(document, 'name')),
      sha256: textOf(member(document, 'sha256')),
    })),
    erased: claims === undefined,
    mark: mark?.mark ?? 'none',
    reason: mark?.reason ?? '',
    questions: questions.filter(({ item }) => item === id).length,
  };
}
