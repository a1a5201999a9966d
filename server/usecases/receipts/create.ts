/** Puts receipts together: page, archive, credential, public look-up. */
import { hex } from '../../../core/bytes.ts';
import { jwkOf, jwkThumbprint } from '../../../core/credential/jwk.ts';
import type { Signer } from '../../../core/crypto.ts';
import { parseEntry } from '../../../core/entry/entry.ts';
import { CoreError } from '../../../core/error.ts';
import { readStatement } from '../../../core/evidence/statement.ts';
import type { Json } from '../../../core/json.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { parseReceiptNumber, receiptNumber } from '../../../core/receipt/number.ts';
import { formatTlogProof } from '../../../core/tlog/proof.ts';
import type { Certificate } from '../../../core/x509/certificate.ts';
import { ServiceError } from '../../errors.ts';
import { type Fonts, loadFonts } from '../../pdf/fonts.ts';
import type { ServiceDeps } from '../deps.ts';
import { stateOf, strongestRound } from '../progress.ts';
import { ownRow, provenEntry } from '../read-evidence.ts';
import { receiptOf } from '../receipt.ts';
import { createStreams, type Streams } from '../streams.ts';
import { loanArchive } from './archive.ts';
import { credentialOf } from './credential.ts';
import { receiptPdf } from './pdf.ts';
import type { PublicReceipt, Receipts } from './types.ts';

export interface ReceiptsDeps
  extends Pick<
    ServiceDeps,
    'origin' | 'store' | 'vault' | 'crypto' | 'reader' | 'trust' | 'clock' | 'random' | 'organisations'
  > {
  /** Without a slash at the end. */
  readonly publicUrl: () => string;
  /** Signs credentials. @property chain from the signer's certificate to the one below the anchor */
  readonly credentials: { readonly signer: Signer; readonly chain: readonly Certificate[] };
}

export interface ReceiptTools extends ReceiptsDeps {
  readonly streams: Streams;
  fonts(): Promise<Fonts>;
}

export function createReceipts(deps: ReceiptsDeps): Receipts {
  let fonts: Promise<Fonts> | undefined;
  const tools: ReceiptTools = {
    ...deps,
    streams: createStreams(deps),
    fonts() {
      fonts ??= loadFonts();
      return fonts;
    },
  };
  const receipt = async (organisation: string, id: string) =>
    receiptOf(deps, tools.streams, await ownRow(deps, organisation, id));
  return {
    pdf: async (organisation, id) => receiptPdf(tools, await receipt(organisation, id)),
    loanArchive: (organisation, loan) => loanArchive(tools, organisation, loan),
    lookUp: (number) => lookUp(deps, number),
    credential: async (organisation, id, proof) =>
      credentialOf(tools, await receipt(organisation, id), proof),
    issuerMetadata() {
      const jwk = jwkOf(deps.credentials.signer.spki);
      const key = { ...jwk, kid: jwkThumbprint(deps.crypto, jwk), use: 'sig', alg: 'ES256' };
      return { issuer: deps.publicUrl(), jwks: { keys: [key as Json] } };
    },
  };
}

async function lookUp(deps: ReceiptsDeps, text: string): Promise<PublicReceipt> {
  const { crypto, store, origin, organisations } = deps;
  const id = idOf(deps, text);
  const row = await store.row(id);
  if (row === undefined) throw unknown();
  const round = await strongestRound(store, origin, row.index);
  const { entry, inclusion } = await provenEntry(deps, row, round);
  const { x5t } = readStatement(parseEntry(entry).statement);
  const signer = organisations.certificate(x5t);
  const state = stateOf(row, round);
  return {
    number: receiptNumber(crypto, id),
    origin,
    index: row.index,
    leafHash: hex(leafHash(crypto, entry)),
    receivedAt: row.receivedAt,
    state,
    checkpointSize: state.stage === 'logged' ? undefined : round?.size,
    signer: signer && { organisation: signer.organisation, holder: signer.holder },
    entry,
    proof: formatTlogProof({
      index: row.index,
      hashes: [...inclusion.hashes],
      checkpoint: inclusion.checkpoint,
    }),
  };
}

/** A mistyped number and one that was never given out are answered alike. */
function idOf({ crypto }: ReceiptsDeps, text: string): string {
  try {
    return parseReceiptNumber(crypto, text);
  } catch (error) {
    if (error instanceof CoreError) throw unknown();
    throw error;
  }
}

const unknown = () => new ServiceError('NOT_FOUND', 'there is no receipt with this number');
