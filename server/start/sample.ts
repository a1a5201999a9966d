/**
 * The sample as real input: at first start two loans are filed through the public API with a bank's own client, and their packages are fetched once
 * the parties have sealed them. One is sound and its statements are signed by the bank's filing system; the other has planted defects and is
 * uploaded, so the service signs for the bank.
 */
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Client, type ClientContent, type ClientDocument, createClient } from '../../client/client.ts';
import { ClientError } from '../../client/error.ts';
import { hex } from '../../core/bytes.ts';
import { recordToClaims } from '../../core/evidence/claims.ts';
import { createStatement } from '../../core/evidence/create.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { formatSdJwt } from '../../core/evidence/sd-jwt.ts';
import { loadSample, type SampleItem, type SampleLoan } from '../../samples/index.ts';
import { createNodeCrypto } from '../adapters/crypto-node.ts';
import { clock, random } from '../wiring/parts.ts';
import { saveInstallation } from './installation.ts';
import type { Say } from './progress.ts';
import type { RunningInstallation } from './run.ts';

/** Name of the file in `samples/data`, and who signs. */
const SAMPLES = [
  { name: 'sound-loan', signedBy: 'filer' },
  { name: 'defective-loan', signedBy: 'service' },
] as const;

type Sample = (typeof SAMPLES)[number];

const POLL_MS = 250;

/**
 * @param signal ends the work between two calls
 * @returns paths of the packages, of this start or an earlier one
 */
export async function fileSamples(
  running: RunningInstallation,
  say: Say,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { installation, home } = running;
  const fileOf = ({ name }: Sample) => join(home.samples, `${name}.zip`);
  const done = new Set(installation.samples.filter((name) => existsSync(join(home.samples, `${name}.zip`))));
  const open = running.config.sample ? SAMPLES.filter(({ name }) => !done.has(name)) : [];
  for (const sample of open) {
    if (signal.aborted) break;
    await say.step(`sample: ${sample.name}`, () => fileSample(running, sample, fileOf(sample), signal));
    if (!signal.aborted) done.add(sample.name);
    saveInstallation(home.installation, {
      ...installation,
      chain: running.foundations.trust.chain,
      samples: [...done],
    });
  }
  return SAMPLES.filter(({ name }) => done.has(name)).map(fileOf);
}

/** One after the other, in the order of the loan's life, so that the stream reads like it. */
async function fileSample(
  running: RunningInstallation,
  sample: Sample,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const client = clientOf(running);
  const loan = await loadSample(sample.name);
  for (const [number, item] of loan.items.entries()) {
    if (signal.aborted) return;
    await fileItem(client, {
      content: await contentOf(running, sample, loan, item),
      documents: item.documents.map(({ name, mediaType, bytes }) => ({ name, mediaType, content: bytes })),
      key: `sample-${loan.loan}-${number}`,
    });
  }
  if (await allSealed(client, loan.loan, signal)) await fetchPackage(client, loan.loan, file);
}

function clientOf({ localUrl, foundations, config }: RunningInstallation): Client {
  const { signer, certificate, organisation } = foundations.pki.identities['bank-filing'];
  const certificateSha256 = createNodeCrypto().sha256(certificate.der);
  return createClient({ baseUrl: config.publicUrl ?? localUrl, organisation, signer, certificateSha256 });
}

interface Parcel {
  readonly content: ClientContent;
  readonly documents: readonly ClientDocument[];
  readonly key: string;
}

/** A start that was cut off in the middle meets its own items again: those stand as they are. */
async function fileItem(client: Client, { content, documents, key }: Parcel): Promise<void> {
  try {
    await client.file({ ...content, documents, idempotencyKey: key });
  } catch (error) {
    if (!(error instanceof ClientError && error.code === 'IDEMPOTENCY_MISMATCH')) throw error;
  }
}

async function contentOf(
  { foundations }: RunningInstallation,
  { signedBy }: Sample,
  { loan }: SampleLoan,
  item: SampleItem,
): Promise<ClientContent> {
  const crypto = createNodeCrypto();
  const { type, reference, event, provenance, actors, fields } = item;
  const described = { type, loan, reference, event, provenance, actors, fields };
  if (signedBy === 'service') return { record: recordToClaims(described) };
  const { signer, certificate, organisation } = foundations.pki.identities['bank-filing'];
  const record: EvidenceRecord = {
    version: '1',
    ...described,
    documents: item.documents.map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      size: bytes.length,
      sha256: hex(crypto.sha256(bytes)),
      sm3: hex(crypto.sm3(bytes)),
    })),
    filing: { organisation, signedBy },
  };
  const statement = await createStatement(crypto, {
    record,
    signer,
    certificateSha256: crypto.sha256(certificate.der),
    issuedAt: Math.floor(clock.now() / 1000),
    random: random.bytes,
  });
  return { statement: formatSdJwt(statement) };
}

/** @returns false when the wait was ended */
async function allSealed(client: Client, loan: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const items = await client.list(loan);
    if (items.every(({ state }) => state.stage === 'sealed')) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

/** Written aside and moved into place: a package under its name is whole. */
async function fetchPackage(client: Client, loan: string, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.part`;
  await pipeline(await client.package(loan), createWriteStream(draft, { mode: 0o600 }));
  renameSync(draft, file);
}
