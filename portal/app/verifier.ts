/** What verifying in this browser stands on: the worker, and the trust data that the service publishes. */
import { apiUrl } from './api/http.ts';

export const createWorker = () =>
  new Worker(new URL('../verifier/worker.ts', import.meta.url), { type: 'module' });

let trust: Promise<string | undefined> | undefined;

/** Fetched once; from then on no network is needed. Undefined where it could not be had: the copy in the package is used, and the report says so. */
export function serviceTrust(): Promise<string | undefined> {
  trust ??= fetch(apiUrl('log/trust.json'))
    .then((response) => (response.ok ? response.text() : undefined))
    .catch(() => undefined);
  return trust;
}
