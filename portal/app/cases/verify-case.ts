/** A case's package, built by the service and verified in this browser. */
import type { CaseItem } from '../../../core/report/case-file.ts';
import type { Report } from '../../../core/verify/report.ts';
import { startVerification } from '../../verifier/client.ts';
import type { WorkerMessage } from '../../verifier/protocol.ts';
import { fetchPackage } from '../api/cases.ts';
import { withPresence } from '../components/step-up.tsx';
import { serviceTrust } from '../verifier.ts';
import type { CaseMessage } from './case-worker.ts';

export type Stage = 'waiting' | 'building' | 'downloading' | 'checking';

export interface VerifiedCase {
  readonly report: Report;
  readonly items: readonly CaseItem[];
  readonly bytes: Uint8Array;
  /** Of the case, when its package was asked for. */
  readonly revision: number;
  /** Milliseconds. */
  readonly at: number;
}

/** What it was verified as, to tell when the case has gone on: rulings and questions are items, and change no revision. */
export interface KeptCase extends VerifiedCase {
  /** Filed to the case until then. */
  readonly documents: number;
}

/** @throws ApiError, and what the worker says when it breaks; the signal's reason when it is given up */
export async function verifyCase(
  { id, revision }: { readonly id: string; readonly revision: number },
  onStage: (stage: Stage) => void,
  signal: AbortSignal,
): Promise<VerifiedCase> {
  const bytes = await withPresence(() => fetchPackage(id, onStage, signal));
  onStage('checking');
  const given = await serviceTrust();
  const at = Date.now();
  const command = {
    kind: 'package' as const,
    // The worker takes its bytes over; these stay for saving.
    subject: bytes.slice(),
    files: [],
    at,
    ...(given === undefined ? {} : { trust: given }),
  };
  let items: readonly CaseItem[] = [];
  const verification = startVerification(
    () => listeningWorker((found) => (items = found)),
    command,
    () => undefined,
  );
  signal.addEventListener('abort', verification.cancel, { once: true });
  try {
    return { report: await verification.report, items, bytes, revision, at };
  } finally {
    signal.removeEventListener('abort', verification.cancel);
  }
}

function listeningWorker(onItems: (items: readonly CaseItem[]) => void): Worker {
  const worker = new Worker(new URL('./case-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage & Partial<CaseMessage>>) => {
    if (data.items !== undefined) onItems(data.items);
  });
  return worker;
}
