/** Receipts: in each of their forms, all of a loan, as a credential, and what anybody may look up. */
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import { conform, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { optionalJson } from '../optional-json.ts';
import { presentReceiptCheck } from '../present.ts';
import { sendReceiptPage } from '../receipt-page.ts';
import type { Route } from '../route.ts';
import { ReceiptSchema } from '../schemas/receipt.ts';
import {
  CredentialInput,
  IssuerMetadataSchema,
  RECEIPT_NUMBER,
  ReceiptCheckSchema,
} from '../schemas/receipt-check.ts';
import { IdPath, LoanPath, privately, READ_PROBLEMS } from './evidence.ts';

const JSON_TYPE = 'application/json';
const HTML = 'text/html';
const PDF = 'application/pdf';
const ZIP = 'application/zip';
const TLOG_PROOF = 'text/x.tlog.proof';
const CREDENTIAL = 'application/dc+sd-jwt';

const NumberPath = z.strictObject({ number: RECEIPT_NUMBER });

const owned = {
  tag: 'evidence',
  action: 'receipt.read',
  access: { scope: 'evidence:read' },
  quota: 'caller',
} as const;
const open = { tag: 'verification', action: 'receipt.check', access: 'public', quota: 'anonymous' } as const;
const CONTENT_PROBLEMS = [...READ_PROBLEMS, 'KEY_UNAVAILABLE', 'CONTENT_CORRUPT'] as const;

export function receiptRoutes(deps: AppDeps): Route[] {
  return [
    {
      ...owned,
      method: 'get',
      path: '/v1/evidence/{id}/receipt',
      summary: 'The receipt of an item',
      parameters: { path: IdPath },
      answers: {
        200: {
          description:
            'The receipt (docs/spec/receipt.md): for machines, for people, or its C2SP tlog-proof alone, as Accept prefers.',
          content: { [JSON_TYPE]: ReceiptSchema, [PDF]: undefined, [TLOG_PROOF]: undefined },
        },
      },
      problems: [...CONTENT_PROBLEMS, 'NOT_ACCEPTABLE'],
      handlers: [receiptHandler(deps)],
    },
    {
      ...owned,
      method: 'get',
      path: '/v1/evidence/{id}/receipt.tlog-proof',
      summary: 'The C2SP tlog-proof of an item, as a file',
      parameters: { path: IdPath },
      answers: { 200: { description: 'C2SP tlog-proof.', content: { [TLOG_PROOF]: undefined } } },
      problems: READ_PROBLEMS,
      handlers: [proofHandler(deps)],
    },
    {
      ...owned,
      method: 'get',
      path: '/v1/evidence/{id}/receipt.pdf',
      summary: 'The receipt as a page to read and print, as a file',
      parameters: { path: IdPath },
      answers: {
        200: { description: 'PDF with the machine receipt inside.', content: { [PDF]: undefined } },
      },
      problems: CONTENT_PROBLEMS,
      handlers: [pdfHandler(deps)],
    },
    {
      ...owned,
      method: 'post',
      path: '/v1/evidence/{id}/credential',
      summary: 'The receipt as a credential that a wallet can hold',
      parameters: { path: IdPath },
      body: {
        description: 'To whom it is bound; may be left out.',
        content: { [JSON_TYPE]: CredentialInput },
        required: false,
      },
      answers: {
        200: {
          description: 'SD-JWT VC (docs/spec/receipt.md section 7).',
          content: { [CREDENTIAL]: undefined },
        },
      },
      problems: [...CONTENT_PROBLEMS, 'UNSUPPORTED_MEDIA_TYPE', 'JSON_INVALID', 'PAYLOAD_TOO_LARGE'],
      handlers: [rawBody(16 * 1024), credentialHandler(deps)],
    },
    {
      ...owned,
      method: 'get',
      path: '/v1/loans/{loan}/receipts',
      summary: 'All receipts of a loan in one file',
      parameters: { path: LoanPath },
      answers: { 200: { description: 'Each as PDF and JSON.', content: { [ZIP]: undefined } } },
      problems: CONTENT_PROBLEMS,
      handlers: [archiveHandler(deps)],
    },
    {
      ...open,
      method: 'get',
      path: '/r/{number}',
      summary: 'What is public of a receipt',
      parameters: { path: NumberPath },
      answers: {
        200: {
          description: 'The log entry and its state, without personal data; as a page for browsers.',
          content: { [JSON_TYPE]: ReceiptCheckSchema, [HTML]: undefined },
        },
      },
      problems: ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [checkHandler(deps)],
    },
    {
      ...open,
      method: 'get',
      path: '/.well-known/jwt-vc-issuer',
      summary: 'Who issues credentials, and with which keys',
      answers: {
        200: { description: 'JWT VC issuer metadata.', content: { [JSON_TYPE]: IssuerMetadataSchema } },
      },
      problems: [],
      handlers: [
        (_req, res) => {
          res.setHeader('Cache-Control', 'public, max-age=3600').json(deps.receipts.issuerMetadata());
        },
      ],
    },
  ];
}

const idOf = (params: unknown): string => conform(IdPath, params).id;

/** A receipt with its record is a reading of personal data; the bare proof is not. */
function receiptHandler({ access, custody, receipts, useCases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const caller = callerOf(res);
    const organisation = await access.evidence(caller, 'receipt.read', id);
    const available = [JSON_TYPE, PDF, TLOG_PROOF, 'text/plain'];
    const wanted = req.accepts(available);
    privately(res).vary('Accept');
    const read = () => custody.reads.item({ caller, action: 'receipt.read' }, id);
    if (wanted === JSON_TYPE) {
      const receipt = await useCases.receipt(organisation, id);
      await read();
      res.json(receipt);
    } else if (wanted === PDF) {
      const { bytes } = await receipts.pdf(organisation, id);
      await read();
      res.type(PDF).send(Buffer.from(bytes));
    } else if (wanted !== false) res.type(wanted).send(await useCases.tlogProof(organisation, id));
    else throw new ServiceError('NOT_ACCEPTABLE', 'a receipt has other forms', { facts: { available } });
  };
}

function proofHandler({ access, useCases }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const organisation = await access.evidence(callerOf(res), 'receipt.read', id);
    const proof = await useCases.tlogProof(organisation, id);
    privately(res).attachment(`${id}.tlog-proof`).type(TLOG_PROOF).send(proof);
  };
}

