/** The portal's files as they go over the line. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { portalRouter } from '../../../server/http/portal.ts';

const SCRIPT = `export const text = '${'x'.repeat(4000)}';\n`;

describe('server/http portal files', () => {
  let folder: string;
  let server: Server;
  before((done) => {
    folder = mkdtempSync(join(tmpdir(), 'triseal-portal-files-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<base href="/portal/">');
    writeFileSync(join(folder, 'assets/main-1.js'), SCRIPT);
    writeFileSync(join(folder, 'assets/main-1.js.gz'), gzipSync(SCRIPT));
    writeFileSync(join(folder, 'assets/plain-1.css'), 'a{}');
    const router = portalRouter({
      folder,
      verifier: join(folder, 'verifier.html'),
      nodes: () => [],
      publicUrl: () => 'http://localhost',
    });
    server = express().use('/portal', router!).listen(0, '127.0.0.1', done);
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Answer {
    readonly status: number | undefined;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly body: Buffer;
  }
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ port, host: '127.0.0.1', path: `/portal/assets/${path}`, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      })
        .on('error', reject)
        .end();
    });

  it('come compressed to whoever takes it, under their own type, for good', async () => {
    const { status, headers, body } = await get('main-1.js', { 'accept-encoding': 'br, gzip' });
    expect(status).to.equal(200);
    expect(headers).to.include({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(headers['content-type']).to.match(/^text\/javascript/);
    expect(headers['cache-control']).to.include('immutable');
    expect(gunzipSync(body).toString()).to.equal(SCRIPT);
  });

  it('come as they are to whoever does not, to whoever asks for a part, and where nothing is compressed', async () => {
    for (const headers of [{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip;q=0' }]) {
      const plain = await get('main-1.js', headers);
      expect(plain.headers).to.not.have.property('content-encoding');
      expect(plain.body.toString()).to.equal(SCRIPT);
    }
    const part = await get('main-1.js', { 'accept-encoding': 'gzip', range: 'bytes=0-5' });
    expect(part.status).to.equal(206);
    expect(part.body.toString()).to.equal(SCRIPT.slice(0, 6));
    const css = await get('plain-1.css', { 'accept-encoding': 'gzip' });
    expect(css.headers).to.not.have.property('content-encoding');
  });

  it('lead out of their folder by no path', async () => {
    const { status } = await get('..%2F..%2Foutside.js', { 'accept-encoding': 'gzip' });
    expect(status).to.be.oneOf([403, 404]);
  });
});
