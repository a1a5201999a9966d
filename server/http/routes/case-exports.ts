/** What the tribunal takes into the award: schedule of evidence and annex of amounts; read as JSON, taken along as CSV, PDF or DOCX. */
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import type { Cell } from '../../../core/verify/report.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Annex } from '../../usecases/cases/annex.ts';
import type { PaperForm, PaperKind } from '../../usecases/cases/papers/create.ts';
import type { ScheduleRow } from '../../usecases/cases/schedule.ts';
import { csv } from '../csv.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import { AnnexSchema, ScheduleSchema } from '../schemas/case-work.ts';
import { CASE_READ_PROBLEMS, caseId, IdPath, JSON_TYPE, readCase } from './case-parts.ts';
import { privately } from './evidence.ts';

const CSV = 'text/csv';
const PAPERS: Readonly<Record<string, PaperForm>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};
const FORMS = [JSON_TYPE, CSV, ...Object.keys(PAPERS)];

/** On the screen it is reading, as a file it is exporting. */
const asFile = (req: Request): boolean => req.accepts(FORMS) !== JSON_TYPE;

interface Exported<T> {
  readonly kind: PaperKind;
  readonly summary: string;
  readonly schema: z.ZodType;
  load(caller: Caller, id: string): Promise<T>;
  present(value: T): JsonObject;
  spread(value: T): string;
}

export function caseExportRoutes(deps: AppDeps): Route[] {
  const { cases } = deps;
  return [
    exportRoute(deps, {
      kind: 'schedule',
      summary: 'Schedule of evidence',
      schema: ScheduleSchema,
      load: (caller, id) => cases.schedule(caller, id),
      present: (rows) => ({ items: rows.map(presentRow) }),
      spread: scheduleCsv,
    }),
    exportRoute(deps, {
      kind: 'annex',
      summary: 'Figures for the award, each with its sources',
      schema: AnnexSchema,
      load: (caller, id) => cases.annex(caller, id),
      present: presentAnnex,
      spread: annexCsv,
    }),
  ];
}

function exportRoute<T>(deps: AppDeps, exported: Exported<T>): Route {
  const files = Object.fromEntries(FORMS.slice(1).map((type) => [type, undefined]));
  return {
    ...readCase,
    path: `/v1/cases/{id}/${exported.kind}`,
    summary: exported.summary,
    stepUp: asFile,
    parameters: { path: IdPath },
    answers: {
      200: {
        description: 'JSON to read; CSV, PDF or DOCX to take along, as Accept prefers.',
        content: { [JSON_TYPE]: exported.schema, ...files },
      },
    },
    problems: [...CASE_READ_PROBLEMS, 'NOT_ACCEPTABLE'],
    handlers: [exportHandler(deps, exported)],
  };
}

function exportHandler<T>({ cases }: AppDeps, { kind, load, present, spread }: Exported<T>): RequestHandler {
  return async (req, res) => {
    const id = caseId(req.params);
    const caller = callerOf(res);
    const wanted = req.accepts(FORMS);
    if (wanted === false) {
      throw new ServiceError('NOT_ACCEPTABLE', 'this has other forms', { facts: { available: FORMS } });
    }
    privately(res).vary('Accept');
    const form = PAPERS[wanted];
    if (form !== undefined) {
      const bytes = await cases.papers.write(caller, id, kind, form);
      res.attachment(`${kind}-${id}.${form}`).type(wanted).send(Buffer.from(bytes));
      return;
    }
    const value = await load(caller, id);
    if (wanted === JSON_TYPE) return void res.json(present(value));
    const bytes = Buffer.from(spread(value));
    await cases.papers.handedOut(caller, id, kind, 'csv', bytes);
    res.attachment(`${kind}-${id}.csv`).type('text/csv; charset=utf-8').send(bytes);
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
    tables: annex.tables as unknown as JsonObject[],
    cut_off: cutOff,
    ...(formula !== undefined && { formula }),
    ...(claimMatchesCalculation !== undefined && { claim_matches_calculation: claimMatchesCalculation }),
  };
}

function annexCsv({ lines, currency, tables }: Annex): string {
  const formula = tables.find(({ id }) => id === 'formula')?.rows ?? [];
  return csv(
    ['项目 item', '金额 amount', '币种 currency', '方法 method', '来源 sources'],
    [
      ...lines.map(({ item, amount, method, sources }) => [
        item,
        amount,
        currency,
        method,
        sources.join('\n'),
      ]),
      ...formula.map(([line]) => ['公式 formula', '', '', words(line), '']),
    ],
  );
}

const words = (cell: Cell | undefined): string =>
  typeof cell === 'object' && cell !== null ? `${cell.zh} ${cell.en}` : (cell ?? '');
