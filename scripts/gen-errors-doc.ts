/** Writes docs/errors.md from the closed list and its catalogue. A test holds the file to them. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SERVICE_ERROR_CODES } from '../server/errors.ts';
import { problemType } from '../server/http/problem.ts';
import { PROBLEMS } from '../server/http/problem-catalogue.ts';

const HEAD = `# Errors · 错误码

Every answer that is not a success is a problem document (RFC 9457, \`application/problem+json\`) with a code from this closed list. Clients decide by
\`code\`; \`title\` and \`remedy\` are for people and come in English or Chinese, as \`Accept-Language\` prefers; \`detail\` says what was wrong with this
request; \`facts\` holds what was expected and what came; \`instance\` is the request's id, also in the header \`X-Request-Id\` and in the service's log.
In a batch each line has its own problem. A code is never given a new meaning and never removed.

所有非成功的应答均为 RFC 9457 问题文档（\`application/problem+json\`），其 \`code\` 取自下列封闭清单。客户端应依据 \`code\` 判断；\`title\` 与 \`remedy\`
供人阅读，按 \`Accept-Language\` 以中文或英文给出；\`detail\` 说明本次请求的问题；\`facts\` 给出期望值与实际值；\`instance\` 为请求编号，与响应头
\`X-Request-Id\` 及服务日志一致。批量提交时每行各有其问题文档。错误码的含义不会改变，也不会被删除。

\`503\` answers that carry \`Retry-After\` may be repeated unchanged after that many seconds; with the same idempotency key nothing is doubled.

\`\`\`json
{
  "type": "${problemType('DIGEST_MISMATCH')}",
  "title": "${PROBLEMS.DIGEST_MISMATCH.title.en}",
  "status": ${PROBLEMS.DIGEST_MISMATCH.status},
  "detail": "the file \\"contract.pdf\\" has another sha256 than stated",
  "instance": "urn:uuid:5f0c7e86-7c41-4a5e-9f0a-2c1b8f6f0f5a",
  "code": "DIGEST_MISMATCH",
  "facts": { "document": "contract.pdf", "property": "sha256", "stated": "9f86d0…", "found": "2c26b4…" },
  "remedy": "${PROBLEMS.DIGEST_MISMATCH.remedy.en}"
}
\`\`\`

| code | status | meaning | 含义 | what to do | 处理办法 |
| --- | --- | --- | --- | --- | --- |
`;

export function errorsDoc(): string {
  const rows = SERVICE_ERROR_CODES.map((code) => {
    const { status, title, remedy } = PROBLEMS[code];
    return `| \`${code}\` | ${status} | ${title.en} | ${title.zh} | ${remedy.en} | ${remedy.zh} |\n`;
  });
  return HEAD + rows.join('');
}

const file = fileURLToPath(new URL('../docs/errors.md', import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, errorsDoc());
