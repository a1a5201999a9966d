/** Remembers the `jti` of accepted assertions until they expire, so that each buys one token (RFC 7523 section 3, item 7). */
export interface ReplayGuard {
  /**
   * @param id unique name of the assertion. @param until, now milliseconds
   * @returns false when the id was seen before; `'full'` when no more can be remembered, and nothing may be accepted
   */
  admit(id: string, until: number, now: number): boolean | 'full';
}

export function createReplayGuard(capacity = 100_000): ReplayGuard {
  const seen = new Map<string, number>();
  const sweep = (now: number): void => {
    for (const [id, until] of seen) if (until <= now) seen.delete(id);
  };
  return {
    admit(id, until, now) {
      const known = seen.get(id);
      if (known !== undefined && known > now) return false;
      if (seen.size >= capacity) sweep(now);
      if (seen.size >= capacity) return 'full';
      seen.set(id, until);
      return true;
    },
  };
}
