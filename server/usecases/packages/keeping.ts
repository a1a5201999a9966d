/**
 * Builds packages as jobs and keeps them. What a package holds is planned once and written down, then streamed into the blob store under a key of its own;
 * a run that takes over an interrupted one goes on from the plan, so the package is the same byte for byte. The same state asked for again is
 * answered with the package that is kept.
 */
import { hex } from '../../../core/bytes.ts';
import { canonicalBytes } from '../../../core/canon.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Actor, Custody } from '../../ports/custody.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { EvidenceRow } from '../../ports/evidence-store.ts';
import { tapDigests } from '../../vault/digests.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { ContentKey } from '../../vault/vault.ts';
import { rowsOf } from '../cases/stream.ts';
import type { ServiceDeps } from '../deps.ts';
import { ownerKey } from '../jobs/job-document.ts';
import type { Job, JobHandler, JobRun } from '../jobs/types.ts';
import type { PackageRequest } from '../types.ts';
import type { PackagePlan, PackagePlanner } from './build.ts';
import { expire } from './expiry.ts';
import {
  type KeptPackage,
  PACKAGES,
  packageBlob,
  packageOfState,
  packageWrite,
  planBlob,
  readPackage,
  type VersionedPackage,
} from './kept.ts';
import { readPlan, writePlan } from './plan-file.ts';

export const PACKAGE_JOB = 'package.build';

export interface PackageNews {
  readonly type: 'package.ready';
  readonly package: KeptPackage;
}

export interface KeepingDeps
  extends Pick<ServiceDeps, 'origin' | 'crypto' | 'clock' | 'store' | 'vault' | 'trust'> {
  readonly documents: DocumentStore;
  readonly custody: Pick<Custody, 'record'>;
  readonly planner: PackagePlanner;
  /** Told of a package that is there. */
  readonly publish?: (news: PackageNews) => void;
}

/** A job's input. */
export interface PackageOrder {
  readonly request: PackageRequest;
  readonly case?: { readonly id: string; readonly revision: number };
}

const DAY = 86_400;
export const KEPT_SECONDS = 30 * DAY;
/** A case's last step may still have to be sealed. */
const PATIENCE_SECONDS = 1800;

export function packageHandler(deps: KeepingDeps): JobHandler {
  return {
    retentionSeconds: KEPT_SECONDS,
    patienceSeconds: PATIENCE_SECONDS,
    run: (run) => build(deps, run),
    discard: (job) => expire(deps, job.id),
  };
}

async function build(deps: KeepingDeps, run: JobRun): Promise<JsonObject> {
  const order = run.input as unknown as PackageOrder;
  const { id, startedBy } = run.job;
  const started = await readPackage(deps.documents, id);
  if (started?.kept.state === 'kept') return resultOf(started.kept);
  if (started?.kept.plan === undefined) {
    // The loan may have grown while the job waited.
    const state = await stateOf(deps, order, startedBy);
    const standing = await packageOfState(deps.documents, state.stateKey, nowOf(deps));
    if (standing !== undefined) return answered(deps, id, standing);
    if (started === undefined) await begin(deps, run.job, order, state);
    else await update(deps, started, state);
  }
  const planned = await planOnce(deps, run, order);
  return finish(deps, run, planned);
}

/** Answered by a package that another job has built meanwhile. */
async function answered(deps: KeepingDeps, id: string, standing: KeptPackage): Promise<JsonObject> {
  await expire(deps, id);
  return resultOf(standing);
}

const nowOf = ({ clock }: KeepingDeps): string => new Date(clock.now()).toISOString();

const resultOf = ({ id, size, sha256, expiresAt }: KeptPackage): JsonObject => ({
  package: id,
  size: size!,
  sha256: sha256!,
  expires_at: expiresAt!,
});

interface State {
  readonly stateKey: string;
  readonly sequence: number;
}

/** @throws ServiceError `NOT_FOUND` when there is no such loan */
async function stateOf(
  deps: KeepingDeps,
  { request, case: about }: PackageOrder,
  builder: Actor,
): Promise<State> {
  const { organisation, loan, ...wanted } = request;
  const loanIndex = deps.vault.loanIndex(organisation, loan);
  const rows = await rowsOf(deps, organisation, loanIndex);
  if (rows.length === 0) {
    throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan } });
  }
  const facts = {
    version: 'triseal/package-state/v1',
    origin: deps.origin,
    organisation,
    loanIndex,
    case: (about ?? null) as Json,
    // A package of a loan is for those who had it built: it does not answer others.
    builder: about === undefined ? ownerKey(builder) : null,
    wanted: wanted as unknown as Json,
    items: await itemsOf(deps, rows),
    trust: deps.trust(),
    // A package of before would do, but not for as long.
    renewedAt: (await deps.store.latestRound(deps.origin, 'sealed'))?.renewals?.at(-1)?.at ?? null,
  };
  return { stateKey: hex(deps.crypto.sha256(canonicalBytes(facts))), sequence: rows.at(-1)!.sequence };
}

async function itemsOf({ store }: KeepingDeps, rows: readonly EvidenceRow[]): Promise<Json> {
  const items: Json[] = [];
  for (const { id, keyId } of rows) items.push([id, (await store.key(keyId)) !== undefined]);
  return items;
}

