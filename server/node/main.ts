/** Composition of one party node as a process: directory, keys, stores, chain, HTTP. `triseal node` and the service's own start call it. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DestinationStream, Logger } from 'pino';
import { utf8 } from '../../core/bytes.ts';
import { toHex } from '../../core/chain/hex.ts';
import { signDigest } from '../../core/chain/signature.ts';
import { openLogDigest, type PartyAddresses } from '../../core/chain/statements.ts';
import type { ChainDomain } from '../../core/chain/typed-data.ts';
import type { Crypto } from '../../core/crypto.ts';
import { parseVkey } from '../../core/note/vkey.ts';
import type { Party } from '../../core/party.ts';
import { originHash } from '../../core/tlog/checkpoint.ts';
import { parsePolicy } from '../../core/tlog/policy.ts';
import { type Certificate, parseCertificate } from '../../core/x509/certificate.ts';
import { pemDecode } from '../../core/x509/pem.ts';
import { createAnchorChain } from '../adapters/chain-viem/anchor-chain.ts';
import { createNodeCrypto } from '../adapters/crypto-node.ts';
import { openSqliteStore } from '../adapters/store-sqlite/store.ts';
import { createLogger } from '../logger.ts';
import { createMutex, type Mutex } from '../mutex.ts';
import { listen } from '../start/listen.ts';
import { lockDirectory } from '../start/lock.ts';
import type { NodeConfig, NodeLog } from './config.ts';
import { createNodeApp } from './http.ts';
import { describeKeys, type NodeDescription, type NodeKeys, openKeys, publicKeys } from './keys.ts';
import { createPartyNode, type NodeDeps, type NodeSettings, type PartyNode } from './node.ts';
import { openState } from './state.ts';

export interface RunningNode {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  /** Of the first log. */
  readonly node: PartyNode;
  /** One for each log, in the order of the configuration. */
  readonly nodes: readonly PartyNode[];
  readonly description: NodeDescription;
  /** Ends within two seconds: open requests are cut off, what they had made durable stays. */
  stop(): Promise<void>;
}

const random = (length: number) => new Uint8Array(randomBytes(length));

/** Requests under way may finish for this long. */
const CLOSE_PATIENCE_MS = 500;

/**
 * Starts a node and returns when it listens.
 * @param logs where the log goes; standard output by default
 * @throws ServiceError `STORE_LOCKED` when another process has the directory, `CONFIG_INVALID`, `KEY_UNAVAILABLE`, `LOG_CORRUPT`
 */
export async function runNode(config: NodeConfig, logs?: DestinationStream): Promise<RunningNode> {
  // What has been opened, to be closed in the opposite order, whether the node stops or never comes up.
  const opened: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await start(
      config,
      createLogger({ level: config.logLevel, base: { node: config.party } }, logs),
      opened,
      closeAll,
    );
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  config: NodeConfig,
  logger: Logger,
  opened: (() => Promise<void> | void)[],
  closeAll: () => Promise<void>,
): Promise<RunningNode> {
  const crypto = createNodeCrypto();
  const lock = lockDirectory(config.directory);
  opened.push(() => lock.release());
  const keys = openKeys(crypto, config.directory, config, random);
  const nodes: PartyNode[] = [];
  const turns = createTurns();
  for (const log of [config, ...config.furtherLogs]) {
    const directory = directoryOf(crypto, config, log);
    const deps = openDeps(directory, log, keys, turns, logger.child({ log: log.log.origin }));
    opened.push(async () => {
      await deps.chain?.close();
      await deps.store.close();
      deps.state.close();
    });
    const node = await createPartyNode(deps, settingsOf(log, config.intervals));
    opened.push(() => node.stop());
    nodes.push(node);
  }
  const { url, close } = await listen(
    createNodeApp({ nodes, logger, postsPerMinute: config.postsPerMinute }),
    config.host,
    config.port,
    CLOSE_PATIENCE_MS,
  );
  opened.push(close);
  for (const node of nodes) node.start();
  logger.info({ url, logs: nodes.map(({ origin }) => origin) }, 'party node listens');
  const stop = async () => {
    await closeAll();
    logger.info({}, 'party node stopped');
  };
  return { url, node: nodes[0]!, nodes, description: publicKeys(keys), stop };
}

/** The public half of a node's keys, made if the directory has none yet: policies and trust data are built from three of these. */
export function prepareNode(
  directory: string,
  owner: { readonly party: Party; readonly name: string },
): NodeDescription {
  return publicKeys(openKeys(createNodeCrypto(), directory, owner, random));
}

/** @throws ServiceError `KEY_UNAVAILABLE` when the directory has no keys */
export function describeNode(directory: string): NodeDescription {
  return describeKeys(createNodeCrypto(), directory);
}

/** This party's consent to a log on a chain, as the contract's `openLog` wants it: 0x-hex, 65 bytes. */
export function signOpenLog(
  directory: string,
  owner: { readonly party: Party; readonly name: string },
  opening: ChainDomain & { readonly origin: string; readonly parties: PartyAddresses },
): string {
  const crypto = createNodeCrypto();
  const keys = openKeys(crypto, directory, owner, random);
  const digest = openLogDigest({ ...opening, originHash: crypto.sha256(utf8(opening.origin)) });
  return toHex(signDigest(keys.chain, digest));
}

/** The first log has the node's directory itself; each further one a directory of its own below it. */
function directoryOf(crypto: Crypto, config: NodeConfig, { log }: NodeLog): string {
  if (log.origin === config.log.origin) return config.directory;
  const directory = join(config.directory, 'logs', originHash(crypto, log.origin));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** One key sends for all logs: those on one chain take turns, or their nonces would meet. */
function createTurns(): (chain: { readonly chainId: number }) => Mutex {
  const turns = new Map<number, Mutex>();
  return ({ chainId }) => {
    const known = turns.get(chainId) ?? createMutex();
    turns.set(chainId, known);
    return known;
  };
}

function openDeps(
  directory: string,
  { log, chain }: NodeLog,
  keys: NodeKeys,
  turns: ReturnType<typeof createTurns>,
  logger: Logger,
): NodeDeps {
  const state = openState(directory, log.origin);
  return {
    crypto: createNodeCrypto(),
    keys,
    state,
    store: openSqliteStore(join(directory, 'log.sqlite')),
    chain: chain && chainOf(chain, keys, turns(chain)),
    clock: { now: () => Date.now() },
    logger,
    fetch: globalThis.fetch,
  };
}

function settingsOf(
  { log, policy, peers, signers }: NodeLog,
  intervals: NodeConfig['intervals'],
): NodeSettings {
  return {
    log: { key: parseVkey(log.vkey), url: log.url },
    policy: parsePolicy(policy),
    peers,
    signers: {
      certificates: certificatesOf(signers.certificates),
      anchors: certificatesOf(signers.anchors),
      intermediates: certificatesOf(signers.intermediates),
    },
    clockToleranceMs: intervals.clockToleranceMs,
    pollMs: intervals.pollMs,
    requestTimeoutMs: intervals.requestTimeoutMs,
    times: intervals,
  };
}

function chainOf(chain: NonNullable<NodeLog['chain']>, keys: NodeKeys, turns: Mutex) {
  const { rpcUrl, transactions, ...address } = chain;
  return createAnchorChain({ rpcUrl, transactions, address, privateKey: toHex(keys.chain), turns });
}

function certificatesOf(pem: string): Certificate[] {
  return pemDecode(pem, 'CERTIFICATE').map(parseCertificate);
}
