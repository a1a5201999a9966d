/** The service about itself: health, metrics, the API's description, the landing page, and the time-stamping authority. */
import type { RequestHandler } from 'express';
import { ServiceError } from '../../errors.ts';
import { type ApiDocument, apiPage } from '../api-page.ts';
import { bytesOf, consumes, rawBody } from '../body.ts';
import type { AppDeps, Component } from '../deps.ts';
import { landingHandler } from '../landing.ts';
import type { Route } from '../route.ts';
import { HealthSchema, ReadySchema } from '../schemas/service.ts';
import { sendPage } from '../static-page.ts';

const JSON_TYPE = 'application/json';
const TSQ = 'application/timestamp-query';
const TSR = 'application/timestamp-reply';

/** @param description the OpenAPI document, which is made from all routes and so comes late */
export function serviceRoutes(deps: AppDeps, description: () => object): Route[] {
  const open = {
    method: 'get',
    tag: 'service',
    action: 'service.read',
    access: 'public',
    quota: 'none',
    problems: [],
  } as const;
  const routes: Route[] = [
    {
      ...open,
      path: '/',
      summary: 'What this is, in English and Chinese',
      answers: { 200: { description: 'A page.', content: { 'text/html': undefined } } },
      handlers: [landingHandler(deps)],
    },
    {
      ...open,
      path: '/healthz',
      summary: 'Whether the process answers',
      answers: { 200: { description: 'It does.', content: { [JSON_TYPE]: HealthSchema } } },
      handlers: [(_req, res) => void res.setHeader('Cache-Control', 'no-store').json({ status: 'ok' })],
    },
    {
      ...open,
      path: '/readyz',
      summary: 'Whether filings are taken, and what works',
      answers: {
        200: { description: 'Ready.', content: { [JSON_TYPE]: ReadySchema } },
        503: { description: 'Not ready.', content: { [JSON_TYPE]: ReadySchema } },
      },
      handlers: [readyHandler(deps)],
    },
    {
      ...open,
      path: '/metrics',
      summary: 'Prometheus metrics; without a token from this machine alone',
      action: 'metrics.read',
      access: { local: 'metrics:read' },
      answers: { 200: { description: 'Prometheus text.', content: { 'text/plain': undefined } } },
      handlers: [metricsHandler(deps)],
    },
    {
      ...open,
      path: '/openapi.json',
      summary: 'This description',
      answers: { 200: { description: 'OpenAPI 3.1.', content: { [JSON_TYPE]: undefined } } },
      handlers: [
        (_req, res) => void res.setHeader('Cache-Control', 'public, max-age=300').json(description()),
      ],
    },
    {
      ...open,
      path: '/docs',
      summary: 'This description as a page',
      answers: { 200: { description: 'A page.', content: { 'text/html': undefined } } },
      handlers: [docsHandler(description)],
    },
  ];
  return deps.answerTimestampQuery === undefined ? routes : [...routes, tsaRoute(deps.answerTimestampQuery)];
}

function docsHandler(description: () => object): RequestHandler {
  let page: string | undefined;
  return (_req, res) => {
    page ??= apiPage(description() as ApiDocument);
    res.setHeader('Cache-Control', 'public, max-age=300');
    sendPage(res, 'TriSeal API', page);
  };
}

function tsaRoute(answer: (query: Uint8Array) => Promise<Uint8Array>): Route {
  const handler: RequestHandler = async (req, res) => {
    const query = bytesOf(req);
    if (query.length === 0)
      throw new ServiceError('TSA_REJECTED', 'there is no time-stamp request in the body');
    const reply = await answer(query);
    res.setHeader('Cache-Control', 'no-store');
    res.type(TSR).send(Buffer.from(reply));
  };
  return {
    method: 'post',
    path: '/tsa',
    tag: 'service',
    summary: "RFC 3161 time-stamps with the commission's certificate",
    action: 'time.stamp',
    access: 'public',
    quota: 'anonymous',
    body: { description: 'DER TimeStampReq.', content: { [TSQ]: undefined }, required: true },
    answers: {
      200: { description: 'DER TimeStampResp; a refusal is inside it.', content: { [TSR]: undefined } },
    },
    problems: ['UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE', 'TSA_REJECTED'],
    handlers: [consumes(TSQ), rawBody(64 * 1024), handler],
  };
}

function readyHandler({ components, log }: AppDeps): RequestHandler {
  return async (_req, res) => {
    const list = await components();
    const ready = list.every(({ ok, needed }) => ok || !needed);
    res.status(ready ? 200 : 503).setHeader('Cache-Control', 'no-store');
    res.json({ ready, origin: log.reader.origin, components: list.map(presentComponent) });
  };
}

function presentComponent({ name, ok, needed, detail }: Component): Component {
  return { name, ok, needed, ...(detail !== undefined && { detail }) };
}

function metricsHandler({ metrics }: AppDeps): RequestHandler {
  return async (_req, res) => {
    const text = await metrics.registry.metrics();
    res.setHeader('Cache-Control', 'no-store').type(metrics.registry.contentType).send(text);
  };
}
