/** Small pages of the service itself: no script, nothing from elsewhere, the style named by its hash. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';

const STYLE = `body{max-width:46rem;margin:3rem auto;padding:0 1rem;font:16px/1.6 system-ui,sans-serif;color:#1c2733;background:#fff}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:2rem}code{background:#eef2f6;padding:.1rem .3rem;border-radius:3px}
a{color:#0b57a4}li{margin:.2rem 0}.quiet{color:#5a6b7b}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #d8dee4}
th{font-weight:600}td code{overflow-wrap:anywhere}pre{overflow-x:auto}
@media(prefers-color-scheme:dark){body{color:#dbe3ea;background:#12181f}code{background:#222c36}a{color:#7fb8ee}.quiet{color:#93a4b3}th,td{border-color:#33404c}}`;

/** The policy names the style by its hash, so the page can carry no other. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param body HTML, everything from outside escaped already */
export function sendPage(res: Response, title: string, body: string): void {
  res.setHeader('Content-Security-Policy', POLICY);
  res.type('html').send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body>
</html>
`);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