function pdfHandler({ access, custody, receipts }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const caller = callerOf(res);
    const organisation = await access.evidence(caller, 'receipt.read', id);
    const { fileName, bytes } = await receipts.pdf(organisation, id);
    await custody.reads.item({ caller, action: 'receipt.read' }, id);
    privately(res).attachment(fileName).type(PDF).send(Buffer.from(bytes));
  };
}

function credentialHandler({ access, custody, receipts }: AppDeps): RequestHandler {
  return async (req, res) => {
    const id = idOf(req.params);
    const caller = callerOf(res);
    const { proof } = optionalJson(req, CredentialInput);
    const organisation = await access.evidence(caller, 'receipt.read', id);
    const credential = await receipts.credential(organisation, id, proof);
    await custody.reads.item({ caller, action: 'receipt.read', facts: { credential: true } }, id);
    privately(res).type(CREDENTIAL).send(credential);
  };
}

function archiveHandler({ access, custody, receipts }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { loan } = conform(LoanPath, req.params);
    const caller = callerOf(res);
    const organisation = await access.loan(caller, 'receipt.read', loan);
    const { fileName, content } = await receipts.loanArchive(organisation, loan);
    await custody.reads.loan({ caller, action: 'receipt.read' }, organisation, loan);
    privately(res).attachment(fileName).type(ZIP);
    await pipeline(content, res);
  };
}

function checkHandler({ receipts }: AppDeps): RequestHandler {
  return async (req, res) => {
    const { number } = conform(NumberPath, req.params);
    const found = await receipts.lookUp(number);
    // The state grows; what is kept for long would be out of date.
    res.setHeader('Cache-Control', 'no-cache').vary('Accept');
    if (req.accepts([JSON_TYPE, HTML]) === HTML) sendReceiptPage(res, found);
    else res.json(presentReceiptCheck(found));
  };
}
