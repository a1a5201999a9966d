/**
 * A loan's evidence package, streamed (docs/spec/package.md). Everything but the documents is small and made at once; the documents pass through from
 * the vault one after the other, so memory does not grow with them. The length is known before the first byte.
 */
import { crc32 } from 'node:zlib';
import {
  assemblePackage,
  type PackageFile,
  type PackageParts,
  withContainer,
} from '../../../core/package/assemble.ts';
import { zipLayout } from '../../../core/package/zip-layout.ts';
import { ServiceError } from '../../errors.ts';
import type { PackageRequest, PackageStream } from '../types.ts';
import { type ContainerDeps, signFiles } from './container.ts';
import { closingRound, type PartsDeps, partsOf, rowsOf, type Source } from './parts.ts';
import { type ReportDeps, reportFiles } from './report-files.ts';

export interface PackageDeps extends PartsDeps {
  /** Signs the container; left out, the package goes without. */
  readonly container?: ContainerDeps;
  /** Puts report and verifier in. */
  readonly report?: ReportDeps;
}

/** Everything that a package will hold: small files whole, documents by where they are. Reading it again gives the same package. */
export interface PackagePlan {
  /** Proposed file name, ASCII. */
  readonly fileName: string;
  readonly files: readonly PackageFile<Source>[];
}

/** What planning is about: gathering the parts, checking them for the report, setting the report for people, signing the whole. */
export type PlanStep = 'gathering' | 'checking' | 'setting' | 'signing';

export interface PackagePlanner {
  /** @throws (from the promise) ServiceError `NOT_FOUND`, `NOT_SEALED_YET`, `PARTY_UNAVAILABLE`, `PARTY_REFUSED`, `CONTENT_ERASED`, `TSA_UNAVAILABLE` */
  plan(request: PackageRequest, onStep?: (step: PlanStep) => void): Promise<PackagePlan>;
  open(plan: PackagePlan): PackageStream;
}

export function createPackagePlanner(deps: PackageDeps): PackagePlanner {
  return {
    async plan(request, onStep = () => undefined) {
      onStep('gathering');
      const rows = await rowsOf(deps, request);
      const round = await closingRound(deps, rows, request.stage);
      const files = await filesOf(deps, await partsOf(deps, request, rows, round), onStep);
      return { fileName: `evidence-${request.loan.replace(/[^A-Za-z0-9.-]+/g, '_')}.zip`, files };
    },
    open({ fileName, files }) {
      const { parts, trailer, size } = zipLayout(files);
      const content = (async function* () {
        for (const [i, { header }] of parts.entries()) {
          yield header;
          yield* contentOf(deps, files[i]!);
        }
        yield trailer;
      })();
      return { fileName, size, content };
    },
  };
}

/** Plans and opens at once. @throws as `PackagePlanner.plan` */
export function createBuildPackage(deps: PackageDeps): (request: PackageRequest) => Promise<PackageStream> {
  const planner = createPackagePlanner(deps);
  return async (request) => planner.open(await planner.plan(request));
}

/** The report is about the evidence and its proofs, so these are assembled first; the container's signature then covers the report as well. */
async function filesOf(
  deps: PackageDeps,
  parts: PackageParts<Source>,
  onStep: (step: PlanStep) => void,
): Promise<readonly PackageFile<Source>[]> {
  const { crypto, report, container } = deps;
  const bare = assemblePackage(crypto, parts);
  const extras = report && (await reportFiles({ ...report, crypto, onStep }, bare, parts));
  const whole = extras === undefined ? bare : assemblePackage(crypto, { ...parts, extras });
  if (container !== undefined) onStep('signing');
  return container === undefined
    ? whole
    : withContainer(crypto, whole, await signFiles(deps, container, whole));
}

/** Headers have already promised size and CRC-32: a document that does not keep the promise breaks the download off. */
async function* contentOf({ vault }: PackageDeps, file: PackageFile<Source>): AsyncGenerator<Uint8Array> {
  if ('bytes' in file.content) {
    yield file.content.bytes;
    return;
  }
  const { key, blob } = file.content.source;
  let size = 0;
  let sum = 0;
  for await (const chunk of vault.openDocument(key, blob)) {
    size += chunk.length;
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (size === file.size && sum === file.crc32) return;
  throw new ServiceError('CONTENT_CORRUPT', 'a stored document is not what was filed', { facts: { blob } });
}
