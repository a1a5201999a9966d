/** The retention clock of one item, from its record and its loan, held against the present. */
import { openRecord } from '../../../core/evidence/open.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { blockingRules, type RunningRule, retentionOf } from '../../../core/retention/clock.ts';
import { retentionRulesAt } from '../../../core/retention/rules.ts';
import { hasCode, ServiceError } from '../../errors.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { openItem } from '../private-part.ts';
import type { PrivacyDeps } from './deps.ts';
import { holdsOn, inForce } from './holds.ts';
import type { ItemRetention } from './types.ts';

const PAGE = 500;

/** @throws ServiceError `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
export async function itemRetention(deps: PrivacyDeps, row: EvidenceRow): Promise<ItemRetention> {
  const now = deps.clock.now();
  const [event, relationEnd] = [await eventOf(deps, row), await relationEndOf(deps, row)];
  const retention = retentionOf(retentionRulesAt(now), {
    type: row.type,
    received: row.receivedAt,
    ...(event !== undefined && { event }),
    ...(relationEnd !== undefined && { relationEnd }),
  });
  const blocking = blockingRules(retention, now, false);
  const holds = inForce(await holdsOn(deps, row));
  const openCase = await deps.openCaseOf?.({ organisation: row.organisation, loanIndex: row.loanIndex });
  return {
    ...retention,
    blocking,
    holds,
    ...(openCase !== undefined && { openCase }),
    erasable: blocking.length === 0 && holds.length === 0 && openCase === undefined,
  };
}

/** @throws ServiceError `LEGAL_HOLD`, `RETENTION_NOT_EXPIRED` naming what stands in the way */
export function demandErasable(deps: PrivacyDeps, retention: ItemRetention, ground: string): void {
  const [hold] = retention.holds;
  if (hold !== undefined) {
    throw new ServiceError('LEGAL_HOLD', 'the item is under a legal hold', {
      facts: { holds: retention.holds.map(({ id }) => id), setBy: hold.setBy.role, since: hold.setAt },
    });
  }
  if (retention.openCase !== undefined) {
    throw new ServiceError('LEGAL_HOLD', 'a case about the loan is open', {
      facts: { case: retention.openCase },
      remedy: 'Wait until the case is closed.',
    });
  }
  const [first] = blockingRules(retention, deps.clock.now(), ground === 'order');
  if (first !== undefined) throw tooEarly(first, retention);
}

function tooEarly({ rule, startsAt, endsAt }: RunningRule, { version }: ItemRetention): ServiceError {
  const { law, article, says } = rule;
  const source = `${law.en}${article === '' ? '' : ` article ${article}`}`;
  return new ServiceError('RETENTION_NOT_EXPIRED', `the item must still be kept: ${source}, ${says.en}`, {
    facts: {
      rule: rule.id,
      version,
      law: source,
      mark: rule.mark,
      counted_from: startsAt,
      kept_until: endsAt,
    },
  });
}

/** The event's time as claimed; undefined when the record was erased or does not disclose it. */
async function eventOf(deps: PrivacyDeps, row: EvidenceRow): Promise<string | undefined> {
  const item = await openItem(deps, row).catch((error: unknown) => {
    if (hasCode(error, 'CONTENT_ERASED')) return undefined;
    throw error;
  });
  return item && openRecord(deps.crypto, parseSdJwt(item.statement)).record.event?.time;
}

/** When the last CLOSE record of the loan was received, or took place if that is later. */
async function relationEndOf(deps: PrivacyDeps, row: EvidenceRow): Promise<string | undefined> {
  let end: string | undefined;
  for (let after = 0; ; ) {
    const query = { organisation: row.organisation, loanIndex: row.loanIndex, after, limit: PAGE };
    const rows = await deps.store.rowsOfLoan(query);
    for (const closing of rows.filter(({ type }) => type === 'CLOSE')) {
      const event = await eventOf(deps, closing);
      const times = [closing.receivedAt, ...(event === undefined ? [] : [event])];
      end = times
        .map((time) => new Date(time).toISOString())
        .sort()
        .at(-1);
    }
    if (rows.length < PAGE) return end;
    after = rows.at(-1)!.sequence;
  }
}
