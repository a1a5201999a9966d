/** Writes docs/cases.md around the table of steps. A test holds the page to it. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CASE_EVENTS, GUARD_TEXTS, GUARDS, TRANSITIONS } from '../server/usecases/cases/states.ts';

const HEAD = `# Cases · 案件

A case takes a loan in default from the bank's draft to the commission's award. It holds no evidence of its own: everything that is filed to it, and every step that is taken, is an
item of the loan's stream like any other, numbered, linked, witnessed and sealed. What the service keeps beside that (parties, claim, dispute, tribunal, dates) is sealed under the case's own key.

\`\`\`
 draft ──open──▶ opened ──serve──▶ served ──answer──▶ answered ──prepare──▶ package-ready ──hear──▶ heard ──award──▶ awarded ──close──▶ closed
                    │                │ └───lapse────────▲ ▲                       │                   │                                  ▲
                    │                │                    └───────supplement──────┴───────────────────┤                                  │
                    └────────────────┴────────────────────────withdraw────────────────────────────────┴──────────────────────────────────┘
\`\`\`

## The guard at the opening

An award that was made before there was a dispute is not enforced (reply of the Supreme People's Court of 2018). So a case opens only

- after an item of arrears in the loan's stream (\`OVERDUE\`, \`ACCEL\`) whose day has passed in UTC+8,
- with a dispute that is stated, not before those arrears began and not in the future,
- on an arbitration agreement (\`ARBAG\`) that is in the same loan's stream, between a claimant and a respondent.

Whatever is lacking is answered at once, all of it: \`409 CASE_GUARD_UNMET\` with \`facts.unmet\`. \`GET /v1/cases/{id}/steps\` says the same before anything is tried.

## Steps

| step | 步骤 | from | to | who | what must hold | documents |
| --- | --- | --- | --- | --- | --- | --- |
`;

const TAIL = `
A step names the revision that it is based on (\`If-Match\` with the case's ETag). Of two at once on one revision exactly one is taken; the other is answered \`412 VERSION_CONFLICT\`, without
\`If-Match\` \`428 PRECONDITION_REQUIRED\`. A step that does not lead on from the state is \`409 CASE_TRANSITION_REFUSED\` with those that do, one of another role \`403\`.

Each step becomes an item of type \`CASE\` with case, step, states, revision, role and time, at the opening also the dispute and the agreement relied on. The step is first written to the case
and then filed under a key made of case and revision, so it is in the log once whatever dies in between; until then its \`evidence\` is absent. No later step is taken before.

## Documents of a case

\`POST /v1/cases/{id}/documents\` files an item to the loan's stream: the bank what is a bank's or a third party's act, the borrower answer and counter-evidence, the commission service events, records,
verification results, awards ([document types](spec/document-types.md)). For the borrower and the commission the service signs with the key that it holds for their side, and the record says so.
A closed case takes nothing more.

An assignment of the claim (\`POST /v1/cases/{id}/assignments\`) is an \`ASSIGN\` item that names the one before. The chain is answered with whether it is unbroken, who the creditor is, and for each link whether notice
reached the debtor (Civil Code art. 546). Only today's creditor assigns on. An assignee that is registered here sees the case and its evidence from then on.

## The tribunal's desk

| address | what it is | who sees it |
| --- | --- | --- |
| \`/v1/cases/{id}/notes\` | notes, one's own or shared with the tribunal | their author; the tribunal and the commission's office |
| \`/v1/cases/{id}/questions\`, \`…/replies\` | questions per item to claimant, respondent or both, with their answers | all parties of the case |
| \`/v1/cases/{id}/marks\` | items admitted, excluded or reserved, each with a reason; the last word stands | all parties of the case |
| \`/v1/cases/{id}/schedule\` | schedule of evidence: JSON, or CSV by \`Accept: text/csv\` | all parties of the case |
| \`/v1/cases/{id}/annex\` | figures for the award: each with method and sources, none from an excluded item; JSON or CSV | all parties of the case |

Questions and rulings are \`REC\` items of the stream. Notes are neither in the log nor in the custody lines that the parties see.

## Who sees a case

A draft: the bank that drafted it. From the opening: that bank, those to whom the claim was assigned, the commission's office, the tribunal's members, the loan's borrower, supervisors. For everybody else it does not exist (\`404\`), and
lists and numbers (\`GET /v1/cases\`, \`/v1/cases/summary\`) leave it out. Who sees the case reads the loan's evidence. Each read and each act leaves a custody line. Lists filter by \`state\`, \`loan\` and \`search\` (beginning of
case number or id, or the loan's number), sort by creation, change, deadline or amount, and page by a stable cursor.

## A thousand at once

\`POST /v1/cases/bulk\` takes NDJSON, a case a line, at most 2,000, and answers \`202\` with a job. \`GET /v1/jobs/{id}/results?follow=true\` streams a result a line in the order of the input, while the job runs or later:
the case opened, or the problem that the line would have had alone. A job that is interrupted goes on where it was; no line opens two cases.

## Packages of a case

\`POST /v1/cases/{id}/package\` (for a loan: \`POST /v1/loans/{loan}/packages\`) answers \`202\` with a job that plans the package once, writes it encrypted under a key of its own, and keeps it for 30 days. It waits until the last
item is sealed. A run that takes over an interrupted one goes on from the plan: the package is the same byte for byte. The same state asked for again (same items, revision, wish and trust data) gives the package that is
kept. \`GET /v1/packages/{id}\` hands it out whole or in ranges, \`GET /v1/packages?case=\` lists; the custody log says who had it built and who downloaded. Erasing content of the loan drops what is kept of it.

## Jobs

\`GET /v1/jobs\`, \`GET /v1/jobs/{id}\`, \`POST /v1/jobs/{id}/cancel\`: state (\`queued\`, \`running\`, \`done\`, \`failed\`, \`cancelled\`), progress, failure with its code, result, and when it is deleted. A package tells its steps (\`gathering\`, \`checking\`, \`setting\` of the report, \`signing\`) and then the bytes written of all. A job lies in the
store and is held by a lease: a process that says nothing for 15 seconds loses it to another, which goes on at the last checkpoint. [Decision 0020](decisions/0020-jobs-and-cases.md) says why.
`;

const list = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

function row(event: (typeof CASE_EVENTS)[number]): string {
  const { about, from, to, roles, guards, documents } = TRANSITIONS[event];
  const papers = documents.map((group) => group.map((type) => `\`${type}\``).join(' or ')).join('; ');
  return `| \`${event}\` ${about.en} | ${about.zh} | ${from.join(', ')} | ${to} | ${roles.join(', ')} | ${list(guards)} | ${papers} |\n`;
}

export function casesDoc(): string {
  const guards = GUARDS.map(
    (guard) => `| \`${guard}\` | ${GUARD_TEXTS[guard].en} | ${GUARD_TEXTS[guard].zh} |\n`,
  );
  return [
    HEAD,
    ...CASE_EVENTS.map(row),
    '\n| when it does not hold | | |\n| --- | --- | --- |\n',
    ...guards,
    TAIL,
  ].join('');
}

const file = fileURLToPath(new URL('../docs/cases.md', import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, casesDoc());
