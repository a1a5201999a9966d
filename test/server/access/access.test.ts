/** Whose an item or a loan is: banks by their own, people by the loans and cases that they have to do with, supervisors all. */
import { expect } from 'chai';
import type { Caller } from '../../../server/ports/caller.ts';
import type { EvidenceRow, StreamRow } from '../../../server/ports/evidence-store.ts';
import { type Access, createAccess, type LoanReference } from '../../../server/usecases/access/create.ts';
import { callerWith } from '../../support/access.ts';
import { BANK, OTHER } from '../../support/api.ts';
import { serviceError } from '../../support/service-error.ts';

/** Loans of both banks under the same number, and one that only the other has. */
const LOANS = new Set([`${BANK} LN-1`, `${OTHER} LN-1`, `${OTHER} LN-2`]);

describe('access: items and loans', () => {
  let related: Record<string, readonly LoanReference[]>;
  let asked: number;
  let access: Access;
  beforeEach(() => {
    related = {};
    asked = 0;
    access = createAccess({
      origin: 'log.test',
      store: {
        row: async (id) => {
          const [organisation = '', number = ''] = id.split(' ');
          const found = { organisation, loanIndex: `${organisation} ${number}` } as EvidenceRow;
          return LOANS.has(id) ? found : undefined;
        },
        streamOfLoan: async (_origin, _organisation, loanIndex) =>
          LOANS.has(loanIndex) ? ({} as StreamRow) : undefined,
      },
      vault: { loanIndex: (organisation, loan) => `${organisation} ${loan}` },
      organisations: () => [BANK, OTHER],
      loansOf: async ({ id }) => {
        asked++;
        return related[id] ?? [];
      },
    });
  });
  const reference = (organisation: string, loan: string) => ({
    organisation,
    loanIndex: `${organisation} ${loan}`,
  });
  const evidence = (caller: Caller, id: string) => access.evidence(caller, 'evidence.read', id);
  const loan = (caller: Caller, number: string) => access.loan(caller, 'evidence.read', number);
  const hidden = async (reading: Promise<unknown>) =>
    expect((await serviceError(reading)).code).to.equal('NOT_FOUND');

  it('a bank reaches what it filed, without asking whom it has to do with', async () => {
    const bank = callerWith('bank');
    expect(await evidence(bank, `${BANK} LN-1`)).to.equal(BANK);
    expect(await loan(bank, 'LN-1')).to.equal(BANK);
    expect(asked).to.equal(0);
    await hidden(evidence(bank, `${OTHER} LN-1`));
    await hidden(loan(bank, 'LN-2'));
    await hidden(loan(bank, 'LN-3'));
  });

  it('a bank to which a claim was assigned reads its evidence, and does nothing else with the loan', async () => {
    const assignee = callerWith('bank');
    related[assignee.id] = [reference(OTHER, 'LN-2')];
    expect(await evidence(assignee, `${OTHER} LN-2`)).to.equal(OTHER);
    expect(await loan(assignee, 'LN-2')).to.equal(OTHER);
    await hidden(evidence(assignee, `${OTHER} LN-1`));
    await hidden(access.loan(assignee, 'loan.invite', 'LN-2'));
    await hidden(access.evidence(assignee, 'evidence.file', `${OTHER} LN-2`));
  });

  for (const role of ['user', 'arbitrator', 'secretary'] as const) {
    it(`a ${role} reaches the loans that they have to do with, whichever bank's, and no others`, async () => {
      const person = callerWith(role);
      await hidden(evidence(person, `${OTHER} LN-1`));
      await hidden(loan(person, 'LN-1'));
      related[person.id] = [reference(OTHER, 'LN-1')];
      expect(await evidence(person, `${OTHER} LN-1`)).to.equal(OTHER);
      expect(await loan(person, 'LN-1')).to.equal(OTHER);
      await hidden(evidence(person, `${BANK} LN-1`));
      await hidden(loan(person, 'LN-2'));
      await hidden(loan(callerWith(role, { id: 'somebody-else', organisation: 'elsewhere' }), 'LN-1'));
    });
  }

  it('a supervisor reaches what there is, and an operator is told that they never may', async () => {
    const supervisor = callerWith('supervisor');
    expect(await evidence(supervisor, `${OTHER} LN-2`)).to.equal(OTHER);
    expect(await loan(supervisor, 'LN-2')).to.equal(OTHER);
    await hidden(loan(supervisor, 'LN-3'));
    await hidden(evidence(supervisor, `${BANK} LN-9`));
    for (const reading of [
      evidence(callerWith('operator'), `${BANK} LN-1`),
      loan(callerWith('operator'), 'x'),
    ]) {
      expect((await serviceError(reading)).code).to.equal('FORBIDDEN');
    }
  });
});
