/**
 * Carries cosigned checkpoints to the chain. Each party confirms what it has seen with the full quorum; the party in its turn gathers the others'
 * confirmations and submits all in one transaction; a party whose peers are silent submits its own, and the contract adds them up. Nothing
 * here holds up the cosigning: a chain that is down is tried again with growing pauses.
 */
import { parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { hasCode } from '../errors.ts';
import { type AnchoringDeps, anchor, newProgress, type Progress, restart } from './anchor-step.ts';
import type { Cosigned } from './peers.ts';

export interface Anchoring {
  /** One round: looks at the log, then does what is due on the chain. Never rejects; what fails is logged and tried again. */
  round(): Promise<void>;
  /** A peer showed a cosigned checkpoint that this party has confirmed. */
  seen(checkpoint: Cosigned): void;
}

export function createAnchoring(deps: AnchoringDeps): Anchoring {
  const at = newProgress();
  const seen = (checkpoint: Cosigned) => {
    if (at.latest === undefined || at.latest.size < checkpoint.size) at.latest = checkpoint;
  };
  return {
    seen,
    round: async () => {
      await look(deps, at, seen);
      if (deps.chain === undefined || deps.clock.now() < at.nextTry) return;
      try {
        await anchor(deps, deps.chain, at);
        at.failures = 0;
      } catch (error) {
        failed(deps, at, error);
      }
    },
  };
}

/** Reads the log's latest cosigned checkpoint and confirms it. A log that is down or behind is not an event. */
async function look(deps: AnchoringDeps, at: Progress, seen: (checkpoint: Cosigned) => void): Promise<void> {
  try {
    const note = await deps.remote.witnessed();
    if (note === undefined || note === at.latest?.note) return;
    const { checkpoint } = parseSignedCheckpoint(note);
    if (checkpoint.size <= (at.latest?.size ?? 0)) return;
    const result = await deps.confirmer.confirm(note);
    if ('confirmation' in result) seen({ size: checkpoint.size, root: checkpoint.root, note });
    else if (deps.chain !== undefined) {
      deps.logger.warn({ size: checkpoint.size, why: result.body.trim() }, 'checkpoint not confirmed');
    }
  } catch (error) {
    deps.logger.debug({ error }, 'the log could not be read');
  }
}

function failed(deps: AnchoringDeps, at: Progress, error: unknown): void {
  if (hasCode(error, 'CHAIN_RESET')) restart(deps, at);
  // What the chain has refused once it refuses again: a newer checkpoint is the way on.
  if (hasCode(error, 'CHAIN_REJECTED')) at.work = undefined;
  const pause = Math.min(deps.times.backoffMs * 2 ** at.failures, deps.times.maxBackoffMs);
  at.failures = Math.min(at.failures + 1, 30);
  at.nextTry = deps.clock.now() + pause;
  deps.logger.warn({ error, pauseMs: pause }, 'the chain did not take it');
}
