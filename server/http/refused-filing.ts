/** What can be told of a filing that was refused: its key, and of its record type, loan and own number, as far as they can be read. */
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { RefusedFiling } from '../usecases/monitoring/types.ts';
import { toServiceError } from './problem.ts';

/** A filing as it arrived. */
export interface ArrivedFiling {
  readonly organisation: string;
  /** The body, or what stands for it; may throw what reading it throws. */
  stated(): JsonObject;
  readonly key?: string | undefined;
}

const MOST = 255;

export function refusedFiling(arrived: ArrivedFiling, thrown: unknown): RefusedFiling {
  const { code, message, facts } = toServiceError(thrown);
  const stated = readable(arrived);
  const record = isObject(stated.record) ? stated.record : {};
  const { type, loan, reference } = record;
  const key = arrived.key ?? stated.idempotency_key;
  return {
    code,
    message,
    facts,
    ...text('key', key),
    ...text('type', type),
    ...text('loan', loan),
    ...text('reference', reference),
  };
}

function readable(arrived: ArrivedFiling): JsonObject {
  try {
    return arrived.stated();
  } catch {
    // What could not be read is the reason of the refusal, and says so itself.
    return {};
  }
}

function text<K extends string>(name: K, value: Json | undefined): { [_ in K]?: string } {
  if (typeof value !== 'string' || value === '' || value.length > MOST) return {};
  return { [name]: value } as { [_ in K]?: string };
}
