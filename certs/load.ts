/** Reads a PKI that `generatePki` wrote. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signer } from '../core/crypto.ts';
import { type Certificate, certificateFromPem } from '../core/x509/certificate.ts';
import { PKI_PATHS } from './files.ts';
import { addIdentities, type GenerateOptions, generatePki } from './generate.ts';
import type { Issuer } from './issue.ts';
import { keyFromPem } from './keys.ts';
import { AUTHORITIES, type AuthorityName, IDENTITIES, type IdentityName, type PROFILES } from './profiles.ts';
import { keySigner } from './signer.ts';

export interface Authority {
  readonly certificate: Certificate;
  readonly certificatePem: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly crlPem: string;
  readonly crlPath: string;
  /** Certificate and key, for `issueCertificate` and `issueCrl`. */
  issuer(): Promise<Issuer>;
}

export interface Identity {
  readonly name: IdentityName;
  readonly organisation: string;
  readonly profile: keyof typeof PROFILES;
  readonly certificate: Certificate;
  readonly certificatePem: string;
  readonly certificatePath: string;
  /** The certificate and its authority's, without the root. */
  readonly chainPem: string;
  readonly chainPath: string;
  /** PKCS#8 PEM, mode 0600. */
  readonly keyPath: string;
  readonly signer: Signer;
}

export interface Pki {
  readonly dir: string;
  readonly root: Authority;
  readonly authorities: Readonly<Record<AuthorityName, Authority>>;
  readonly identities: Readonly<Record<IdentityName, Identity>>;
  /** PKCS#12 keystore of `document-signing`, and the file with its password. */
  readonly keystore: { readonly path: string; readonly passwordPath: string };
  /** Revocation lists of the root and of all authorities, PEM. */
  readonly crlPems: readonly string[];
}

/** @throws when a file is missing or not what its name says */
export async function loadPki(dir: string): Promise<Pki> {
  const root = await loadAuthority(dir, PKI_PATHS.root);
  const authorities = await byName(AUTHORITIES, (name) => loadAuthority(dir, PKI_PATHS.authority(name)));
  const identities = await byName(IDENTITIES, (name) => loadIdentity(dir, name));
  const documents = join(dir, PKI_PATHS.identity('document-signing'));
  return {
    dir,
    root,
    authorities,
    identities,
    keystore: { path: PKI_PATHS.keystore(documents), passwordPath: PKI_PATHS.password(documents) },
    crlPems: [root, ...Object.values(authorities)].map(({ crlPem }) => crlPem),
  };
}

/** Loads the PKI, and generates it first when there is none; identities that one made by an earlier version lacks are added. */
export async function ensurePki(dir: string, options: GenerateOptions = {}): Promise<Pki> {
  if (!(await exists(join(dir, PKI_PATHS.certificate(PKI_PATHS.root))))) await generatePki(dir, options);
  const missing: IdentityName[] = [];
  for (const name of Object.keys(IDENTITIES) as IdentityName[]) {
    if (!(await exists(join(dir, PKI_PATHS.certificate(PKI_PATHS.identity(name)))))) missing.push(name);
  }
  if (missing.length > 0) {
    const authorities = await byName(AUTHORITIES, (name) => loadAuthority(dir, PKI_PATHS.authority(name)));
    await addIdentities(dir, missing, authorities);
  }
  return loadPki(dir);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function byName<K extends string, V>(plan: Record<K, unknown>, load: (name: K) => Promise<V>) {
  const names = Object.keys(plan) as K[];
  const loaded = await Promise.all(names.map(async (name) => [name, await load(name)] as const));
  return Object.fromEntries(loaded) as Record<K, V>;
}

const read = (path: string) => readFile(path, 'utf8');

async function loadAuthority(dir: string, name: string): Promise<Authority> {
  const path = join(dir, name);
  const certificatePath = PKI_PATHS.certificate(path);
  const keyPath = PKI_PATHS.key(path);
  const crlPath = PKI_PATHS.crl(path);
  const certificatePem = await read(certificatePath);
  const certificate = certificateFromPem(certificatePem);
  return {
    certificate,
    certificatePem,
    certificatePath,
    keyPath,
    crlPath,
    crlPem: await read(crlPath),
    issuer: async () => ({ certificate, key: keyFromPem(await read(keyPath)) }),
  };
}

async function loadIdentity(dir: string, name: IdentityName): Promise<Identity> {
  const path = join(dir, PKI_PATHS.identity(name));
  const certificatePath = PKI_PATHS.certificate(path);
  const chainPath = PKI_PATHS.chain(path);
  const keyPath = PKI_PATHS.key(path);
  const certificatePem = await read(certificatePath);
  const { organisation, profile } = IDENTITIES[name];
  return {
    name,
    organisation,
    profile,
    certificate: certificateFromPem(certificatePem),
    certificatePem,
    certificatePath,
    chainPem: await read(chainPath),
    chainPath,
    keyPath,
    signer: keySigner(keyFromPem(await read(keyPath))),
  };
}
