/** Writes docs/spec/report.schema.json from the schema of the API. A test holds the file to it. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ReportSchema } from '../server/http/schemas/report.ts';

export const REPORT_SCHEMA: string = fileURLToPath(
  new URL('../docs/spec/report.schema.json', import.meta.url),
);

export function reportSchema(): string {
  const schema = z.toJSONSchema(ReportSchema, { target: 'draft-2020-12' });
  return `${JSON.stringify({ ...schema, title: 'TriSeal verification report' }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(REPORT_SCHEMA, reportSchema());
