/** What is wrong with an installation, whether it runs or not: one finding a line, each with what to do. Changes nothing. */
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { loadPki } from '../../certs/index.ts';
import { parseJsonObject } from '../../core/json.ts';
import { PARTIES } from '../../core/party.ts';
import { originHash, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { isValidAt } from '../../core/x509/certificate.ts';
import { parseCrl } from '../../core/x509/crl.ts';
import { pemDecode } from '../../core/x509/pem.ts';
import { anvilBinary } from '../adapters/anvil/anvil.ts';
import { createAnchorChain } from '../adapters/chain-viem/anchor-chain.ts';
import { createNodeCrypto } from '../adapters/crypto-node.ts';
import { openSqliteStore } from '../adapters/store-sqlite/store.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/variables.ts';
import type { ServiceError } from '../errors.ts';
import { type Home, homeOf } from './home.ts';
import { type Installation, openInstallation } from './installation.ts';
import { lockDirectory } from './lock.ts';
import { passkeyObstacle } from './portal-address.ts';

export type Level = 'ok' | 'note' | 'problem';

export interface Finding {
  readonly level: Level;
  readonly subject: string;
  readonly text: string;
  readonly remedy?: string;
}

const FLOOR = [20, 19] as const;
const LEAST_DISK = 512 * 2 ** 20;
const SOON_MS = 30 * 86_400_000;
const ASK_MS = 3000;

const ok = (subject: string, text: string): Finding => ({ level: 'ok', subject, text });
const note = (subject: string, text: string, remedy: string): Finding => ({
  level: 'note',
  subject,
  text,
  remedy,
});
const problem = (subject: string, text: string, remedy: string): Finding => ({
  level: 'problem',
  subject,
  text,
  remedy,
});

/** Runs one look; whatever it throws is a finding too. */
async function look(
  subject: string,
  work: () => Promise<readonly Finding[]> | readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (error) {
    const { message, remedy } = error as ServiceError;
    return [problem(subject, message, remedy ?? 'See the log files in the data directory.')];
  }
}

/** @param now milliseconds */
export async function examine(env: NodeJS.ProcessEnv, now: number): Promise<readonly Finding[]> {
  const machine = [...(await look('Node.js', nodeVersion)), ...(await look('chain engine', engine))];
  let config: Config;
  try {
    config = loadConfig(env);
  } catch (error) {
    return [...machine, ...configFindings(error)];
  }
  const home = homeOf(config.home);
  if (!existsSync(home.installation)) {
    return [...machine, note('data', `${home.directory} holds no installation yet`, 'npm start makes one.')];
  }
  const { installation } = openInstallation(home.installation, config, now);
  const running = runningService(home);
  return [
    ...machine,
    ok('configuration', 'no mistakes'),
    ...passkeys(config),
    ...(await look('data', () => dataDirectory(home))),
    ...(await look('disk', () => disk(home))),
    ...(await look('certificates', () => certificates(home, now))),
    ...(await look('service', () => service(running))),
    ...(await look('log', () => log(home, config, installation, running))),
    ...(await look('chain', () => chain(config, installation, running))),
    ...(await look('parties', () => parties(home, installation, running))),
  ];
}

function nodeVersion(): readonly Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1]);
  if (enough) return [ok('Node.js', process.versions.node)];
  return [problem('Node.js', `${process.versions.node} is too old`, `Install ${FLOOR.join('.')} or newer.`)];
}

function engine(): readonly Finding[] {
  return [ok('chain engine', anvilBinary())];
}

function configFindings(error: unknown): readonly Finding[] {
  const { facts, message, remedy } = error as ServiceError;
  const mistakes = Array.isArray(facts?.mistakes) ? (facts.mistakes as readonly string[]) : [message];
  return mistakes.map((text) => problem('configuration', text, remedy ?? 'See docs/configuration.md.'));
}

function passkeys(config: Config): readonly Finding[] {
  const obstacle = passkeyObstacle(config, config.publicUrl ?? `http://${hostOf(config)}:${config.port}`);
  if (obstacle === undefined) return [];
  return [note('passkeys', obstacle, 'Set TRISEAL_PORTAL_URL to the https address that people use.')];
}

const hostOf = ({ host }: Config): string => (host.includes(':') ? `[${host}]` : host);

interface Running {
  readonly pid: number;
  readonly url: string;
  readonly localUrl?: string;
  readonly processes: Readonly<Record<string, number>>;
}

function runningService(home: Home): Running | undefined {
  if (!existsSync(home.service)) return undefined;
  const found = parseJsonObject(readFileSync(home.service, 'utf8')) as unknown as Running;
  try {
    process.kill(found.pid, 0);
    return found;
  } catch {
    // Left behind by a process that was killed; the next start writes its own.
    return undefined;
  }
}

