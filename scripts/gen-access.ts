/** Writes docs/access.md from the access matrix. A test holds the page to it. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROLES } from '../server/ports/caller.ts';
import { ACTIONS, type Action, MATRIX, type Reach, reachOf } from '../server/usecases/access/matrix.ts';

const HEAD = `# Access · 权限

Who may do what is decided in one place (\`server/usecases/access/\`) by three things: the caller's role, the action, and whom the thing belongs to. Each route names its action; a test
walks every route, role and owner. A system's token reaches as far as its role *and* its scopes; a person's session as far as their role.

**own**: what belongs to the caller. Everything else does not exist for them: the answer is \`404\`, the same as for an id that was never given, and lists and counts leave it out.
**any**: whoever it belongs to. **–**: never; the answer is \`403\` whatever is asked for, so that it says nothing about what exists.

权限由角色、操作与归属三者在同一处判定。“own”表示仅限本人（本机构）的数据，其余一律答复 \`404\`，与不存在的编号无异；“any”表示不限归属；“–”表示该角色不得进行此操作，答复 \`403\`。

| role 角色 | who | owns |
| --- | --- | --- |
| bank 机构 | a filing organisation: bank, guarantor, assignee; its systems and its people | what the organisation filed, and the cases it is a party of |
| user 用户 | a borrower | the loans they were bound to by an invitation, and their cases |
| arbitrator 仲裁员 | a member of a tribunal | the cases they were appointed to, with the evidence of their loans |
| secretary 秘书 | the commission's office | the commission's cases, with the evidence of their loans |
| supervisor 监管 | reads, changes nothing | everything, to read |
| operator 运维 | runs the service | organisations, keys and quotas; no content |

| action | | 操作 | ${ROLES.join(' | ')} |
| --- | --- | --- | ${ROLES.map(() => '---').join(' | ')} |
`;

const CELL: Readonly<Record<Reach, string>> = { never: '–', own: 'own', any: 'any' };

function cells(action: Action): string[] {
  if (MATRIX[action].open) return ROLES.map(() => 'everyone');
  return ROLES.map((role) => CELL[reachOf(action, role)]);
}

export function accessDoc(): string {
  const rows = ACTIONS.map((action) => {
    const { en, zh } = MATRIX[action].about;
    return `| \`${action}\` | ${en} | ${zh} | ${cells(action).join(' | ')} |\n`;
  });
  return HEAD + rows.join('');
}

const file = fileURLToPath(new URL('../docs/access.md', import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, accessDoc());
