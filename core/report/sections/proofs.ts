/** What proves the items, every time with its source, and who handled them. */
import { hex } from '../../bytes.ts';
import type { Block, Pair, Section } from '../../document/block.ts';
import { chinaText, utcText } from '../../document/time.ts';
import { parseNote } from '../../note/note.ts';
import type { ReportSource } from '../source.ts';
import { both, PARTY_WORDS, TIME_SOURCES } from '../words.ts';

const strong = (zh: string, en: string): Block => ({ kind: 'text', text: both(zh, en), style: 'strong' });

export function proofsSection({ report, data, checkpoint, seal }: ReportSource): Section {
  const { signatures } = parseNote(checkpoint);
  const pairs: Pair[] = [
    { label: both('日志', 'Log'), value: data.origin },
    {
      label: both('封存检查点', 'Closing checkpoint'),
      value: both(`${data.closing.size} 条`, `${data.closing.size} entries`),
      note: both(hex(data.closing.root), hex(data.closing.root)),
    },
    {
      label: both('检查点上的签名', 'Signatures on it'),
      value: signatures.map(({ name }) => name).join('\n'),
    },
    ...(seal === undefined ? [] : sealPairs(seal)),
  ];
  return {
    id: 'proofs',
    title: both('九、证明与时间', '9 Proofs and times'),
    blocks: [
      { kind: 'pairs', rows: pairs },
      strong('各时间及其来源', 'Times, and whose clock'),
      {
        kind: 'table',
        columns: [
          { title: both('事项', 'What'), share: 2 },
          { title: both('世界协调时', 'UTC'), share: 2.7 },
          { title: both('北京时间', 'UTC+8'), share: 3.1 },
          { title: both('来源', 'Source'), share: 3 },
          { title: both('签名', 'Signed'), share: 1 },
        ],
        rows: report.times.map(({ what, at, source, by, verified }) => [
          what,
          utcText(at),
          chinaText(at),
          both(`${TIME_SOURCES[source].zh}：${by}`, `${TIME_SOURCES[source].en}: ${by}`),
          verified ? both('已验', 'verified') : both('无', 'none'),
        ]),
      },
    ],
  };
}

function sealPairs(seal: NonNullable<ReportSource['seal']>): Pair[] {
  return [
    {
      label: both('链上合约', 'Contract on the chain'),
      value: `${seal.contract} (chain ${seal.chainId})`,
    },
    {
      label: both('三方确认', "The parties' confirmations"),
      value: seal.confirmations
        .map(({ party, signer }) => `${PARTY_WORDS[party].zh} ${PARTY_WORDS[party].en} ${signer}`)
        .join('\n'),
    },
    ...(seal.transaction === null
      ? []
      : [
          {
            label: both('封存交易', 'Sealing transaction'),
            value: seal.transaction.hash,
            note: both(
              `区块 ${seal.transaction.blockNumber}；须上链查询`,
              `block ${seal.transaction.blockNumber}; to be looked up on the chain`,
            ),
          },
        ]),
  ];
}

export function custodySection({ custody = [] }: ReportSource): Section {
  const none = both(
    '本报告未附经手记录；可向服务方或提交机构索取。',
    'No custody log comes with this report; ask the service or the filing organisation for it.',
  );
  return {
    id: 'custody',
    title: both('十一、经手记录', '11 Custody log'),
    blocks:
      custody.length === 0
        ? [{ kind: 'text', text: none }]
        : [
            {
              kind: 'table',
              columns: [
                { title: both('序号', 'No.'), share: 0.8 },
                { title: both('时间', 'Time'), share: 2.8 },
                { title: both('行为', 'Act'), share: 2 },
                { title: both('对象', 'Subject'), share: 2.8 },
                { title: both('经手人', 'Who'), share: 2.6 },
              ],
              rows: custody.map(({ number, at, action, subject, actor }) => [
                String(number),
                both(utcText(at), chinaText(at)),
                action,
                subject,
                both(`${actor.organisation} ${actor.role}`, actor.id),
              ]),
              dense: true,
            },
          ],
  };
}
