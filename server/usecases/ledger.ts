/** What anybody may see of the ledger as a whole: whose copies there are, and how far each checkpoint has come. Holds nothing about items. */
import { PARTIES, type Party } from '../../core/party.ts';
import type { EvidenceStore, RoundRow } from '../ports/evidence-store.ts';

export interface LedgerParty {
  readonly party: Party;
  /** Prefix of the party's node, where its copy of the log can be read. */
  readonly url: string;
}

export interface Ledger {
  readonly origin: string;
  readonly parties: readonly LedgerParty[];
  /** Newest first. */
  readonly rounds: readonly Omit<
    RoundRow,
    'origin' | 'checkpoint' | 'timestamp' | 'renewals' | 'confirmations'
  >[];
}

export interface LedgerDeps {
  readonly store: Pick<EvidenceStore, 'recentRounds'>;
  readonly origin: string;
  readonly nodes: Readonly<Record<Party, string>>;
}

export function createLedger({ store, origin, nodes }: LedgerDeps): (limit: number) => Promise<Ledger> {
  const parties = PARTIES.map((party) => ({ party, url: nodes[party] }));
  return async (limit) => {
    const rounds = await store.recentRounds(origin, limit);
    return { origin, parties, rounds: rounds.map(publicRound) };
  };
}

/** Notes, tokens and signatures are large, and served where the log is. */
function publicRound({
  origin: _,
  checkpoint: _note,
  timestamp: _token,
  renewals: _renewals,
  confirmations: _signed,
  ...round
}: RoundRow) {
  return round;
}
