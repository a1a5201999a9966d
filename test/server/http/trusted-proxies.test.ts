/** Callers without a token behind a reverse proxy: told apart by what a trusted one says, and by nothing that anybody else says. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { loadConfig } from '../../../server/config/load.ts';
import { addressKey } from '../../../server/http/attempts.ts';

describe('http: trusted proxies', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** The key under which a request is counted, sent from 127.0.0.1. */
  const keyOf = async (trusted: readonly string[] | undefined, forwarded: string) => {
    const app = express();
    app.set('trust proxy', trusted ?? false);
    app.get('/', (req, res) => void res.end(addressKey(req)));
    const listening = app.listen(0, '127.0.0.1');
    server = listening;
    await new Promise((resolve) => listening.once('listening', resolve));
    const { port } = listening.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': forwarded } });
    return answer.text();
  };

  it('counts by the address of the connection when none is named', async () => {
    expect(await keyOf(undefined, '203.0.113.7')).to.equal('address 127.0.0.1');
  });

  it('counts by the address that a trusted proxy saw', async () => {
    expect(await keyOf(['127.0.0.0/8'], '203.0.113.7')).to.equal('address 203.0.113.7');
    expect(await keyOf(['127.0.0.1', '10.0.0.0/8'], '203.0.113.7, 10.1.2.3')).to.equal('address 203.0.113.7');
  });

  it('believes nothing beyond the first address that is no trusted proxy', async () => {
    expect(await keyOf(['127.0.0.1'], '198.51.100.1, 203.0.113.7')).to.equal('address 203.0.113.7');
    expect(await keyOf(['192.0.2.1'], '203.0.113.7')).to.equal('address 127.0.0.1');
  });

  it('takes addresses and subnets as a setting, and names what is neither', () => {
    const read = (text: string) => loadConfig({ TRISEAL_TRUSTED_PROXIES: text }).trustedProxies;
    expect(read('127.0.0.1, 10.0.0.0/8,fd00::/8')).to.deep.equal(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);
    for (const wrong of ['proxy.example', '10.0.0.0/33', '127.0.0.1,']) {
      expect(() => read(wrong), wrong).to.throw(/TRISEAL_TRUSTED_PROXIES/);
    }
  });
});
