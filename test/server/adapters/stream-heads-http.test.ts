import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { base64url } from '../../../core/bytes.ts';
import { MAX_NOTE_BYTES } from '../../../core/note/note.ts';
import { originHash } from '../../../core/tlog/checkpoint.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';
import { createStreamHeadsHttp } from '../../../server/adapters/stream-heads-http.ts';
import { serviceError } from '../../support/service-error.ts';

const crypto = createNodeCrypto();
const ORIGIN = 'triseal.local/heads';
const stream = new Uint8Array(32).fill(0xfb);

describe('server/adapters/stream-heads-http', () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;
  const ask = (timeoutMs = 2000) => {
    const nodes = { bank: url, user: url, commission: url };
    return createStreamHeadsHttp({ crypto, origin: ORIGIN, nodes, timeoutMs }).streamHead('user', stream, 7);
  };

  before(async () => {
    server = createServer((req, res) => answer(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('asks for the stream at the size and hands the note on as it is', async () => {
    let asked: string | undefined;
    answer = (req, res) => {
      asked = req.url;
      res.end('note\n');
    };
    expect(await ask()).to.equal('note\n');
    expect(asked).to.equal(`/${originHash(crypto, ORIGIN)}/stream-head/${base64url(stream)}?size=7`);
  });

  it('takes any other answer for a refusal', async () => {
    answer = (_req, res) => {
      res.writeHead(404).end('no such stream\n');
    };
    const error = await serviceError(ask());
    expect(error).to.include({ code: 'PARTY_REFUSED', retryAfterSeconds: 5 });
    expect(error.facts).to.deep.equal({ party: 'user', size: 7, status: 404 });
  });

  it('reads no more than a note can be long', async () => {
    answer = (_req, res) => {
      res.end(Buffer.alloc(MAX_NOTE_BYTES + 1, 'a'));
    };
    const error = await serviceError(ask());
    expect(error.code).to.equal('PARTY_REFUSED');
    expect(error.facts).to.deep.equal({ party: 'user', limit: MAX_NOTE_BYTES });
  });

  it('says that a node is out of reach, also when it falls silent within its answer', async () => {
    answer = (_req, res) => {
      res.write('no');
    };
    const error = await serviceError(ask(200));
    expect(error).to.include({ code: 'PARTY_UNAVAILABLE', retryAfterSeconds: 5 });
    answer = (req) => req.destroy();
    expect((await serviceError(ask())).code).to.equal('PARTY_UNAVAILABLE');
  });
});
