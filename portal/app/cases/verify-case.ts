/** A case's package, built by the service and verified in this browser. */
import type { Report } from '../../../core/verify/report.ts';
import { startVerification } from '../../verifier/client.ts';
import { fetchPackage } from '../api/cases.ts';
import { withPresence } from '../components/step-up.tsx';
import { createWorker, serviceTrust } from '../verifier.ts';

export type Stage = 'waiting' | 'building' | 'downloading' | 'checking';

export interface VerifiedCase {
  readonly report: Report;
  readonly bytes: Uint8Array;
}

/** @throws ApiError, and what the worker says when it breaks; `AbortError` when it is given up */
export async function verifyCase(
  id: string,
  onStage: (stage: Stage) => void,
  signal: AbortSignal,
): Promise<VerifiedCase> {
  const bytes = await withPresence(() => fetchPackage(id, onStage, signal));
  onStage('checking');
  const given = await serviceTrust();
  const command = {
    kind: 'package' as const,
    // The worker takes its bytes over; these stay for saving.
    subject: bytes.slice(),
    files: [],
    at: Date.now(),
    ...(given === undefined ? {} : { trust: given }),
  };
  const verification = startVerification(createWorker, command, () => undefined);
  signal.addEventListener('abort', verification.cancel, { once: true });
  return { report: await verification.report, bytes };
}
