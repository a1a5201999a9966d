/**
 * Puts where each custody chain stands into the evidence log, where three parties witness it: from then on no line up to there can be changed
 * without contradicting the log. And verifies a chain against what was filed.
 */
import {
  CUSTODY_START,
  type CustodyHead,
  type CustodyVerdict,
  verifyCustody,
} from '../../../core/custody/chain.ts';
import { openRecord } from '../../../core/evidence/open.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { ServiceDeps } from '../deps.ts';
import { openItem } from '../private-part.ts';
import type { UseCases } from '../types.ts';
import { custodyHead, custodyLinesAfter, custodyOrganisations } from './create.ts';

/** The loan's number under which heads are filed: a stream of its own. */
export const CUSTODY_LOAN = 'triseal.custody';

export interface HeadsDeps extends Pick<ServiceDeps, 'crypto' | 'clock' | 'signerOf'> {
  readonly documents: DocumentStore;
  readonly fileEvidence: UseCases['fileEvidence'];
  /** For whom the service may sign; the first of them files for those that have no such certificate. */
  readonly signing: readonly string[];
  /** A head is filed when the chain's last unfiled line has waited so long. */
  readonly afterMs: number;
}

const FILED = 'custody-heads';
const PAGE = 500;
const ROWS = 500;

/** Files the head of each chain that has grown since. Repeating it does no harm. @returns number of heads filed */
export async function fileCustodyHeads(deps: HeadsDeps): Promise<number> {
  let filed = 0;
  for (const organisation of await custodyOrganisations(deps.documents)) {
    if (await fileHead(deps, organisation)) filed++;
  }
  return filed;
}

async function fileHead(deps: HeadsDeps, organisation: string): Promise<boolean> {
  const { documents, signerOf, signing, clock, afterMs } = deps;
  const filer = signerOf(organisation) === undefined ? signing[0] : organisation;
  const standing = await documents.get(FILED, organisation);
  const head = await custodyHead(deps, organisation);
  if (filer === undefined || head.number <= ((standing?.value.number ?? 0) as number)) return false;
  if (clock.now() - head.at < afterMs) return false;
  const { id } = await deps.fileEvidence({
    organisation: filer,
    idempotencyKey: `custody/${organisation}/${head.number}`,
    content: { record: recordOf(organisation, head) },
  });
  const value = { number: head.number, digest: head.digest, evidence: id };
  await documents.put(FILED, { key: organisation, value }, standing?.version ?? 0);
  return true;
}

function recordOf(organisation: string, head: CustodyHead & { readonly at: number }) {
  const at = new Date(head.at).toISOString();
  return {
    type: 'CUSTODY',
    loan: CUSTODY_LOAN,
    event: { time: at, source: 'system' },
    provenance: { class: 'bare-hash' },
    fields: { organisation, lines: head.number, head_sha256: head.digest, last_at: at },
  };
}

export type VerifyDeps = Pick<ServiceDeps, 'crypto' | 'store' | 'vault'> & {
  readonly documents: DocumentStore;
  readonly signing: readonly string[];
};

/** @returns the heads that the log holds of an organisation's chain, as they were signed */
export async function filedHeads(deps: VerifyDeps, organisation: string): Promise<CustodyHead[]> {
  const heads: CustodyHead[] = [];
  for (const filer of new Set([organisation, ...deps.signing])) {
    const query = { organisation: filer, loanIndex: deps.vault.loanIndex(filer, CUSTODY_LOAN) };
    for (let after = 0; ; ) {
      const rows = await deps.store.rowsOfLoan({ ...query, after, limit: ROWS });
      for (const row of rows.filter(({ type }) => type === 'CUSTODY')) {
        const { statement } = await openItem(deps, row);
        const { fields } = openRecord(deps.crypto, parseSdJwt(statement)).record;
        if (fields?.organisation !== organisation) continue;
        heads.push({ number: fields.lines as number, digest: fields.head_sha256 as string });
      }
      if (rows.length < ROWS) break;
      after = rows.at(-1)!.sequence;
    }
  }
  return heads;
}

/** Verifies an organisation's whole chain, a page in memory at a time, against the heads that the log holds. */
export async function verifyStoredCustody(deps: VerifyDeps, organisation: string): Promise<CustodyVerdict> {
  const heads = await filedHeads(deps, organisation);
  let head: CustodyHead = { number: 0, digest: CUSTODY_START };
  for (;;) {
    const lines = await custodyLinesAfter(deps.documents, organisation, head.number, PAGE);
    const end = head.number + lines.length;
    const verdict = verifyCustody(deps.crypto, lines, {
      organisation,
      after: head,
      // Those of later pages wait for their lines; at the end none may be left.
      heads: heads.filter(({ number }) => number > head.number && (lines.length < PAGE || number <= end)),
    });
    if (!verdict.ok || lines.length < PAGE) return verdict;
    head = verdict.head;
  }
}
