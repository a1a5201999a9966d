/** What the tribunal takes into the award: schedule of evidence and figures, as JSON or as CSV for spreadsheets. */
import type { RequestHandler } from 'express';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Annex, ScheduleRow } from '../../usecases/cases/schedule.ts';
import { csv } from '../csv.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import { AnnexSchema, ScheduleSchema } from '../schemas/case-work.ts';
import { CASE_READ_PROBLEMS, caseId, IdPath, JSON_TYPE, readCase } from './case-parts.ts';
import { privately } from './evidence.ts';

const CSV = 'text/csv';

export function caseExportRoutes(deps: AppDeps): Route[] {
  return [
    {
      ...readCase,
      path: '/v1/cases/{id}/schedule',
      summary: 'Schedule of evidence',
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
      ...readCase,
      path: '/v1/cases/{id}/annex',
      summary: 'Figures for the award, each with its sources',
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
