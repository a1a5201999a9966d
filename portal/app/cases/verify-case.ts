/** A case's package, built by the service and verified in this browser. */
import type { Report } from '../../../core/verify/report.ts';
import { startVerification } from '../../verifier/client.ts';
import { fetchPackage } from '../api/cases.ts';
import { apiUrl } from '../api/http.ts';
import { withPresence } from '../components/step-up.tsx';

export type Stage = 'waiting' | 'building' | 'downloading' | 'checking';

export interface VerifiedCase {
  readonly report: Report;
  readonly bytes: Uint8Array;
}

export const createWorker = () =>
  new Worker(new URL('../../verifier/worker.ts', import.meta.url), { type: 'module' });

let trust: Promise<string | undefined> | undefined;

/** What the service publishes, fetched once. The report says that it was given, and shows its fingerprint. */
function serviceTrust(): Promise<string | undefined> {
  trust ??= fetch(apiUrl('log/trust.json'))
    .then((response) => (response.ok ? response.text() : undefined))
    .catch(() => undefined);
  return trust;
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
