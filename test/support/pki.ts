/** A small PKI in memory: root, authority, and one leaf of each profile, all P-256, valid around `AT`. */
import { type Issued, issueCertificate } from '../../certs/issue.ts';
import { type CertificateProfile, type KeyKind, PROFILES, type SubjectName } from '../../certs/profiles.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { createRandom } from '../../server/adapters/random-node.ts';

export const DAY = 86_400_000;
/** The time at which everything in the test PKI is valid. */
export const AT = Date.UTC(2026, 2, 15, 12, 0, 0);

export const nodeCrypto = createNodeCrypto();

export const fixedClock = (at: number = AT) => ({ now: () => at });
export const systemRandom = createRandom();

export const subjectOf = (cn: string): SubjectName => [
  ['C', 'CN'],
  ['O', '测试 Test'],
  ['CN', cn],
];

export interface IssueOptions {
  readonly issuer?: Issued;
  readonly profile: CertificateProfile;
  readonly key?: KeyKind;
  readonly from?: number;
  readonly to?: number;
  readonly extensions?: Parameters<typeof issueCertificate>[0]['extensions'];
}

/** Valid from ten days before `AT` to ten days after it unless said otherwise. */
export function issue(cn: string, options: IssueOptions): Promise<Issued> {
  const { issuer, extensions } = options;
  return issueCertificate({
    ...(issuer && { issuer }),
    ...(extensions && { extensions }),
    subject: subjectOf(cn),
    profile: options.profile,
    key: options.key ?? 'P-256',
    notBefore: options.from ?? AT - 10 * DAY,
    notAfter: options.to ?? AT + 10 * DAY,
  });
}

export interface TestPki {
  readonly root: Issued;
  readonly authority: Issued;
  readonly filer: Issued;
  readonly service: Issued;
  readonly tsa: Issued;
  readonly document: Issued;
}

export async function testPki(): Promise<TestPki> {
  const root = await issue('root', { profile: PROFILES.root });
  const authority = await issue('authority', { issuer: root, profile: PROFILES.authority });
  const leaf = (cn: string, profile: CertificateProfile) => issue(cn, { issuer: authority, profile });
  return {
    root,
    authority,
    filer: await leaf('filer', PROFILES.filerStatement),
    service: await leaf('service', PROFILES.serviceStatement),
    tsa: await leaf('tsa', PROFILES.timestamping),
    document: await leaf('document', PROFILES.documentSigning),
  };
}
