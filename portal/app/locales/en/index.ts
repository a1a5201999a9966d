/** Everything that the portal says beside what the API and the reports say. */
import { account } from './account.ts';
import { bank, operate } from './bank.ts';
import { aCase, cases } from './cases.ts';
import { desk } from './desk.ts';
import { draft } from './draft.ts';
import { erasure } from './erasure.ts';
import { acts, findings, roles } from './findings.ts';
import { loans } from './loans.ts';
import { ledger, receipt, verify } from './public.ts';
import { signIn } from './sign-in.ts';
import { custody, webhooks } from './webhooks.ts';

export const en = {
  account,
  bank,
  operate,
  cases,
  custody,
  draft,
  erasure,
  acts,
  findings,
  roles,
  webhooks,
  aCase,
  desk,
  ledger,
  loans,
  receipt,
  signIn,
  verify,
  app: {
    name: 'TriSeal',
    skip: 'Skip to the content',
    menu: 'Menu',
    signIn: 'Sign in',
    signOut: 'Sign out',
    verify: 'Verify',
    ledger: 'Ledger',
    loading: 'Loading',
    retry: 'Try again',
    notFound: 'There is nothing at this address',
    notFoundHint: 'The address may be mistyped, or what is there may be open to others only.',
    toStart: 'To the home page',
    failed: 'This could not be loaded',
    offline: 'The service cannot be reached. What is on the screen may be out of date.',
    empty: 'Nothing here yet',
    next: 'Next page',
    first: 'First page',
    copy: 'Copy',
    copied: 'Copied',
    print: 'Print',
    saveReport: 'Save the report (JSON)',
    myCases: 'My cases',
    desk: {
      bank: 'Desk',
      user: 'My loans',
      arbitrator: 'Cases',
      secretary: 'Cases',
      supervisor: 'Cases',
      operator: 'Operation',
    },
    unsent: 'There is no connection now. It is sent as soon as there is one: leave this page open.',
    stepUpWhy: 'To be sure that it is you, your passkey may be asked for once more.',
  },
  home: {
    title: 'What was agreed, by whom, and when',
    lead: 'TriSeal preserves loan and contract documents at the moment of the transaction. The bank, the user side and the arbitration commission each witness every item with keys of their own.',
    verifyTitle: 'Verify evidence',
    verifyText: 'Check a package, a receipt or a proof in this browser. Nothing is uploaded.',
    ledgerTitle: 'See the ledger',
    ledgerText: 'What the three parties have witnessed so far, checked by this browser.',
    signInTitle: 'Sign in',
    signInText: 'Arbitrators, borrowers and banks work at their own desks.',
    deskText: 'Your own work, where you left it.',
  },
} as const;

/** The same shape with any text: what every language must have. */
export type Messages<T = typeof en> = {
  readonly [K in keyof T]: T[K] extends string ? string : Messages<T[K]>;
};
