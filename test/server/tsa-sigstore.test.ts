/** Against an RFC 3161 server that we did not write: sigstore timestamp-authority, in memory, with certificates that it makes for itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { utf8 } from '../../core/bytes.ts';
import { verifyTimestampToken } from '../../core/tsp/token.ts';
import { type Certificate, parseCertificates } from '../../core/x509/certificate.ts';
import { createHttpTsa } from '../../server/adapters/tsa-http.ts';
import { enginePath } from '../engines/engine.ts';
import { nodeCrypto, systemRandom } from '../support/pki.ts';
import { serviceError } from '../support/service-error.ts';

const digest = nodeCrypto.sha256(utf8('checkpoint'));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilAnswered(url: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const text = await fetch(url).then(
      (response) => (response.ok ? response.text() : undefined),
      () => undefined,
    );
    if (text !== undefined) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not come up');
}

describe('tsa-http against sigstore timestamp-authority 2.1.0 (skipped until `npx tsx test/engines/setup.ts timestamp-server`)', () => {
  let server: ChildProcess | undefined;
  let url: string;
  let chain: readonly Certificate[];

  before(async function () {
    this.timeout(20_000);
    const program = enginePath('timestamp-server');
    if (program === undefined) this.skip();
    const port = await freePort();
    const base = `http://127.0.0.1:${port}/api/v1/timestamp`;
    server = spawn(
      program,
      [
        'serve',
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--timestamp-signer=memory',
        '--disable-ntp-monitoring',
      ],
      { stdio: 'ignore' },
    );
    chain = parseCertificates(await untilAnswered(`${base}/certchain`));
    url = base;
  });
  after(() => {
    server?.kill();
  });

  // Its tokens enclose the signer's certificate and no authority.
  const client = (anchors: readonly Certificate[]) =>
    createHttpTsa({
      url,
      crypto: nodeCrypto,
      random: systemRandom,
      anchors,
      intermediates: chain.slice(1, -1),
    });

  it('returns its tokens, verified to its root', async () => {
    const root = chain.at(-1)!;
    const token = await client([root]).stamp(digest);
    const result = await verifyTimestampToken(nodeCrypto, token, {
      digest,
      anchors: [root],
      intermediates: chain,
    });
    expect(result.code).to.equal('OK');
    expect(result.chain.map(({ subject }) => subject.text)).to.deep.equal(
      chain.map(({ subject }) => subject.text),
    );
    expect(Math.abs(result.genTime! - Date.now())).to.be.lessThan(60_000);
  });

  it('refuses them without its root', async () => {
    const { code, facts } = await serviceError(client([]).stamp(digest));
    expect([code, facts.code]).to.deep.equal(['TSA_REJECTED', 'NO_PATH']);
  });
});
