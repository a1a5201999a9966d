/**
 * Files one item: checked, signed if it is not yet, placed in its loan's stream, durable in the log before it is answered. Nothing of a refused
 * filing stays; a repetition of an accepted one is answered with the item of then.
 */
import { createStatement } from '../../core/evidence/create.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { formatSdJwt, type SdJwt } from '../../core/evidence/sd-jwt.ts';
import { createStatementReader, type StatementReader } from '../../core/evidence/statement-fault.ts';
import type { JsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { Placement, Position } from '../log/batch.ts';
import type { EvidenceRow } from '../ports/evidence-store.ts';
import type { ContentKey } from '../vault/vault.ts';
import { assembleRecord, matchDocuments } from './assemble-record.ts';
import { checkReady, readReady } from './check-statement.ts';
import type { ServiceDeps } from './deps.ts';
import { newId } from './drafts.ts';
import { createTurnstile, type FilingName, nameOfRecord, nameOfStatement } from './idempotency.ts';
import { checkLinks, withSequences } from './item-links.ts';
import { sealPrivatePart } from './private-part.ts';
import { loggedState } from './progress.ts';
import type { Streams } from './streams.ts';
import type { Filed, FilingRequest, ReceivedDocument } from './types.ts';

/** A filing that is known to be new or a repetition, before it costs a signature. */
interface Candidate {
  readonly name: FilingName;
  /** Checks the rest, and signs where the service does. */
  prepare(): Promise<Prepared>;
}

interface Prepared {
  readonly record: EvidenceRecord;
  readonly sdJwt: SdJwt;
  /** The same in its compact form. */
  readonly text: string;
}

export type FileEvidence = (request: FilingRequest) => Promise<Filed>;

/** @param replay answers a repetition with the item that stands */
export function createFileEvidence(
  deps: ServiceDeps,
  streams: Streams,
  replay: (row: EvidenceRow) => Promise<Filed>,
): FileEvidence {
  const turnstile = createTurnstile();
  const reader = createStatementReader(deps.crypto);
  return async (request) => {
    const arrived = deps.sequencer.announce();
    try {
      const candidate = candidateOf(deps, reader, await withNumbers(deps, request));
      return await turnstile.run(candidate.name.idempotency, async () => {
        const standing = await deps.store.rowByIdempotency(candidate.name.idempotency);
        if (standing === undefined) {
          await request.admit?.();
          const prepared = await candidate.prepare();
          return turnstile.run(turnOf(prepared.record, candidate.name), () =>
            append(deps, streams, request, { ...candidate, ...prepared }, arrived),
          );
        }
        refuseOtherContent(standing, candidate.name);
        await request.upload?.draft.discard();
        return replay(standing);
      });
    } catch (error) {
      await request.upload?.draft.discard();
      throw error;
    } finally {
      arrived();
    }
  };
}

async function withNumbers(deps: ServiceDeps, request: FilingRequest): Promise<FilingRequest> {
  const { content, organisation } = request;
  if (!('record' in content)) return request;
  return { ...request, content: { record: await withSequences(deps, organisation, content.record) } };
}

/** Of two items that would take the place of one, the second has to see the first. */
function turnOf({ supersedes }: EvidenceRecord, { idempotency }: FilingName): string {
  return supersedes === undefined ? `place ${idempotency}` : `supersede ${supersedes.id}`;
}

function candidateOf(deps: ServiceDeps, reader: StatementReader, request: FilingRequest): Candidate {
  const { organisation, filer = organisation, idempotencyKey, content } = request;
  const received = request.upload?.documents ?? [];
  if ('statement' in content) {
    const ready = readReady(reader, content.statement);
    return {
      name: nameOfStatement(deps.crypto, filer, idempotencyKey, ready.sdJwt.jws),
      async prepare() {
        const record = await checkReady(deps, reader, filer, ready);
        matchDocuments(record, received);
        return { record, sdJwt: ready.sdJwt, text: ready.text };
      },
    };
  }
  if (idempotencyKey === undefined) {
    throw new ServiceError(
      'IDEMPOTENCY_KEY_MISSING',
      'a record that the service signs needs an idempotency key',
    );
  }
  return recordCandidate(deps, filer, idempotencyKey, content.record, received);
}

function recordCandidate(
  deps: ServiceDeps,
  organisation: string,
  key: string,
  stated: JsonObject,
  received: readonly ReceivedDocument[],
): Candidate {
  const { record, claims } = assembleRecord(organisation, stated, received);
  return {
    name: nameOfRecord(deps.crypto, organisation, key, claims),
    async prepare() {
      const sdJwt = await signFor(deps, organisation, record);
      return { record, sdJwt, text: formatSdJwt(sdJwt) };
    },
  };
}

async function signFor(deps: ServiceDeps, organisation: string, record: EvidenceRecord): Promise<SdJwt> {
  const { organisations, signerOf, clock, crypto, random } = deps;
  const own = signerOf(organisation);
  const registered = own && organisations.certificate(own.certificateSha256);
  if (own === undefined || registered === undefined) {
    throw new ServiceError(
      'SIGNER_UNAVAILABLE',
      'the service holds no certificate to sign for this organisation',
      {
        facts: { organisation },
      },
    );
  }
  const verdict = await organisations.judge(registered, clock.now());
  if (!verdict.ok) {
    throw new ServiceError(
      'SIGNER_UNAVAILABLE',
      "the service's certificate for this organisation is not valid now",
      {
        facts: { organisation, rule: verdict.code },
      },
    );
  }
  return createStatement(crypto, {
    record,
    signer: own.signer,
    certificateSha256: own.certificateSha256,
    issuedAt: Math.floor(clock.now() / 1000),
    random: (n) => random.bytes(n),
  });
}

function refuseOtherContent(standing: EvidenceRow, { fingerprint }: FilingName): void {
  if (standing.fingerprint === fingerprint) return;
  throw new ServiceError('IDEMPOTENCY_MISMATCH', 'this idempotency key was used for other content', {
    facts: { id: standing.id, receivedAt: standing.receivedAt },
  });
}

/** Refusals after which the item is certainly not in the log. */
const CLEAN: readonly string[] = ['OVERLOADED', 'STOPPING', 'LOG_CONFLICT', 'LOG_DIVERGED'];

async function append(
  deps: ServiceDeps,
  streams: Streams,
  request: FilingRequest,
  { name, record, sdJwt, text }: Prepared & Pick<Candidate, 'name'>,
  arrived: () => void,
): Promise<Filed> {
  const { organisation, upload } = request;
  const links = await checkLinks(deps, organisation, record);
  const { loanIndex, stream } = await streams.claim(organisation, record.loan);
  const key: ContentKey = upload?.draft.key ?? (await deps.vault.newKey());
  const wrapped = await deps.vault.wrapped(key);
  const documents = inRecordOrder(record, upload?.documents ?? []);
  const id = upload?.draft.id ?? newId(deps);
  const sealed = sealPrivatePart(deps.vault, key, { statement: text, documents });
  const rowOf = ({ index, sequence, received }: Position): EvidenceRow => ({
    id,
    origin: deps.origin,
    index,
    stream,
    sequence,
    organisation,
    loanIndex,
    type: record.type,
    receivedAt: received,
    ...name,
    ...links,
    ...(record.reference !== undefined && {
      referenceIndex: deps.vault.referenceIndex(organisation, record.reference),
    }),
    keyId: key.id,
    sealed,
    blobs: documents.map(({ blob }) => blob),
  });
  try {
    const placing = deps.sequencer.append({
      stream,
      statement: sdJwt.jws,
      row: (position) => ({ row: rowOf(position), key: wrapped }),
    });
    arrived();
    const placement = await placing;
    upload?.draft.keep();
    return filedOf(id, record.type, placement);
  } catch (error) {
    // The store may have taken the item although it reported a failure: then its documents must be there.
    if (!(error instanceof ServiceError && CLEAN.includes(error.code))) upload?.draft.keep();
    throw error;
  }
}

function inRecordOrder(record: EvidenceRecord, received: readonly ReceivedDocument[]): ReceivedDocument[] {
  const files = new Map(received.map((file) => [file.name, file]));
  return record.documents.flatMap(({ name, mediaType }) => {
    const file = files.get(name);
    return file === undefined ? [] : { ...file, mediaType };
  });
}

function filedOf(id: string, type: string, placement: Placement): Filed {
  const { index, sequence, size, leafHash, entry, proof, checkpoint, receivedAt } = placement;
  return {
    id,
    type,
    index,
    sequence,
    receivedAt,
    state: loggedState(receivedAt),
    leafHash,
    entry,
    inclusion: { size, hashes: proof, checkpoint },
    replayed: false,
  };
}
