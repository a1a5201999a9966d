/** A case holds the evidence of its loan as a legal hold does, from its opening to its end. */
import { expect } from 'chai';
import { bank, type CaseBench, caseBench } from '../../support/cases.ts';

describe('erasure and cases', () => {
  let bench: CaseBench;
  before(async () => {
    bench = await caseBench();
  });
  after(() => bench.stop());

  it('waits until the case about the loan is closed', async () => {
    const agreement = await bench.file('ARBAG');
    await bench.file('OVERDUE');
    const retention = async () => (await bench.ask(bank, `/v1/evidence/${agreement}/retention`)).body;
    const { body: draft } = await bench.draft({ agreement });
    expect(await retention(), 'a draft holds nothing').to.deep.include({ erasable: true });
    const opened = await bench.step(bank, draft.id, 1, 'open');
    expect(opened.body.state, JSON.stringify(opened.body)).to.equal('opened');
    expect(await retention()).to.deep.include({ open_case: draft.id, erasable: false });

    const wish = { ground: 'request', reason: 'r' };
    const asked = await bench.ask(bank, `/v1/evidence/${agreement}/erasures`, wish);
    const decide = () =>
      bench.ask(bank, `/v1/erasures/${asked.body.id}/decision`, { decision: 'approve', reason: 'r' });
    const refused = await decide();
    expect([refused.status, refused.body.code, refused.body.facts]).to.deep.equal([
      409,
      'LEGAL_HOLD',
      { case: draft.id },
    ]);
    const over = await bench.step(bank, draft.id, 2, 'withdraw', 'settled');
    expect(over.body.state, JSON.stringify(over.body)).to.equal('closed');
    expect((await decide()).body.state).to.equal('done');
  });
});
