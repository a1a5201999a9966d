/** The whole installation, started in order and stopped in the opposite one. */
import { rmSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { formatVkey } from '../../core/note/vkey.ts';
import type { Party } from '../../core/party.ts';
import { VERSION } from '../../core/version.ts';
import { createNodeCrypto } from '../adapters/crypto-node.ts';
import type { Config } from '../config/variables.ts';
import { createLogger } from '../logger.ts';
import { writeFileSafely } from '../safe-file.ts';
import { clock } from '../wiring/parts.ts';
import { createService, type Service } from '../wiring/service.ts';
import type { Child } from './child.ts';
import { startChain } from './embedded-chain.ts';
import { type Foundations, layFoundations } from './first-start.ts';
import { type Home, homeOf } from './home.ts';
import { type Installation, openInstallation, saveInstallation } from './installation.ts';
import { type Listener, listen } from './listen.ts';
import { lockDirectory } from './lock.ts';
import { nodeUrls, startNodes } from './nodes.ts';
import { freePorts } from './ports.ts';
import type { Say } from './progress.ts';
import { tlsOf } from './tls.ts';

export interface RunningInstallation {
  readonly config: Config;
  readonly url: string;
  /** Plain HTTP on this machine, for the nodes beside the service and for its operator; the same as `url` without TLS. */
  readonly localUrl: string;
  readonly home: Home;
  readonly foundations: Foundations;
  readonly installation: Installation;
  readonly first: boolean;
  readonly nodes: Readonly<Record<Party, string>>;
  readonly chainRpc: string;
  readonly service: Service;
  readonly logger: Logger;
  stop(): Promise<void>;
}

/** Undoes what has been done so far, last first; used for stopping and for a start that fails half way. */
class Undo {
  private readonly steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.steps.push(step);
  }

  /** Every step is tried, whatever the ones before it did. */
  async all(logger: Logger): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        logger.error({ error }, 'a part did not stop in order');
      }
    }
  }
}

/** @throws ServiceError with what to do; nothing is left running then */
export async function runInstallation(config: Config, say: Say): Promise<RunningInstallation> {
  const home = homeOf(config.home);
  const lock = lockDirectory(home.directory);
  const destination = pino.destination({ dest: home.log, mode: 0o600, sync: false });
  const logger = createLogger({ level: config.logLevel, base: { part: 'service' } }, destination);
  const undo = new Undo();
  undo.add(() => lock.release());
  try {
    return await startAll(config, say, home, logger, undo);
  } catch (error) {
    logger.error({ error }, 'the start failed');
    await undo.all(logger);
    throw error;
  }
}

async function startAll(
  config: Config,
  say: Say,
  home: Home,
  logger: Logger,
  undo: Undo,
): Promise<RunningInstallation> {
  const { installation: found, first } = openInstallation(home.installation, config, clock.now());
  say.line(`TriSeal ${VERSION}: ${first ? 'first start' : 'start'} in ${home.directory}`);
  const ports = await freePorts(found.ports);
  const installation = { ...found, ports };
  saveInstallation(home.installation, installation);
  const crypto = createNodeCrypto();

  const lost = (name: string) => (detail: object) =>
    logger.error({ name, ...detail }, 'a process ended unexpectedly');
  const chain = await say.step(config.chainRpc === undefined ? 'embedded chain' : 'chain', () =>
    startChain(home, config, ports[0]!, lost('chain')),
  );
  undo.add(() => chain.embedded?.stop());
  const embedded = chain.embedded !== undefined;
  const foundations = await layFoundations({
    home,
    config,
    crypto,
    installation,
    connection: chain.connection,
    embedded,
    say,
  });
  const { pki, trust, consortium, logSigner } = foundations;

  const local = { bank: ports[1]!, user: ports[2]!, commission: ports[3]! };
  const nodes = config.nodes ?? nodeUrls(local);
  let url = '';
  let localUrl = '';
  const publicUrl = () => config.publicUrl ?? url;
  const service = await createService({
    config,
    home,
    crypto,
    pki,
    trust,
    logSigner,
    chain: chain.connection,
    nodes,
    logger,
    publicUrl,
    localUrl: () => (localUrl === url ? publicUrl() : localUrl),
  });
  undo.add(() => service.stop());
  const listener = await say.step('log and API', () => open(service, config));
  url = listener.url;
  undo.add(() => listener.close());
  const plain = tlsOf(config) === undefined ? undefined : await listen(service.app, '127.0.0.1', 0);
  if (plain !== undefined) undo.add(() => plain.close());
  localUrl = plain?.url ?? url;

  const children = await say.step('bank, user and commission nodes', async () =>
    config.nodes !== undefined
      ? []
      : startNodes({
          consortium,
          trust,
          logVkey: formatVkey(logSigner.key),
          logUrl: `${localUrl}/log`,
          chainRpc: chain.connection.rpcUrl,
          transactions: config.chainTransactions,
          ports: local,
          pollMs: config.witnessIntervalMs,
          onExit: (detail) => logger.error(detail, 'a party node ended unexpectedly; it is started again'),
        }),
  );
  undo.add(async () => {
    await Promise.all(children.map((child) => child.stop()));
  });
  await service.startJobs();
  writeServiceFile(home, { url, localUrl }, children, chain.embedded?.pid);
  undo.add(() => rmSync(home.service, { force: true }));
  logger.info({ url, origin: trust.origin }, 'service started');
  const stop = () => undo.all(logger);
  const chainRpc = chain.connection.rpcUrl;
  return {
    config,
    url,
    localUrl,
    home,
    foundations,
    installation,
    first,
    nodes,
    chainRpc,
    service,
    logger,
    stop,
  };
}

async function open(service: Service, config: Config): Promise<Listener> {
  await service.start();
  return listen(service.app, config.host, config.port, undefined, tlsOf(config));
}

/** For tools on this machine: who runs, and where. */
function writeServiceFile(
  home: Home,
  addresses: { readonly url: string; readonly localUrl: string },
  children: readonly Child[],
  chainPid: number | undefined,
): void {
  const processes = Object.fromEntries([
    ...children.map(({ name, pid }) => [name, pid]),
    ...(chainPid === undefined ? [] : [['chain', chainPid]]),
  ]);
  writeFileSafely(
    home.service,
    `${JSON.stringify({ pid: process.pid, ...addresses, processes }, null, 2)}\n`,
  );
}
