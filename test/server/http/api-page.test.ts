import { expect } from 'chai';
import { type ApiDocument, apiPage } from '../../../server/http/api-page.ts';
import { escapeHtml } from '../../../server/http/static-page.ts';
import { type Api, startApi } from '../../support/api.ts';

describe('server/http api page', () => {
  let api: Api;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  it('shows every operation and schema of the description, with links that lead somewhere', async () => {
    const answer = await api.call('/docs', { token: null });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-security-policy')).to.contain("default-src 'none'");
    const page = await answer.text();
    const document = (await (await api.call('/openapi.json', { token: null })).json()) as ApiDocument;
    for (const path of Object.keys(document.paths)) expect(page).to.contain(` ${path}</code>`);
    const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const broken = [...page.matchAll(/href="#([^"]+)"/g)]
      .map(([, id]) => id!)
      .filter((id) => !anchors.has(id));
    expect([...new Set(broken)]).to.deep.equal([]);
    expect(page).to.not.match(/undefined|\[object/);
    const filing = document.paths['/v1/evidence']!.post!.requestBody!.content['application/json']!.example;
    expect(page).to.contain(`<pre>${escapeHtml(JSON.stringify(filing, null, 2))}</pre>`);
  });

  it('takes nothing in a description for markup', () => {
    const hostile = '<script>alert(1)</script>';
    const page = apiPage({
      info: { title: hostile, version: '1' },
      tags: [{ name: 'log', description: hostile }],
      paths: {
        '/x': { get: { summary: hostile, tags: ['log'], responses: { 200: { description: hostile } } } },
      },
      components: {
        schemas: { X: { description: hostile, properties: { a: { type: 'string', example: hostile } } } },
      },
    });
    expect(page).to.not.contain('<script');
  });
});
