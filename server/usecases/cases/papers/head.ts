/** What stands at the head of every paper of a case. */
import type { DocumentModel, Pair, Section, Text } from '../../../../core/document/block.ts';
import { chinaText, utcText } from '../../../../core/document/time.ts';
import type { OpenCase } from '../case-document.ts';
import { both, ROLE_WORDS } from './words.ts';

export interface PaperHead {
  readonly open: OpenCase;
  /** Origin of the log. */
  readonly origin: string;
  /** RFC 3339, UTC. */
  readonly made: string;
}

export function paper(
  title: Text,
  head: PaperHead,
  pairs: readonly Pair[],
  sections: readonly Section[],
): DocumentModel {
  const { open, origin, made } = head;
  const { record, secret } = open;
  const name = record.number ?? record.id;
  const rows: Pair[] = [
    { label: both('案号', 'Case'), value: name },
    { label: both('仲裁委员会', 'Commission'), value: secret.content.commissionName },
    ...secret.content.parties.map(({ role, name: party }) => ({ label: ROLE_WORDS[role]!, value: party })),
    { label: both('借款编号', 'Loan'), value: secret.content.loan },
    ...pairs,
    { label: both('制作时间', 'Made'), value: both(chinaText(made), utcText(made)) },
  ];
  return {
    title,
    subtitle: both(`${name} · ${secret.content.loan}`, `${name} · ${secret.content.loan}`),
    mark: `${name} · ${origin}`,
    made,
    author: secret.content.commissionName,
    sections: [{ id: 'case', title: both('案件', 'Case'), blocks: [{ kind: 'pairs', rows }] }, ...sections],
  };
}
