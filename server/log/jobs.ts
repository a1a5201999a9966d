/** The log's standing jobs put together: witnessing by the parties and further witnesses, time-stamping and its renewal, sealing. */
import type { Crypto } from '../../core/crypto.ts';
import type { VerifierKey } from '../../core/note/vkey.ts';
import { originHash } from '../../core/tlog/checkpoint.ts';
import type { Policy } from '../../core/tlog/policy.ts';
import type { AnchorChain } from '../ports/chain.ts';
import type { EvidenceStore, RoundRow } from '../ports/evidence-store.ts';
import type { Clock, Logger, Timestamper } from '../ports/platform.ts';
import { createEntryPackages } from './entry-packages.ts';
import { createLogReader } from './log-reader.ts';
import { createPartyClient, type PartyEndpoint } from './party-client.ts';
import { createRenewal, type RenewalDeps } from './renewal.ts';
import { createRoundBook, keysOfParty } from './round-book.ts';
import { createSealing } from './sealing.ts';
import { createWitnessClient } from './witness-client.ts';
import {
  type Cosigner,
  type CosignerStatus,
  createWitnessing,
  WITNESSING_TIMES,
  type WitnessingTimes,
} from './witnessing.ts';

export interface WitnessEndpoint {
  readonly key: VerifierKey;
  /** Submission prefix, without a slash at its end. */
  readonly url: string;
}

export interface LogJobsOptions {
  readonly store: EvidenceStore;
  readonly origin: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly parties: readonly PartyEndpoint[];
  /** Further C2SP witnesses: they cosign, the quorum does not depend on them. */
  readonly witnesses?: readonly WitnessEndpoint[];
  /** Undefined while there is no chain: rounds stay unsealed. */
  readonly chain: AnchorChain | undefined;
  readonly timestamper: Timestamper;
  /** Left out, time-stamps are never renewed. */
  readonly renewal?: Pick<RenewalDeps, 'trust' | 'days' | 'signing' | 'hashAnew'>;
  readonly logger: Logger;
  /** Pause between looks at the head, and at the chain. */
  readonly intervalMs: number;
  readonly times?: Partial<WitnessingTimes>;
  /** For the whole of a request to a party or witness; default a minute, enough for 8,192 entries. */
  readonly timeoutMs?: number;
  /** Must not throw. */
  readonly onQuorum?: (round: RoundRow) => void;
  /** Must not throw. */
  readonly onSealed?: (round: RoundRow) => void;
}

export interface LogJobs {
  start(): void;
  /** Cuts off requests that are under way and resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** How each cosigner does. */
  status(): readonly CosignerStatus[];
  /** See `Renewal.standsUntil`. */
  timestampStandsUntil(): Promise<number | undefined>;
}

const TIMEOUT_MS = 60_000;

export function createLogJobs(options: LogJobsOptions): LogJobs {
  const { store, origin, crypto, clock, policy, logger, intervalMs } = options;
  const aborted = new AbortController();
  const access = { fetch, timeoutMs: options.timeoutMs ?? TIMEOUT_MS, signal: aborted.signal };
  const reader = createLogReader(store, origin, crypto);
  const packages = createEntryPackages(reader);
  const hash = originHash(crypto, origin);
  const times = { ...WITNESSING_TIMES, intervalMs, ...options.times };
  const parties = options.parties.map((party) =>
    createPartyClient(party, { access, reader, packages, originHash: hash }),
  );
  const witnesses = options.witnesses ?? [];
  const sealing = createSealing({
    ...options,
    parties,
    maxBackoffMs: Math.max(times.maxBackoffMs, intervalMs),
  });
  const renewal = options.renewal && createRenewal({ ...options, ...options.renewal, amend: sealing.amend });
  const cosigners: Cosigner[] = [
    ...parties.map((client) => ({
      name: client.party,
      keys: keysOfParty(policy, client.party),
      counts: true,
      cosign: client.cosign,
    })),
    ...witnesses.map(({ key, url }) => ({
      name: key.name,
      keys: [key],
      counts: false,
      cosign: createWitnessClient(access, url, reader).submit,
    })),
  ];
  const others = witnesses.map(({ key }) => key);
  const witnessing = createWitnessing({
    head: reader.head,
    book: createRoundBook({ store, origin, crypto, policy, others, clock }),
    cosigners,
    clock,
    times,
    logger,
    onQuorum: (round) => {
      sealing.wake();
      options.onQuorum?.(round);
    },
  });
  return {
    start: () => {
      witnessing.start();
      sealing.start();
      renewal?.start();
    },
    stop: async () => {
      aborted.abort();
      await Promise.all([witnessing.stop(), sealing.stop(), renewal?.stop()]);
    },
    status: () => witnessing.status(),
    timestampStandsUntil: async () => renewal?.standsUntil(),
  };
}
