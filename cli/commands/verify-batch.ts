/** `triseal verify --batch`: many packages in one process, one JSON line each. What is wrong with one of them does not touch the next. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Report } from '../../core/verify/report.ts';
import { worstOutcome } from '../../core/verify/runner.ts';
import type { VerifyOptions } from '../../core/verify/verify.ts';
import { CliError, type CliIo, EXIT, type ExitCode, isCliError } from '../io.ts';
import { isDirectory } from '../read-input.ts';

export interface BatchFlags {
  readonly maxBytes?: string;
  readonly maxSeconds?: string;
}

export interface BatchLimits {
  /** Of one file, or of an unpacked package together. */
  readonly bytes: number;
  /** Wall time of one verification. A check that has begun is finished first. */
  readonly seconds: number;
}

const DEFAULTS: BatchLimits = { bytes: 2 ** 31, seconds: 60 };
const OUTCOME_EXIT = { passed: EXIT.ok, failed: EXIT.failed, 'not-checked': EXIT.open } as const;
/** Which exit code of two stands for both. */
const WORSE: readonly ExitCode[] = [EXIT.ok, EXIT.open, EXIT.noInput, EXIT.failed];

/** What verifies one subject under its own limits; throws `CliError` for what cannot be read. */
export type VerifyOne = (subject: string, options: VerifyOptions) => Promise<Report>;

/** @throws CliError `usage` for limits that are none */
export async function verifyBatch(
  io: CliIo,
  subjects: readonly string[],
  flags: BatchFlags,
  options: VerifyOptions,
  verifyOne: VerifyOne,
): Promise<ExitCode> {
  const limits = limitsOf(flags);
  let worst: ExitCode = EXIT.ok;
  for (const file of subjects.flatMap((subject) => expand(io, subject))) {
    if (io.signal.aborted) break;
    const { line, exit } = await oneLine(io, file, limits, options, verifyOne);
    io.out(`${JSON.stringify(line)}\n`);
    if (WORSE.indexOf(exit) > WORSE.indexOf(worst)) worst = exit;
  }
  return worst;
}

async function oneLine(
  io: CliIo,
  file: string,
  limits: BatchLimits,
  options: VerifyOptions,
  verifyOne: VerifyOne,
): Promise<{ readonly line: object; readonly exit: ExitCode }> {
  const started = io.now();
  const limit = () => (io.now() - started > limits.seconds * 1000 ? `${limits.seconds} s` : undefined);
  try {
    checkSize(io, file, limits.bytes);
    const report = await verifyOne(file, { ...options, limit });
    const exit = OUTCOME_EXIT[worstOutcome(report.verdicts, report.establishes)];
    return { line: { file, exit, report }, exit };
  } catch (error) {
    if (!isCliError(error)) throw error;
    return { line: { file, exit: error.exit, error: error.message }, exit: EXIT.noInput };
  }
}

function checkSize(io: CliIo, file: string, most: number): void {
  const size = bytesOf(resolve(io.cwd, file));
  if (size > most) throw new CliError(EXIT.noInput, `${file} has ${size} bytes; the limit is ${most}`);
}

function bytesOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((total, name) => total + bytesOf(join(path, name)), 0);
}

/** A folder stands for the packages and receipts in it, unless it is an unpacked package itself. */
function expand(io: CliIo, subject: string): string[] {
  if (!isDirectory(io, subject)) return [subject];
  const names = readdirSync(resolve(io.cwd, subject)).sort();
  if (names.includes('bagit.txt')) return [subject];
  return names.filter((name) => /\.(zip|json|tlog-proof)$/.test(name)).map((name) => join(subject, name));
}

function limitsOf({ maxBytes, maxSeconds }: BatchFlags): BatchLimits {
  return {
    bytes: positive('--max-bytes', maxBytes, DEFAULTS.bytes),
    seconds: positive('--max-seconds', maxSeconds, DEFAULTS.seconds),
  };
}

function positive(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new CliError(EXIT.usage, `${flag} takes a whole number from 1, not ${text}`);
}
