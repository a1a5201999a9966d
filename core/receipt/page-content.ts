/** What was filed, by whom, how far it has come. */
import { hex } from '../bytes.ts';
import type { Block, Pair, Text, Words } from '../document/block.ts';
import { documentType } from '../evidence/document-types.ts';
import type { EvidenceRecord } from '../evidence/record.ts';
import { both } from '../report/words.ts';
import type { PageFacts } from './page-facts.ts';
import type { Receipt, ReceiptStage } from './receipt.ts';

/** Documents printed with their digests; the machine receipt has all. */
const SHOWN = 6;

const STAGES: Record<ReceiptStage, { readonly word: Text; readonly note: Text }> = {
  logged: {
    word: both('已记入日志', 'logged'),
    note: both(
      '日志已签名收录，三方见证尚在进行；稍后可凭同一编号换领更完整的凭证，本凭证仍然有效。',
      'The log has signed it; the three parties have yet to witness it. Ask again for a stronger receipt under the same number; this one stays valid.',
    ),
  },
  witnessed: {
    word: both('已见证', 'witnessed'),
    note: both(
      '见证方已共同签名，链上封存尚在进行；稍后可凭同一编号换领更完整的凭证，本凭证仍然有效。',
      'Witnesses have cosigned; the seal on the chain is still to come. Ask again for a stronger receipt under the same number; this one stays valid.',
    ),
  },
  sealed: {
    word: both('已封存', 'sealed'),
    note: both(
      '银行、用户方、仲裁委员会三方均已见证并确认，且加盖了可信时间戳。',
      'Bank, user side and arbitration commission have each witnessed and confirmed it, and it was time-stamped.',
    ),
  },
};

const HIDDEN = both('未披露', 'not disclosed');

/** @param checkUrl where anybody may look the receipt up */
export function card(receipt: Receipt, checkUrl: string, facts: PageFacts, number: string): Block {
  const { word, note } = STAGES[receipt.state.stage];
  const { record } = facts;
  const rows: Pair[] = [
    { label: both('凭证编号', 'Receipt number'), value: number },
    { label: both('状态', 'State'), value: word, note },
    { label: both('存证类型', 'Kind of item'), value: typeOf(record) },
    { label: both('借款编号', 'Loan'), value: record.loan ?? HIDDEN },
    { label: both('提交人', 'Filed by'), ...filer(facts) },
    {
      label: both('序号', 'Number in the loan'),
      value: both(`该笔借款的第 ${facts.sequence} 项存证`, `item ${facts.sequence} of this loan`),
    },
  ];
  return { kind: 'code-card', content: checkUrl, caption: both('扫码查询状态', 'look up its state'), rows };
}

function typeOf({ type }: Partial<EvidenceRecord>): Words {
  if (type === undefined) return HIDDEN;
  const label = documentType(type)?.label;
  return label === undefined ? type : both(`${label.zh}（${type}）`, `${label.en} (${type})`);
}

function filer({ record, statement, trust }: PageFacts): Pick<Pair, 'value' | 'note'> {
  const { filing } = record;
  const value = filing === undefined ? HIDDEN : filing.organisation;
  const certificate = trust?.signers.get(hex(statement.x5t))?.certificate.subject.text;
  const subject = certificate === undefined ? '' : `（${certificate}）`;
  const note =
    filing?.signedBy === 'service'
      ? both(`由本服务代其签名${subject}`, `signed by the service on its behalf`)
      : both(`以其自有密钥签名${subject}`, `signed with its own key`);
  return filing === undefined ? { value } : { value, note };
}

export function documents({ record }: PageFacts): Block[] {
  const list = record.documents ?? [];
  if (list.length === 0) {
    const none = both(
      '本项存证只含结构化记录，无附带文件，或文件信息未披露。',
      'This item is a record without documents, or its documents are not disclosed.',
    );
    return [{ kind: 'text', text: none, style: 'small' }];
  }
  const rows = list
    .slice(0, SHOWN)
    .map(({ name, size, sha256, sm3 }) => [
      both(name, `${size.toLocaleString('en')} bytes`),
      `SHA-256 ${sha256}\nSM3 ${sm3}`,
    ]);
  const table: Block = {
    kind: 'table',
    columns: [
      { title: both('文件', 'Document'), share: 3 },
      { title: both('摘要值', 'Digests'), share: 7 },
    ],
    rows,
  };
  const hidden = list.length - SHOWN;
  if (hidden <= 0) return [table];
  const more = both(
    `另有 ${hidden} 个文件，见所附机读凭证。`,
    `${hidden} more documents are in the attached machine receipt.`,
  );
  return [table, { kind: 'text', text: more, style: 'small' }];
}
