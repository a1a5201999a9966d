/**
 * The tribunal at work: notes of its own, questions to the parties, evidence admitted or excluded. Questions and marks are acts of the tribunal, so each is
 * an item of the loan's stream; notes stay with those who wrote them.
 */
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller, Role } from '../../ports/caller.ts';
import { actorOf } from '../custody/reads.ts';
import { newId } from '../drafts.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { serviceProvenance } from './events.ts';
import { fileFor, noteDocument } from './filing.ts';
import { ownCase } from './own.ts';
import { leaveLine, tell } from './steps.ts';
import { changeWork, listWork, workKey } from './work.ts';

export interface Note {
  readonly id: string;
  /** Item that it is about. */
  readonly item?: string;
  readonly text: string;
  /** `own`: its author alone reads it; `tribunal`: the tribunal and the commission's office. */
  readonly shared: 'own' | 'tribunal';
  readonly author: string;
  readonly at: string;
}

export interface Reply {
  readonly role: Role;
  readonly by: string;
  readonly text: string;
  /** Item that the party filed in answer. */
  readonly evidence?: string;
  readonly at: string;
}

export interface Question {
  readonly id: string;
  readonly item?: string;
  readonly to: 'claimant' | 'respondent' | 'both';
  readonly text: string;
  /** ISO date until which an answer is expected. */
  readonly due?: string;
  readonly by: string;
  readonly at: string;
  /** Id of the item that records it. */
  readonly evidence: string;
  readonly replies: readonly Reply[];
}

export const MARKS = ['admitted', 'excluded', 'reserved'] as const;

export interface Mark {
  readonly item: string;
  readonly mark: (typeof MARKS)[number];
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly evidence: string;
}

export interface Tribunal {
  addNote(caller: Caller, id: string, note: Pick<Note, 'text' | 'item' | 'shared'>): Promise<Note>;
  notes(caller: Caller, id: string): Promise<readonly Note[]>;
  ask(
    caller: Caller,
    id: string,
    question: Pick<Question, 'text' | 'item' | 'to' | 'due'>,
  ): Promise<Question>;
  questions(caller: Caller, id: string): Promise<readonly Question[]>;
  reply(
    caller: Caller,
    id: string,
    question: string,
    reply: Pick<Reply, 'text' | 'evidence'>,
  ): Promise<Question>;
  mark(caller: Caller, id: string, mark: Pick<Mark, 'item' | 'mark' | 'reason'>): Promise<Mark>;
  marks(caller: Caller, id: string): Promise<readonly Mark[]>;
}

export function createTribunal(deps: CaseDeps): Tribunal {
  return {
    addNote: (caller, id, note) => addNote(deps, caller, id, note),
    async notes(caller, id) {
      await ownCase(deps, caller, 'case.deliberate', id);
      const notes = (await listWork(deps, id, 'note')) as unknown as readonly Note[];
      return notes.filter(({ author, shared }) => shared === 'tribunal' || author === caller.id);
    },
    ask: (caller, id, question) => ask(deps, caller, id, question),
    async questions(caller, id) {
      const { record } = await ownCase(deps, caller, 'case.read', id);
      await leaveLine(deps, caller, record, 'case.questions-read');
      return (await listWork(deps, id, 'question')) as unknown as readonly Question[];
    },
    reply: (caller, id, question, answer) => reply(deps, caller, id, question, answer),
    mark: (caller, id, mark) => setMark(deps, caller, id, mark),
    async marks(caller, id) {
      const { record } = await ownCase(deps, caller, 'case.read', id);
      await leaveLine(deps, caller, record, 'case.marks-read');
      return (await listWork(deps, id, 'mark')) as unknown as readonly Mark[];
    },
  };
}

const now = ({ clock }: CaseDeps): string => new Date(clock.now()).toISOString();

/** @throws ServiceError `NOT_FOUND` for an item that is not of the case's loan */
async function demandItem(deps: CaseDeps, { record }: OpenCase, item: string | undefined): Promise<void> {
  if (item === undefined) return;
  const row = await deps.store.row(item);
  const ofCase = row?.organisation === record.organisation && row.loanIndex === record.loanIndex;
  if (!ofCase)
    throw new ServiceError('NOT_FOUND', 'there is no such evidence', { facts: { evidence: item } });
}

