/** Times with their sources, the place in the log, and how to check all of it without us. */
import type { Block, Pair, Text } from '../document/block.ts';
import { chinaText, utcText } from '../document/time.ts';
import type { RecordEvent } from '../evidence/record.ts';
import { both, PARTY_WORDS } from '../report/words.ts';
import type { PageFacts } from './page-facts.ts';
import type { Receipt } from './receipt.ts';

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

export function times(receipt: Receipt, facts: PageFacts): Block {
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

export function place({ leaf, index, origin, size, root }: PageFacts): Block {
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

export function howTo({ trust }: PageFacts): Block[] {
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
