/** The signed verification report of a loan. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import { conform, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { optionalJson } from '../optional-json.ts';
import type { Route } from '../route.ts';
import { LOAN } from '../schemas/common.ts';
import { ReportSchema } from '../schemas/report.ts';
import { ReportInput } from '../schemas/report-input.ts';
import { privately } from './evidence.ts';

const JSON_TYPE = 'application/json';
const PDF = 'application/pdf';

const LoanPath = z.strictObject({ loan: LOAN });

export function reportRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'post',
      path: '/v1/loans/{loan}/report',
      tag: 'evidence',
      summary: "A loan's verification report, signed, to be read by a tribunal",
      action: 'package.build',
      access: { scope: 'package:read' },
      stepUp: true,
      quota: 'caller',
      parameters: { path: LoanPath },
      body: {
        description: 'What it should be about; may be left out.',
        content: { [JSON_TYPE]: ReportInput },
        required: false,
      },
      answers: {
        200: {
          description: 'The report as a PDF (PAdES-BASELINE-T), or for machines, as Accept prefers.',
          content: { [PDF]: undefined, [JSON_TYPE]: ReportSchema },
        },
      },
      problems: [
        'UNSUPPORTED_MEDIA_TYPE',
        'NOT_ACCEPTABLE',
        'JSON_INVALID',
        'REQUEST_INVALID',
        'NOT_FOUND',
        'NOT_SEALED_YET',
        'PARTY_UNAVAILABLE',
        'TSA_UNAVAILABLE',
      ],
      handlers: [rawBody(64 * 1024), reportHandler(deps)],
    },
  ];
}

function reportHandler({ access, custody, reports }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { loan } = conform(LoanPath, req.params);
    const { stage = 'sealed', withhold = [] } = optionalJson(req, ReportInput);
    const available = [PDF, JSON_TYPE];
    const wanted = req.accepts(available);
    if (wanted === false)
      throw new ServiceError('NOT_ACCEPTABLE', 'a report has other forms', { facts: { available } });
    const caller = callerOf(res);
    const organisation = await access.loan(caller, 'package.build', loan);
    const { fileName, pdf, json } = await reports.loan({
      organisation,
      loan,
      stage,
      withhold,
      documents: true,
    });
    await custody.reads.loan({ caller, action: 'report.read' }, organisation, loan);
    privately(res).vary('Accept');
    if (wanted === PDF) res.attachment(fileName).type(PDF).send(Buffer.from(pdf));
    else res.type(JSON_TYPE).send(Buffer.from(json));
  };
}
