/** Composition of one party node as a process: directory, keys, stores, chain, HTTP. `triseal node` and the service's own start call it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DestinationStream, Logger } from 'pino';
import { utf8 } from '../../core/bytes.ts';
import { toHex } from '../../core/chain/hex.ts';
import { signDigest } from '../../core/chain/signature.ts';
import { openLogDigest, type PartyAddresses } from '../../core/chain/statements.ts';
import type { ChainDomain } from '../../core/chain/typed-data.ts';
import { parseVkey } from '../../core/note/vkey.ts';
import type { Party } from '../../core/party.ts';
import { parsePolicy } from '../../core/tlog/policy.ts';
import { type Certificate, parseCertificate } from '../../core/x509/certificate.ts';
import { pemDecode } from '../../core/x509/pem.ts';
import { createAnchorChain } from '../adapters/chain-viem/anchor-chain.ts';
import { createNodeCrypto } from '../adapters/crypto-node.ts';
import { openSqliteStore } from '../adapters/store-sqlite/store.ts';
import { createLogger } from '../logger.ts';
import { listen } from '../start/listen.ts';
import { lockDirectory } from '../start/lock.ts';
import type { NodeConfig } from './config.ts';
import { createNodeApp } from './http.ts';
import { describeKeys, type NodeDescription, type NodeKeys, openKeys, publicKeys } from './keys.ts';
import { createPartyNode, type NodeDeps, type NodeSettings, type PartyNode } from './node.ts';
import { openState } from './state.ts';

export interface RunningNode {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  readonly node: PartyNode;
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
  const deps = openDeps(config, keys, logger);
  opened.push(async () => {
    await deps.chain?.close();
    await deps.store.close();
    deps.state.close();
  });
  const node = await createPartyNode(deps, settingsOf(config));
  opened.push(() => node.stop());
  const { url, close } = await listen(
    createNodeApp(node, logger),
    config.host,
    config.port,
    CLOSE_PATIENCE_MS,
  );
  opened.push(close);
  node.start();
  logger.info({ url, log: config.log.origin }, 'party node listens');
  const stop = async () => {
    await closeAll();
    logger.info({}, 'party node stopped');
  };
  return { url, node, description: publicKeys(keys), stop };
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
  const originHash = crypto.sha256(utf8(opening.origin));
  return toHex(signDigest(keys.chain, openLogDigest({ ...opening, originHash })));
}

function openDeps(config: NodeConfig, keys: NodeKeys, logger: Logger): NodeDeps {
  const state = openState(config.directory, config.log.origin);
  return {
    crypto: createNodeCrypto(),
    keys,
    state,
    store: openSqliteStore(join(config.directory, 'log.sqlite')),
    chain: config.chain && chainOf(config.chain, keys),
    clock: { now: () => Date.now() },
    logger,
    fetch: globalThis.fetch,
  };
}

function settingsOf({ log, policy, peers, signers, intervals }: NodeConfig): NodeSettings {
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

function chainOf(chain: NonNullable<NodeConfig['chain']>, keys: NodeKeys) {
  const { rpcUrl, transactions, ...address } = chain;
  return createAnchorChain({ rpcUrl, transactions, address, privateKey: toHex(keys.chain) });
}

function certificatesOf(pem: string): Certificate[] {
  return pemDecode(pem, 'CERTIFICATE').map(parseCertificate);
}
