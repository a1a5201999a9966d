/** Objections as a party's node publishes them (docs/spec/log.md section 7). */
import { utf8Decode } from '../../../core/bytes.ts';
import { OBJECTION_REASONS, type ObjectionReason } from '../../../core/chain/statements.ts';
import { CoreError } from '../../../core/error.ts';
import { isObject, type JsonObject, parseJson } from '../../../core/json.ts';
import { isParty, type Party } from '../../../core/party.ts';

export interface Objection {
  readonly party: Party;
  readonly reason: ObjectionReason;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly message: string;
  readonly at: string;
  /** Canonical JSON, verbatim. */
  readonly evidence: string;
  /** Hex SHA-256 of the evidence. */
  readonly digest: string;
  readonly transaction: string | null;
  /** Signed notes out of the evidence: the two that contradict each other, or the one objected to. */
  readonly checkpoints: readonly string[];
}

/** @throws CoreError for what is no list of objections */
export function readObjections(bytes: Uint8Array): readonly Objection[] {
  const list = parseJson(utf8Decode(bytes, 'objections'));
  if (!Array.isArray(list)) throw new CoreError('FORMAT', 'the objections are no list');
  return list.map((one) => {
    if (!isObject(one)) throw new CoreError('FORMAT', 'an objection is no object');
    return read(one);
  });
}

function read(json: JsonObject): Objection {
  const { party, reason, size, transaction } = json;
  const known = Object.keys(OBJECTION_REASONS).find((one) => one === reason) as ObjectionReason | undefined;
  if (typeof party !== 'string' || !isParty(party) || known === undefined || typeof size !== 'number')
    throw new CoreError('FORMAT', 'an objection lacks its party, its reason or its size');
  const evidence = text(json.evidence);
  return {
    party,
    reason: known,
    size,
    root: text(json.root),
    message: text(json.message),
    at: text(json.at),
    evidence,
    digest: text(json.digest),
    transaction: typeof transaction === 'string' ? transaction : null,
    checkpoints: checkpointsOf(evidence),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function checkpointsOf(evidence: string): readonly string[] {
  try {
    const found = parseJson(evidence);
    if (!isObject(found)) return [];
    const { checkpoints, checkpoint } = found;
    return (Array.isArray(checkpoints) ? checkpoints : [checkpoint]).filter((one) => typeof one === 'string');
  } catch {
    // It can be saved as it is.
    return [];
  }
}
