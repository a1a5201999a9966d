/** The tribunal's desk: notes, questions, rulings on items. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Note, Question } from '../../usecases/cases/tribunal.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import {
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
  return [...notes(deps), ...questions(deps), ...marks(deps)];
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
