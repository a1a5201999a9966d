/** Parts of a container after reading: there, not there, or unreadable with the rule that was broken. */
import { CoreError } from '../error.ts';

export type Opened<T> =
  | { readonly state: 'ok'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'malformed'; readonly rule: string };

export const ABSENT: Opened<never> = { state: 'absent' };

/**
 * Reads a part whose bytes are hostile: what the reader refuses is `malformed`, never an exception.
 * @throws whatever `read` throws beyond `CoreError`, for that is a fault of ours and the runner reports it as such
 */
export function openPart<B, T>(part: B | undefined | null, read: (part: B) => T): Opened<T> {
  if (part === undefined || part === null) return ABSENT;
  try {
    return { state: 'ok', value: read(part) };
  } catch (error) {
    if (error instanceof CoreError) return { state: 'malformed', rule: error.message };
    throw error;
  }
}

/** The value where it could be read. */
export function openedValue<T>(opened: Opened<T>): T | undefined {
  return opened.state === 'ok' ? opened.value : undefined;
}

/** Remembers the first result. */
export function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
