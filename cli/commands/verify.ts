/** `triseal verify`: offline. Nothing that this file imports can reach a network. */

import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { utf8Decode } from '../../core/bytes.ts';
import type { Report } from '../../core/verify/report.ts';
import { worstOutcome } from '../../core/verify/runner.ts';
import {
  type VerifyOptions,
  verifyPackage,
  verifyReceipt,
  verifyTlogProof,
} from '../../core/verify/verify.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';
import { languageOf } from '../language.ts';
import { chooseTrust, isDirectory, readInput, readTree } from '../read-input.ts';
import { renderReport } from '../render-report.ts';

export interface VerifyFlags {
  readonly trust?: string;
  readonly json?: boolean;
  readonly lang?: string;
  readonly at?: string;
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
  const report = await reportOn(io, subject, files, options);
  if (flags.json === true) io.out(`${JSON.stringify(report, null, 2)}\n`);
  else {
    io.out(renderReport(report, basename(subject), languageOf(flags.lang, io.env)));
    if (from !== undefined && flags.trust === undefined) io.err(`trust data: ${from}\n`);
  }
  return OUTCOME_EXIT[worstOutcome(report.verdicts, report.establishes)];
}

async function reportOn(
  io: CliIo,
  subject: string,
  files: readonly string[],
  options: VerifyOptions,
): Promise<Report> {
  const c = createNodeCrypto();
  if (isDirectory(io, subject)) return verifyPackage(c, readTree(io, subject), options);
  const bytes = readInput(io, subject);
  const kind = kindOf(bytes);
  if (kind === 'package') {
    if (files.length > 0)
      throw new CliError(EXIT.usage, 'a package holds its documents; give no further files');
    return verifyPackage(c, bytes, options);
  }
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

const TLOG_PROOF = 'c2sp.org/tlog-proof@v1\n';

function kindOf(bytes: Uint8Array): 'package' | 'receipt' | 'tlog-proof' | undefined {
  const start = Buffer.from(bytes.subarray(0, TLOG_PROOF.length)).toString('latin1');
  // An archive whose first bytes are damaged is still meant as one, and the report will say what is wrong with it.
  if (start.startsWith('PK') || endsLikeZip(bytes)) return 'package';
  if (start === TLOG_PROOF && isUtf8(bytes)) return 'tlog-proof';
  return /^\s*\{/.test(start) ? 'receipt' : undefined;
}

function endsLikeZip(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(-22)).toString('latin1').startsWith('PK\u0005\u0006');
}

function momentOf(io: CliIo, option: string | undefined): number {
  if (option === undefined) return io.now();
  const at = Date.parse(option);
  if (Number.isFinite(at) && /^\d{4}-\d\d-\d\dT/.test(option)) return at;
  throw new CliError(EXIT.usage, `--at takes an RFC 3339 time, not ${option}`);
}
