/** The verification report as OpenAPI tells it, and as docs/spec/report.schema.json publishes it; its meaning is in docs/spec/report.md. */
import { z } from 'zod';
import { GROUPS, REPORT_VERSION } from '../../../core/verify/report.ts';

const KINDS = ['package', 'receipt', 'tlog-proof'] as const;
const TIME_SOURCES = ['claimed', 'system', 'log', 'witness', 'chain', 'tsa'] as const;
const COLUMN_KINDS = ['text', 'amount', 'date', 'time', 'state', 'items'] as const;

const text = (description: string, example: string) => z.string().meta({ description, example });
const absent = (description: string, example: string) => z.string().nullable().meta({ description, example });
const count = (description: string, example: number) => z.int().nonnegative().meta({ description, example });

const OUTCOME = z.enum(['passed', 'failed', 'not-checked']);

const TextSchema = z
  .strictObject({
    en: text('In English.', 'Nothing was changed since it was logged.'),
    zh: text('In Chinese.', '自写入日志以来未被更改。'),
  })
  .meta({ id: 'Text', description: 'A sentence for a lay reader, in both languages.' });

const EXAMPLE = { en: 'Nothing was changed since it was logged.', zh: '自写入日志以来未被更改。' };

const sentence = (description: string) => TextSchema.meta({ description, example: EXAMPLE });

const FactsSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
  .meta({
    id: 'Facts',
    description: 'What was compared, flat: `expected`, `found` and more.',
    example: { items: 38 },
  });

const VerdictSchema = z
  .strictObject({
    group: z.enum(GROUPS).meta({ description: 'What it is about.', example: 'integrity' }),
    outcome: OUTCOME.meta({ description: 'The outcome of its checks together.', example: 'passed' }),
    sentence: sentence('What it says to a lay reader.'),
  })
  .meta({ id: 'Verdict', description: 'One of the five verdicts.' });

const FINDING = {
  outcome: z.enum(['failed', 'not-checked']).meta({ description: 'How it went.', example: 'failed' }),
  code: text('Code of the closed list.', 'GAP_IN_SEQUENCE'),
  subject: text('File of the package, or part of the receipt.', 'proof/entries/0003.json'),
  facts: FactsSchema.meta({ description: 'What was compared.', example: { items: 38 } }),
  sentence: sentence('What it says to a lay reader.'),
};

const FindingSchema = z
  .strictObject(FINDING)
  .meta({ id: 'Finding', description: 'One thing that did not hold, or could not be compared.' });

const CheckSchema = z
  .strictObject({
    ...FINDING,
    id: text('Id of the check.', 'inclusion'),
    group: z.enum(GROUPS).meta({ description: 'Verdict to which it counts.', example: 'integrity' }),
    title: sentence('What it is called.'),
    outcome: OUTCOME.meta({ description: 'How it went.', example: 'passed' }),
    spec: text('Specification or article that it obeys.', 'RFC 9162 section 2.1.3.2'),
    weighs: z
      .boolean()
      .meta({ description: 'Whether not being checked leaves the verdict open.', example: true }),
    findings: z.array(FindingSchema).meta({ description: 'All findings, at most 100.', example: [] }),
    omitted: count('Findings beyond that bound.', 0),
  })
  .meta({ id: 'CheckResult', description: 'One check, with the facts that it compared.' });

const ColumnSchema = z
  .strictObject({
    id: text('Id of the column.', 'amount'),
    title: sentence('What it is called.'),
    kind: z.enum(COLUMN_KINDS).meta({ description: 'How its cells are meant.', example: 'amount' }),
  })
  .meta({ id: 'ReportColumn', description: 'A column of a table.' });

export const TableSchema = z
  .strictObject({
    id: text('Id of the table.', 'account'),
    group: z.enum(GROUPS).meta({ description: 'Verdict to which it belongs.', example: 'legal' }),
    title: sentence('What it is called.'),
    columns: z.array(ColumnSchema).meta({ description: 'The columns.', example: [] }),
    rows: z
      .array(z.array(z.union([TextSchema, z.string(), z.null()])))
      .meta({ description: 'Rows, each as long as the columns, at most 500.', example: [] }),
    omitted: count('Rows beyond that bound.', 0),
  })
  .meta({ id: 'ReportTable', description: 'What the checks laid out: account, claim, formula, check list.' });

const TimeSchema = z
  .strictObject({
    what: sentence('What happened then.'),
    at: text('UTC, RFC 3339.', '2026-03-15T08:00:00.000Z'),
    source: z.enum(TIME_SOURCES).meta({ description: 'Kind of clock.', example: 'tsa' }),
    by: text('Whose clock.', 'timestamp authority'),
    verified: z.boolean().meta({ description: 'Whether a signature over it holds.', example: true }),
  })
  .meta({ id: 'ReportTime', description: 'A time with its source.' });

const SubjectSchema = z
  .strictObject({
    origin: absent('Log.', 'triseal.local/demo-bank'),
    loan: absent('Loan.', 'XJD-2024-0000042'),
    items: z.int().nullable().meta({ description: 'Items of the container.', example: 38 }),
    size: z.int().nullable().meta({ description: 'Tree size of the checkpoint.', example: 212 }),
    sha256: absent('Hex SHA-256 of the container.', 'a'.repeat(64)),
  })
  .meta({ id: 'ReportSubject', description: 'What the report is about, as far as it could be read.' });

const VerifierSchema = z
  .strictObject({
    name: text('Program.', 'triseal'),
    version: text('Version.', '0.1.0'),
    crypto: text('Implementation of the primitives.', 'node'),
  })
  .meta({ id: 'Verifier', description: 'What drew the report.' });

export const ReportSchema = z
  .strictObject({
    version: z
      .literal(REPORT_VERSION)
      .meta({ description: 'Version of the format.', example: REPORT_VERSION }),
    kind: z.enum(KINDS).meta({ description: 'What was verified.', example: 'package' }),
    verifier: VerifierSchema.meta({
      description: 'Program and version.',
      example: { name: 'triseal', version: '0.1.0', crypto: 'node' },
    }),
    subject: SubjectSchema.meta({
      description: 'What it is about, as far as it could be read.',
      example: { origin: 'triseal.local/demo-bank', loan: null, items: 4, size: 11, sha256: null },
    }),
    establishes: z.array(z.enum(GROUPS)).meta({
      description: 'What this kind can establish at all.',
      example: ['integrity', 'origin', 'time'],
    }),
    verdicts: z.array(VerdictSchema).meta({ description: 'The verdicts, in order.', example: [] }),
    standing: sentence('What no verification says.'),
    checks: z.array(CheckSchema).meta({ description: 'Every check, once, in order.', example: [] }),
    tables: z.array(TableSchema).meta({ description: 'What the checks laid out.', example: [] }),
    times: z.array(TimeSchema).meta({ description: 'Every time, with its source.', example: [] }),
  })
  .meta({ id: 'Report', description: 'Verification report (docs/spec/report.md).' });
