/** Verification for whoever asks: the verifier of `core`, with the trust data that this service publishes. */
import { utf8Decode } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { Json } from '../../core/json.ts';
import type { ReportKind } from '../../core/verify/report.ts';
import { kindOfSubject } from '../../core/verify/subject.ts';
import type { Trust } from '../../core/verify/trust.ts';
import { verifyPackage, verifyReceipt, verifyTlogProof } from '../../core/verify/verify.ts';
import { ServiceError } from '../errors.ts';
import type { Clock } from '../ports/platform.ts';
import type { VerifyRequest } from './types.ts';

export interface VerifyDeps {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly trust: () => Trust;
}

/** A receipt holds one record; what is longer is none. */
const MAX_TEXT = 16 * 2 ** 20;

/** @returns a function that answers with the report (docs/spec/report.md), or ServiceError `PACKAGE_INVALID` for what is neither of the three */
export function createVerify({
  crypto,
  clock,
  trust,
}: VerifyDeps): (request: VerifyRequest) => Promise<Json> {
  return async ({ subject, files }) => {
    const options = { trust: trust(), at: clock.now() };
    const kind = kindOf(subject);
    if (kind === 'package') return (await verifyPackage(crypto, subject, options)) as unknown as Json;
    if (kind === 'receipt') return (await verifyReceipt(crypto, subject, files, options)) as unknown as Json;
    const proof = utf8Decode(subject, 'proof');
    return (await verifyTlogProof(crypto, proof, files[0]?.bytes, options)) as unknown as Json;
  };
}

function kindOf(subject: Uint8Array): ReportKind {
  const kind = kindOfSubject(subject);
  if (kind === 'package' || (kind !== undefined && subject.length <= MAX_TEXT)) return kind;
  throw new ServiceError('PACKAGE_INVALID', 'the content is none of package, receipt and tlog-proof', {
    facts: {
      expected: ['package (.zip)', 'receipt (JSON or PDF)', 'tlog-proof (text)'],
      bytes: subject.length,
    },
  });
}