/** While the case is with a tribunal. @throws ServiceError `CASE_TRANSITION_REFUSED` */
function demandPending({ record }: OpenCase): void {
  if (record.state !== 'draft' && record.state !== 'closed') return;
  throw new ServiceError(
    'CASE_TRANSITION_REFUSED',
    `a case that is ${record.state} is not before a tribunal`,
    {
      facts: { state: record.state, allowed: [] },
    },
  );
}

async function addNote(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  note: Pick<Note, 'text' | 'item' | 'shared'>,
): Promise<Note> {
  const open = await ownCase(deps, caller, 'case.deliberate', id);
  await demandItem(deps, open, note.item);
  const whole: Note = { id: newId(deps), ...note, author: caller.id, at: now(deps) };
  await changeWork(deps, workKey(id, 'note', whole.id), () => ({ ...whole }));
  // What a tribunal deliberates is not for the parties to follow: the line goes to the commission's chain alone.
  await deps.custody.record({
    actor: actorOf(caller),
    action: 'case.note-written',
    subject: `case/${id}`,
    organisation: open.record.commission,
    facts: { note: whole.id },
  });
  return whole;
}

/** Files an act of the tribunal as a record of the case. @returns its id */
async function fileAct(
  deps: CaseDeps,
  caller: Caller,
  open: OpenCase,
  {
    kind,
    key,
    summary,
  }: { readonly kind: 'question' | 'order'; readonly key: string; readonly summary: string },
): Promise<string> {
  const at = now(deps);
  const claims: JsonObject = {
    type: 'REC',
    event: { time: at, source: 'system' },
    provenance: serviceProvenance(deps, `case/${open.record.id}/${key}`),
    actors: [{ role: 'tribunal', id: caller.id }],
    fields: { kind, held_at: at, summary },
  };
  const filed = await fileFor(deps, caller, open, claims, key);
  await noteDocument(deps, caller, open.record.id, filed);
  return filed.id;
}

async function ask(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  question: Pick<Question, 'text' | 'item' | 'to' | 'due'>,
): Promise<Question> {
  const open = await ownCase(deps, caller, 'case.ask', id);
  demandPending(open);
  await demandItem(deps, open, question.item);
  const name = newId(deps);
  const subject = question.item === undefined ? '' : ` [${question.item}]`;
  const summary = `→ ${question.to}${subject}: ${question.text}`;
  const evidence = await fileAct(deps, caller, open, { kind: 'question', key: `question/${name}`, summary });
  const whole: Question = { id: name, ...question, by: caller.id, at: now(deps), evidence, replies: [] };
  await changeWork(deps, workKey(id, 'question', name), () => whole as unknown as JsonObject);
  await tell(deps, caller, open.record, 'case.question-asked', { question: name });
  return whole;
}

const ADDRESSED: Readonly<Record<'bank' | 'user', Question['to']>> = {
  bank: 'claimant',
  user: 'respondent',
};

async function reply(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  name: string,
  answer: Pick<Reply, 'text' | 'evidence'>,
): Promise<Question> {
  const open = await ownCase(deps, caller, 'case.reply', id);
  await demandItem(deps, open, answer.evidence);
  const given: Reply = { ...answer, role: caller.role, by: caller.id, at: now(deps) };
  const changed = await changeWork(deps, workKey(id, 'question', name), (standing) => {
    const addressed = standing?.to === 'both' || standing?.to === ADDRESSED[caller.role as 'bank' | 'user'];
    // What the other party is asked is no secret, but it is not this party's to answer.
    if (standing === undefined || !addressed) {
      throw new ServiceError('NOT_FOUND', 'there is no such question to this party', {
        facts: { question: name },
      });
    }
    return { ...standing, replies: [...(standing.replies as Json[]), given as unknown as JsonObject] };
  });
  await tell(deps, caller, open.record, 'case.question-answered', { question: name });
  return changed as unknown as Question;
}

async function setMark(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  { item, mark, reason }: Pick<Mark, 'item' | 'mark' | 'reason'>,
): Promise<Mark> {
  const open = await ownCase(deps, caller, 'case.ask', id);
  demandPending(open);
  await demandItem(deps, open, item);
  const key = `mark/${newId(deps)}`;
  const evidence = await fileAct(deps, caller, open, {
    kind: 'order',
    key,
    summary: `[${item}] ${mark}: ${reason}`,
  });
  const whole: Mark = { item, mark, reason, by: caller.id, at: now(deps), evidence };
  await changeWork(deps, workKey(id, 'mark', item), () => ({ ...whole }));
  await tell(deps, caller, open.record, 'case.evidence-marked', { item, mark });
  return whole;
}
