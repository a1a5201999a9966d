/** The page's side of the worker: a verification that reports progress and can be given up. */
import type { Report } from '../../core/verify/report.ts';
import type { VerifyCommand, WorkerMessage } from './protocol.ts';

export interface Verification {
  /** Rejects when it is cancelled, when the trust data cannot be read, or when the worker breaks. */
  readonly report: Promise<Report>;
  cancel(): void;
}

export class VerificationCancelled extends Error {
  override readonly name = 'VerificationCancelled';
}

/** A worker each: what hostile bytes do to one cannot reach the next, and stopping it frees all it holds. */
export function startVerification(
  createWorker: () => Worker,
  command: VerifyCommand,
  onProgress: (done: number, total: number) => void,
): Verification {
  const worker = createWorker();
  let cancel = () => worker.terminate();
  const report = new Promise<Report>((resolve, reject) => {
    cancel = () => {
      worker.terminate();
      reject(new VerificationCancelled('the verification was cancelled'));
    };
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.type === 'progress') return onProgress(data.done, data.total);
      worker.terminate();
      if (data.type === 'report') resolve(data.report);
      else reject(new Error(data.message));
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message || 'the verifying worker could not run'));
    };
  });
  // The bytes move over instead of being copied: a package may be large.
  const moved = new Set([command.subject.buffer, ...command.files.map(({ bytes }) => bytes.buffer)]);
  worker.postMessage(command, [...moved] as ArrayBuffer[]);
  return { report, cancel: () => cancel() };
}
