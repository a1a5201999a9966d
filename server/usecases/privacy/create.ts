/** Puts retention, holds and erasure together. What changes them runs one after the other: a hold that is set is in force before the next erasure. */
import { redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { ServiceError } from '../../errors.ts';
import { createMutex } from '../../mutex.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { openItem } from '../private-part.ts';
import { summariesOf } from '../read-evidence.ts';
import { keepOf } from '../redaction.ts';
import type { PrivacyDeps } from './deps.ts';
import { ERASURES, erasuresOf, listErasures, publicErasure, stored } from './erasure-document.ts';
import { decideErasure, finishErasure, requestErasure, unfinished } from './erasures.ts';
import { findHold, holdsOn, liftHold, setHold } from './holds.ts';
import { itemRetention } from './retention.ts';
import type { Privacy } from './types.ts';

export function createPrivacy(deps: PrivacyDeps): Privacy {
  const inTurn = createMutex();
  const { documents, vault, logger } = deps;
  const known = async (id: string) => {
    const found = stored(await documents.get(ERASURES, id));
    if (found !== undefined) return found;
    throw new ServiceError('NOT_FOUND', 'there is no such erasure', { facts: { erasure: id } });
  };
  return {
    record: async (id, redaction) => {
      const row = await rowOf(deps, id);
      const sdJwt = parseSdJwt((await openItem(deps, row)).statement);
      return formatSdJwt(redact(deps.crypto, sdJwt, keepOf(row.type, redaction)));
    },
    erasedItem: async (id) => {
      const row = await rowOf(deps, id);
      if ((await deps.store.key(row.keyId)) !== undefined) return undefined;
      const [summary] = await summariesOf(deps, [row]);
      return { ...summary!, organisation: row.organisation };
    },
    loanSubject: (organisation, loan) => `loan/${vault.loanIndex(organisation, loan)}`,
    retention: async (id) => itemRetention(deps, await rowOf(deps, id)),
    setHold: (...args) => inTurn(() => setHold(deps, ...args)),
    holdsOn: async (id) => holdsOn(deps, await rowOf(deps, id)),
    hold: (id) => findHold(deps, id),
    liftHold: (...args) => inTurn(() => liftHold(deps, ...args)),
    request: async (caller, evidence, wanted) =>
      requestErasure(deps, caller, await rowOf(deps, evidence), wanted),
    erasure: async (id) => {
      const found = stored(await documents.get(ERASURES, id));
      return found && publicErasure(vault, found.record);
    },
    erasures: (owner, page) => listErasures(deps, owner, page),
    erasedOf: async (evidence) => {
      const records = (await erasuresOf(documents, evidence)).filter(({ state }) => state === 'done');
      return Promise.all(records.map((record) => publicErasure(vault, record)));
    },
    decide: (caller, id, decision) =>
      inTurn(async () => decideErasure(deps, caller, await known(id), decision)),
    resume: () =>
      inTurn(async () => {
        let finished = 0;
        for (const erasure of await unfinished(deps)) {
          try {
            await finishErasure(deps, erasure);
            finished++;
          } catch (error) {
            // The next start tries again; one that cannot be finished must not keep the others waiting.
            logger.error({ error, erasure: erasure.record.id }, 'an approved erasure could not be finished');
          }
        }
        return finished;
      }),
  };
}

async function rowOf({ store }: PrivacyDeps, id: string): Promise<EvidenceRow> {
  const row = await store.row(id);
  if (row !== undefined) return row;
  throw new ServiceError('NOT_FOUND', 'there is no such evidence', { facts: { evidence: id } });
}
