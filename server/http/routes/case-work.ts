/** The tribunal's desk: notes, questions, rulings on items, schedule of evidence, annex for the award. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Annex, ScheduleRow } from '../../usecases/cases/schedule.ts';
import type { Note, Question } from '../../usecases/cases/tribunal.ts';
import { conform } from '../body.ts';
import { csv } from '../csv.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import {
  AnnexSchema,
  MarkInput,
  MarkSchema,
  MarksSchema,
  NoteInput,
  NoteSchema,
  NotesSchema,
  QuestionInput,
  QuestionSchema,
  QuestionsSchema,
  ReplyInput,
  ScheduleSchema,
  WORK_ID,
} from '../schemas/case-work.ts';
import { CASE_ID } from '../schemas/cases.ts';
import {
  bodyOf,
  CASE_READ_PROBLEMS,
  CASE_WRITE_PROBLEMS,
  caseId,
  IdPath,
  JSON_TYPE,
  jsonBody,
  owned,
} from './case-parts.ts';
import { privately } from './evidence.ts';

const CSV = 'text/csv';
const QuestionPath = z.strictObject({ id: CASE_ID, question: WORK_ID });

const common = { tag: 'cases', quota: 'caller' } as const;
const read = { ...common, method: 'get', access: { scope: 'evidence:read' } } as const;
const write = { ...common, method: 'post', access: { scope: 'evidence:write' } } as const;
const one = (schema: z.ZodType, description: string) => ({ description, content: { [JSON_TYPE]: schema } });
const ACT_PROBLEMS = [
  ...CASE_WRITE_PROBLEMS,
  'CASE_TRANSITION_REFUSED',
  'SIGNER_UNAVAILABLE',
  'OVERLOADED',
  'STOPPING',
] as const;

export function caseWorkRoutes(deps: AppDeps): Route[] {
  return [...notes(deps), ...questions(deps), ...marks(deps), ...exports(deps)];
}

function notes(deps: AppDeps): Route[] {
  const { cases } = deps;
  const path = '/v1/cases/{id}/notes';
  return [
    {
      ...read,
      path,
      summary: 'Notes that the caller may read',
      action: 'case.deliberate',
      parameters: { path: IdPath },
      answers: { 200: one(NotesSchema, 'Notes.') },
      problems: CASE_READ_PROBLEMS,
      handlers: [
        async (req, res) => {
          const found = await cases.tribunal.notes(callerOf(res), caseId(req.params));
          privately(res).json({ items: found });
        },
      ],
    },
    {
      ...write,
      path,
      summary: 'Write a note',
      action: 'case.deliberate',
      parameters: { path: IdPath },
      body: { ...one(NoteInput, 'The note.'), required: true },
      answers: { 201: one(NoteSchema, 'The note.') },
      problems: CASE_WRITE_PROBLEMS,
      handlers: [
        owned(deps, 'case.deliberate'),
        ...jsonBody,
        async (req, res) => {
          const id = caseId(req.params);
          const { text, item, shared = 'own' } = bodyOf(NoteInput, req);
          const note: Pick<Note, 'text' | 'item' | 'shared'> = {
            text,
            shared,
            ...(item !== undefined && { item }),
          };
          privately(res)
            .status(201)
            .json(await cases.tribunal.addNote(callerOf(res), id, note));
        },
      ],
    },
  ];
}

function questions(deps: AppDeps): Route[] {
  const path = '/v1/cases/{id}/questions';
  return [
    {
      ...read,
      path,
      summary: 'Questions to the parties, with their answers',
      action: 'case.read',
      parameters: { path: IdPath },
      answers: { 200: one(QuestionsSchema, 'Questions.') },
      problems: CASE_READ_PROBLEMS,
      handlers: [
        async (req, res) => {
          const found = await deps.cases.tribunal.questions(callerOf(res), caseId(req.params));
          privately(res).json({ items: found });
        },
      ],
    },
    {
      ...write,
      path,
      summary: 'Ask the parties',
      action: 'case.ask',
      parameters: { path: IdPath },
      body: { ...one(QuestionInput, 'The question.'), required: true },
      answers: { 201: one(QuestionSchema, 'The question.') },
      problems: ACT_PROBLEMS,
      handlers: [owned(deps, 'case.ask'), ...jsonBody, askHandler(deps)],
    },
    {
      ...write,
      path: `${path}/{question}/replies`,
      summary: 'Answer a question',
      action: 'case.reply',
      parameters: { path: QuestionPath },
      body: { ...one(ReplyInput, 'The answer.'), required: true },
      answers: { 201: one(QuestionSchema, 'The question with its answers.') },
      problems: CASE_WRITE_PROBLEMS,
      handlers: [owned(deps, 'case.reply'), ...jsonBody, replyHandler(deps)],
    },
  ];
}

function askHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const { text, item, to, due } = bodyOf(QuestionInput, req);
    const question: Pick<Question, 'text' | 'item' | 'to' | 'due'> = {
      text,
      to,
      ...(item !== undefined && { item }),
      ...(due !== undefined && { due }),
    };
    privately(res)
      .status(201)
      .json(await cases.tribunal.ask(callerOf(res), id, question));
  };
}

function replyHandler({ cases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { id, question } = conform(QuestionPath, req.params);
    const { text, evidence } = bodyOf(ReplyInput, req);
    const reply = { text, ...(evidence !== undefined && { evidence }) };
    privately(res)
      .status(201)
      .json(await cases.tribunal.reply(callerOf(res), id, question, reply));
  };
}

function marks(deps: AppDeps): Route[] {
  const { cases } = deps;
  const path = '/v1/cases/{id}/marks';
  return [
    {
      ...read,
      path,
      summary: 'Rulings on items',
      action: 'case.read',
      parameters: { path: IdPath },
      answers: { 200: one(MarksSchema, 'Rulings that stand, one an item.') },
      problems: CASE_READ_PROBLEMS,
      handlers: [
        async (req, res) => {
          const found = await cases.tribunal.marks(callerOf(res), caseId(req.params));
          privately(res).json({ items: found });
        },
      ],
    },
    {
      ...write,
      path,
      summary: 'Admit or exclude an item, with the reason',
      action: 'case.ask',
      parameters: { path: IdPath },
      body: { ...one(MarkInput, 'The ruling; it takes the place of an earlier one.'), required: true },
      answers: { 201: one(MarkSchema, 'The ruling.') },
      problems: ACT_PROBLEMS,
      handlers: [
        owned(deps, 'case.ask'),
        ...jsonBody,
        async (req, res) => {
          const id = caseId(req.params);
          const mark = await cases.tribunal.mark(callerOf(res), id, bodyOf(MarkInput, req));
          privately(res).status(201).json(mark);
        },
      ],
    },
  ];
}

function exports(deps: AppDeps): Route[] {
  return [
    {
      ...read,
      path: '/v1/cases/{id}/schedule',
      summary: 'Schedule of evidence',
      action: 'case.read',
      parameters: { path: IdPath },
      answers: {
        200: {
          description: 'JSON, or CSV as Accept prefers.',
          content: { [JSON_TYPE]: ScheduleSchema, [CSV]: undefined },
        },
      },
      problems: [...CASE_READ_PROBLEMS, 'NOT_ACCEPTABLE'],
      handlers: [
        exportHandler(
          'schedule',
          (caller, id) => deps.cases.schedule(caller, id),
          (rows) => ({ items: rows.map(presentRow) }),
          scheduleCsv,
        ),
      ],
    },
    {
      ...read,
      path: '/v1/cases/{id}/annex',
      summary: 'Figures for the award, each with its sources',
      action: 'case.read',
      parameters: { path: IdPath },
      answers: {
        200: {
          description: 'JSON, or CSV as Accept prefers.',
          content: { [JSON_TYPE]: AnnexSchema, [CSV]: undefined },
        },
      },
      problems: [...CASE_READ_PROBLEMS, 'NOT_ACCEPTABLE'],
      handlers: [
        exportHandler('annex', (caller, id) => deps.cases.annex(caller, id), presentAnnex, annexCsv),
      ],
    },
  ];
}

function exportHandler<T>(
  name: string,
  load: (caller: ReturnType<typeof callerOf>, id: string) => Promise<T>,
  present: (value: T) => JsonObject,
  spread: (value: T) => string,
): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const available = [JSON_TYPE, CSV];
    const wanted = req.accepts(available);
    if (wanted === false) {
      throw new ServiceError('NOT_ACCEPTABLE', 'this has other forms', { facts: { available } });
    }
    const value = await load(callerOf(res), id);
    privately(res).vary('Accept');
    if (wanted === JSON_TYPE) res.json(present(value));
    else res.attachment(`${name}-${id}.csv`).type('text/csv; charset=utf-8').send(spread(value));
  };
}

function presentRow(row: ScheduleRow): JsonObject {
  const { signedBy, eventTime, receivedAt, label, documents, ...rest } = row;
  return {
    ...rest,
    label: { ...label },
    documents: documents.map((document) => ({ ...document })),
    signed_by: signedBy,
    event_time: eventTime,
    received_at: receivedAt,
  };
}

function scheduleCsv(rows: readonly ScheduleRow[]): string {
  const header = [
    '序号 number',
    '证据编号 evidence',
    '类型 type',
    '名称',
    'name',
    '提交方 filed by',
    '签名 signed by',
    '事件时间 event time',
    '接收时间 received at',
    '文件 documents',
    'SHA-256',
    '认定 ruling',
    '理由 reason',
    '提问 questions',
  ];
  return csv(
    header,
    rows.map((row) => [
      row.number,
      row.evidence,
      row.type,
      row.label.zh,
      row.label.en,
      row.organisation,
      row.signedBy,
      row.eventTime,
      row.receivedAt,
      row.documents.map(({ name }) => name).join('\n'),
      row.documents.map(({ sha256 }) => sha256).join('\n'),
      row.mark,
      row.reason,
      row.questions,
    ]),
  );
}

function presentAnnex({ cutOff, claimMatchesCalculation, formula, ...annex }: Annex): JsonObject {
  return {
    ...annex,
    lines: annex.lines.map((line) => ({ ...line })),
    cut_off: cutOff,
    ...(formula !== undefined && { formula }),
    ...(claimMatchesCalculation !== undefined && { claim_matches_calculation: claimMatchesCalculation }),
  };
}

function annexCsv({ lines, currency }: Annex): string {
  return csv(
    ['项目 item', '金额 amount', '币种 currency', '方法 method', '来源 sources'],
    lines.map(({ item, amount, method, sources }) => [item, amount, currency, method, sources.join('\n')]),
  );
}
