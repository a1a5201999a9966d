import { expect } from 'chai';
import { base64Decode } from '../../../core/bytes.ts';
import type { CoreError } from '../../../core/error.ts';
import { type Certificate, parseCertificate } from '../../../core/x509/certificate.ts';
import { type Crl, parseCrl } from '../../../core/x509/crl.ts';
import { validatePath } from '../../../core/x509/path.ts';
import { nodeCrypto } from '../../support/pki.ts';
import { readVectors } from '../../support/vectors.ts';

interface Vectors {
  readonly anchor: string;
  readonly cases: readonly { name: string; certificates: readonly string[]; crls: readonly string[] }[];
  readonly certificates: Readonly<Record<string, string>>;
  readonly crls: Readonly<Record<string, string>>;
}

/** Valid by RFC 5280 and refused here, with the reason. */
const STRICTER: Readonly<Record<string, string>> = {
  // Names are compared byte for byte.
  ValidNameChainingCapitalizationTest5: 'NO_PATH',
  ValidNameChainingWhitespaceTest3: 'NO_PATH',
  ValidNameChainingWhitespaceTest4: 'NO_PATH',
  ValidRolloverfromPrintableStringtoUTF8StringTest10: 'NO_PATH',
  ValidUTF8StringCaseInsensitiveMatchTest11: 'NO_PATH',
  // Unique identifiers, which RFC 5280 tells authorities not to use.
  ValidNameUIDsTest6: 'FORMAT',
  // GeneralizedTime for a year before 2050, likewise.
  ValidGeneralizedTimenotBeforeDateTest4: 'FORMAT',
  // Lists of an authority with two keys must come from the key that certifies.
  ValidBasicSelfIssuedCRLSigningKeyTest6: 'REVOCATION_UNKNOWN',
  ValidBasicSelfIssuedNewWithOldTest3: 'REVOCATION_UNKNOWN',
  ValidBasicSelfIssuedNewWithOldTest4: 'REVOCATION_UNKNOWN',
  ValidBasicSelfIssuedOldWithNewTest1: 'REVOCATION_UNKNOWN',
  ValidSeparateCertificateandCRLKeysTest19: 'REVOCATION_UNKNOWN',
  // A self-issued certificate counts towards the path length.
  ValidSelfIssuedpathLenConstraintTest15: 'PATH_LENGTH',
  ValidSelfIssuedpathLenConstraintTest17: 'PATH_LENGTH',
};

/** Why the invalid ones are refused, where one rule alone is broken. */
const REASON: Readonly<Record<string, string>> = {
  InvalidEESignatureTest3: 'SIGNATURE',
  InvalidCAnotBeforeDateTest1: 'NOT_YET_VALID',
  InvalidEEnotBeforeDateTest2: 'NOT_YET_VALID',
  InvalidCAnotAfterDateTest5: 'EXPIRED',
  InvalidEEnotAfterDateTest6: 'EXPIRED',
  InvalidNameChainingTest1: 'NO_PATH',
  InvalidNameChainingOrderTest2: 'NO_PATH',
  InvalidRevokedCATest2: 'REVOKED',
  InvalidRevokedEETest3: 'REVOKED',
  InvalidMissingCRLTest1: 'REVOCATION_UNKNOWN',
  InvalidOldCRLnextUpdateTest11: 'REVOCATION_UNKNOWN',
  InvalidLongSerialNumberTest18: 'REVOKED',
  InvalidMissingbasicConstraintsTest1: 'NOT_CA',
  InvalidcAFalseTest2: 'NOT_CA',
  InvalidcAFalseTest3: 'NOT_CA',
  InvalidpathLenConstraintTest5: 'PATH_LENGTH',
  InvalidpathLenConstraintTest11: 'PATH_LENGTH',
  InvalidkeyUsageCriticalkeyCertSignFalseTest1: 'KEY_USAGE',
  InvalidkeyUsageNotCriticalkeyCertSignFalseTest2: 'KEY_USAGE',
  InvalidkeyUsageCriticalcRLSignFalseTest4: 'REVOCATION_UNKNOWN',
  InvalidUnknownCriticalCertificateExtensionTest2: 'CRITICAL_EXTENSION',
};

/** The parsed value; undefined when the parser refuses, with `FORMAT` and nothing else. */
function read<T>(parse: (der: Uint8Array) => T, text: string): T | undefined {
  try {
    return parse(base64Decode(text));
  } catch (error) {
    expect((error as CoreError).code).to.equal('FORMAT');
    return undefined;
  }
}

describe('core/x509 with the Public Key Interoperability Test Suite of NIST', () => {
  const vectors = readVectors<Vectors>('pkits/pkits.json');
  const certificates = new Map<string, Certificate | undefined>();
  const crls = new Map<string, Crl | undefined>();
  before(() => {
    for (const [name, text] of Object.entries(vectors.certificates))
      certificates.set(name, read(parseCertificate, text));
    for (const [name, text] of Object.entries(vectors.crls)) crls.set(name, read(parseCrl, text));
  });

  const present = <T>(list: readonly (T | undefined)[]) => list.filter((item) => item !== undefined);

  for (const { name, certificates: chain, crls: lists } of vectors.cases) {
    const stricter = STRICTER[name];
    const valid = name.startsWith('Valid') && stricter === undefined;
    it(`${valid ? 'accepts' : 'refuses'} ${name}${stricter ? `, valid by the standard: ${stricter}` : ''}`, async () => {
      const [leaf, ...intermediates] = chain.map((file) => certificates.get(file));
      const code =
        leaf === undefined
          ? 'FORMAT'
          : (
              await validatePath(nodeCrypto, {
                leaf,
                intermediates: present(intermediates),
                anchors: [certificates.get(vectors.anchor)!],
                at: Date.UTC(2020, 0),
                purpose: 'any',
                crls: present(lists.map((file) => crls.get(file))),
                revocation: 'required',
              })
            ).code;
      if (valid) expect(code).to.equal('OK');
      else
        expect(code)
          .to.equal(stricter ?? REASON[name] ?? code)
          .and.not.equal('OK');
    });
  }

  it('says a reason for cases that exist', () => {
    const names = vectors.cases.map((test) => test.name);
    expect(names).to.include.members([...Object.keys(STRICTER), ...Object.keys(REASON)]);
  });
});
