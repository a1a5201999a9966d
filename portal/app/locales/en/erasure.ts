/** Erasure, for the borrower. */
export const erasure = {
  heading: 'Erasure that you asked for',
  none: 'You have asked for nothing to be erased.',
  act: 'Ask for erasure',
  title: 'Ask for item {{n}} to be erased',
  what: 'The bank decides, and must name its reason. What is erased is gone for good, for you too: you could not rely on it in a dispute. That the item was filed, and when, stays provable. Items that the law has kept, or that an open case needs, are not erased before.',
  follow: 'See what becomes of it',
  ask: 'Ask for it',
  asked: 'Your request is with the bank. Its answer will stand under “Erasure” of this loan.',
  askedAt: 'asked',
  answeredAt: 'answered',
  answer: 'Answer of the bank',
  receipt: 'Save the signed receipt',
  grounds: {
    request: 'I ask for it',
    'consent-withdrawn': 'I withdraw my consent',
    'purpose-done': 'its purpose is done',
    'retention-expired': 'the period of keeping is over',
    order: 'a court or an authority ordered it',
  },
  states: { requested: 'not decided yet', refused: 'refused', approved: 'being erased', done: 'erased' },
} as const;
