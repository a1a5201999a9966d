/**
 * A loan's evidence package, streamed (docs/spec/package.md). Everything but the documents is small and made at once; the documents pass through from
 * the vault one after the other, so memory does not grow with them. The length is known before the first byte.
 */
import { base64Decode } from '../../core/bytes.ts';
import { redact } from '../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import {
  assemblePackage,
  type ItemPart,
  type PackageFile,
  type PackageParts,
} from '../../core/package/assemble.ts';
import { crc32 } from '../../core/package/crc32.ts';
import { zipLayout } from '../../core/package/zip-layout.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatTlogProof } from '../../core/tlog/proof.ts';
import { encodeGranted } from '../../core/tsp/protocol.ts';
import { trustFromJson } from '../../core/verify/trust.ts';
import { ServiceError } from '../errors.ts';
import type { EvidenceRow, RoundRow } from '../ports/evidence-store.ts';
import type { StreamHeadSource } from '../ports/stream-heads.ts';
import type { ContentKey } from '../vault/vault.ts';
import type { ServiceDeps } from './deps.ts';
import { openItem } from './private-part.ts';
import { sealFile } from './receipt.ts';
import { createStreams } from './streams.ts';
import type { PackageRequest, PackageStream } from './types.ts';

export interface PackageDeps
  extends Pick<
    ServiceDeps,
    'origin' | 'store' | 'vault' | 'crypto' | 'reader' | 'clock' | 'random' | 'trust'
  > {
  readonly heads: StreamHeadSource;
}

/** Where a document's bytes are. */
interface Source {
  readonly key: ContentKey;
  readonly blob: string;
}

const PAGE = 500;
/** Seconds after which a checkpoint may have come further. */
const RETRY_AFTER = 5;

/** @throws (from the promise) ServiceError `NOT_FOUND`, `NOT_SEALED_YET`, `PARTY_UNAVAILABLE`, `PARTY_REFUSED`, `CONTENT_ERASED` */
export function createBuildPackage(deps: PackageDeps): (request: PackageRequest) => Promise<PackageStream> {
  return async (request) => {
    const rows = await rowsOf(deps, request);
    const round = await closingRound(deps, rows, request.stage);
    const files = assemblePackage(deps.crypto, await partsOf(deps, request, rows, round));
    const { parts, trailer } = zipLayout(files);
    const content = (async function* () {
      for (const [i, { header }] of parts.entries()) {
        yield header;
        yield* contentOf(deps, files[i]!);
      }
      yield trailer;
    })();
    return { fileName: `evidence-${request.loan.replace(/[^A-Za-z0-9.-]+/g, '_')}.zip`, content };
  };
}

