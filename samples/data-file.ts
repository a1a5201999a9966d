/** The one file that a sample loan is made from: parties, terms, and what happened. Everything else is computed or written out of it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const day = z.iso.date();
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/);
const money = z.string().regex(/^\d+\.\d\d$/);
const fraction = z.string().regex(/^0\.\d+$/);
const text = z.string().min(1);
const moment = { on: day, clock };
const channel = z.enum(['email', 'sms', 'call', 'post']);

const loanData = z.strictObject({
  name: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.strictObject({ zh: text, en: text }),
  loan: text,
  lender: z.strictObject({ id: text, name: text, address: text, email: z.email() }),
  borrower: z.strictObject({
    id: text,
    name: text,
    idNumber: text,
    mobile: text,
    email: z.email(),
    address: text,
    card: text,
    cardIssuer: text,
    occupation: text,
    employer: text,
    monthlyIncome: money,
    device: text,
    ip: text,
  }),
  /** Name of the commission as the papers have it. */
  commission: text,
  terms: z.strictObject({
    principal: money,
    annualRate: fraction,
    defaultRate: fraction,
    months: z.int().min(2).max(60),
    applied: day,
    signed: day,
    starts: day,
    purpose: text,
  }),
  prompting: z.enum(['full', 'tick-box-only']),
  /** Taken off the principal before it was paid out. */
  deductions: z.array(z.strictObject({ name: text, amount: money })),
  payments: z.array(
    z.strictObject({
      ...moment,
      source: z.enum(['direct-debit', 'transfer']),
      /** Absent: the open instalment in full. */
      amount: money.optional(),
      /** The bank got it and does not file it. */
      withheld: z.literal(true).optional(),
    }),
  ),
  dunning: z.array(
    z.strictObject({
      ...moment,
      channel,
      result: z.enum(['reached', 'no-answer', 'promised', 'delivered', 'bounced']),
      promisedFor: day.optional(),
      text,
    }),
  ),
  overdueAsOf: day,
  acceleration: z.strictObject({
    ...moment,
    channel,
    result: z.enum(['delivered', 'read', 'bounced']),
    dueDate: day,
  }),
  claim: z.strictObject({ cutOff: day, filed: day, costs: money }),
  service: z.array(
    z.strictObject({
      ...moment,
      event: z.enum(['sent', 'arrived', 'opened', 'bounced']),
      reason: text.optional(),
    }),
  ),
  answer: z.strictObject({
    ...moment,
    text,
    objections: z.array(
      z.strictObject({
        item: text,
        ground: z.enum(['authenticity', 'legality', 'relevance', 'amount', 'omission']),
        text,
      }),
    ),
  }),
});

export type LoanData = z.infer<typeof loanData>;

export const SAMPLES = ['sound-loan', 'defective-loan'] as const;
export type SampleName = (typeof SAMPLES)[number];

/** The data lie beside the sources, also when this runs from `dist/`. */
function dataDirectory(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return join(dir, 'samples', 'data');
    if (dir === dirname(dir))
      throw new Error('no package.json above the samples: the installation is incomplete');
  }
}

/** @throws Error with every mistake when the file does not follow the schema */
export function parseLoanData(json: string): LoanData {
  const found = loanData.safeParse(JSON.parse(json));
  if (found.success) return found.data;
  throw new Error(`not a sample loan:\n${z.prettifyError(found.error)}`);
}

export async function readLoanData(file: string): Promise<LoanData> {
  return parseLoanData(await readFile(file, 'utf8'));
}

export function sampleFile(name: SampleName): string {
  return join(dataDirectory(), `${name}.json`);
}
