/** One verification, as a worker does it. */
import { utf8, utf8Decode } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { Report } from '../../core/verify/report.ts';
import { parseTrust } from '../../core/verify/trust.ts';
import {
  type VerifyOptions,
  verifyPackage,
  verifyReceipt,
  verifyTlogProof,
} from '../../core/verify/verify.ts';
import type { VerifyCommand } from './protocol.ts';

/** @throws CoreError for trust data that cannot be read; nothing that the subject holds throws */
export function runVerification(
  c: Crypto,
  { kind, subject, files, trust, at }: VerifyCommand,
  onProgress: NonNullable<VerifyOptions['onProgress']>,
): Promise<Report> {
  const given = trust === undefined ? {} : { trust: parseTrust(utf8(trust)) };
  const options: VerifyOptions = { at, onProgress, ...given };
  if (kind === 'package') return verifyPackage(c, subject, options);
  if (kind === 'receipt') return verifyReceipt(c, subject, files, options);
  return verifyTlogProof(c, utf8Decode(subject, 'proof'), files[0]?.bytes, options);
}
