/** The sample loans as packages, with real keys and cosignatures but without a server: what the service would issue for them. */
import { randomBytes } from 'node:crypto';
import { hex, utf8 } from '../../core/bytes.ts';
import { encodeEntry } from '../../core/entry/entry.ts';
import { streamId } from '../../core/entry/stream.ts';
import { createStatement } from '../../core/evidence/create.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { formatSdJwt } from '../../core/evidence/sd-jwt.ts';
import { buildConsistencyProof } from '../../core/merkle/consistency.ts';
import { buildInclusionProof } from '../../core/merkle/inclusion.ts';
import { leafHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import type { ItemPart, PackageParts } from '../../core/package/assemble.ts';
import { crc32 } from '../../core/package/crc32.ts';
import { formatTlogProof } from '../../core/tlog/proof.ts';
import type { SampleItem, SampleLoan } from '../../samples/index.ts';
import {
  c,
  cosigned,
  filesOf,
  headsOf,
  MINUTE,
  ORGANISATION,
  ORIGIN,
  readerOf,
  sealedIn,
  stampOf,
  TIMES,
  type World,
  zipOf,
} from './package-fixture.ts';

/** What a test changes before the items are filed. */
export interface Filing {
  readonly record: EvidenceRecord;
  readonly documents: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** A filing that is made when the statements before it are known, such as one that names them. */
export type LateFiling = Filing | ((statements: readonly string[]) => Filing);

export interface SamplePackage {
  readonly world: World;
  readonly files: Map<string, Uint8Array>;
  readonly zip: Uint8Array;
  readonly parts: PackageParts<Uint8Array>;
  /** Statements by sequence - 1. */
  readonly statements: readonly string[];
}

/** A record as the bank's client would file it. */
export function filingOf(loan: string, item: SampleItem): Filing {
  const { type, reference, event, provenance, actors, fields, documents } = item;
  const record: EvidenceRecord = {
    version: '1',
    type,
    loan,
    reference,
    event,
    provenance,
    actors,
    fields,
    documents: documents.map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      size: bytes.length,
      sha256: hex(c.sha256(bytes)),
      sm3: hex(c.sm3(bytes)),
    })),
    filing: { organisation: ORGANISATION, signedBy: 'filer' },
  };
  return { record, documents };
}

export function filingsOf(loan: SampleLoan): Filing[] {
  return loan.items.map((item) => filingOf(loan.loan, item));
}

export async function packageOf(
  world: World,
  loan: string,
  filings: readonly LateFiling[],
): Promise<SamplePackage> {
  const blind = new Uint8Array(randomBytes(32));
  const stream = streamId(c, blind, loan);
  const items = await logged(world, stream, filings);
  const leaves = items.map(({ entry }) => leafHash(c, entry));
  const [root, size] = [rootOfLeaves(c, leaves), leaves.length];
  const checkpoint = await cosigned(world, { size, root });
  const parts: PackageParts<Uint8Array> = {
    data: {
      origin: ORIGIN,
      organisation: ORGANISATION,
      loan,
      stream: { blind, id: stream },
      closing: { size, root },
      produced: { at: new Date(TIMES.produced).toISOString(), source: 'system' },
    },
    items: await Promise.all(items.map((item, index) => partOf(item, index, leaves, checkpoint))),
    checkpoint,
    first: {
      checkpoint: await cosigned(world, { size: 1, root: leaves[0]! }, TIMES.filed + MINUTE),
      proof: await buildConsistencyProof(c, 1, size, readerOf(leaves)),
    },
    streamHeads: await headsOf(world, { size, root, stream, sequence: size, last: items.at(-1)!.entry }),
    ...(await sealedIn(world, size, root)),
    timestamp: await stampOf(world, utf8(checkpoint)),
    trust: world.trust,
  };
  const files = filesOf(parts);
  return { world, parts, files, zip: zipOf(files), statements: items.map(({ statement }) => statement) };
}

interface Logged extends Filing {
  readonly entry: Uint8Array;
  readonly sdJwt: string;
  readonly statement: string;
}

async function logged(world: World, stream: Uint8Array, filings: readonly LateFiling[]): Promise<Logged[]> {
  const out: Logged[] = [];
  for (const [index, late] of filings.entries()) {
    const filing = typeof late === 'function' ? late(out.map(({ statement }) => statement)) : late;
    const received = TIMES.filed + (index + 1) * 1000;
    const sdJwt = await createStatement(c, {
      record: filing.record,
      signer: world.pki.filer.signer,
      certificateSha256: c.sha256(world.pki.filer.certificate.der),
      issuedAt: Math.floor(received / 1000) - 1,
      random: (length) => new Uint8Array(randomBytes(length)),
    });
    const previous = out.at(-1)?.entry;
    const entry = encodeEntry({
      version: 1,
      stream,
      sequence: index + 1,
      link: previous === undefined ? null : leafHash(c, previous),
      received: new Date(received).toISOString(),
      statement: sdJwt.jws,
    });
    out.push({ ...filing, entry, sdJwt: formatSdJwt(sdJwt), statement: sdJwt.jws });
  }
  return out;
}

async function partOf(
  { entry, sdJwt, record, documents }: Logged,
  index: number,
  leaves: readonly Uint8Array[],
  checkpoint: string,
): Promise<ItemPart<Uint8Array>> {
  const hashes = await buildInclusionProof(c, index, leaves.length, readerOf(leaves));
  return {
    sequence: index + 1,
    index,
    entry,
    proof: formatTlogProof({ index, hashes, checkpoint }),
    content: {
      type: record.type,
      record: sdJwt,
      documents: documents.map(({ name, bytes }) => ({
        name,
        size: bytes.length,
        crc32: crc32(bytes),
        sha256: hex(c.sha256(bytes)),
        sm3: hex(c.sm3(bytes)),
        source: bytes,
      })),
    },
  };
}
