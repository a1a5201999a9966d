/** The page at `/`: what this is and where things are, in both languages. No script, nothing from elsewhere. */
import type { RequestHandler } from 'express';
import type { AppDeps } from './deps.ts';
import { escapeHtml, sendPage } from './static-page.ts';

const LINKS: readonly (readonly [path: string, en: string, zh: string])[] = [
  ['/log/checkpoint', 'newest checkpoint of the log', '日志最新检查点'],
  [
    '/log/checkpoint/witnessed',
    'newest checkpoint witnessed by all three parties',
    '三方共同见证的最新检查点',
  ],
  ['/log/policy', "the log's policy: whose cosignatures count", '见证策略'],
  ['/log/trust.json', 'trust data for verifiers', '核验所需的信任数据'],
  ['/portal/', 'portal: desks for arbitrators, borrowers and banks', '门户：仲裁员、借款人与银行工作台'],
  ['/docs', 'the API, to browse', '接口文档'],
  ['/openapi.json', 'description of the API (OpenAPI 3.1)', '接口说明（OpenAPI 3.1）'],
  ['/readyz', 'state of the service', '服务状态'],
];

export function landingHandler({ log, version }: Pick<AppDeps, 'log' | 'version'>): RequestHandler {
  const page = render(log.reader.origin, version);
  return (_req, res) => {
    res.setHeader('Cache-Control', 'public, max-age=300');
    sendPage(res, 'TriSeal', page);
  };
}

function render(origin: string, version: string): string {
  const links = LINKS.map(
    ([path, en, zh]) => `<li><a href=".${path}"><code>${path}</code></a> ${en} · ${zh}</li>`,
  );
  return `<h1>TriSeal</h1>
<p class="quiet">${escapeHtml(origin)} · ${escapeHtml(version)}</p>
<p>This service preserves evidence for online arbitration. What is filed here is hashed, signed and entered in a log of which the bank, the user
side and the arbitration commission each keep a copy and confirm every state. Its evidence packages are verified offline, trusting nobody's server.</p>
<p lang="zh">本服务为网上仲裁保全证据。所提交的存证经哈希与签名后写入日志，由银行、用户方和仲裁委员会三方各自留存副本并逐一确认；证据包可离线核验，无需信任任何一方的服务器。</p>
<h2>Open to everybody · 公开内容</h2>
<ul>
${links.join('\n')}
</ul>
<p><code>POST /v1/verify</code> verifies a package or a receipt. 核验证据包或存证凭证。</p>
<h2>With a bearer token · 持令牌访问</h2>
<p><code>POST /v1/token</code>, then <code>POST /v1/evidence</code>, <code>GET /v1/evidence/{id}/receipt</code>,
<code>POST /v1/loans/{loan}/package</code>.</p>
<p class="quiet">What is proven is that content has not changed and when it was there. Whether it is true is not assessed.<br>
<span lang="zh">系统证明内容未被更改及其存在时间，不评价内容的真实性。</span></p>`;
}
