/** SM3 on a thread of its own: it takes as long as everything else that is done with a document's bytes. */
import { Worker } from 'node:worker_threads';
import type { RemoteDigester } from '../core/package/zip-scan.ts';

/** Text, so that it is the same whether this file runs as TypeScript or was built. Bytes are added, null takes the digest. */
const THREAD = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
let hash = createHash('sm3');
parentPort.on('message', (bytes) => {
  if (bytes !== null) {
    hash.update(bytes);
    parentPort.postMessage(bytes.length);
    return;
  }
  parentPort.postMessage(new Uint8Array(hash.digest()));
  hash = createHash('sm3');
});
`;

/** Bytes that may wait for the thread. */
const MOST_WAITING = 16 << 20;

export interface Sm3Thread {
  /** One at a time takes bytes; the digests come in the order in which they were asked for. */
  readonly digester: () => RemoteDigester;
  stop(): void;
}

interface Waiter {
  readonly resolve: (digest: Uint8Array) => void;
  readonly reject: (fault: unknown) => void;
}

export function startSm3Thread(): Sm3Thread {
  const worker = new Worker(THREAD, { eval: true });
  const digests: Waiter[] = [];
  let waiting = 0;
  let goOn: (() => void) | undefined;
  let fault: unknown;
  worker.on('message', (answer: number | Uint8Array) => {
    if (typeof answer !== 'number') return digests.shift()?.resolve(answer);
    waiting -= answer;
    if (waiting <= MOST_WAITING) goOn?.();
  });
  worker.on('error', (cause) => {
    fault = cause;
    goOn?.();
    for (const { reject } of digests.splice(0)) reject(cause);
  });
  const update = (bytes: Uint8Array) => {
    // The caller's memory is larger than what is handed over, and used on: a copy goes.
    const copy = bytes.slice();
    waiting += copy.length;
    worker.postMessage(copy, [copy.buffer]);
    if (waiting <= MOST_WAITING || fault !== undefined) return undefined;
    return new Promise<void>((resolve) => {
      goOn = resolve;
    });
  };
  const digest = () =>
    new Promise<Uint8Array>((resolve, reject) => {
      if (fault !== undefined) return reject(fault);
      digests.push({ resolve, reject });
      worker.postMessage(null);
    });
  return { digester: () => ({ update, digest }), stop: () => void worker.terminate() };
}
