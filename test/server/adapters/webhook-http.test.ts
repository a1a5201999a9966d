/** Posting to addresses that customers name: what is reached, and what never is. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { PROFILES } from '../../../certs/profiles.ts';
import { type Address, createWebhookHttp } from '../../../server/adapters/webhook-http.ts';
import { issue } from '../../support/pki.ts';

const POST = { headers: { 'webhook-id': 'evt_1' }, body: '{"a":1}' };

describe('webhook sender (HTTPS)', () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  const serve = async (answer: Parameters<typeof createServer>[1]) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  };
  const local = createWebhookHttp({ allowLoopback: true, timeoutMs: 400 });
  const open = createWebhookHttp({ allowLoopback: false, timeoutMs: 400 });
  const leadingTo = (...addresses: string[]) =>
    createWebhookHttp({
      allowLoopback: false,
      timeoutMs: 400,
      resolve: async () =>
        addresses.map((address): Address => ({ address, family: address.includes(':') ? 6 : 4 })),
    });

  it('posts body and headers, and tells the status whatever it is', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    for (const status of [200, 204, 301, 410, 500]) {
      const url = await serve((req, res) => {
        seen = req;
        body = '';
        req.on('data', (bytes: Buffer) => (body += bytes.toString()));
        req.on('end', () => res.writeHead(status, { location: 'http://127.0.0.1:1/' }).end());
      });
      expect(await local.post({ ...POST, url })).to.deep.equal({ status });
    }
    expect([seen?.method, seen?.url, seen?.headers['webhook-id'], body]).to.deep.equal([
      'POST',
      '/hook',
      'evt_1',
      POST.body,
    ]);
  });

  it('follows no redirect', async () => {
    let reached = 0;
    const target = await serve((_req, res) => {
      reached++;
      res.end();
    });
    const url = await serve((_req, res) => res.writeHead(307, { location: target }).end());
    expect(await local.post({ ...POST, url })).to.deep.equal({ status: 307 });
    expect(reached).to.equal(0);
  });

  it('reads no more of an answer than its beginning', async () => {
    let sent = 0;
    const url = await serve((_req, res) => {
      const more = () => {
        while (!res.destroyed && sent < 2 ** 30) {
          sent += 65_536;
          if (!res.write(Buffer.alloc(65_536))) return void res.once('drain', more);
        }
      };
      more();
    });
    expect(await local.post({ ...POST, url })).to.deep.equal({ status: 200 });
    expect(sent).to.be.below(32 * 2 ** 20);
  });

  it('waits so long and no longer, for the connection, the answer and its body', async () => {
    const silent = await serve(() => undefined);
    expect(await local.post({ ...POST, url: silent })).to.deep.equal({ failure: 'timeout' });
    const never = createWebhookHttp({
      allowLoopback: false,
      timeoutMs: 50,
      resolve: () => new Promise(() => undefined),
    });
    expect(await never.post({ ...POST, url: 'https://hooks.example/' })).to.deep.equal({
      failure: 'timeout',
    });
  });

  it('tells why there was no answer', async () => {
    expect(await local.post({ ...POST, url: 'http://127.0.0.1:1/' })).to.deep.equal({
      failure: 'unreachable',
    });
    const nowhere = createWebhookHttp({
      allowLoopback: false,
      resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    });
    expect(await nowhere.post({ ...POST, url: 'https://hooks.example/' })).to.deep.equal({
      failure: 'name-unknown',
    });
    expect(await leadingTo().post({ ...POST, url: 'https://hooks.example/' })).to.deep.equal({
      failure: 'name-unknown',
    });
    const self = await issue('hooks.example', { profile: PROFILES.filerStatement });
    const server = createTlsServer({ cert: self.certificatePem, key: self.keyPem }).listen(0, '127.0.0.1');
    servers.push(server as unknown as Server);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await local.post({ ...POST, url: `https://127.0.0.1:${port}/` })).to.deep.equal({
      failure: 'certificate',
    });
  });

  for (const [what, url] of [
    ['plain http', 'http://hooks.example/'],
    ['another scheme', 'ftp://hooks.example/'],
    ['a file', 'file:///etc/passwd'],
    ['no URL', 'hooks.example'],
    ['a user name', 'https://user@hooks.example/'],
    ['a password', 'https://:secret@hooks.example/'],
    ['a fragment', 'https://hooks.example/#x'],
    ['this machine', 'https://127.0.0.1/'],
    ['this machine by name', 'https://localhost/'],
    ['this machine by a name below it', 'https://api.localhost/'],
    ['this machine as a number', 'https://2130706433/'],
    ['this machine in octal', 'https://0177.0.0.1/'],
    ['this machine, short', 'https://127.1/'],
    ['this machine in IPv6', 'https://[::1]/'],
    ['this machine, mapped', 'https://[::ffff:127.0.0.1]/'],
    ['this machine, mapped in hex', 'https://[::ffff:7f00:1]/'],
    ['no address', 'https://0.0.0.0/'],
    ['no address in IPv6', 'https://[::]/'],
    ['a private network', 'https://10.0.0.8/'],
    ['another private network', 'https://172.16.3.4/'],
    ['a home network', 'https://192.168.1.1/'],
    ['a metadata service', 'https://169.254.169.254/latest/meta-data/'],
    ['a metadata service in shared space', 'https://100.100.100.200/'],
    ['a metadata service in IPv6', 'https://[fd00:ec2::254]/'],
    ['a link-local address', 'https://[fe80::1]/'],
    ['a private address, translated', 'https://[64:ff9b::10.0.0.1]/'],
    ['a private address over 6to4', 'https://[2002:a00:1::]/'],
    ['a multicast address', 'https://224.0.0.1/'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(() => open.check(url))
        .to.throw('nothing is sent to this address')
        .with.property('code', 'WEBHOOK_URL_REFUSED');
    });
  }

  it('takes an https address on the public network', () => {
    for (const url of [
      'https://hooks.example/a?b=c',
      'https://93.184.215.14:8443/',
      'https://[2606:2800:21f::1]/',
    ])
      expect(() => open.check(url)).to.not.throw();
  });

  it('refuses a name that leads to an address inside, also when another of its addresses is outside', async () => {
    const url = 'https://hooks.example/';
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      'nonsense',
    ])
      expect(await leadingTo(address).post({ ...POST, url }), address).to.deep.equal({
        failure: 'address-refused',
      });
    expect(await leadingTo('93.184.215.14', '10.1.2.3').post({ ...POST, url })).to.deep.equal({
      failure: 'address-refused',
    });
  });

  it('connects to the address that was judged, though the name leads elsewhere by then', async () => {
    let looked = 0;
    let reached = 0;
    const url = await serve((_req, res) => {
      reached++;
      res.end();
    });
    const { port } = new URL(url);
    const rebinding = createWebhookHttp({
      allowLoopback: true,
      timeoutMs: 400,
      // The second answer would lead inside.
      resolve: async () => [{ address: looked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }],
    });
    expect(await rebinding.post({ ...POST, url: `http://hooks.example:${port}/` })).to.deep.equal({
      status: 200,
    });
    expect([looked, reached]).to.deep.equal([1, 1]);
  });

  it('with loopback allowed still sends plain http nowhere else', async () => {
    const outside = createWebhookHttp({
      allowLoopback: true,
      resolve: async () => [{ address: '93.184.215.14', family: 4 }],
    });
    expect(await outside.post({ ...POST, url: 'http://hooks.example/' })).to.deep.equal({
      failure: 'address-refused',
    });
    expect(() => outside.check('http://10.0.0.1/')).to.throw('not on the public network');
  });
});
