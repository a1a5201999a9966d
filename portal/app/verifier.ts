/** What verifying in this browser stands on: the worker, and the trust data that the service publishes. */
import { apiUrl } from './api/http.ts';

const start = () => new Worker(new URL('../verifier/worker.ts', import.meta.url), { type: 'module' });

let spare: Worker | undefined;

/** Has a worker ready, so that its script is on this machine and the next verification asks no network for it. */
export function prepareWorker(): void {
  spare ??= start();
}

/** A worker of its own for one verification. */
export function createWorker(): Worker {
  const worker = spare ?? start();
  spare = start();
  return worker;
}

let trust: Promise<string | undefined> | undefined;

async function fetchTrust(): Promise<string | undefined> {
  const response = await fetch(apiUrl('log/trust.json'));
  return response.ok ? response.text() : undefined;
}

/** Fetched once: from then on no network is needed. Undefined where it could not be had: the copy in the package is used, and the report says so. */
export function serviceTrust(): Promise<string | undefined> {
  trust ??= fetchTrust()
    .catch(() => undefined)
    .then((text) => {
      // The next one may find the service again.
      if (text === undefined) trust = undefined;
      return text;
    });
  return trust;
}
