import Big from 'big.js';
import { expect } from 'chai';
import { SAMPLES, sampleCase } from '../../samples/index.ts';
import { CaseInput } from '../../server/http/schemas/cases.ts';

describe('samples: the case', () => {
  for (const name of SAMPLES) {
    it(`of ${name} is one that the API takes, and its claim adds up`, async () => {
      const stated = CaseInput.parse({ ...(await sampleCase(name)), commission: 'demo-commission' });
      const { principal, interest, default_interest, fees, costs, total } = stated.claim;
      const sum = [principal, interest, default_interest, fees, costs].reduce(
        (before, amount) => before.plus(amount),
        new Big(0),
      );
      expect(sum.toFixed(2)).to.equal(total);
      expect(stated.parties.map(({ role }) => role)).to.deep.equal(['claimant', 'respondent']);
      expect(stated.dispute?.statement).to.match(/逾期/);
    });
  }
});
