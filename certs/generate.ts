/** Makes the development PKI of profiles.ts: new keys, certificates, revocation lists, and a keystore for document signing. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type FileTree, PKI_PATHS, writeTree } from './files.ts';
import { sealKeystore } from './forge.ts';
import { type Issued, type Issuer, issueCertificate, issueCrl } from './issue.ts';
import { generateKey } from './keys.ts';
import type { Authority } from './load.ts';
import {
  AUTHORITIES,
  type AuthorityName,
  IDENTITIES,
  type IdentityName,
  LIFETIME_DAYS,
  PROFILES,
  ROOT,
} from './profiles.ts';

const DAY = 86_400_000;

export interface GenerateOptions {
  /** Milliseconds since the epoch; validity begins a day earlier, so that a clock slightly behind does not matter. Default: the present. */
  readonly now?: number;
}

/**
 * Generates into `dir`, which must not exist or be empty; takes about a second, most of it for the RSA keys.
 * @throws CoreError `MISUSE` when the directory cannot be put in place
 */
export async function generatePki(dir: string, options: GenerateOptions = {}): Promise<void> {
  const now = options.now ?? Date.now();
  const rsa = new Map(
    await Promise.all(
      (['documents', 'document-signing'] as const).map(
        async (name) => [name, await generateKey('RSA-3072')] as const,
      ),
    ),
  );
  const issue = (issuer: Issuer | undefined, plan: Plan, days: number) =>
    issueCertificate({
      ...(issuer && { issuer }),
      subject: plan.subject,
      profile: PROFILES[plan.profile],
      key: rsa.get(plan.name as 'documents') ?? plan.key,
      notBefore: now - DAY,
      notAfter: now + days * DAY,
    });
  const files = new Map<string, string | Uint8Array>();
  const root = await issue(undefined, { name: 'root', profile: 'root', ...ROOT }, LIFETIME_DAYS.root);
  await addAuthority(files, PKI_PATHS.root, root, now);
  const authorities = new Map<AuthorityName, Issued>();
  for (const [name, plan] of entries(AUTHORITIES)) {
    const made = await issue(root, { name, profile: 'authority', ...plan }, LIFETIME_DAYS.authority);
    authorities.set(name, made);
    await addAuthority(files, PKI_PATHS.authority(name), made, now);
  }
  for (const [name, plan] of entries(IDENTITIES)) {
    const days = plan.profile === 'timestamping' ? LIFETIME_DAYS.timestamping : LIFETIME_DAYS.leaf;
    const authority = authorities.get(plan.authority)!;
    addIdentity(
      files,
      PKI_PATHS.identity(name),
      name,
      await issue(authority, { name, ...plan }, days),
      authority,
    );
  }
  await writeTree(dir, files satisfies FileTree);
}

/**
 * Certifies the identities that a PKI made by an earlier version lacks, with the keys of its authorities; each appears whole or not at all.
 * @param authorities as loaded
 */
export async function addIdentities(
  dir: string,
  missing: readonly IdentityName[],
  authorities: Readonly<Record<AuthorityName, Pick<Authority, 'issuer' | 'certificatePem'>>>,
): Promise<void> {
  const now = Date.now();
  for (const name of missing) {
    const plan = IDENTITIES[name];
    const authority = authorities[plan.authority];
    const made = await issueCertificate({
      issuer: await authority.issuer(),
      subject: plan.subject,
      profile: PROFILES[plan.profile],
      key: plan.key,
      notBefore: now - DAY,
      notAfter: now + LIFETIME_DAYS.leaf * DAY,
    });
    const files = new Map<string, string | Uint8Array>();
    addIdentity(files, '', name, made, authority);
    await writeTree(join(dir, PKI_PATHS.identity(name)), files satisfies FileTree);
  }
}

interface Plan extends Pick<typeof ROOT, 'subject' | 'key'> {
  readonly name: string;
  readonly profile: keyof typeof PROFILES;
}

function entries<K extends string, V>(record: Record<K, V>): [K, V][] {
  return Object.entries(record) as [K, V][];
}

async function addAuthority(
  files: Map<string, string | Uint8Array>,
  path: string,
  made: Issued,
  now: number,
): Promise<void> {
  const { crlPem } = await issueCrl({
    issuer: made,
    thisUpdate: now - DAY,
    nextUpdate: now + LIFETIME_DAYS.crl * DAY,
    number: 1,
    revoked: [],
  });
  files.set(PKI_PATHS.certificate(path), made.certificatePem);
  files.set(PKI_PATHS.key(path), made.keyPem);
  files.set(PKI_PATHS.crl(path), crlPem);
}

function addIdentity(
  files: Map<string, string | Uint8Array>,
  path: string,
  name: IdentityName,
  made: Issued,
  authority: Pick<Issued, 'certificatePem'>,
): void {
  files.set(PKI_PATHS.certificate(path), made.certificatePem);
  files.set(PKI_PATHS.key(path), made.keyPem);
  files.set(PKI_PATHS.chain(path), made.certificatePem + authority.certificatePem);
  if (made.signer.alg !== 'RS256') return;
  const password = randomBytes(24).toString('base64url');
  files.set(PKI_PATHS.keystore(path), sealKeystore(made.key, made.certificate.der, password, name));
  files.set(PKI_PATHS.password(path), `${password}\n`);
}
