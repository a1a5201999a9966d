/** Items with their digests and times, proofs, custody, keys, and how to do all of it again. */
import { hex } from '../../bytes.ts';
import type { Crypto } from '../../crypto.ts';
import type { Block, Pair, Section, Words } from '../../document/block.ts';
import { chinaText, utcText } from '../../document/time.ts';
import { parseNote } from '../../note/note.ts';
import { formatVkey } from '../../note/vkey.ts';
import { EXTRA_PATHS } from '../../package/layout.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { ReportItem, ReportSource } from '../source.ts';
import { typeWords } from '../values.ts';
import { both, PARTY_WORDS, TIME_SOURCES } from '../words.ts';

const strong = (zh: string, en: string): Block => ({ kind: 'text', text: both(zh, en), style: 'strong' });
const small = (zh: string, en: string): Block => ({ kind: 'text', text: both(zh, en), style: 'small' });

export function itemsSection({ items }: ReportSource): Section {
  return {
    id: 'items',
    title: both('八、存证清单', '8 Items'),
    newPage: true,
    blocks: [
      small(
        '时间为日志收到时间（日志时钟，有日志签名）；摘要依次为日志条目与各文件的 SHA-256，文件的 SM3 见存证记录。',
        "Times are those of receipt by the log (the log's clock, under its signature); digests are SHA-256 of the log entry's leaf and of each document, whose SM3 are in the records.",
      ),
      {
        kind: 'table',
        columns: [
          { title: both('序号', 'No.'), share: 0.6 },
          { title: both('存证及签名', 'Item, signed by'), share: 2.3 },
          { title: both('收到时间', 'Received'), share: 2.1 },
          { title: both('条目及文件摘要', 'Entry and documents'), share: 6.3 },
        ],
        rows: items.map(itemRow),
        dense: true,
      },
    ],
  };
}

function itemRow(item: ReportItem): Words[] {
  const { sequence, record, entry, leaf, index, signer } = item;
  const name = typeWords(record.type);
  const { zh, en } = typeof name === 'string' ? both(name, name) : name;
  const documents = (record.documents ?? []).map((one) => `${one.name}\n${one.sha256}`);
  const by =
    signer === undefined
      ? '–'
      : `${signer.organisation} ${signer.use === 'filer' ? '自签 own key' : '代签 by the service'}`;
  return [
    String(sequence),
    both(zh, `${record.reference === undefined ? en : `${en} ${record.reference}`}\n${by}`),
    both(utcText(entry.received), chinaText(entry.received)),
    [`#${index} ${leaf}`, ...documents].join('\n'),
  ];
}

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

export function keysSection(c: Crypto, { trust }: ReportSource): Section {
  const { policy, trust: data } = trust;
  const witnesses = policy.witnesses.map(({ name, key }): Words[] => [
    both(name, '见证 witness'),
    formatVkey(key),
  ]);
  const heads = data.parties.map(({ party, headKey }): Words[] => [
    both(PARTY_WORDS[party].zh, 'stream heads'),
    headKey,
  ]);
  const certificates = [
    ...[...trust.signers.values()].map(({ certificate, organisation, use }) =>
      certificateRow(
        c,
        certificate,
        both(`${organisation}`, use === 'filer' ? 'own filing system' : 'service on its behalf'),
      ),
    ),
    ...trust.anchors.map((one) => certificateRow(c, one, both('信任根', 'root'))),
    ...trust.timestampAnchors.map((one) => certificateRow(c, one, both('时间戳信任根', 'time-stamp root'))),
  ];
  return {
    id: 'keys',
    title: both('十二、密钥与信任根', '12 Keys and trust roots'),
    blocks: [
      {
        kind: 'pairs',
        rows: [
          {
            label: both('信任数据指纹', 'Fingerprint of the trust data'),
            value: trust.fingerprint,
            note: both(
              '请与三方各自公布的指纹比对。',
              'Compare it with the one that each of the three parties publishes.',
            ),
          },
        ],
      },
      {
        kind: 'table',
        columns: [
          { title: both('公钥', 'Key'), share: 2.4 },
          { title: both('值', 'Value'), share: 8 },
        ],
        rows: [
          ...policy.logs.map(({ key }): Words[] => [both('日志', 'log'), formatVkey(key)]),
          ...witnesses,
          ...heads,
        ].map(([name, value]) => [name!, shortened(String(value))]),
        dense: true,
      },
      {
        kind: 'table',
        columns: [
          { title: both('证书', 'Certificate'), share: 2.2 },
          { title: both('主体及 SHA-256', 'Subject and SHA-256'), share: 5.4 },
          { title: both('有效期', 'Valid'), share: 2.4 },
        ],
        rows: certificates,
        dense: true,
      },
    ],
  };
}

/** An ML-DSA key fills half a page; its end tells it apart, and the trust data has it whole. */
function shortened(vkey: string): string {
  return vkey.length <= 160 ? vkey : `${vkey.slice(0, 96)} … ${vkey.slice(-32)}`;
}

function certificateRow(c: Crypto, certificate: Certificate, name: Words): Words[] {
  const { subject, der, notBefore, notAfter } = certificate;
  const days = [notBefore, notAfter].map((ms) => new Date(ms).toISOString().slice(0, 10));
  return [name, `${subject.text}\n${hex(c.sha256(der))}`, days.join('\n')];
}

export function againSection({ report, verifier }: ReportSource): Section {
  const { name, version, crypto } = report.verifier;
  const rows: Pair[] = [
    { label: both('核验程序', 'Verifier'), value: `${name} ${version} (${crypto})` },
    ...(verifier === undefined
      ? []
      : [
          {
            label: both('离线核验页 SHA-256', 'SHA-256 of the offline verifier'),
            value: verifier.sha256,
            note: both(
              `即证据包内 ${EXTRA_PATHS.verifier}；可重复构建，可与三方公布的值比对。`,
              `It is ${EXTRA_PATHS.verifier} in the package; its build can be reproduced, and the digest compared with the one that the parties publish.`,
            ),
          },
        ]),
    {
      label: both('报告格式', 'Format of the report'),
      value: `docs/spec/report.md, version ${report.version}`,
    },
  ];
  return {
    id: 'again',
    title: both('十三、如何重新核验', '13 How to verify again'),
    blocks: [
      {
        kind: 'steps',
        steps: [
          both(
            '断开网络，在浏览器中打开证据包内的离线核验页，将证据包拖入；或在命令行运行下列命令。结果应与本报告一致。',
            'Take the network away, open the offline verifier of the package in a browser and drop the package on it; or run the command below. The result must be that of this report.',
          ),
          both(
            '用不由我们编写的工具逐项核对：文件摘要、时间戳、签名、包含证明，方法见 docs/verify-by-hand.md。',
            'Check part by part with tools that we did not write: digests of files, time-stamp, signatures, inclusion proofs; docs/verify-by-hand.md says how.',
          ),
          both(
            '本 PDF 的签名覆盖全文；所附 report.json 为机读报告，与本文内容一致。',
            "This PDF's signature covers the whole file; the attached report.json is the same report for machines.",
          ),
        ],
      },
      {
        kind: 'code',
        lines: [
          'triseal verify package.zip --trust trust.json',
          'sha256sum -c manifest-sha256.txt',
          'pdfsig report.pdf',
        ],
      },
      { kind: 'pairs', rows },
      small(
        '本报告由服务方程序自动生成，说明核验所见；证据效力由仲裁庭认定。',
        'Made by the service without human hand; it tells what verification found. What follows from it is for the tribunal to decide.',
      ),
    ],
  };
}
