/**
 * The verifier: bytes in, report out. Pure: no network, no clock, no randomness; trust comes in as data. Never throws for what the bytes hold. Time and
 * memory grow with their length only.
 */

import { hex, utf8, utf8Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { rememberingCrypto } from '../crypto-memo.ts';
import { CoreError } from '../error.ts';
import { readZip, type ZipContents } from '../package/zip-reader.ts';
import { type ByteSource, type ScanOptions, scanZip } from '../package/zip-scan.ts';
import { extractAttachment } from '../pdf/attachment.ts';
import { MACHINE_RECEIPT, parseReceipt, type Receipt } from '../receipt/receipt.ts';
import { VERSION } from '../version.ts';
import { failed } from './check.ts';
import { CHECKS, ESTABLISHES } from './check-lists.ts';
import { archive } from './checks/archive.ts';
import { receiptForm } from './checks/receipt-form.ts';
import type { Context } from './context.ts';
import type { VerifyOptions } from './open-common.ts';
import { openPackage } from './open-package.ts';
import { type GivenFile, openReceipt, openTlogProof } from './open-receipt.ts';
import { openedValue, openPart } from './opened.ts';
import {
  type CheckResult,
  REPORT_VERSION,
  type Report,
  type ReportKind,
  type ReportSubject,
  STANDING,
} from './report.ts';
import { blockedResults, runChecks, singleResult, verdicts } from './runner.ts';
import { isLookedInto } from './scan.ts';
import { reportTables } from './tables.ts';
import { reportTimes } from './times.ts';

export type { VerifyOptions } from './open-common.ts';
export type { GivenFile } from './open-receipt.ts';

/** Changes whenever the outcome for some input may change. */
export const VERIFIER = { name: 'triseal', version: VERSION } as const;

/** A package as a zip, or as the files of an unpacked one by path. */
export type PackageInput = Uint8Array | ReadonlyMap<string, Uint8Array>;

export async function verifyPackage(
  c: Crypto,
  input: PackageInput,
  options: VerifyOptions = {},
): Promise<Report> {
  if (!(input instanceof Uint8Array)) return reportOnPackage(c, input, undefined, null, options);
  const zip = readZip(input, c);
  return reportOnPackage(c, zip.files, zip, hex(c.sha256(input)), options);
}

/**
 * A package of any size from where it lies, read once from end to end; its documents are never in memory as a whole. The report is the one that
 * `verifyPackage` gives for the same bytes. @throws (from the promise) what the source throws
 */
export async function verifyPackageFrom(
  c: Crypto,
  source: ByteSource,
  { sm3, onRead, ...options }: VerifyOptions & ReadOptions = {},
): Promise<Report> {
  const scanned = await scanZip(c, source, {
    keep: (name, size) => isLookedInto(name) && size <= MAX_KEPT_BYTES,
    ...(sm3 && { sm3 }),
    ...(onRead && { onProgress: onRead }),
  });
  const { files, sha256, measured } = scanned;
  return reportOnPackage(c, files, scanned, sha256, { ...options, measured });
}

export interface ReadOptions {
  readonly sm3?: NonNullable<ScanOptions['sm3']>;
  /** Called while the package is read: bytes so far, and of how many. */
  readonly onRead?: (done: number, total: number) => void;
}

/** Far more than any file has that the checks look into; of longer ones the digests alone are compared. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

function reportOnPackage(
  c: Crypto,
  files: ReadonlyMap<string, Uint8Array> | undefined,
  zip: ZipContents | undefined,
  sha256: string | null,
  options: VerifyOptions,
): Promise<Report> {
  return guarded(c, 'package', sha256, async () => {
    const context = openPackage(rememberingCrypto(c), files ?? new Map(), zip, options);
    if (files !== undefined) return draw(context, sha256, options);
    const [first] = await runChecks(context, [archive]);
    return blockedReport(c, 'package', sha256, first!);
  });
}

/**
 * @param input the receipt, its JSON text, or the PDF that it is attached to
 * @param files documents to hold against it; none leaves `documents` not checked
 */
export async function verifyReceipt(
  c: Crypto,
  input: Receipt | string | Uint8Array,
  files: readonly GivenFile[] = [],
  options: VerifyOptions = {},
): Promise<Report> {
  const text = input instanceof Uint8Array ? openPart(input, receiptText) : undefined;
  const sha256 =
    input instanceof Uint8Array
      ? hex(c.sha256(input))
      : typeof input === 'string'
        ? hex(c.sha256(utf8(input)))
        : null;
  return guarded(c, 'receipt', sha256, async () => {
    const source = input instanceof Uint8Array ? (text?.state === 'ok' ? text.value : '') : input;
    const receipt = openPart(source, (value) => (typeof value === 'string' ? parseReceipt(value) : value));
    if (receipt.state === 'ok') return draw(openReceipt(c, receipt.value, files, options), sha256, options);
    const unread = text?.state === 'malformed' ? text : receipt;
    const rule = unread.state === 'malformed' ? unread.rule : 'is empty';
    const finding = failed('RECEIPT_FORMAT', 'receipt', { rule });
    return blockedReport(c, 'receipt', sha256, singleResult(receiptForm, { findings: [finding], facts: {} }));
  });
}

const PDF = utf8('%PDF-');

/** What is printed in a PDF is not looked at: the report says what the machine receipt inside proves. */
function receiptText(bytes: Uint8Array): string {
  if (!PDF.every((byte, i) => bytes[i] === byte)) return utf8Decode(bytes, 'receipt');
  const inside = extractAttachment(bytes, MACHINE_RECEIPT);
  if (inside === undefined) throw new CoreError('FORMAT', 'the PDF holds no machine receipt');
  return utf8Decode(inside, 'receipt');
}

/** @param proof `.tlog-proof` text. @param entry the log entry's bytes, without which inclusion is not checked */
export async function verifyTlogProof(
  c: Crypto,
  proof: string,
  entry: Uint8Array | undefined,
  options: VerifyOptions = {},
): Promise<Report> {
  const sha256 = hex(c.sha256(utf8(proof)));
  return guarded(c, 'tlog-proof', sha256, async () =>
    draw(openTlogProof(c, proof, entry, options), sha256, options),
  );
}

async function draw(context: Context, sha256: string | null, options: VerifyOptions): Promise<Report> {
  const results = await runChecks(context, CHECKS[context.kind], options);
  // A judgement that faults has failed its own check; the times that hang on it are left out.
  const times = await reportTimes(context).catch(() => []);
  const tables = reportTables(context, results);
  return assemble(context.c, context.kind, subjectOf(context, sha256), { checks: results, tables, times });
}

function assemble(
  c: Crypto,
  kind: ReportKind,
  subject: ReportSubject,
  { checks, tables, times }: Pick<Report, 'checks' | 'tables' | 'times'>,
): Report {
  return {
    version: REPORT_VERSION,
    kind,
    verifier: { ...VERIFIER, crypto: c.name },
    subject,
    establishes: ESTABLISHES[kind],
    verdicts: verdicts(checks),
    standing: STANDING,
    checks,
    tables,
    times,
  };
}

/** The frame does not hold: its check says why, all others are not checked. */
function blockedReport(c: Crypto, kind: ReportKind, sha256: string | null, first: CheckResult): Report {
  const rest = CHECKS[kind].filter(({ id }) => id !== first.id);
  const subject = { origin: null, loan: null, items: null, size: null, sha256 };
  return assemble(c, kind, subject, { checks: blockedResults(first, rest), tables: [], times: [] });
}

/** Opening and drawing lie outside any single check; a fault there fails the first one. */
async function guarded(
  c: Crypto,
  kind: ReportKind,
  sha256: string | null,
  report: () => Promise<Report>,
): Promise<Report> {
  try {
    return await report();
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const finding = failed('INTERNAL_FAULT', kind, { message: message.slice(0, 500) });
    return blockedReport(c, kind, sha256, singleResult(CHECKS[kind][0]!, { findings: [finding], facts: {} }));
  }
}

function subjectOf(
  { data, checkpoint: signed, items, opening }: Context,
  sha256: string | null,
): ReportSubject {
  const point = openedValue(signed)?.checkpoint;
  return {
    origin: point?.origin ?? openedValue(data)?.origin ?? null,
    loan: opening?.loan ?? null,
    items: items.length,
    size: point?.size ?? null,
    sha256,
  };
}
