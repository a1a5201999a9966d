/** Retention, holds, erasures and redacted records in the API's words. */
import { isObject, type JsonObject } from '../../core/json.ts';
import type { RunningRule } from '../../core/retention/clock.ts';
import type { Erasure, Hold, ItemRetention } from '../usecases/privacy/types.ts';
import { keepOf, type Redaction } from '../usecases/redaction.ts';

export function presentErasure(erasure: Erasure): JsonObject {
  const { id, evidence, type, sequence, organisation, state, ground, reason, decision, record } = erasure;
  const { requestedBy, requestedAt, decidedBy, decidedAt, erasedAt } = erasure;
  return {
    id,
    evidence,
    type,
    sequence,
    organisation,
    state,
    scope: scopeOf(erasure),
    ground,
    reason,
    requested_by: { ...requestedBy },
    requested_at: requestedAt,
    ...(decidedBy !== undefined && { decided_by: { ...decidedBy } }),
    ...(decidedAt !== undefined && { decided_at: decidedAt }),
    ...(decision !== undefined && { decision }),
    ...(erasedAt !== undefined && { erased_at: erasedAt }),
    ...(record !== undefined && { record }),
  };
}

const scopeOf = ({ scope }: Erasure) =>
  scope === 'everything' ? scope : { documents: [...scope.documents], fields: [...scope.fields] };

/** As a member of the item: what was erased of it. */
export function presentErased(erasures: readonly Erasure[]): JsonObject[] {
  return erasures.map((erasure) => ({
    id: erasure.id,
    scope: scopeOf(erasure),
    ground: erasure.ground,
    erased_at: erasure.erasedAt!,
    record: erasure.record!,
  }));
}

export function presentHold({ id, subject, organisation, setBy, setAt, reason, lifted }: Hold): JsonObject {
  return {
    id,
    subject,
    organisation,
    set_by: { ...setBy },
    set_at: setAt,
    reason,
    ...(lifted !== undefined && { lifted_at: lifted.at, lift_reason: lifted.reason }),
  };
}

export function presentRetention(retention: ItemRetention): JsonObject {
  const { version, rules, keptUntil, holds, openCase, erasable } = retention;
  return {
    version,
    rules: rules.map(presentRule),
    kept_until: keptUntil,
    holds: holds.map(presentHold),
    ...(openCase !== undefined && { open_case: openCase }),
    erasable,
  };
}

function presentRule({ rule, startsAt, endsAt }: RunningRule): JsonObject {
  const { id, law, article, says, mark } = rule;
  return { id, law: { ...law }, article, says: { ...says }, mark, starts_at: startsAt, ends_at: endsAt };
}

/** @param evidence as `presentEvidence` gives it. @returns the same without what is withheld, and the paths of what that is */
export function presentRedacted(evidence: JsonObject, type: string, redaction: Redaction): JsonObject {
  const keep = keepOf(type, redaction);
  const withheld: string[] = [];
  const kept = (path: readonly string[]) => {
    if (keep(path)) return true;
    withheld.push(`/${path.join('/')}`);
    return false;
  };
  const record: Record<string, JsonObject[string]> = {};
  for (const [name, value] of Object.entries(evidence.record as JsonObject)) {
    if (!kept([name])) continue;
    if (Array.isArray(value)) record[name] = value.filter((_, i) => kept([name, String(i)]));
    else if (name === 'fields' && isObject(value)) {
      record[name] = Object.fromEntries(Object.entries(value).filter(([field]) => kept([name, field])));
    } else record[name] = value;
  }
  const documents = evidence.documents as readonly JsonObject[];
  const shown = documents.filter(
    ({ n }) => keep(['documents']) && keep(['documents', String(Number(n) - 1)]),
  );
  return { ...evidence, record, documents: shown, withheld };
}
