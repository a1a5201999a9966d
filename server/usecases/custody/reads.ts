/** Leaves a custody line for each read of personal data, before the data is handed out. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Actor, Custody } from '../../ports/custody.ts';
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Vault } from '../../vault/vault.ts';

export interface ReadsDeps {
  readonly custody: Custody;
  readonly store: Pick<EvidenceStore, 'row'>;
  readonly vault: Pick<Vault, 'loanIndex'>;
}

/** Who reads, and what for. */
export interface ReadAct {
  readonly caller: Caller;
  /** `record.read`, `document.read`, `receipt.read`, `package.built`. */
  readonly action: string;
  readonly facts?: JsonObject;
}

export interface Reads {
  /** Durable when it resolves: a read that cannot be recorded does not take place. */
  item(act: ReadAct, id: string): Promise<void>;
  /** @param organisation whose loan it is */
  loan(act: ReadAct, organisation: string, loan: string): Promise<void>;
}

export function actorOf({ kind, organisation, id, role }: Caller): Actor {
  return { kind: role === 'operator' ? 'operator' : kind, organisation, id, role };
}

export function createReads({ custody, store, vault }: ReadsDeps): Reads {
  return {
    async item({ caller, action, facts }, id) {
      const row = await store.row(id);
      if (row === undefined) throw new ServiceError('NOT_FOUND', 'there is no such evidence');
      const { organisation, loanIndex: loan } = row;
      const subject = `evidence/${id}`;
      await custody.record({ actor: actorOf(caller), action, subject, organisation, loan, ...given(facts) });
    },
    async loan({ caller, action, facts }, organisation, number) {
      const loan = vault.loanIndex(organisation, number);
      const subject = `loan/${loan}`;
      await custody.record({ actor: actorOf(caller), action, subject, organisation, loan, ...given(facts) });
    },
  };
}

const given = (facts: JsonObject | undefined) => (facts === undefined ? {} : { facts });
