/** What stands in the addresses of the bank's and the operator's pages after the question mark; unknown values are left out. */

type Search = Readonly<Record<string, unknown>>;

const text = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, most) : undefined;

const oneOf = <const T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

const DAY = /^\d{4}-\d\d-\d\d$/;
const ID = /^[0-9a-f-]{36}$/;

const matching = (value: unknown, form: RegExp): string | undefined =>
  typeof value === 'string' && form.test(value) ? value : undefined;

export interface CustodyView {
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** Days in UTC+8, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const custodyView = (search: Search): CustodyView => ({
  subject: text(search.subject, 200),
  actor: text(search.actor, 200),
  action: matching(search.action, /^[a-z][a-z.-]{0,63}\*?$/),
  from: matching(search.from, DAY),
  to: matching(search.to, DAY),
});

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export interface DeliveryView {
  readonly state?: (typeof DELIVERY_STATES)[number] | undefined;
}
export const deliveryView = (search: Search): DeliveryView => ({
  state: oneOf(DELIVERY_STATES, search.state),
});

export const ERASURE_FILTERS = ['open', 'decided', 'all'] as const;
export interface ErasureView {
  readonly show?: (typeof ERASURE_FILTERS)[number] | undefined;
}
export const erasureView = (search: Search): ErasureView => ({ show: oneOf(ERASURE_FILTERS, search.show) });

export interface PackageView {
  readonly loan?: string | undefined;
  readonly case?: string | undefined;
  /** Job whose progress is shown. */
  readonly job?: string | undefined;
}
export const packageView = (search: Search): PackageView => ({
  loan: text(search.loan, 128),
  case: matching(search.case, ID),
  job: matching(search.job, ID),
});

export interface NewCaseView {
  readonly loan?: string | undefined;
}
export const newCaseView = (search: Search): NewCaseView => ({ loan: text(search.loan, 128) });

export interface BulkView {
  readonly show?: 'refused' | undefined;
}
export const bulkView = (search: Search): BulkView => ({ show: oneOf(['refused'], search.show) });

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export interface JobsView {
  readonly state?: (typeof JOB_STATES)[number] | undefined;
}
export const jobsView = (search: Search): JobsView => ({ state: oneOf(JOB_STATES, search.state) });
