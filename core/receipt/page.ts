/**
 * The receipt as a borrower reads it: what was filed, when and by whose clock, by whom, how far it has come, and how to check it without us. Says
 * what the machine receipt says and nothing more; it proves nothing itself.
 */
import { hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import type { Block, DocumentModel, Pair, Text, Words } from '../document/block.ts';
import { chinaText, utcText } from '../document/time.ts';
import { parseEntry } from '../entry/entry.ts';
import { documentType } from '../evidence/document-types.ts';
import { openRecord } from '../evidence/open.ts';
import type { EvidenceRecord, RecordEvent } from '../evidence/record.ts';
import { parseSdJwt } from '../evidence/sd-jwt.ts';
import { readStatement, type Statement } from '../evidence/statement.ts';
import { leafHash } from '../merkle/tree.ts';
import { parseNote } from '../note/note.ts';
import { both, PARTY_WORDS } from '../report/words.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { parseTlogProof } from '../tlog/proof.ts';
import { openedValue, openPart } from '../verify/opened.ts';
import { type OpenedTrust, openTrust } from '../verify/opened-trust.ts';
import { trustFromJson } from '../verify/trust.ts';
import { receiptNumber } from './number.ts';
import type { Receipt, ReceiptStage } from './receipt.ts';

/** Documents printed with their digests; the machine receipt has all. */
const SHOWN = 6;

export interface ReceiptPageInput {
  readonly receipt: Receipt;
  /** Where anybody may look the receipt up. */
  readonly checkUrl: string;
}

/** @throws CoreError for a receipt whose parts cannot be read */
export function receiptPage(c: Crypto, input: ReceiptPageInput): DocumentModel {
  const facts = factsOf(c, input.receipt);
  const number = receiptNumber(c, input.receipt.id);
  return {
    title: both('存证凭证', 'Evidence receipt'),
    subtitle: both(
      '请连同所涉文件一并妥善保存。凭证的效力来自所附证明，不依赖本服务是否继续存在。',
      'Keep it together with the document it is about. It holds by the proof attached to it, whether or not this service is still there.',
    ),
    mark: `${number} · ${input.receipt.origin}`,
    made: madeAt(input.receipt),
    author: input.receipt.origin,
    sections: [
      { id: 'receipt', title: both('凭证', 'Receipt'), blocks: [card(input, facts, number)] },
      { id: 'content', title: both('存证的文件', 'What was filed'), blocks: documents(facts) },
      {
        id: 'times',
        title: both('时间及其来源', 'Times, and whose clock'),
        blocks: [times(input.receipt, facts)],
      },
      { id: 'proof', title: both('在日志中的位置', 'Place in the log'), blocks: [place(facts)] },
      { id: 'check', title: both('如何自行核验', 'How to check without us'), blocks: howTo(facts) },
    ],
  };
}

interface PageFacts {
  readonly record: Partial<EvidenceRecord>;
  readonly statement: Statement;
  readonly received: string;
  readonly sequence: number;
  readonly leaf: string;
  readonly index: number;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly trust: OpenedTrust | undefined;
}

function factsOf(c: Crypto, receipt: Receipt): PageFacts {
  const entry = parseEntry(receipt.entry);
  const proof = parseTlogProof(receipt.proof);
  const { origin, size, root } = parseCheckpoint(parseNote(proof.checkpoint).text);
  return {
    record: receipt.record === null ? {} : openRecord(c, parseSdJwt(receipt.record)).record,
    statement: readStatement(entry.statement),
    received: entry.received,
    sequence: entry.sequence,
    leaf: hex(leafHash(c, receipt.entry)),
    index: proof.index,
    origin,
    size,
    root: hex(root),
    // A snapshot that cannot be read takes names and a fingerprint from the page, and nothing from the proof.
    trust: openedValue(openPart(receipt.trust, (json) => openTrust(c, trustFromJson(json)))),
  };
}

/** The newest time that the receipt itself names, so that the same receipt gives the same page. */
function madeAt({ state }: Receipt): string {
  const all = [state.loggedAt, state.timestampedAt, state.sealedAt, ...state.witnessed.map(({ at }) => at)];
  return all
    .filter((at) => at !== null)
    .sort()
    .at(-1)!;
}

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

function card({ receipt, checkUrl }: ReceiptPageInput, facts: PageFacts, number: string): Block {
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

function documents({ record }: PageFacts): Block[] {
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

const EVENT_SOURCES: Record<RecordEvent['source'], Text> = {
  claimed: both('提交人自述', "the filer's claim"),
  system: both('提交人的系统', "the filer's system"),
  device: both('用户设备', "the user's device"),
  'third-party': both('第三方', 'a third party'),
};

type TimeRow = readonly [what: Text, at: string, source: Text];

function timeRows({ state }: Receipt, { record, statement, received }: PageFacts): TimeRow[] {
  const signedAt = new Date(statement.issuedAt * 1000).toISOString();
  return [
    ...(record.event === undefined
      ? []
      : [[both('事件发生', 'it happened'), record.event.time, EVENT_SOURCES[record.event.source]] as const]),
    [both('声明签名', 'statement signed'), signedAt, both('签名系统时钟', "the signing system's clock")],
    [
      both('日志收到', 'received by the log'),
      received,
      both('日志时钟（有日志签名）', "the log's clock, signed"),
    ],
    ...state.witnessed.map(
      ({ party, at }): TimeRow => [
        both(`${PARTY_WORDS[party].zh}见证`, `witnessed by the ${PARTY_WORDS[party].en}`),
        at,
        both('该方时钟（有该方签名）', "the party's own clock, signed"),
      ],
    ),
    ...optional(
      both('可信时间戳', 'time-stamped'),
      state.timestampedAt,
      both('时间戳机构（有签名）', 'time-stamping authority, signed'),
    ),
    ...optional(
      both('链上封存', 'sealed on the chain'),
      state.sealedAt,
      both('区块时间（须上链查询）', "the block's time; look it up on the chain"),
    ),
  ];
}

const optional = (what: Text, at: string | null, source: Text): TimeRow[] =>
  at === null ? [] : [[what, at, source]];

function times(receipt: Receipt, facts: PageFacts): Block {
  return {
    kind: 'table',
    columns: [
      { title: both('事项', 'What'), share: 2.5 },
      { title: both('世界协调时', 'UTC'), share: 3.05 },
      { title: both('北京时间', 'UTC+8'), share: 3.45 },
      { title: both('时间来源', 'Whose clock'), share: 2.8 },
    ],
    rows: timeRows(receipt, facts).map(([what, at, source]) => [what, utcText(at), chinaText(at), source]),
  };
}

function place({ leaf, index, origin, size, root }: PageFacts): Block {
  return {
    kind: 'pairs',
    rows: [
      { label: both('日志', 'Log'), value: origin },
      {
        label: both('位置', 'Position'),
        value: both(
          `第 ${index} 条（自 0 起），检查点共 ${size} 条`,
          `entry ${index} (from 0) of a checkpoint of ${size}`,
        ),
      },
      { label: both('条目摘要', 'Digest of the entry'), value: leaf },
      { label: both('检查点根摘要', 'Root of the checkpoint'), value: root },
    ],
  };
}

function howTo({ trust }: PageFacts): Block[] {
  const steps: Text[] = [
    both(
      '本 PDF 内附机读凭证 receipt.json。准备好本文件与所涉文件的原样副本；联网与否均可。',
      'This PDF carries the machine receipt receipt.json. Have it and an exact copy of the document ready; no network is needed.',
    ),
    both(
      '用任何人提供的 TriSeal 核验程序打开本 PDF 与文件，例如命令行：triseal verify 凭证.pdf 文件；或使用离线核验网页。',
      'Open both with a TriSeal verifier from whomever you trust: triseal verify receipt.pdf document, or the offline verifier page.',
    ),
    both(
      '将核验结果中的信任数据指纹与三方公布的指纹比对，三方任一方公布的即可。',
      'Compare the fingerprint of the trust data with the one that the parties publish; any one of the three will do.',
    ),
    both(
      '也可用通用工具核对：文件的 SHA-256 应与上表一致；receipt.json 中的包含证明为 C2SP tlog-proof 格式，时间戳为 RFC 3161 格式。',
      "Or use general tools: the document's SHA-256 must be the one above; the proof in receipt.json is a C2SP tlog-proof, the time-stamp an RFC 3161 token.",
    ),
  ];
  const fingerprint: Pair[] = trust
    ? [{ label: both('信任数据指纹', 'Fingerprint of the trust data'), value: trust.fingerprint }]
    : [];
  return [
    { kind: 'steps', steps },
    ...(fingerprint.length > 0 ? [{ kind: 'pairs', rows: fingerprint } as const] : []),
    {
      kind: 'text',
      style: 'boxed',
      text: both(
        '本凭证证明：上述内容最迟于所示时间已经存在并由所示机构提交，此后未被改动。内容是否真实、该笔借款的存证是否齐全，本凭证不作证明。',
        'What it proves: this content existed no later than the times shown, was filed by the organisation named, and has not changed since. Whether the content is true, and whether the loan is complete, it does not prove.',
      ),
    },
  ];
}
