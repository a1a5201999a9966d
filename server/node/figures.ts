/** The node in numbers, for `/healthz` and `/metrics`. */
import type { PartyNode } from './node.ts';

/** Where the node stands, in numbers. */
export function figures(node: PartyNode) {
  return {
    party: node.keys.party,
    name: node.keys.name,
    pending: node.state.pending()?.size ?? 0,
    mirrored: node.state.mirrored()?.size ?? 0,
    next_entry: node.log.nextEntry(),
    objections: node.objections.count(),
  };
}
