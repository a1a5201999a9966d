/** What a receipt's QR code leads to: the public state of the item, in both languages. The receipt proves more than this page, and without it. */
import type { Response } from 'express';
import type { Text } from '../../core/document/block.ts';
import { chinaText, utcText } from '../../core/document/time.ts';
import type { PublicReceipt } from '../usecases/receipts/types.ts';
import type { Stage, StateTime } from '../usecases/types.ts';
import { escapeHtml, sendPage } from './static-page.ts';

const both = (en: string, zh: string): Text => ({ en, zh });

const STAGES: Record<Stage, Text> = {
  logged: both('logged; witnesses are still to come', '已记入日志，三方见证尚在进行'),
  witnessed: both('witnessed; the seal is still to come', '已见证，链上封存尚在进行'),
  sealed: both('sealed by all three parties', '已由三方共同封存'),
};
const EVENTS: Record<StateTime['event'], Text> = {
  received: both('received by the log', '日志收到'),
  witnessed: both('witnessed', '见证'),
  quorum: both('witnessed by all', '三方见证完成'),
  timestamped: both('time-stamped', '可信时间戳'),
  sealed: both('sealed on the chain', '链上封存'),
};
const PARTIES = {
  bank: both('bank', '银行'),
  user: both('user side', '用户方'),
  commission: both('arbitration commission', '仲裁委员会'),
};
const SOURCES: Record<StateTime['source'], Text> = {
  log: both("log's clock", '日志时钟'),
  witness: both("party's clock", '见证方时钟'),
  tsa: both('time-stamping authority', '时间戳机构'),
  chain: both("block's time", '区块时间'),
  service: both("service's clock", '本服务时钟'),
};

const line = ({ en, zh }: Text): string => `${escapeHtml(en)} · <span lang="zh">${escapeHtml(zh)}</span>`;

export function sendReceiptPage(res: Response, receipt: PublicReceipt): void {
  sendPage(res, `${receipt.number} · TriSeal`, render(receipt));
}

function render(receipt: PublicReceipt): string {
  const { number, origin, index, leafHash, state, checkpointSize, signer } = receipt;
  const rows: readonly (readonly [Text, string])[] = [
    [both('State', '状态'), line(STAGES[state.stage])],
    [both('Filed by', '提交人'), signer === undefined ? '–' : escapeHtml(signer.organisation)],
    [
      both('Log', '日志'),
      `${escapeHtml(origin)}, ${index}${checkpointSize === undefined ? '' : ` / ${checkpointSize}`}`,
    ],
    [both('Digest of the entry', '条目摘要'), `<code>${leafHash}</code>`],
  ];
  return `<h1>Evidence receipt · <span lang="zh">存证凭证</span></h1>
<p><code>${escapeHtml(number)}</code></p>
<table>
${rows.map(([label, value]) => `<tr><th scope="row">${line(label)}</th><td>${value}</td></tr>`).join('\n')}
</table>
<h2>Times · <span lang="zh">时间</span></h2>
<table>
${state.times.map(timeRow).join('\n')}
</table>
<h2>Is it this receipt? · <span lang="zh">是否为您手中的凭证？</span></h2>
<p>Number and digest of the entry must be the ones printed on it. What was filed, and for whom, is not public and not shown here.<br>
<span lang="zh">编号与条目摘要应与凭证所印一致。存证内容及当事人信息不公开，本页不予显示。</span></p>
<p><a href="../portal/receipt/${escapeHtml(number)}">Have it checked in your browser, with your receipt and the document</a> ·
<a href="../portal/receipt/${escapeHtml(number)}" lang="zh">在浏览器中核验，并比对您手中的凭证与文件</a></p>
<p>This page tells what the service says. The receipt itself proves it without the service: verify it with its document by
<code>triseal verify receipt.pdf document</code>, or with the offline verifier.<br>
<span lang="zh">本页仅为本服务的陈述；凭证本身即可证明，无需依赖本服务：请用 <code>triseal verify 凭证.pdf 文件</code> 或离线核验页核验。</span></p>`;
}

function timeRow({ event, at, source, party }: StateTime): string {
  const what = party === undefined ? EVENTS[event] : joined(EVENTS[event], PARTIES[party]);
  return `<tr><th scope="row">${line(what)}</th><td>${utcText(at)}<br>${chinaText(at)}</td><td>${line(SOURCES[source])}</td></tr>`;
}

const joined = (event: Text, party: Text): Text =>
  both(`${event.en}: ${party.en}`, `${event.zh}：${party.zh}`);
