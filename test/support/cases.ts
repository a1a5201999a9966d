/** A loan in default and the people around it, over the API. */
import type { Caller } from '../../server/ports/caller.ts';
import { callerWith, shownAs, testSessions } from './access.ts';
import { type Api, type ApiOptions, BANK, OTHER, startApi } from './api.ts';

export const COMMISSION = 'a-secretary';
export const LOAN = 'LN-CASE-1';
const DAY = '2026-03-01';
const money = (amount: string) => ({ amount, currency: 'CNY' });
const DIGEST = 'a'.repeat(64);

/** Fields of one item of each type that steps of a case ask for. */
export const ITEMS: Readonly<Record<string, Record<string, unknown>>> = {
  ARBAG: {
    commission_name: '示例仲裁委员会',
    matters: '因本合同引起的争议',
    intent: '提交仲裁',
    online_procedure: true,
    separate_acknowledgement: true,
    acknowledged_at: '2025-03-01T10:00:00+08:00',
    text_sha256: DIGEST,
    parties: [
      { role: 'lender', name: '示例银行' },
      { role: 'borrower', name: '王虚构' },
    ],
  },
  CONTRACT: {
    contract_number: 'C-1',
    template_version: '1',
    lender: '示例银行',
    borrower: '王虚构',
    principal: money('30000.00'),
    annual_rate: '0.144',
    term_months: 12,
    starts: '2025-03-01',
    ends: '2026-03-01',
    repayment_method: 'equal-instalment',
    default_annual_rate: '0.216',
    signed_at: '2025-03-01T10:00:00+08:00',
    signature_level: 'none',
  },
  DISB: {
    bank_reference: 'B-1',
    payer: '示例银行',
    payee: '王虚构',
    contract_amount: money('30000.00'),
    net_amount: money('28920.00'),
    deductions: [{ name: '预扣利息', amount: money('1080.00') }],
    value_time: '2025-03-01T11:00:00+08:00',
  },
  REPAY: {
    bank_reference: 'R-1',
    paid_at: '2025-04-01T11:00:00+08:00',
    amount: money('2700.10'),
    source: 'direct-debit',
    allocation: {
      principal: money('2340.10'),
      interest: money('360.00'),
      default_interest: money('0.00'),
      fees: money('0.00'),
    },
    principal_balance: money('27659.90'),
  },
  OVERDUE: {
    overdue_since: '2026-02-01',
    as_of: '2026-02-20',
    instalments: [11],
    principal_overdue: money('2500.00'),
    interest_overdue: money('60.00'),
    default_interest: money('10.00'),
    days_overdue: 19,
  },
  CLAIM: {
    claimant: '示例银行',
    respondent: '王虚构',
    commission_name: '示例仲裁委员会',
    claims: ['偿还本金'],
    facts: '未按期还款',
    evidence: [],
    filed_at: `${DAY}T10:00:00+08:00`,
  },
  CALC: {
    principal: money('18000.00'),
    interest: money('900.00'),
    default_interest: money('310.20'),
    fees: money('0.00'),
    costs: money('1500.00'),
    total: money('20710.20'),
    cut_off: '2026-03-10',
    default_annual_rate: '0.216',
    formula: '18000 × 0.216 × 33 / 360',
    inputs: ['REPAY-01'],
  },
  SERVE: {
    event: 'arrived',
    document: '仲裁通知书',
    channel: 'email',
    address: 'borrower@example.org',
    occurred_at: '2026-03-12T10:00:00+08:00',
  },
  COUNTER: { statement: '已偿还第 3 期', filed_at: '2026-03-14T10:00:00+08:00' },
  REC: { kind: 'hearing', held_at: '2026-03-14T15:00:00+08:00', summary: '书面审理' },
  AWARD: {
    case_number: '(2026)示仲字第1号',
    kind: 'award',
    made_on: '2026-03-14',
    operative_part: '被申请人偿还……',
    text_sha256: DIGEST,
    signed_by: ['李仲裁'],
    sealed: true,
  },
  CLOSE: { reason: 'performed', closed_at: '2026-03-15T10:00:00+08:00' },
};

