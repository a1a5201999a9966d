/** Writes the tables of docs/spec/report.md from the checks and codes of `core/verify`. A test holds the file to them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Check } from '../core/verify/check.ts';
import { CHECKS } from '../core/verify/check-lists.ts';
import { CHECK_CODES, sentenceTemplate } from '../core/verify/codes.ts';
import type { ReportKind } from '../core/verify/report.ts';

const KINDS: readonly ReportKind[] = ['package', 'receipt', 'tlog-proof'];

/** Every check once: those of a package in their order, then what only others have. */
function allChecks(): readonly Check[] {
  return [...new Set(KINDS.flatMap((kind) => CHECKS[kind]))];
}

function checkTable(): string {
  const rows = allChecks().map((check) => {
    const kinds = KINDS.filter((kind) => CHECKS[kind].includes(check)).join(', ');
    const { id, group, title, spec, weighs, passed } = check;
    return `| \`${id}\` | ${group} | ${title.en} · ${title.zh} | ${passed.en} | ${spec} | ${weighs ? 'yes' : 'no'} | ${kinds} |`;
  });
  return [
    '| id | verdict | title | when it passes | obeys | weighs | in |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function codeTable(): string {
  const rows = CHECK_CODES.map((code) => {
    const { en, zh } = sentenceTemplate(code);
    return `| \`${code}\` | ${en} | ${zh} |`;
  });
  return ['| code | sentence | 中文 |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The page with its tables made anew between the markers. */
export function reportDoc(page: string): string {
  const table = (name: string, text: string, content: string) =>
    text.replace(
      new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end -->)`),
      (_, before: string, after: string) => `${before}${content}\n${after}`,
    );
  return table('codes', table('checks', page, checkTable()), codeTable());
}

export const REPORT_DOC: string = fileURLToPath(new URL('../docs/spec/report.md', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(REPORT_DOC, reportDoc(readFileSync(REPORT_DOC, 'utf8')));
}
