/** Documents of a case: filed to the loan's stream like any other item, by those whose act they are. */
import { documentType } from '../../../core/evidence/document-types.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Filed } from '../types.ts';
import { changeCase, type OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { filerOf } from './events.ts';
import { ownCase, partyOf } from './own.ts';
import { tell } from './steps.ts';
import type { CaseFiling } from './types.ts';

/** Steps of a case are the service's to record. */
const SERVICES_OWN: readonly string[] = ['CASE'];

/** @throws ServiceError `FORBIDDEN` for a type that is another party's to file; an unknown type is refused where all are checked */
function demandType({ role }: Caller, type: unknown): void {
  const known = typeof type === 'string' ? documentType(type) : undefined;
  if (known === undefined) return;
  const party = partyOf(role);
  const obtained = party === 'bank' && known.filedBy.includes('third-party');
  if ((known.filedBy.includes(party) || obtained) && !SERVICES_OWN.includes(known.code)) return;
  throw new ServiceError('FORBIDDEN', `items of type ${known.code} are not for the role ${role} to file`, {
    facts: { type: known.code, role, filedBy: [...known.filedBy] },
  });
}

function demandLoan({ secret }: OpenCase, record: JsonObject): void {
  if (record.loan === undefined || record.loan === secret.content.loan) return;
  throw new ServiceError('REQUEST_INVALID', '/record/loan: expected the loan of the case, or none', {
    facts: { problems: ['/record/loan: expected the loan of the case, or none'] },
  });
}

function demandUnclosed({ record }: OpenCase): void {
  if (record.state !== 'closed') return;
  throw new ServiceError('CASE_TRANSITION_REFUSED', 'the case is closed: nothing is filed to it any more', {
    facts: { state: record.state, allowed: [] },
  });
}

export async function fileToCase(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  filing: CaseFiling,
): Promise<Filed> {
  const open = await ownCase(deps, caller, 'case.file', id);
  demandUnclosed(open);
  demandType(caller, filing.record.type);
  demandLoan(open, filing.record);
  const { idempotencyKey, upload } = filing;
  const filed = await fileFor(deps, caller, open, { ...filing.record }, idempotencyKey, upload);
  await noteDocument(deps, caller, id, filed);
  return filed;
}

/** Files into the loan's stream on behalf of the caller's party. */
export async function fileFor(
  deps: CaseDeps,
  caller: Pick<Caller, 'role' | 'organisation'>,
  { record, secret }: OpenCase,
  claims: JsonObject,
  idempotencyKey: string | undefined,
  upload?: CaseFiling['upload'],
): Promise<Filed> {
  const filer = filerOf(deps, record, caller.role, caller.organisation);
  return deps.useCases.fileEvidence({
    organisation: record.organisation,
    ...(filer !== undefined && { filer }),
    // Two parties may choose the same key: each has a space of its own.
    idempotencyKey:
      idempotencyKey && `case ${record.id} ${caller.role} ${caller.organisation} ${idempotencyKey}`,
    content: { record: { ...claims, loan: secret.content.loan } },
    ...(upload !== undefined && { upload }),
  });
}

export async function noteDocument(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  { id: evidence, type, receivedAt }: Pick<Filed, 'id' | 'type' | 'receivedAt'>,
): Promise<void> {
  const changed = await changeCase(deps, id, ({ record }) => {
    if (record.documents.some((document) => document.evidence === evidence)) return undefined;
    const document = { evidence, type, at: receivedAt, role: caller.role };
    return { record: { ...record, documents: [...record.documents, document] } };
  });
  await tell(deps, caller, changed.record, 'case.document-filed', { evidence, type });
}
