/** What node-forge is used for: certificates between RSA keys, and PKCS#12 keystores. It knows no elliptic curves and no revocation lists. */
import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import forge from 'node-forge';
import { CoreError } from '../core/error.ts';
import type { CertificatePlan, Issuer } from './issue.ts';
import { keyPem } from './keys.ts';

/** A string of octets, which is how forge holds bytes. */
function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** @returns DER of a certificate signed by an RSA authority with SHA-256 */
export function issueWithForge(plan: CertificatePlan, issuer: Issuer): Uint8Array {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromAsn1(
    forge.asn1.fromDer(binary(plan.spki)),
  ) as forge.pki.rsa.PublicKey;
  certificate.serialNumber = plan.serial;
  certificate.validity.notBefore = plan.notBefore;
  certificate.validity.notAfter = plan.notAfter;
  certificate.setSubject(
    plan.subject.map(([shortName, value]) => ({ shortName, value, valueTagClass: stringType(value) })),
  );
  certificate.setIssuer(issuerAttributes(issuer.certificate.subject.der));
  certificate.setExtensions(
    plan.extensions.map(({ oid, critical, value }) => ({ id: oid, critical, value: binary(value) })),
  );
  certificate.sign(forge.pki.privateKeyFromPem(keyPem(issuer.key)), forge.md.sha256.create());
  return octets(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes());
}

/** forge's type of a class is the tag of a string here. */
function stringType(value: string): forge.asn1.Class {
  const type = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value)
    ? forge.asn1.Type.PRINTABLESTRING
    : forge.asn1.Type.UTF8;
  return type as unknown as forge.asn1.Class;
}

/** The issuer's name, attribute by attribute with its own string types, so that it comes out byte for byte as it went in. */
function issuerAttributes(der: Uint8Array): forge.pki.CertificateField[] {
  const name = forge.asn1.fromDer(binary(der));
  const utf8 = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;
  const { RDNAttributesAsArray } = forge.pki as unknown as {
    RDNAttributesAsArray(name: forge.asn1.Asn1): forge.pki.CertificateField[];
  };
  return RDNAttributesAsArray(name).map((attribute) =>
    attribute.valueTagClass === utf8
      ? { ...attribute, value: forge.util.decodeUtf8(String(attribute.value)) }
      : attribute,
  );
}

export interface Keystore {
  readonly key: KeyObject;
  /** DER of the certificates inside, in their order. */
  readonly certificates: readonly Uint8Array[];
}

/** @param certificate DER of the key's certificate, signed by an RSA authority. @returns DER PKCS#12, AES-256, with a MAC */
export function sealKeystore(
  key: KeyObject,
  certificate: Uint8Array,
  password: string,
  friendlyName: string,
): Uint8Array {
  const holder = forge.pki.certificateFromAsn1(forge.asn1.fromDer(binary(certificate)));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(keyPem(key)), [holder], password, {
    algorithm: 'aes256',
    friendlyName,
  });
  return octets(forge.asn1.toDer(asn1).getBytes());
}

/**
 * Opens a PKCS#12 keystore with exactly one private key of any kind.
 * @throws CoreError `FORMAT` when it is malformed, the password is wrong, or it does not hold one key
 */
export function openKeystore(der: Uint8Array, password: string): Keystore {
  const { certBag, pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
  const store = readStore(der, password);
  const bags = (type: string | undefined) => store.getBags({ bagType: type! })[type!] ?? [];
  const keys = [...bags(pkcs8ShroudedKeyBag), ...bags(keyBag)];
  const [bag] = keys;
  if (bag === undefined || keys.length !== 1) {
    throw new CoreError('FORMAT', 'keystore must hold exactly one private key', {
      facts: { found: keys.length },
    });
  }
  return { key: readKey(bag), certificates: bags(certBag).map(readCertificate) };
}

function readStore(der: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(binary(der)), true, password);
  } catch (cause) {
    throw new CoreError('FORMAT', 'keystore is not PKCS#12, or its password is wrong', { cause });
  }
}

/** forge gives keys that it does not know, such as elliptic ones, as the ASN.1 it found. */
function readKey(bag: forge.pkcs12.Bag): KeyObject {
  const asn1 = bag.key
    ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key))
    : (bag.asn1 as forge.asn1.Asn1);
  return createPrivateKey({
    key: Buffer.from(octets(forge.asn1.toDer(asn1).getBytes())),
    format: 'der',
    type: 'pkcs8',
  });
}

function readCertificate(bag: forge.pkcs12.Bag): Uint8Array {
  const asn1 = bag.cert ? forge.pki.certificateToAsn1(bag.cert) : (bag.asn1 as forge.asn1.Asn1);
  return octets(forge.asn1.toDer(asn1).getBytes());
}