function dataDirectory(home: Home): readonly Finding[] {
  const open = [home.directory, home.key('kek'), home.key('log'), home.key('token'), home.store].filter(
    (path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0,
  );
  if (open.length === 0) return [ok('data', `${home.directory}, readable by its owner alone`)];
  return open.map((path) => problem('data', `${path} can be read by others`, `chmod go-rwx ${path}`));
}

function disk(home: Home): readonly Finding[] {
  const { bavail, bsize } = statfsSync(home.directory);
  const free = bavail * bsize;
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free`;
  return [
    free >= LEAST_DISK ? ok('disk', text) : problem('disk', text, 'Make room: a full disk stops filing.'),
  ];
}

async function certificates(home: Home, now: number): Promise<readonly Finding[]> {
  const pki = await loadPki(home.pki);
  const holders = [
    ...Object.entries(pki.authorities).map(([name, { certificate }]) => ({
      name: `${name} authority`,
      certificate,
    })),
    ...Object.entries(pki.identities).map(([name, { certificate }]) => ({ name, certificate })),
  ];
  const bad = holders
    .filter(({ certificate }) => !isValidAt(certificate, now))
    .map(({ name }) => problem('certificates', `${name}: not valid now`, 'Renew it; is the clock right?'));
  const soon = holders
    .filter(({ certificate }) => isValidAt(certificate, now) && !isValidAt(certificate, now + SOON_MS))
    .map(({ name }) => note('certificates', `${name}: expires within 30 days`, 'Renew it in time.'));
  const lists = pki.crlPems.flatMap((pem) => pemDecode(pem, 'X509 CRL').map(parseCrl));
  const stale = lists.some(({ nextUpdate }) => nextUpdate !== undefined && nextUpdate < now)
    ? [note('certificates', 'a revocation list is out of date', 'Issue new lists.')]
    : [];
  const development = note(
    'certificates',
    'development certificates',
    'For trying and testing; production uses keys of its own.',
  );
  const findings = [...bad, ...soon, ...stale];
  return [
    ...(findings.length === 0 ? [ok('certificates', `${holders.length} valid`)] : findings),
    development,
  ];
}

async function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
}

async function service(running: Running | undefined): Promise<readonly Finding[]> {
  if (running === undefined) return [note('service', 'does not run', 'npm start')];
  const answer = await ask(`${running.localUrl ?? running.url}/readyz`);
  if (answer.ok) return [ok('service', `ready at ${running.url}`)];
  return [problem('service', `${running.url}/readyz answers ${answer.status}`, 'Read service.log.')];
}

/** The store is opened only when nobody else has it. */
async function log(home: Home, config: Config, installation: Installation, running: Running | undefined) {
  if (running !== undefined || config.mongo !== undefined || !existsSync(home.store)) return [];
  const lock = lockDirectory(home.directory);
  try {
    const store = openSqliteStore(home.store);
    try {
      const head = await store.head(installation.origin);
      if (head === undefined) return [note('log', 'has not begun', 'npm start')];
      const { checkpoint } = parseSignedCheckpoint(head.checkpoint);
      const same = checkpoint.size === head.size;
      return [
        same
          ? ok('log', `${head.size} entries`)
          : problem('log', 'head and checkpoint differ', 'Restore the store from a copy.'),
      ];
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

async function chain(
  config: Config,
  installation: Installation,
  running: Running | undefined,
): Promise<readonly Finding[]> {
  if (installation.chain === null)
    return [note('chain', 'the log is not opened on a chain yet', 'npm start')];
  if (config.chainRpc === undefined) {
    const remedy = 'For trying and testing; name a consortium chain by TRISEAL_CHAIN_RPC.';
    return [
      note(
        'chain',
        `embedded, contract ${installation.chain.contract}${running ? '' : ', not running'}`,
        remedy,
      ),
    ];
  }
  const unused = `0x${'01'.repeat(32)}` as const;
  const anchor = createAnchorChain({
    rpcUrl: config.chainRpc,
    privateKey: unused,
    address: installation.chain,
  });
  try {
    await anchor.check();
    return [
      ok(
        'chain',
        `contract ${installation.chain.contract} on chain ${installation.chain.chainId}, sealed ${await anchor.sealedSize()}`,
      ),
    ];
  } finally {
    await anchor.close();
  }
}

async function parties(
  home: Home,
  installation: Installation,
  running: Running | undefined,
): Promise<readonly Finding[]> {
  if (running === undefined) return [];
  const hash = originHash(createNodeCrypto(), installation.origin);
  return Promise.all(
    PARTIES.map(async (party): Promise<Finding> => {
      const file = `${home.node(party)}/node.json`;
      try {
        const { port } = parseJsonObject(readFileSync(file, 'utf8'));
        const answer = await ask(`http://127.0.0.1:${String(port)}/${hash}/checkpoint`);
        const size = answer.ok ? (await answer.text()).split('\n')[1] : '0';
        return ok('parties', `${party} holds ${size} entries`);
      } catch {
        return problem('parties', `the ${party} node does not answer`, `Read ${home.node(party)}/node.log.`);
      }
    }),
  );
}
