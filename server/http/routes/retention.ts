/** Retention: the rules, the clock of an item, and records without what is withheld. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { RETENTION_RULES } from '../../../core/retention/rules.ts';
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentRetention } from '../present-privacy.ts';
import { redactionOf } from '../redaction.ts';
import type { Route } from '../route.ts';
import { RedactionQuery, RetentionRulesSchema, RetentionSchema } from '../schemas/privacy.ts';
import { IdPath, privately } from './evidence.ts';
import { answer, idOf, READ, read } from './privacy-common.ts';

/** RFC 9901. */
const SD_JWT = 'application/sd-jwt';
const RecordQuery = z.strictObject(RedactionQuery);

export function retentionRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: 'get',
      path: '/v1/retention/rules',
      tag: 'privacy',
      summary: 'The retention rules, with source and how sure each is',
      action: 'service.read',
      access: 'public',
      quota: 'anonymous',
      answers: { 200: answer('All sets of rules.', RetentionRulesSchema) },
      problems: [],
      handlers: [(_req, res) => void res.json({ sets: RETENTION_RULES })],
    },
    {
      ...read,
      path: '/v1/evidence/{id}/retention',
      summary: 'How long an item must be kept, by which rules, and what holds it',
      action: 'retention.read',
      parameters: { path: IdPath },
      answers: { 200: answer('Rules, clocks and holds.', RetentionSchema) },
      problems: READ,
      handlers: [retentionHandler(deps)],
    },
    {
      ...read,
      path: '/v1/evidence/{id}/record',
      summary: 'The record as signed, as an SD-JWT without what is to be withheld',
      action: 'evidence.read',
      parameters: { path: IdPath, query: RecordQuery },
      answers: {
        200: {
          description:
            'SD-JWT (RFC 9901); signature and digests hold whatever is left out (docs/spec/record.md).',
          content: { [SD_JWT]: undefined },
        },
      },
      problems: [...READ, 'CONTENT_ERASED'],
      handlers: [recordHandler(deps)],
    },
  ];
}

function retentionHandler({ access, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    await access.evidence(callerOf(res), 'retention.read', id);
    privately(res).json(presentRetention(await privacy.retention(id)));
  };
}

function recordHandler({ access, custody, privacy }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const redaction = redactionOf(conform(RecordQuery, req.query)) ?? {};
    const caller = callerOf(res);
    await access.evidence(caller, 'evidence.read', id);
    const record = await privacy.record(id, redaction);
    await custody.reads.item({ caller, action: 'record.read' }, id);
    privately(res).attachment(`${id}.sd-jwt`).type(SD_JWT).send(record);
  };
}
