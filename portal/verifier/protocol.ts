/** What a page and its verifying worker say to each other. Reports are plain data, so they pass as they are. */
import type { Report, ReportKind } from '../../core/verify/report.ts';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface VerifyCommand {
  readonly kind: ReportKind;
  readonly subject: Uint8Array;
  /** Documents that a receipt is about; the log entry of a tlog-proof. */
  readonly files: readonly NamedBytes[];
  /** JSON text of trust data that the reader has from a source of their own. */
  readonly trust?: string;
  /** The reader's present, milliseconds. */
  readonly at: number;
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly check: string; readonly done: number; readonly total: number }
  | { readonly type: 'report'; readonly report: Report }
  /** The trust data cannot be read, or the worker itself is broken. */
  | { readonly type: 'error'; readonly message: string };
