/** Where everything lies below the data directory. */
import { join } from 'node:path';
import type { Party } from '../../core/party.ts';

export interface Home {
  readonly directory: string;
  /** Facts of the installation that must not change. */
  readonly installation: string;
  /** Process id and addresses of the running service; gone when it has stopped. */
  readonly service: string;
  readonly log: string;
  readonly pki: string;
  readonly trust: string;
  readonly policy: string;
  readonly store: string;
  readonly documents: string;
  readonly blobs: string;
  readonly chainState: string;
  readonly samples: string;
  key(name: 'operator' | 'kek' | 'loan-index' | 'log' | 'token' | 'chain-sender'): string;
  node(party: Party): string;
}

export function homeOf(directory: string): Home {
  const at = (...parts: readonly string[]) => join(directory, ...parts);
  return {
    directory,
    installation: at('installation.json'),
    service: at('service.json'),
    log: at('service.log'),
    pki: at('pki'),
    trust: at('trust.json'),
    policy: at('policy'),
    store: at('store.sqlite'),
    documents: at('documents.sqlite'),
    blobs: at('blobs'),
    chainState: at('chain', 'state.json'),
    samples: at('samples'),
    key: (name) => at('keys', `${name}.key`),
    node: (party) => at('nodes', party),
  };
}
