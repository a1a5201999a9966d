/** What the service does in its own time: watched until it is over, through lost connections and restarts of the service. */

import type { Job } from '../../../client/api.generated.ts';
import { ApiError, getJson } from './http.ts';

export type { Job };

const POLL_MS = 500;
/** Jobs outlive a restart of the service, which takes seconds. */
const PATIENCE_MS = 60_000;

const isOver = ({ state }: Job) => state !== 'queued' && state !== 'running';

/** @param onJob told each state that was seen @returns the job when it is over, however it ended @throws ApiError; what the connection failed with, after a minute without it; the signal's reason */
export async function watchJob(job: Job, signal: AbortSignal, onJob?: (job: Job) => void): Promise<Job> {
  let current = job;
  let lastSeen = Date.now();
  while (!isOver(current)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    signal.throwIfAborted();
    try {
      current = await getJson<Job>(`v1/jobs/${job.id}`, signal);
      lastSeen = Date.now();
      onJob?.(current);
    } catch (error) {
      if (isAnswer(error) || Date.now() - lastSeen > PATIENCE_MS) throw error;
    }
  }
  return current;
}

/** The service, and not a proxy or the network that has lost it. */
const isAnswer = (error: unknown) =>
  error instanceof ApiError && ![429, 502, 503, 504].includes(error.problem.status);
