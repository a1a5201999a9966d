/** Files that were given to a page, verified in workers of this browser. */
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { createSession, type Session } from '../../offline/session.ts';
import { type SortedFiles, sortFiles } from '../../verifier/sort-files.ts';
import { createWorker, prepareWorker } from '../verifier.ts';

export interface Verifications {
  readonly session: Session;
  /** Grows with each change of the session's rows. */
  readonly version: number;
  /** Names of files that are nothing to verify and go with nothing. */
  readonly strangers: readonly string[];
  /** When the first file was given, by `performance.now()`. */
  readonly since: number | undefined;
  take(files: readonly File[]): Promise<SortedFiles>;
}

/** @param trustNow waited for before anything is verified */
export function useVerifications(trustNow: () => Promise<string | undefined>): Verifications {
  const [version, changed] = useReducer((n: number) => n + 1, 0);
  const [strangers, setStrangers] = useState<readonly string[]>([]);
  const [since, setSince] = useState<number>();
  const trust = useRef<string>(undefined);
  const session = useMemo(() => createSession(createWorker, () => trust.current, changed), []);
  useEffect(prepareWorker, []);
  const take = async (files: readonly File[]) => {
    setSince((known) => known ?? performance.now());
    const sorted = await sortFiles(files);
    setStrangers(sorted.strangers.map(({ name }) => name));
    trust.current = await trustNow();
    session.add(sorted.subjects);
    return sorted;
  };
  return { session, version, strangers, since, take };
}