export const recordFor = (type: string, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  type,
  event: { time: `${DAY}T09:00:00+08:00`, source: 'system' },
  provenance: { class: 'bare-hash' },
  fields: { ...ITEMS[type], ...over },
});

export const caseInput = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  loan: LOAN,
  commission: COMMISSION,
  commission_name: '示例仲裁委员会',
  parties: [
    { role: 'claimant', name: '示例银行', id: BANK },
    { role: 'respondent', name: '王虚构' },
  ],
  claim: {
    currency: 'CNY',
    principal: '18000.00',
    interest: '900.00',
    default_interest: '310.20',
    fees: '0.00',
    costs: '1500.00',
    total: '20710.20',
    cut_off: '2026-03-10',
  },
  dispute: { ground: 'non-payment', statement: '未按期还款', stated_at: '2026-03-02T10:00:00+08:00' },
  ...over,
});

export const bank = callerWith('bank', { kind: 'person' });
export const otherBank = callerWith('bank', { organisation: OTHER, id: 'person-other' });
export const secretary = callerWith('secretary', { organisation: COMMISSION });
export const otherSecretary = callerWith('secretary', { organisation: 'another-commission' });
export const arbitrator = callerWith('arbitrator');
export const otherArbitrator = callerWith('arbitrator', { id: 'person-arbitrator-2' });
export const user = callerWith('user');
export const otherUser = callerWith('user', { id: 'person-user-2' });
export const supervisor = callerWith('supervisor');

export interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Record<string, unknown> & {
    readonly id: string;
    readonly revision: number;
    readonly state: string;
    readonly code: string;
    readonly facts: Record<string, unknown>;
  };
}

export interface CaseBench {
  readonly api: Api;
  ask(caller: Caller, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Files into the loan as the bank's system would. @returns the item's id */
  file(type: string, over?: Record<string, unknown>, loan?: string): Promise<string>;
  draft(over?: Record<string, unknown>): Promise<Answer>;
  step(caller: Caller, id: string, revision: number, event: string, reason?: string): Promise<Answer>;
  stop(): Promise<void>;
}

let keys = 0;

/** The borrower `user` is bound to `LOAN`. */
export async function caseBench(options: ApiOptions = {}): Promise<CaseBench> {
  const api: Api = await startApi({
    loansOf: async (caller, about) => {
      const loan = { organisation: BANK, loanIndex: api.service.vault.loanIndex(BANK, LOAN) };
      if (caller.role === 'user') return caller.id === user.id ? [loan] : [];
      if (about === undefined) return api.deps.cases.loansOf(caller);
      return (await api.deps.cases.hasCaseOf(caller, about)) ? [about] : [];
    },
    ...options,
    app: { sessions: testSessions, ...options.app },
  });
  const ask: CaseBench['ask'] = async (caller, path, body, headers = {}) => {
    const shown = shownAs(caller).headers as Record<string, string>;
    const answer = await fetch(`${api.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...shown, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : ({ text } as never);
    return { status: answer.status, etag: answer.headers.get('etag'), body: json };
  };
  return {
    api,
    ask,
    async file(type, over = {}, loan = LOAN) {
      const answer = await ask(
        bank,
        '/v1/evidence',
        { record: { ...recordFor(type, over), loan } },
        { 'idempotency-key': `item-${++keys}` },
      );
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body.id;
    },
    draft: (over) => ask(bank, '/v1/cases', caseInput(over), { 'idempotency-key': `case-${++keys}` }),
    step: (caller, id, revision, event, reason) =>
      ask(
        caller,
        `/v1/cases/${id}/steps`,
        { event, ...(reason !== undefined && { reason }) },
        { 'if-match': `"${revision}"` },
      ),
    stop: () => api.stop(),
  };
}
