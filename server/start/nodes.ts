/** The three party nodes as local processes, with configuration files that show how each would run alone. */
import { join } from 'node:path';
import { PARTIES, type Party } from '../../core/party.ts';
import type { Trust } from '../../core/verify/trust.ts';
import type { NodeConfigInput } from '../node/config.ts';
import { projectRoot } from '../paths.ts';
import { writeFileSafely } from '../safe-file.ts';
import { type Child, startChild } from './child.ts';
import type { Consortium } from './consortium.ts';

export interface LocalNodes {
  readonly consortium: Consortium;
  readonly trust: Trust;
  readonly logVkey: string;
  /** Prefix of the log's read paths. */
  readonly logUrl: string;
  readonly chainRpc: string;
  readonly transactions: 'auto' | 'legacy' | 'eip1559';
  readonly ports: Readonly<Record<Party, number>>;
  readonly pollMs: number;
  readonly onExit: (detail: { name: string; code: number | null; signal: string | null }) => void;
}

const READY_MS = 30_000;

export const nodeUrls = (ports: Readonly<Record<Party, number>>): Readonly<Record<Party, string>> => ({
  bank: `http://127.0.0.1:${ports.bank}`,
  user: `http://127.0.0.1:${ports.user}`,
  commission: `http://127.0.0.1:${ports.commission}`,
});

function configOf(party: Party, nodes: LocalNodes): NodeConfigInput {
  const { trust, consortium, ports } = nodes;
  const urls = nodeUrls(ports);
  const bundle = (pems: readonly string[]) => pems.join('');
  return {
    party,
    name: consortium[party].name,
    directory: '.',
    port: ports[party],
    log: { origin: trust.origin, vkey: nodes.logVkey, url: nodes.logUrl },
    policy: trust.policy,
    peers: PARTIES.filter((other) => other !== party).map((other) => ({ party: other, url: urls[other] })),
    signers: {
      certificates: bundle(trust.signers.map(({ certificate }) => certificate)),
      anchors: bundle(trust.anchors),
      intermediates: bundle(trust.intermediates),
    },
    ...(trust.chain && {
      chain: { ...trust.chain, rpcUrl: nodes.chainRpc, transactions: nodes.transactions },
    }),
    intervals: { pollMs: nodes.pollMs, anchorMs: nodes.pollMs },
  };
}

async function startNode(party: Party, nodes: LocalNodes): Promise<Child> {
  const { directory } = nodes.consortium[party];
  const file = join(directory, 'node.json');
  writeFileSafely(file, `${JSON.stringify(configOf(party, nodes), null, 2)}\n`);
  return startChild({
    name: party,
    command: process.execPath,
    args: [join(projectRoot, 'dist/cli/main.js'), 'node', '--party', party, '--config', file],
    logFile: join(directory, 'node.log'),
    ready: async () => (await fetch(`${nodeUrls(nodes.ports)[party]}/healthz`)).ok,
    readyTimeoutMs: READY_MS,
    onExit: nodes.onExit,
  });
}

/** @throws ServiceError `INTERNAL` when one does not come up; none is left running then */
export async function startNodes(nodes: LocalNodes): Promise<readonly Child[]> {
  const started = await Promise.allSettled(PARTIES.map((party) => startNode(party, nodes)));
  const children = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = started.find((result) => result.status === 'rejected');
  if (failure === undefined) return children;
  await Promise.all(children.map((child) => child.stop()));
  throw failure.reason;
}
