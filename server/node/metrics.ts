/** The node's figures for Prometheus, read when scraped. An objection that nobody notices is of no use: alert on the last of them. */
import { Gauge, Registry } from 'prom-client';
import { figures } from './figures.ts';
import type { PartyNode } from './node.ts';

const GAUGES = [
  ['pending', 'pending_size', 'Tree size of the checkpoint that the witness cosigned last.'],
  ['mirrored', 'mirrored_size', 'Tree size of the checkpoint that the mirror cosigned last.'],
  ['next_entry', 'next_entry', 'Index of the first entry that this node does not hold.'],
  ['objections', 'objections', 'Objections that this party has raised.'],
] as const;

export function createNodeMetrics(nodes: readonly PartyNode[]): Registry {
  const registry = new Registry();
  for (const [figure, name, help] of GAUGES) {
    const gauge: Gauge = new Gauge({
      name: `triseal_node_${name}`,
      help,
      labelNames: ['party', 'log'],
      registers: [registry],
      collect: () => {
        for (const node of nodes)
          gauge.set({ party: node.keys.party, log: node.origin }, figures(node)[figure]);
      },
    });
  }
  return registry;
}
