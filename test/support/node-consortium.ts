/** Three party nodes over one test log, and a chain for them where one is wanted. The anchoring loops are driven by hand. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { addSignatures, parseSignatureLines } from '../../core/note/note.ts';
import { parseVkey } from '../../core/note/vkey.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatPolicy } from '../../core/tlog/policy.ts';
import type { NodeConfigInput } from '../../server/node/config.ts';
import { type NodeKeys, openKeys, publicKeys } from '../../server/node/keys.ts';
import type { RunningNode } from '../../server/node/main.ts';
import type { ChainAddress } from '../../server/ports/chain.ts';
import { freePorts } from '../../server/start/ports.ts';
import type { PartyKeys, TestChain } from './chain.ts';
import { LogClient, nodeConfig, partyName, startNode, temporaryDirectory } from './node-host.ts';
import { LOG_ORIGIN, logSigner, type TestLog } from './node-log.ts';
import { nodeCrypto, type TestPki } from './pki.ts';

const random = (length: number) => new Uint8Array(randomBytes(length));
const SUFFIX = { 1: 'plain', 4: 'ed25519', 6: 'mldsa44' } as const;

/** The three parties' policy as docs/spec/log.md has it: both keys of each mirror, all three parties. */
export function policyOf(keys: Readonly<Record<Party, NodeKeys>>, logKey = logSigner.key): string {
  const witnesses = PARTIES.flatMap((party) =>
    publicKeys(keys[party]).mirror.map((vkey) => {
      const key = parseVkey(vkey);
      return { party, key, name: `${party}-${SUFFIX[key.type]}` };
    }),
  );
  const groups = PARTIES.map((party) => {
    const members = witnesses.filter((witness) => witness.party === party).map(({ name }) => name);
    return { name: party, threshold: members.length, members };
  });
  return formatPolicy({
    logs: [{ key: logKey }],
    witnesses: witnesses.map(({ name, key }) => ({ name, key })),
    groups: [...groups, { name: 'parties', threshold: PARTIES.length, members: PARTIES }],
    quorum: 'parties',
  });
}

export class TestConsortium {
  readonly address: ChainAddress | undefined;
  readonly policy: string;
  readonly nodes = new Map<Party, RunningNode>();
  readonly keys: Readonly<Record<Party, NodeKeys>>;
  private readonly configs: Readonly<Record<Party, NodeConfigInput>>;
  private readonly directory: ReturnType<typeof temporaryDirectory>;
  private readonly server: Awaited<ReturnType<TestLog['serve']>>;

  private constructor(parts: {
    address: ChainAddress | undefined;
    policy: string;
    keys: Readonly<Record<Party, NodeKeys>>;
    configs: Readonly<Record<Party, NodeConfigInput>>;
    directory: ReturnType<typeof temporaryDirectory>;
    server: Awaited<ReturnType<TestLog['serve']>>;
  }) {
    this.address = parts.address;
    this.policy = parts.policy;
    this.keys = parts.keys;
    this.configs = parts.configs;
    this.directory = parts.directory;
    this.server = parts.server;
  }

  /** @param rpcUrl another way to the chain, such as a proxy */
  static async start(
    log: TestLog,
    pki: TestPki,
    chain?: TestChain,
    over: { readonly rpcUrl?: string; readonly intervals?: NodeConfigInput['intervals'] } = {},
  ): Promise<TestConsortium> {
    const directory = temporaryDirectory();
    const server = await log.serve();
    const of = <T>(make: (party: Party, i: number) => T) =>
      Object.fromEntries(PARTIES.map((party, i) => [party, make(party, i)])) as Record<Party, T>;
    const home = (party: Party) => join(directory.path, party);
    const keys = of((party) => openKeys(nodeCrypto, home(party), { party, name: partyName(party) }, random));
    const privateKeys: PartyKeys = of((party) => keys[party].chain);
    const address = await chain?.open(privateKeys, LOG_ORIGIN);
    const policy = policyOf(keys);
    const ports = await freePorts([0, 0, 0]);
    const urls = of((_, i) => `http://127.0.0.1:${ports[i]}`);
    const configs = of((party, i): NodeConfigInput => {
      const base = nodeConfig(home(party), pki);
      return {
        ...base,
        party,
        name: partyName(party),
        port: ports[i]!,
        log: { ...base.log, url: server.url },
        policy,
        peers: PARTIES.filter((other) => other !== party).map((other) => ({
          party: other,
          url: urls[other],
        })),
        ...(chain && address && { chain: { rpcUrl: over.rpcUrl ?? chain.url, ...address } }),
        // No party steps in for another and none gives up waiting, unless a test says so.
        intervals: {
          pollMs: 3_600_000,
          anchorMs: 1,
          staggerMs: 3_600_000,
          graceMs: 3_600_000,
          backoffMs: 1,
          maxBackoffMs: 1,
          ...over.intervals,
        },
      };
    });
    const consortium = new TestConsortium({ address, policy, keys, configs, directory, server });
    for (const party of PARTIES) await consortium.startNode(party);
    return consortium;
  }

  node(party: Party): RunningNode {
    return this.nodes.get(party)!;
  }

  client(party: Party): LogClient {
    return new LogClient(this.node(party).url);
  }

  /** The public path of a log's resources on a node. */
  path(rest: string): string {
    return `/${this.node(PARTIES[0]).node.originHash}/${rest}`;
  }

  async startNode(party: Party): Promise<void> {
    this.nodes.set(party, await startNode(this.configs[party]));
  }

  async stopNode(party: Party): Promise<void> {
    await this.nodes.get(party)?.stop();
    this.nodes.delete(party);
  }

  /** Brings the log to all three and publishes what they cosigned. @returns the cosigned checkpoint */
  async witness(log: TestLog, from: number, size = log.size): Promise<string> {
    let note = await log.checkpoint(size);
    for (const party of this.nodes.keys()) {
      const { status, text } = await this.client(party).bring(log, from, size);
      if (status !== 200) throw new Error(`${party}: ${status} ${text}`);
      note = addSignatures(note, parseSignatureLines(text));
    }
    log.witnessed = note;
    return note;
  }

  /** One round of each running node's anchoring loop, one after the other. */
  async rounds(...parties: readonly Party[]): Promise<void> {
    for (const party of parties.length === 0 ? PARTIES : parties) await this.nodes.get(party)?.node.round();
  }

  async stop(): Promise<void> {
    for (const party of [...this.nodes.keys()]) await this.stopNode(party);
    await this.server.stop();
    this.directory.remove();
  }
}
