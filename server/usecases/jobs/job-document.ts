/** A job as it lies in the document store, and the one way to change it: read, change, compare-and-swap, again. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Actor } from '../../ports/custody.ts';
import type { DocumentStore, DocumentWrite, StoredDocument } from '../../ports/document-store.ts';
import { FINISHED_STATES, type Job, type JobFailure, type JobProgress, type JobState } from './types.ts';

export const JOBS = 'jobs';
/** Sealed inputs, by the job's id: they are large and do not change with each heartbeat. Gone when the job has ended. */
export const INPUTS = 'job-inputs';

/** Which process works on the job, and until when it may be taken for alive. */
export interface Lease {
  readonly by: string;
  /** RFC 3339, UTC. */
  readonly until: string;
}

/** A job with what only the runner needs. */
export interface JobRecord extends Job {
  /** Not to be run before. */
  readonly notBefore: string;
  readonly lease?: Lease;
  readonly checkpoint?: JsonObject;
}

/** Jobs of people who own nothing by their organisation are listed by the person. */
export function ownerKey({ organisation, role, id }: Pick<Actor, 'organisation' | 'role' | 'id'>): string {
  return role === 'user' || role === 'arbitrator' ? `person\t${id}\t` : `organisation\t${organisation}\t`;
}

export function isFinished({ state }: Pick<Job, 'state'>): boolean {
  return FINISHED_STATES.includes(state);
}

/** Under `due` a job stands by what the runner will next do with it, and when. */
function dueOf({ state, notBefore, lease, expiresAt }: JobRecord): string {
  if (state === 'queued') return `queued\t${notBefore}`;
  if (state === 'running') return `running\t${lease!.until}`;
  return `finished\t${expiresAt!}`;
}

export function jobWrite(record: JobRecord): DocumentWrite {
  const { id, ...value } = record;
  return {
    key: id,
    value: JSON.parse(JSON.stringify(value)) as JsonObject,
    indexes: { due: dueOf(record), owner: `${ownerKey(record.startedBy)}${record.createdAt}` },
  };
}

export function jobOf({ key, value }: StoredDocument): JobRecord {
  const v = value as { readonly [name: string]: Json | undefined };
  const optional = {
    ...(v.startedAt !== undefined && { startedAt: v.startedAt as string }),
    ...(v.finishedAt !== undefined && { finishedAt: v.finishedAt as string }),
    ...(v.expiresAt !== undefined && { expiresAt: v.expiresAt as string }),
    ...(v.failure !== undefined && { failure: v.failure as unknown as JobFailure }),
    ...(v.result !== undefined && { result: v.result as JsonObject }),
    ...(v.lease !== undefined && { lease: v.lease as unknown as Lease }),
    ...(v.checkpoint !== undefined && { checkpoint: v.checkpoint as JsonObject }),
  };
  return {
    id: key,
    kind: v.kind as string,
    organisation: v.organisation as string,
    startedBy: v.startedBy as unknown as Actor,
    subject: v.subject as string,
    state: v.state as JobState,
    progress: v.progress as unknown as JobProgress,
    attempt: v.attempt as number,
    cancelRequested: v.cancelRequested as boolean,
    createdAt: v.createdAt as string,
    notBefore: v.notBefore as string,
    ...optional,
  };
}

/** What may be told of a job to its owner. */
export function publicJob({
  lease: _lease,
  checkpoint: _checkpoint,
  notBefore: _due,
  ...job
}: JobRecord): Job {
  return job;
}

export async function dropInput(documents: DocumentStore, id: string): Promise<void> {
  const standing = await documents.get(INPUTS, id);
  if (standing !== undefined) await documents.delete(INPUTS, id, standing.version);
}

/** Concurrent changes of one job meet at most a few times: a heartbeat, a cancellation, a take-over. */
const ATTEMPTS = 20;

/**
 * @param change returns the job as it shall be, or undefined to leave it
 * @returns the job as it stands afterwards, undefined when there is none
 */
export async function changeJob(
  documents: DocumentStore,
  id: string,
  change: (job: JobRecord) => JobRecord | undefined,
): Promise<JobRecord | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const standing = await documents.get(JOBS, id);
    if (standing === undefined) return undefined;
    const job = jobOf(standing);
    const changed = change(job);
    if (changed === undefined) return job;
    const outcome = await documents.put(JOBS, jobWrite(changed), standing.version);
    if (outcome.ok) return changed;
  }
  throw new ServiceError('STORE_UNAVAILABLE', 'a job was changed by others again and again', {
    facts: { job: id },
    retryAfterSeconds: 1,
  });
}
