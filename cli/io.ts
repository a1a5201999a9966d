/** What a command may touch of the process, handed in so that tests need no process. */
import type { Readable } from 'node:stream';

export interface CliIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Shows one line of progress in place of the last one, and with nothing takes it away; left out where nobody watches. */
  readonly progress?: (line?: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory against which paths are resolved. */
  readonly cwd: string;
  readonly stdin?: Readable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Exit codes, as docs/cli.md lists them. The upper ones are those of sysexits.h. */
export const EXIT = {
  /** All verdicts that the container can establish passed; or the command did what it was told. */
  ok: 0,
  /** A check failed. */
  failed: 1,
  /** Nothing failed, but not everything could be checked. */
  open: 2,
  usage: 64,
  /** The service refused what was sent. */
  refused: 65,
  /** A file cannot be read, or is of none of the kinds that the command knows. */
  noInput: 66,
  /** The service cannot be reached, or asks to come again later. */
  unavailable: 69,
  internal: 70,
  /** What was made cannot be written. */
  noOutput: 73,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a sentence for the user and an exit code. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exit: ExitCode;
  readonly remedy: string | undefined;

  constructor(
    exit: ExitCode,
    message: string,
    detail: { readonly remedy?: string; readonly cause?: unknown } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.exit = exit;
    this.remedy = detail.remedy;
  }
}

/** By name, not by class: a command that is loaded late may have come with another copy of this module. */
export function isCliError(error: unknown): error is CliError {
  return error instanceof Error && error.name === 'CliError';
}
