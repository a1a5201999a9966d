/**
 * The embedded time-stamping authority (RFC 3161): for trying and testing, and for a commission that runs its own. It stamps the time of the
 * machine it runs on, so it proves no more than that machine's clock and its key's custody are worth.
 */

import { equal, readUintBE } from '../../core/bytes.ts';
import { parseSignedData } from '../../core/cms/signed-data.ts';
import { verifySignedData } from '../../core/cms/verify.ts';
import type { Crypto, Signer } from '../../core/crypto.ts';
import { CoreError } from '../../core/error.ts';
import {
  encodeGranted,
  encodeRejection,
  type FailureName,
  parseTimestampRequest,
  type TimestampRequest,
} from '../../core/tsp/protocol.ts';
import { buildTimestampToken } from '../../core/tsp/token.ts';
import { type CmsDigest, digestAlgorithm, digestLength } from '../../core/x509/algorithm.ts';
import { type Certificate, isValidAt } from '../../core/x509/certificate.ts';
import { POLICY } from '../../core/x509/policy.ts';
import { purposeProblem } from '../../core/x509/purpose.ts';
import { ServiceError } from '../errors.ts';
import type { Clock, Random, Timestamper } from '../ports/platform.ts';

export interface EmbeddedTsaOptions {
  readonly crypto: Crypto;
  readonly signer: Signer;
  readonly certificate: Certificate;
  /** Certificates from the TSA's to the one below the anchor; enclosed when a request asks for certificates. */
  readonly chain: readonly Certificate[];
  readonly clock: Clock;
  readonly random: Random;
  /** Dotted object identifier of the TSA's policy; by default that of the development profiles. */
  readonly policy?: string;
  /** How far the clock may be off, in whole milliseconds. Default one second. */
  readonly accuracyMillis?: number;
  /** Makes serial numbers, unique for the certificate over all restarts. Default: the time in milliseconds followed by 80 random bits. */
  readonly serial?: () => bigint;
}

export interface EmbeddedTsa extends Timestamper {
  /** Answers a request with a DER TimeStampResp, granted or rejected; never throws for hostile bytes. */
  answerTimestampQuery(request: Uint8Array): Promise<Uint8Array>;
}

/** Largest nonce that is echoed, in bits. */
const MAX_NONCE_BITS = 256n;

/** @throws ServiceError `CONFIG_INVALID` when the certificate is not the signer's or may not stamp */
export function createEmbeddedTsa(options: EmbeddedTsaOptions): EmbeddedTsa {
  const { certificate, crypto, clock } = options;
  const problem = equal(certificate.spki, options.signer.spki)
    ? purposeProblem(certificate, 'timestamping')?.why
    : "certificate is not that of the signer's key";
  if (problem !== undefined) throw new ServiceError('CONFIG_INVALID', `TSA cannot stamp: ${problem}`);
  const policy = options.policy ?? POLICY.timestamp;
  const serial = options.serial ?? (() => timeSerial(options));
  const issue: Desk['issue'] = async (algorithm, digest, nonce, certReq = true) => {
    const token = await buildTimestampToken(crypto, {
      policy,
      algorithm,
      digest,
      serial: serial(),
      genTime: clock.now(),
      accuracyMillis: options.accuracyMillis ?? 1000,
      ...(nonce !== undefined && { nonce }),
      signer: options.signer,
      certificate,
      enclosed: certReq ? options.chain : [],
    });
    return proofRead(crypto, token, certificate);
  };
  return {
    stamp: async (digest) => {
      if (!isValidAt(certificate, clock.now())) {
        throw new ServiceError('TSA_UNAVAILABLE', "the embedded TSA's certificate is not valid now", {
          remedy: 'Renew the TSA certificate, or set the clock right.',
        });
      }
      return digest.length === 64 ? issue('sha-512', digest) : issue('sha-256', checkedDigest(digest));
    },
    answerTimestampQuery: (request) => answer(request, { certificate, clock, policy, issue }),
  };
}

/** A signer outside the process may go wrong; nothing leaves that does not verify. */
async function proofRead(crypto: Crypto, token: Uint8Array, certificate: Certificate): Promise<Uint8Array> {
  const { ok, code } = await verifySignedData(crypto, parseSignedData(token), {
    certificates: [certificate],
  });
  if (ok) return token;
  throw new ServiceError(
    'SIGNER_UNAVAILABLE',
    "the embedded TSA's signer made a token that does not verify",
    {
      facts: { code },
    },
  );
}

function checkedDigest(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new CoreError('MISUSE', 'a SHA-256 digest has 32 bytes');
  return digest;
}

function timeSerial({ clock, random }: EmbeddedTsaOptions): bigint {
  return (BigInt(clock.now()) << 80n) | readUintBE(random.bytes(10));
}

interface Desk {
  readonly certificate: Certificate;
  readonly clock: Clock;
  readonly policy: string;
  issue(algorithm: CmsDigest, digest: Uint8Array, nonce?: bigint, certReq?: boolean): Promise<Uint8Array>;
}

async function answer(bytes: Uint8Array, desk: Desk): Promise<Uint8Array> {
  let request: TimestampRequest;
  try {
    request = parseTimestampRequest(bytes);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return encodeRejection('badDataFormat', error.message);
  }
  const refusal = refusalOf(request, desk);
  if (refusal !== undefined) return encodeRejection(...refusal);
  const algorithm = digestAlgorithm(request.imprint.algorithm)!;
  return encodeGranted(await desk.issue(algorithm, request.imprint.digest, request.nonce, request.certReq));
}

function refusalOf(
  { imprint, policy, nonce, extensions }: TimestampRequest,
  desk: Desk,
): [FailureName, string] | undefined {
  const algorithm = digestAlgorithm(imprint.algorithm);
  if (algorithm === undefined) return ['badAlg', 'digests are SHA-256, SHA-384 or SHA-512'];
  if (imprint.digest.length !== digestLength(algorithm)) {
    return ['badDataFormat', 'digest does not have the length of its algorithm'];
  }
  if (policy !== undefined && policy !== desk.policy) {
    return ['unacceptedPolicy', `the only policy is ${desk.policy}`];
  }
  if (extensions.length > 0) return ['unacceptedExtension', 'no extension is supported'];
  if (nonce !== undefined && BigInt.asIntN(Number(MAX_NONCE_BITS), nonce) !== nonce) {
    return ['badRequest', `a nonce has at most ${MAX_NONCE_BITS} bits`];
  }
  return isValidAt(desk.certificate, desk.clock.now())
    ? undefined
    : ['timeNotAvailable', "the TSA's certificate is not valid at the present time"];
}