async function begin(
  { documents, vault, clock }: KeepingDeps,
  job: Job,
  { request, case: about }: PackageOrder,
  { stateKey, sequence }: State,
): Promise<void> {
  const { organisation, loan, stage, withhold, documents: wanted } = request;
  const kept: KeptPackage = {
    id: job.id,
    state: 'building',
    organisation,
    loanIndex: vault.loanIndex(organisation, loan),
    ...(about !== undefined && { case: about }),
    builtBy: job.startedBy,
    stage,
    withheld: withhold,
    documents: wanted,
    stateKey,
    sequence,
    createdAt: new Date(clock.now()).toISOString(),
  };
  await documents.put(PACKAGES, packageWrite(kept), 0);
}

interface Planned {
  readonly at: VersionedPackage;
  readonly key: ContentKey;
  readonly plan: PackagePlan;
}

async function current({ documents }: KeepingDeps, id: string): Promise<VersionedPackage> {
  const found = await readPackage(documents, id);
  if (found !== undefined && found.kept.state !== 'expired') return found;
  // Erased under the builder's hands, with the content of the loan.
  throw new ServiceError('CONTENT_ERASED', 'the package was dropped while it was built', {
    facts: { package: id },
  });
}

async function update(
  deps: KeepingDeps,
  { kept, version }: VersionedPackage,
  change: Partial<KeptPackage>,
): Promise<VersionedPackage> {
  const changed = { ...kept, ...change };
  const outcome = await deps.documents.put(PACKAGES, packageWrite(changed), version);
  if (outcome.ok) return { kept: changed, version: outcome.version };
  await current(deps, kept.id);
  throw new ServiceError('STORE_UNAVAILABLE', 'another run builds this package', { retryAfterSeconds: 5 });
}

async function planOnce(deps: KeepingDeps, run: JobRun, { request }: PackageOrder): Promise<Planned> {
  const { vault } = deps;
  const at = await current(deps, run.job.id);
  if (at.kept.plan !== undefined) {
    const { key } = await openValue(vault, 'package', at.kept.secret);
    const plan = await readPlan(deps, vault.openDocument(key, at.kept.plan));
    return { at, key, plan };
  }
  const plan = await deps.planner.plan(request, (note) => run.report({ done: 0, total: 0, note }));
  run.signal.throwIfAborted();
  await demandUnchanged(deps, run, at.kept);
  const key = await vault.newKey();
  const secret = await sealValue(vault, 'package', { fileName: plan.fileName }, key);
  const blob = planBlob(run.job.id);
  await vault.dropDocument(blob);
  await vault.storePart(key, blob, writePlan(plan));
  return { at: await update(deps, at, { plan: blob, secret }), key, plan };
}

/** What was filed or erased while the package was planned may be in it or not: it is planned again. @throws ServiceError `STORE_UNAVAILABLE` */
async function demandUnchanged(deps: KeepingDeps, run: JobRun, { stateKey }: KeptPackage): Promise<void> {
  const now = await stateOf(deps, run.input as unknown as PackageOrder, run.job.startedBy);
  if (now.stateKey === stateKey) return;
  throw new ServiceError('STORE_UNAVAILABLE', 'the loan changed while its package was planned', {
    retryAfterSeconds: 1,
  });
}

async function finish(deps: KeepingDeps, run: JobRun, { at, key, plan }: Planned): Promise<JsonObject> {
  const { vault, clock } = deps;
  const stream = deps.planner.open(plan);
  const blob = packageBlob(run.job.id);
  const tap = tapDigests(watched(run, stream.content, stream.size));
  // Ends a run that was taken over: what lies under the package's name is the other's by now.
  await run.save({ writing: true });
  await vault.dropDocument(blob);
  await vault.storePart(key, blob, tap.content);
  const { size, sha256 } = tap.digests();
  const expiresAt = new Date(clock.now() + KEPT_SECONDS * 1000).toISOString();
  const done = { state: 'kept', blob, size, sha256, expiresAt } as const;
  await recordBuilt(deps, { ...at.kept, ...done });
  const { kept } = await update(deps, at, done);
  await vault.dropDocument(planBlob(kept.id));
  deps.publish?.({ type: 'package.ready', package: kept });
  return resultOf(kept);
}

async function recordBuilt({ custody }: KeepingDeps, kept: KeptPackage): Promise<void> {
  const {
    id,
    organisation,
    loanIndex: loan,
    builtBy: actor,
    stage,
    withheld,
    documents,
    sha256,
    size,
  } = kept;
  await custody.record({
    actor,
    action: 'package.built',
    subject: kept.case === undefined ? `package/${id}` : `case/${kept.case.id}`,
    organisation,
    loan,
    facts: { package: id, stage, withheld: [...withheld], documents, sha256: sha256!, size: size! },
  });
}

/** Counts bytes as they pass, and ends when the run does. */
async function* watched(
  run: JobRun,
  content: AsyncIterable<Uint8Array>,
  total: number,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of content) {
    run.signal.throwIfAborted();
    done += chunk.length;
    run.report({ done, total, note: 'writing' });
    yield chunk;
  }
}
