import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { anvilBinary, startAnvil } from '../../../server/adapters/anvil/anvil.ts';
import { processCommand, waitUntil } from '../../../server/adapters/anvil/process.ts';
import { createAnchorChain } from '../../../server/adapters/chain-viem/anchor-chain.ts';
import { confirmations, startTestChain, testParties, testRoot } from '../../support/chain.ts';
import { serviceError } from '../../support/service-error.ts';

const keys = testParties(4);

describe('the embedded chain', () => {
  let directory: string;
  let stateFile: string;
  const gone = (pid: number) => waitUntil(() => !processCommand(pid).includes(stateFile), 8_000);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-anvil-'));
    stateFile = join(directory, 'chain', 'state.json');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('listens on the loopback address and leaves nothing running when stopped', async () => {
    const anvil = await startAnvil({ port: 0, stateFile });
    expect(processCommand(anvil.pid)).to.include(anvilBinary()).and.to.include('--host 127.0.0.1');
    expect(readFileSync(`${stateFile}.pid`, 'utf8')).to.equal(`${anvil.pid}\n`);
    await anvil.stop();
    expect(processCommand(anvil.pid)).to.equal('');
    expect(existsSync(`${stateFile}.pid`)).to.equal(false);
    expect(existsSync(stateFile)).to.equal(true);
    await anvil.stop();
  });

  it('keeps anchors, blocks and events over a restart', async () => {
    const test = await startTestChain();
    try {
      const address = await test.open(keys, 'triseal.local/restart');
      const connect = () => createAnchorChain({ ...test.connection, rpcUrl: test.anvil.url, address });
      const receipt = await connect().anchor(5, testRoot(5), confirmations(keys, address, 5, testRoot(5)));
      await test.anvil.stop();
      expect((await serviceError(connect().check())).code).to.equal('CHAIN_UNAVAILABLE');
      test.anvil = await startAnvil({ port: test.anvil.port, stateFile: test.stateFile });
      const chain = connect();
      await chain.check();
      expect(await chain.checkBlock(receipt!)).to.equal(true);
      expect(await chain.sealOf(5)).to.deep.equal(receipt);
      const next = await chain.anchor(6, testRoot(6), confirmations(keys, address, 6, testRoot(6)));
      expect(next?.blockNumber).to.equal(receipt!.blockNumber + 1);
    } finally {
      await test.stop();
    }
  });

  it('keeps what was written before a kill -9, and tells that it ended', async () => {
    let told: unknown;
    const options = {
      stateFile,
      stateInterval: 1,
      onExit: (detail: unknown) => {
        told = detail;
      },
    };
    const anvil = await startAnvil({ port: 0, ...options });
    expect(await waitUntil(() => existsSync(stateFile) && statSync(stateFile).size > 0, 8_000)).to.equal(
      true,
    );
    process.kill(anvil.pid, 'SIGKILL');
    expect(await waitUntil(() => told !== undefined, 8_000)).to.equal(true);
    expect(told).to.deep.equal({ code: null, signal: 'SIGKILL' });
    const second = await startAnvil({ port: anvil.port, stateFile });
    await second.stop();
  });

  it('takes the state of the last start when the newest was torn', async () => {
    const first = await startAnvil({ port: 0, stateFile });
    await first.stop();
    await (await startAnvil({ port: 0, stateFile })).stop();
    truncateSync(stateFile, 100);
    const third = await startAnvil({ port: 0, stateFile });
    await third.stop();
    expect(statSync(`${stateFile}.broken`).size).to.equal(100);
    expect(() => JSON.parse(readFileSync(stateFile, 'utf8'))).not.to.throw();
  });

  it('ends a node of the same state that outlived its service', async () => {
    const first = await startAnvil({ port: 0, stateFile });
    const second = await startAnvil({ port: 0, stateFile });
    expect(await gone(first.pid)).to.equal(true);
    expect(second.pid).not.to.equal(first.pid);
    await second.stop();
  });

  it('is ended by its watchdog when its service is killed', async function () {
    if (process.platform === 'win32') return this.skip();
    const module = new URL('../../../server/adapters/anvil/anvil.ts', import.meta.url).href;
    const script = `const { startAnvil } = await import(${JSON.stringify(module)});
      console.log((await startAnvil({ port: 0, stateFile: ${JSON.stringify(stateFile)} })).pid);`;
    const service = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(
      await new Promise((resolve) => service.stdout.once('data', (d) => resolve(String(d)))),
    );
    expect(processCommand(pid)).to.include(stateFile);
    service.kill('SIGKILL');
    expect(await gone(pid)).to.equal(true);
    expect(existsSync(stateFile)).to.equal(true);
  });

  it('refuses a port that is taken, and leaves nothing running', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const error = await serviceError(startAnvil({ port, stateFile }));
    expect(error.code).to.equal('CHAIN_UNAVAILABLE');
    expect(error.message).to.equal(`port ${port} is taken`);
    expect(existsSync(`${stateFile}.pid`)).to.equal(false);
    server.close();
  });

  it('says why when it does not start', async () => {
    const error = await serviceError(startAnvil({ port: 0, stateFile, args: ['--no-such-option'] }));
    expect(error.code).to.equal('CHAIN_UNAVAILABLE');
    expect(error.message).to.equal('the embedded chain did not start');
    expect(String(error.cause)).to.include('--no-such-option');
    expect(existsSync(`${stateFile}.pid`)).to.equal(false);
  });
});
