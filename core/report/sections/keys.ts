/** On whose keys all of it rests, and how to do it again. */
import { hex } from '../../bytes.ts';
import type { Crypto } from '../../crypto.ts';
import type { Block, Pair, Section, Words } from '../../document/block.ts';
import { formatVkey } from '../../note/vkey.ts';
import { EXTRA_PATHS } from '../../package/layout.ts';
import type { EndReason, Validity } from '../../verify/trust.ts';
import { type Certificate, certificateFromPem } from '../../x509/certificate.ts';
import type { ReportSource } from '../source.ts';
import { both, END_WORDS, PARTY_WORDS } from '../words.ts';

const small = (zh: string, en: string): Block => ({ kind: 'text', text: both(zh, en), style: 'small' });

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
  const addresses = data.parties.flatMap(({ party, chainAddresses }) =>
    chainAddresses.map(({ address, ...history }): Words[] => [
      both(PARTY_WORDS[party].zh, 'chain address'),
      withHistory(address, history),
    ]),
  );
  const certificates = [
    ...data.signers.map(({ certificate, organisation, use, ...history }) =>
      certificateRow(
        c,
        certificateFromPem(certificate),
        both(`${organisation}`, use === 'filer' ? 'own filing system' : 'service on its behalf'),
        history,
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
        ]
          .map(([name, value]): Words[] => [name!, shortened(String(value))])
          .concat(addresses),
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

/** When a key was on duty, where that is not as long as it is there, and why it ended. */
type History = Partial<Validity> & { readonly reason?: EndReason | null };

function certificateRow(c: Crypto, certificate: Certificate, name: Words, history: History = {}): Words[] {
  const { subject, der, notBefore, notAfter } = certificate;
  const days = [notBefore, notAfter].map((ms) => new Date(ms).toISOString().slice(0, 10));
  return [name, `${subject.text}\n${hex(c.sha256(der))}`, withHistory(days.join('\n'), history)];
}

function withHistory(value: string, { from = null, to = null, reason = null }: History): Words {
  const day = (time: string) => time.slice(0, 10);
  const why = reason === null ? both('', '') : both(`：${END_WORDS[reason].zh}`, `: ${END_WORDS[reason].en}`);
  const lines = [
    ...(from === null ? [] : [both(`自 ${day(from)} 启用`, `in use from ${day(from)}`)]),
    ...(to === null ? [] : [both(`${day(to)} 停用${why.zh}`, `ended ${day(to)}${why.en}`)]),
  ];
  if (lines.length === 0) return value;
  const told = (language: 'zh' | 'en') =>
    lines.map((line) => line[language]).join(language === 'zh' ? '，' : ', ');
  return both(`${value}\n${told('zh')}`, told('en'));
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
