/** What the commission's office sets: case number, tribunal, dates. */
import { ServiceError } from '../../errors.ts';
import type { Caller } from '../../ports/caller.ts';
import { changeCase, type OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { ownCase } from './own.ts';
import { demandRevision, tell } from './steps.ts';
import type { Administration, TribunalMember } from './types.ts';

/** One sole arbitrator, or three of whom one presides (Arbitration Law art. 30). */
function demandTribunal(members: readonly TribunalMember[]): void {
  const seats = members.map(({ seat }) => seat).sort();
  const three = ['member', 'member', 'presiding'];
  const formed = [[], ['sole'], three].some((seating) => seating.join() === seats.join());
  if (formed && new Set(members.map(({ person }) => person)).size === members.length) return;
  const problem = '/tribunal: expected nobody, one sole arbitrator, or a presiding one and two members';
  throw new ServiceError('REQUEST_INVALID', problem, { facts: { problems: [problem] } });
}

export async function administer(
  deps: CaseDeps,
  caller: Caller,
  id: string,
  revision: number,
  { number, tribunal, deadlines }: Administration,
): Promise<OpenCase> {
  await ownCase(deps, caller, 'case.administer', id);
  if (tribunal !== undefined) demandTribunal(tribunal);
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
