/** One check for each guard. A check says whether it holds; what it means is in `states.ts`. */
import type { JsonObject } from '../../../core/json.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import type { Guard, Transition } from './states.ts';
import { fieldsOf, someItem } from './stream.ts';

export interface GuardContext {
  readonly deps: CaseDeps;
  readonly open: OpenCase;
  readonly rows: readonly EvidenceRow[];
  readonly reason: string | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** The same for all checks of one step, looked up once. */
interface CheckContext extends GuardContext {
  readonly arrears: () => Promise<string | undefined>;
}

type Check = (context: CheckContext) => Promise<boolean>;

/** Banks of this service keep days by China Standard Time, which has no summer time. */
const ZONE_MS = 8 * 3_600_000;

/** ISO date of a moment in UTC+8. */
export function dayOf(ms: number): string {
  return new Date(ms + ZONE_MS).toISOString().slice(0, 10);
}

/** First moment of an ISO day in UTC+8. */
const beginOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** The day from which an item of arrears says that payment was due. */
function dueDay(type: string, fields: JsonObject): string | undefined {
  const day = type === 'OVERDUE' ? fields.overdue_since : fields.due_date;
  return typeof day === 'string' ? day : undefined;
}

/** The earliest day of arrears that has come; undefined when there is none. */
async function arrearsSince({ deps, rows, now }: GuardContext): Promise<string | undefined> {
  const days: string[] = [];
  for (const row of rows) {
    if (row.type !== 'OVERDUE' && row.type !== 'ACCEL') continue;
    const day = dueDay(row.type, await fieldsOf(deps, row));
    if (day !== undefined && day < dayOf(now)) days.push(day);
  }
  return days.sort()[0];
}

const SERVED: readonly unknown[] = ['arrived', 'opened', 'certificate'];
const DECIDED_HOW: readonly unknown[] = ['hearing', 'order'];

const CHECKS: Readonly<Record<Guard, Check>> = {
  'overdue-event': async ({ arrears }) => (await arrears()) !== undefined,
  'dispute-stated': async (context) => {
    const { dispute } = context.open.secret.content;
    if (dispute === undefined || dispute.statement.trim() === '') return false;
    const stated = Date.parse(dispute.statedAt);
    const since = await context.arrears();
    return stated <= context.now && (since === undefined || stated >= beginOf(since));
  },
  agreement: async ({ open, rows }) => {
    const { agreement } = open.secret.content;
    return rows.some(({ id, type }) => type === 'ARBAG' && id === agreement);
  },
  parties: async ({ open }) => {
    const roles = open.secret.content.parties.map(({ role }) => role);
    return roles.includes('claimant') && roles.includes('respondent');
  },
  'service-shown': ({ deps, rows }) => someItem(deps, rows, ['SERVE'], ({ event }) => SERVED.includes(event)),
  'answer-time-over': async ({ open, now }) => {
    const { answer } = open.record.deadlines;
    return answer !== undefined && answer < dayOf(now);
  },
  'package-built': ({ deps, open }) => deps.packageBuilt(open.record),
  'tribunal-formed': async ({ open }) => open.record.tribunal.length > 0,
  'hearing-recorded': ({ deps, rows }) =>
    someItem(deps, rows, ['REC'], ({ kind }) => DECIDED_HOW.includes(kind)),
  'reason-given': async ({ reason }) => reason !== undefined && reason.trim() !== '',
};

export interface Unmet {
  readonly unmet: readonly Guard[];
  readonly missing: readonly (readonly string[])[];
}

/** Everything that a step lacks, not the first thing alone. */
export async function unmetOf(
  context: GuardContext,
  { guards, documents }: Pick<Transition, 'guards' | 'documents'>,
): Promise<Unmet> {
  const there = new Set(context.rows.map(({ type }) => type));
  const missing = documents.filter((group) => !group.some((type) => there.has(type)));
  let found: Promise<string | undefined> | undefined;
  const arrears = () => {
    found ??= arrearsSince(context);
    return found;
  };
  const unmet: Guard[] = [];
  for (const guard of guards) if (!(await CHECKS[guard]({ ...context, arrears }))) unmet.push(guard);
  return { unmet, missing };
}
