/** A profile's extensions in DER, for both libraries that issue certificates. */
import { createHash } from 'node:crypto';
import { bitOctetsOf, DerFields } from '../core/der/fields.ts';
import { OID } from '../core/der/oid.ts';
import { parseDer, TAG } from '../core/der/reader.ts';
import { boolean, implicit, integer, namedBits, octetString, oid, sequence } from '../core/der/writer.ts';
import { type Extension, KEY_USAGES } from '../core/x509/extensions.ts';
import type { CertificateProfile } from './profiles.ts';

/** RFC 5280 section 4.2.1.2, method 1, with SHA-256 cut to 160 bits (RFC 7093 section 2, method 1). @returns 20 bytes */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const fields = new DerFields(parseDer(spki, 'SubjectPublicKeyInfo'), 'SubjectPublicKeyInfo');
  fields.take(TAG.sequence, 'algorithm');
  const key = bitOctetsOf(fields.take(TAG.bitString, 'subjectPublicKey'), 'SubjectPublicKeyInfo');
  return new Uint8Array(createHash('sha256').update(key).digest().subarray(0, 20));
}

/** @param spki of the subject. @param issuerSpki of the issuer; the same for a root */
export function profileExtensions(
  profile: CertificateProfile,
  spki: Uint8Array,
  issuerSpki: Uint8Array,
): Extension[] {
  const { ca, keyUsage, extKeyUsage, policies = [] } = profile;
  const bits = keyUsage.map((usage) => KEY_USAGES.indexOf(usage));
  return [
    { oid: OID.basicConstraints, critical: true, value: basicConstraints(ca) },
    ...(bits.length === 0 ? [] : [{ oid: OID.keyUsage, critical: true, value: namedBits(...bits) }]),
    ...(extKeyUsage === undefined
      ? []
      : [
          {
            oid: OID.extKeyUsage,
            critical: extKeyUsage.critical,
            value: sequence(...extKeyUsage.purposes.map(oid)),
          },
        ]),
    ...(policies.length === 0
      ? []
      : [
          {
            oid: OID.certificatePolicies,
            critical: false,
            value: sequence(...policies.map((policy) => sequence(oid(policy)))),
          },
        ]),
    { oid: OID.subjectKeyIdentifier, critical: false, value: octetString(keyIdentifier(spki)) },
    { oid: OID.authorityKeyIdentifier, critical: false, value: authorityKeyIdentifier(issuerSpki) },
  ];
}

export function authorityKeyIdentifier(issuerSpki: Uint8Array): Uint8Array {
  return sequence(implicit(0, octetString(keyIdentifier(issuerSpki))));
}

function basicConstraints(ca: CertificateProfile['ca']): Uint8Array {
  if (ca === undefined) return sequence();
  return sequence(boolean(true), ...(ca.pathLength === undefined ? [] : [integer(ca.pathLength)]));
}
