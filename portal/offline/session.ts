/** What the page holds: the files given, how far each has come, and which one is shown. Verifies two at a time. */
import type { Report, ReportKind } from '../../core/verify/report.ts';
import { startVerification, type Verification, VerificationCancelled } from '../verifier/client.ts';
import { bytesOf, type Subject } from '../verifier/sort-files.ts';

export type Progress =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly report: Report }
  | { readonly state: 'cancelled' }
  | { readonly state: 'broken'; readonly why: string };

export interface Row {
  readonly name: string;
  readonly kind: ReportKind;
  progress: Progress;
}

interface Job extends Row {
  readonly subject: Subject;
  verification: Verification | undefined;
}

export interface Session {
  readonly rows: readonly Row[];
  add(subjects: readonly Subject[]): void;
  cancel(row: Row): void;
}

const AT_ONCE = 2;

export function createSession(
  createWorker: () => Worker,
  trust: () => string | undefined,
  onChange: () => void,
): Session {
  const jobs: Job[] = [];
  const change = (job: Job, progress: Progress) => {
    job.progress = progress;
    onChange();
  };
  const pump = () => {
    const running = jobs.filter(({ progress }) => progress.state === 'running').length;
    const waiting = jobs.filter(({ progress }) => progress.state === 'waiting');
    for (const job of waiting.slice(0, Math.max(0, AT_ONCE - running))) void run(job);
  };
  const run = async (job: Job) => {
    change(job, { state: 'running', done: 0, total: 0 });
    try {
      change(job, { state: 'done', report: await verified(job) });
    } catch (error) {
      change(job, failure(error));
    }
    job.verification = undefined;
    pump();
  };
  const verified = async (job: Job): Promise<Report> => {
    const { file, kind, companions } = job.subject;
    const files = await Promise.all(
      companions.map(async (one) => ({ name: one.name, bytes: await bytesOf(one) })),
    );
    const subject = await bytesOf(file);
    // Cancelled while its bytes were read.
    if (job.progress.state === 'cancelled') throw new VerificationCancelled();
    const given = trust();
    const command = {
      kind,
      subject,
      files,
      at: Date.now(),
      ...(given === undefined ? {} : { trust: given }),
    };
    job.verification = startVerification(createWorker, command, (done, total) => {
      change(job, { state: 'running', done, total });
    });
    return job.verification.report;
  };
  return {
    rows: jobs,
    add(subjects) {
      for (const subject of subjects) {
        const { file, kind } = subject;
        jobs.push({
          name: file.name,
          kind,
          subject,
          progress: { state: 'waiting' },
          verification: undefined,
        });
      }
      onChange();
      pump();
    },
    cancel(row) {
      const job = row as Job;
      job.verification?.cancel();
      if (job.verification === undefined) change(job, { state: 'cancelled' });
    },
  };
}

function failure(error: unknown): Progress {
  if (error instanceof VerificationCancelled) return { state: 'cancelled' };
  return { state: 'broken', why: error instanceof Error ? error.message : String(error) };
}
