/** Kept packages as the edge uses them: ordered, listed, downloaded whole or in ranges. */
import type { JsonObject } from '../../../core/json.ts';
import { isObject, type Json } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { openValue } from '../../vault/sealed-value.ts';
import { authorise } from '../access/authorise.ts';
import type { Access } from '../access/create.ts';
import type { CaseRecord } from '../cases/case-document.ts';
import type { Cases } from '../cases/types.ts';
import { actorOf } from '../custody/reads.ts';
import { ownerKey } from '../jobs/job-document.ts';
import type { Job, Jobs } from '../jobs/types.ts';
import type { PackageRequest } from '../types.ts';
import { expireLoan } from './expiry.ts';
import { type KeepingDeps, PACKAGE_JOB, type PackageOrder, packageHandler } from './keeping.ts';
import { type KeptPackage, PACKAGES, packageOf, readPackage } from './kept.ts';

export type PackageWish = Pick<PackageRequest, 'stage' | 'withhold' | 'documents' | 'redaction'>;

export interface Range {
  /** First byte. */
  readonly start: number;
  /** First byte not wanted. */
  readonly end: number;
}

export interface Download {
  readonly fileName: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Records the download, then hands out the bytes. @throws (from the promise) ServiceError as the custody log */
  open(range: Range): Promise<AsyncIterable<Uint8Array>>;
}

export interface PackageQuery {
  /** Of one case; else all that the caller's organisation, or the person, has had built. */
  readonly case?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export interface KeptPackages {
  orderForCase(caller: Caller, id: string, wish: PackageWish): Promise<Job>;
  orderForLoan(caller: Caller, loan: string, wish: PackageWish): Promise<Job>;
  list(
    caller: Caller,
    query: PackageQuery,
  ): Promise<{ readonly packages: readonly KeptPackage[]; readonly next: string | undefined }>;
  /** File name under which it is handed out; undefined while it is planned, and once it is expired. */
  fileName(kept: KeptPackage): Promise<string | undefined>;
  /** @throws ServiceError `NOT_FOUND`, `PACKAGE_EXPIRED` */
  download(caller: Caller, id: string): Promise<Download>;
  /** Whether a package of the case as it stands is kept. */
  built(record: CaseRecord): Promise<boolean>;
  /** Drops what is kept of a loan, since content of it is erased. @returns how many */
  dropLoan(loanIndex: string): Promise<number>;
}

export interface KeptDeps extends KeepingDeps {
  readonly jobs: Pick<Jobs, 'register' | 'start'>;
  readonly access: Pick<Access, 'loan'>;
  readonly cases: () => Pick<Cases, 'open'>;
}

export function createKeptPackages(deps: KeptDeps): KeptPackages {
  deps.jobs.register(PACKAGE_JOB, packageHandler(deps));
  return {
    async orderForCase(caller, id, wish) {
      const { record, secret } = await deps.cases().open(caller, 'package.build', id);
      const { organisation, revision } = record;
      const request = { organisation, loan: secret.content.loan, ...wish };
      return order(deps, caller, { request, case: { id, revision } }, `case/${id}`);
    },
    async orderForLoan(caller, loan, wish) {
      const organisation = await deps.access.loan(caller, 'package.build', loan);
      return order(deps, caller, { request: { organisation, loan, ...wish } }, 'loan');
    },
    list: (caller, query) => list(deps, caller, query),
    fileName: (kept) => fileNameOf(deps, kept),
    download: (caller, id) => download(deps, caller, id),
    built: (record) => isBuilt(deps, record),
    dropLoan: (loanIndex) => expireLoan(deps, loanIndex),
  };
}

function order(deps: KeptDeps, caller: Caller, wanted: PackageOrder, subject: string): Promise<Job> {
  const input = JSON.parse(JSON.stringify(wanted)) as Json;
  return deps.jobs.start({ kind: PACKAGE_JOB, input, owner: actorOf(caller), subject });
}

async function list(deps: KeptDeps, caller: Caller, { case: about, cursor, limit }: PackageQuery) {
  if (about !== undefined) await deps.cases().open(caller, 'package.build', about);
  const found = await deps.documents.list(PACKAGES, {
    ...(about === undefined
      ? { index: 'owner', prefix: ownerKey(caller) }
      : { index: 'case', prefix: `${about}/` }),
    order: 'descending',
    ...(cursor !== undefined && { cursor }),
    limit,
  });
  return { packages: found.documents.map(packageOf), next: found.next };
}

/** A package of a case is for whoever the case is for; one of a loan for those who had it built. */
async function ownPackage(deps: KeptDeps, caller: Caller, id: string): Promise<KeptPackage> {
  const found = await readPackage(deps.documents, id);
  const about = found?.kept.case;
  if (about !== undefined) await deps.cases().open(caller, 'package.build', about.id);
  else {
    const { organisation, id: person } = found?.kept.builtBy ?? {};
    const owner = found && { organisations: [organisation!], persons: [person!] };
    authorise(caller, 'package.build', owner, { kind: 'package', id });
  }
  return found!.kept;
}

async function download(deps: KeptDeps, caller: Caller, id: string): Promise<Download> {
  const kept = await ownPackage(deps, caller, id);
  const { blob, size, sha256, expiresAt, state } = kept;
  if (state === 'building') {
    throw new ServiceError('NOT_FOUND', 'the package is still being built', { facts: { package: id } });
  }
  const over = expiresAt === undefined || Date.parse(expiresAt) <= deps.clock.now();
  if (state === 'expired' || over || blob === undefined) {
    throw new ServiceError('PACKAGE_EXPIRED', 'the package is no longer kept', { facts: { package: id } });
  }
  const { key, value } = await openValue(deps.vault, 'package', kept.secret);
  return {
    fileName: nameIn(value),
    size: size!,
    sha256: sha256!,
    async open({ start, end }) {
      await recordDownload(deps, caller, kept, { start, end, size: size! });
      return deps.vault.openDocumentRange(key, blob, size!, start, end);
    },
  };
}

const nameIn = (value: Json) => String(isObject(value) ? value.fileName : 'package.zip');

async function fileNameOf({ vault }: KeptDeps, kept: KeptPackage): Promise<string | undefined> {
  if (kept.secret === undefined || kept.state === 'expired') return undefined;
  return nameIn((await openValue(vault, 'package', kept.secret)).value);
}

async function recordDownload(
  { custody }: KeptDeps,
  caller: Caller,
  { id, organisation, loanIndex: loan, sha256, ...kept }: KeptPackage,
  range: JsonObject,
): Promise<void> {
  await custody.record({
    actor: actorOf(caller),
    action: 'package.downloaded',
    subject: kept.case === undefined ? `package/${id}` : `case/${kept.case.id}`,
    organisation,
    loan,
    facts: { package: id, sha256: sha256!, ...range },
  });
}

async function isBuilt(deps: KeptDeps, record: CaseRecord): Promise<boolean> {
  const { documents } = await deps.documents.list(PACKAGES, {
    index: 'case',
    prefix: `${record.id}/`,
    order: 'descending',
    limit: 50,
  });
  const now = new Date(deps.clock.now()).toISOString();
  for (const kept of documents.map(packageOf)) {
    const stands = kept.state === 'kept' && kept.case?.revision === record.revision;
    if (!stands || kept.expiresAt === undefined || kept.expiresAt <= now) continue;
    const { organisation, loanIndex } = record;
    const later = await deps.store.rowsOfLoan({ organisation, loanIndex, after: kept.sequence, limit: 1 });
    if (later.length === 0) return true;
  }
  return false;
}