async function rowsOf(deps: PackageDeps, { organisation, loan }: PackageRequest): Promise<EvidenceRow[]> {
  const loanIndex = deps.vault.loanIndex(organisation, loan);
  const rows: EvidenceRow[] = [];
  for (;;) {
    const after = rows.at(-1)?.sequence ?? 0;
    const page = await deps.store.rowsOfLoan({ organisation, loanIndex, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) break;
  }
  if (rows.length > 0) return rows;
  throw new ServiceError('NOT_FOUND', 'there is no such loan', { facts: { loan } });
}

/** The newest round of the wanted stage; it must cover every item, or the package could not be shown to be complete. */
async function closingRound(
  { store, origin }: PackageDeps,
  rows: readonly EvidenceRow[],
  stage: PackageRequest['stage'],
): Promise<RoundRow> {
  const last = rows.at(-1)!;
  const sealed = await store.latestRound(origin, 'sealed');
  if (sealed !== undefined && sealed.size > last.index) return sealed;
  const quorum = stage === 'sealed' ? undefined : await store.latestRound(origin, 'quorum');
  if (quorum !== undefined && quorum.size > last.index) return quorum;
  const size = Math.max(sealed?.size ?? 0, quorum?.size ?? 0);
  throw new ServiceError(
    'NOT_SEALED_YET',
    `not every item of the loan is ${stage === 'sealed' ? 'sealed' : 'witnessed'} yet`,
    {
      facts: { waiting: rows.filter(({ index }) => index >= size).length, items: rows.length },
      retryAfterSeconds: RETRY_AFTER,
    },
  );
}

async function partsOf(
  deps: PackageDeps,
  request: PackageRequest,
  rows: readonly EvidenceRow[],
  round: RoundRow,
): Promise<PackageParts<Source>> {
  const { organisation, loan } = request;
  const last = rows.at(-1)!;
  const blind = await createStreams(deps).blindOf(organisation, last.loanIndex);
  if (blind === undefined) throw new ServiceError('LOG_CORRUPT', 'the loan has items but no stream');
  const seal = sealFile(round);
  const { timestamp } = round;
  return {
    data: {
      origin: deps.origin,
      organisation,
      loan,
      stream: { blind, id: last.stream },
      closing: { size: round.size, root: Uint8Array.from(Buffer.from(round.root, 'hex')) },
      produced: { at: new Date(deps.clock.now()).toISOString(), source: 'system' },
    },
    items: await itemParts(deps, request, rows, round),
    checkpoint: round.checkpoint,
    streamHeads: await streamHeads(deps, last.stream, round.size),
    ...(seal === undefined ? {} : { seal }),
    ...(timestamp === undefined ? {} : { timestamp: encodeGranted(base64Decode(timestamp, 'timestamp')) }),
    trust: trustFromJson(deps.trust()),
  };
}

async function streamHeads({ heads }: PackageDeps, stream: Uint8Array, size: number) {
  const notes = await Promise.all(PARTIES.map((party) => heads.streamHead(party, stream, size)));
  return Object.fromEntries(PARTIES.map((party, i) => [party, notes[i]])) as Record<Party, string>;
}

async function itemParts(
  deps: PackageDeps,
  request: PackageRequest,
  rows: readonly EvidenceRow[],
  round: RoundRow,
): Promise<ItemPart<Source>[]> {
  const entries = await deps.store.streamEntries(deps.origin, rows[0]!.stream, round.size);
  const bytes = new Map(entries.map((entry) => [entry.sequence, entry.bytes]));
  const parts: ItemPart<Source>[] = [];
  for (const row of rows) {
    const { sequence, index } = row;
    const entry = bytes.get(sequence);
    if (entry === undefined)
      throw new ServiceError('LOG_CORRUPT', 'the log lacks an entry', { facts: { index } });
    const hashes = await deps.reader.inclusionProof(index, round.size);
    const proof = formatTlogProof({ index, hashes, checkpoint: round.checkpoint });
    parts.push({ sequence, index, entry, proof, content: await itemContent(deps, request, row) });
  }
  return parts;
}

/** What may be shown of an item; of an erased one its proof alone. */
async function itemContent(
  deps: PackageDeps,
  { withhold, documents: wanted }: PackageRequest,
  row: EvidenceRow,
): Promise<ItemPart<Source>['content']> {
  const item = await openItem(deps, row).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === 'CONTENT_ERASED') return undefined;
    throw error;
  });
  if (item === undefined) return { withheld: 'erased' };
  const documents = wanted ? item.documents : [];
  return {
    type: row.type,
    record: withhold.length === 0 ? item.statement : withoutFields(deps, item.statement, withhold),
    documents: documents.map(({ name, size, crc32, sha256, sm3, blob }) => {
      return { name, size, crc32, sha256, sm3, source: { key: item.key, blob } };
    }),
  };
}

function withoutFields({ crypto }: PackageDeps, statement: string, withhold: readonly string[]): string {
  const keep = ([member, field]: readonly string[]) =>
    member !== 'fields' || field === undefined || !withhold.includes(field);
  return formatSdJwt(redact(crypto, parseSdJwt(statement), keep));
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
