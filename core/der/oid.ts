/** Object identifiers: their encoding (X.690 section 8.19), and the ones that this project knows. */
import { CoreError } from '../error.ts';

/** Arcs may be as long as a UUID's 128 bits (ITU-T X.667); longer ones are refused. */
const MAX_ARC_OCTETS = 19;
const MAX_ARCS = 32;

/** Octets of an arc that a number holds exactly; longer ones are rare and take a big integer. */
const SMALL_ARC_OCTETS = 7;

/** @param content octets after identifier and length. @returns dotted form, or undefined when malformed */
export function decodeOid(content: Uint8Array): string | undefined {
  let text = '';
  let start = 0;
  let arcs = 0;
  for (let i = 0; i < content.length; i++) {
    if (content[i]! >= 0x80) continue;
    arcs += 1;
    if (content[start] === 0x80 || i - start >= MAX_ARC_OCTETS || arcs > MAX_ARCS) return undefined;
    const arc = readArc(content, start, i + 1);
    text = arcs === 1 ? firstTwo(arc) : `${text}.${arc}`;
    start = i + 1;
  }
  return arcs > 0 && start === content.length ? text : undefined;
}

function readArc(content: Uint8Array, from: number, to: number): number | bigint {
  if (to - from > SMALL_ARC_OCTETS) {
    return content.subarray(from, to).reduce((n, octet) => (n << 7n) | BigInt(octet & 0x7f), 0n);
  }
  let value = 0;
  for (let i = from; i < to; i++) value = value * 128 + (content[i]! & 0x7f);
  return value;
}

/** The first two arcs share one (X.690 section 8.19.4). */
function firstTwo(arc: number | bigint): string {
  if (arc >= 80) return `2.${typeof arc === 'bigint' ? arc - 80n : arc - 80}`;
  return `${Math.floor(Number(arc) / 40)}.${Number(arc) % 40}`;
}

/** @returns content octets, without identifier and length. @throws CoreError `RANGE` when `dotted` is no object identifier */
export function encodeOid(dotted: string): Uint8Array {
  const arcs = /^[0-2](\.(0|[1-9]\d*))+$/.test(dotted) ? dotted.split('.').map(BigInt) : [];
  const [top, second, ...rest] = arcs;
  if (top === undefined || second === undefined || (top < 2n && second > 39n)) {
    throw new CoreError('RANGE', `"${dotted}" is not an object identifier`, { facts: { value: dotted } });
  }
  return Uint8Array.from([40n * top + second, ...rest].flatMap(base128));
}

function base128(arc: bigint): number[] {
  const out = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) out.unshift(Number(rest & 0x7fn) | 0x80);
  return out;
}

export const OID = {
  // RFC 5280
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  crlReason: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  anyPolicy: '2.5.29.32.0',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  anyExtendedKeyUsage: '2.5.29.37.0',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  // RFC 9336
  documentSigning: '1.3.6.1.5.5.7.3.36',
  // RFC 8017, 5758, 8410, 5480
  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha384WithRsa: '1.2.840.113549.1.1.12',
  sha512WithRsa: '1.2.840.113549.1.1.13',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ed25519: '1.3.101.112',
  ecPublicKey: '1.2.840.10045.2.1',
  // RFC 5754
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  // RFC 5652, 5035, 3161
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
} as const;
