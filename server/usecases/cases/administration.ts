/** What the commission's office sets: case number, tribunal, dates. */
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { type CaseRecord, changeCase, type OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { ownCase } from './own.ts';
import { demandRevision, tell } from './steps.ts';
import type { Administration, TribunalMember } from './types.ts';

/** One sole arbitrator, or three of whom one presides (Arbitration Law art. 30). Who is seated sees everything: it must be an arbitrator. */
async function demandTribunal(
  deps: CaseDeps,
  { commission, tribunal }: CaseRecord,
  members: readonly TribunalMember[],
): Promise<void> {
  const seats = members.map(({ seat }) => seat).sort();
  const three = ['member', 'member', 'presiding'];
  const formed = [[], ['sole'], three].some((seating) => seating.join() === seats.join());
  if (!formed || new Set(members.map(({ person }) => person)).size < members.length) {
    refuse('/tribunal: expected nobody, one sole arbitrator, or a presiding one and two members');
  }
  const seated = new Set(tribunal.map(({ person }) => person));
  for (const [i, { person }] of members.entries()) {
    if (seated.has(person) || (await deps.isArbitrator(person, commission))) continue;
    refuse(`/tribunal/${i}/person: expected an arbitrator of this commission`);
  }
}

function refuse(problem: string): never {
  throw new ServiceError('REQUEST_INVALID', problem, { facts: { problems: [problem] } });
}

export async function administer(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  revision: number,
  { number, tribunal, deadlines }: Administration,
): Promise<OpenCase> {
  const { record: read } = await ownCase(deps, caller, 'case.administer', id);
  if (tribunal !== undefined) await demandTribunal(deps, read, tribunal);
  const changed = await changeCase(deps, id, ({ record }) => {
    demandRevision(record, revision);
    return {
      record: {
        ...record,
        revision: revision + 1,
        updatedAt: new Date(deps.clock.now()).toISOString(),
        ...(number !== undefined && { number }),
        ...(tribunal !== undefined && { tribunal }),
        ...(deadlines !== undefined && { deadlines: { ...record.deadlines, ...deadlines } }),
      },
    };
  });
  await tell(deps, caller, changed.record, 'case.administered');
  return changed;
}
