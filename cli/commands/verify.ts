/** `triseal verify`: offline. Nothing that this file imports can reach a network. */

import { basename } from 'node:path';
import { utf8Decode } from '../../core/bytes.ts';
import type { Report } from '../../core/verify/report.ts';
import { worstOutcome } from '../../core/verify/runner.ts';
import { kindOfSubject } from '../../core/verify/subject.ts';
import {
  type ReadOptions,
  type VerifyOptions,
  verifyReceipt,
  verifyTlogProof,
} from '../../core/verify/verify.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';
import { languageOf } from '../language.ts';
import { openArchive, verifyArchive, verifyTree } from '../package-input.ts';
import { watched } from '../progress.ts';
import { chooseTrust, isDirectory, readInput, readTree } from '../read-input.ts';
import { renderReport } from '../render-report.ts';
import { verifyBatch } from './verify-batch.ts';

export interface VerifyFlags {
  readonly trust?: string;
  readonly json?: boolean;
  readonly lang?: string;
  readonly at?: string;
  /** Package that a receipt is held against. */
  readonly against?: string;
  readonly batch?: boolean;
  readonly maxBytes?: string;
  readonly maxSeconds?: string;
}

const OUTCOME_EXIT = { passed: EXIT.ok, failed: EXIT.failed, 'not-checked': EXIT.open } as const;

/** @param subject package, receipt, tlog-proof, or the directory of an unpacked package. @param files what a receipt or proof is about */
export async function verify(
  io: CliIo,
  subject: string,
  files: readonly string[],
  flags: VerifyFlags,
): Promise<ExitCode> {
  const { trust, from } = chooseTrust(io, flags.trust);
  const options: VerifyOptions = { at: momentOf(io, flags.at), ...(trust === undefined ? {} : { trust }) };
  if (flags.batch === true) {
    return verifyBatch(io, [subject, ...files], flags, options, (one, its) => reportOn(io, one, [], its));
  }
  if (flags.maxBytes !== undefined || flags.maxSeconds !== undefined)
    throw new CliError(EXIT.usage, '--max-bytes and --max-seconds are limits of --batch');
  const language = languageOf(flags.lang, io.env);
  const report = await watched(io, language, async (steps) =>
    reportOn(io, subject, files, { ...options, ...(await against(io, flags.against)), ...steps }),
  );
  if (flags.json === true) io.out(`${JSON.stringify(report, null, 2)}\n`);
  else {
    io.out(renderReport(report, basename(subject), language));
    if (from !== undefined && flags.trust === undefined) io.err(`trust data: ${from}\n`);
  }
  return OUTCOME_EXIT[worstOutcome(report.verdicts, report.establishes)];
}

async function reportOn(
  io: CliIo,
  subject: string,
  files: readonly string[],
  options: VerifyOptions & ReadOptions,
): Promise<Report> {
  const c = createNodeCrypto();
  if (isDirectory(io, subject)) return verifyTree(io, c, subject, options);
  const archive = await openArchive(io, subject);
  if (archive !== undefined) {
    if (files.length > 0) {
      await archive.close();
      throw new CliError(EXIT.usage, 'a package holds its documents; give no further files');
    }
    return verifyArchive(c, archive, options);
  }
  const bytes = readInput(io, subject);
  const kind = kindOfSubject(bytes);
  if (kind === 'tlog-proof') {
    if (files.length > 1)
      throw new CliError(EXIT.usage, 'a tlog-proof is about one log entry; give its file alone');
    const entry = files[0] === undefined ? undefined : readInput(io, files[0]);
    return verifyTlogProof(c, utf8Decode(bytes), entry, options);
  }
  if (kind === 'receipt') {
    const given = files.map((file) => ({ name: basename(file), bytes: readInput(io, file) }));
    return verifyReceipt(c, bytes, given, options);
  }
  throw new CliError(EXIT.noInput, `${subject} is neither a package nor a receipt nor a tlog-proof`, {
    remedy: 'A package is a .zip, a receipt a .json, a proof a .tlog-proof, as the service issues them.',
  });
}

async function against(io: CliIo, path: string | undefined): Promise<Pick<VerifyOptions, 'against'>> {
  if (path === undefined) return {};
  return { against: isDirectory(io, path) ? await readTree(io, path) : readInput(io, path) };
}

function momentOf(io: CliIo, option: string | undefined): number {
  if (option === undefined) return io.now();
  const at = Date.parse(option);
  if (Number.isFinite(at) && /^\d{4}-\d\d-\d\dT/.test(option)) return at;
  throw new CliError(EXIT.usage, `--at takes an RFC 3339 time, not ${option}`);
}
