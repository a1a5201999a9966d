/** Drafting a case. */
export const draft = {
  title: 'New case',
  lead: 'A draft is seen by your bank alone. It is opened as its first step, once arrears, a dispute stated after they began, and the arbitration agreement are on file; until then the draft says what is lacking.',
  loan: 'Loan number',
  claimant: 'Claimant, full name',
  respondent: 'Respondent, full name',
  commission_name: 'Commission, as the arbitration agreement names it',
  commission: 'Commission, its id in this service',
  claim: 'Claim (CNY)',
  amountForm: 'An amount with two places, such as 1200.00',
  ground: 'About',
  grounds: {
    'non-payment': 'payment',
    amount: 'the amount',
    validity: 'the validity of the contract',
    performance: 'performance',
    other: 'something else',
  },
  statement: 'The dispute, in words',
  statedAt: 'Stated at (UTC+8)',
  save: 'Save the draft',
} as const;
