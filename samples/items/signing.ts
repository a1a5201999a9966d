/** The evening on which the contract was made: agreements, prompting, ceremony, contract. */
import { addMonths, at, plusSeconds } from '../calendar.ts';
import { ACCELERATION_CLAUSE, arbitrationClause } from '../documents/contract.ts';
import {
  ARBITRATION_RULES,
  CONTRACT_TEMPLATE,
  contractNumber,
  EVIDENCE_SERVICE,
  IDENTITY_PROVIDER,
  PAGE_VERSION,
  sessionId,
} from '../documents/names.ts';
import { emphasisedClauses } from '../documents/prompt-page.ts';
import { amount } from '../money.ts';
import { jsonDocument, type SampleDocument, type SampleItem, textDocument } from '../sample-item.ts';
import { borrower, identityProvider, lender } from '../sources.ts';
import { type Context, item, reference, sha256 } from './context.ts';

const CONTRACT = reference('CONTRACT');

function agreements(context: Context): SampleItem[] {
  const { data } = context.loan;
  const [evidenceAt, arbitrationAt, addressAt] = ['19:31:10', '19:33:05', '19:35:40'].map((clock) =>
    at(data.terms.signed, clock),
  ) as [string, string, string];
  const common = { from: 'app', source: 'device', actors: [lender(data), borrower(data)] } as const;
  return [
    item({
      ...common,
      type: 'EVCLAUSE',
      filedBy: 'bank',
      upstream: `EV-${data.loan}`,
      time: evidenceAt,
      fields: {
        service_name: EVIDENCE_SERVICE,
        algorithms: ['SHA-256', 'SM3', 'ES256', 'Ed25519', 'ML-DSA-44', 'RFC 3161'],
        verifier: '随证据包提供的离线核验工具，或按公开规范自行编写的工具',
        retention: '自借款结清之日起十年',
        text_sha256: sha256(context.paper('evidence')),
        agreed_at: evidenceAt,
        contract_reference: CONTRACT,
      },
      documents: [context.paper('evidence')],
    }),
    item({
      ...common,
      type: 'ARBAG',
      filedBy: 'bank',
      upstream: `ARB-${data.loan}`,
      time: arbitrationAt,
      fields: {
        commission_name: data.commission,
        matters: '因借款合同引起的或与借款合同有关的一切争议',
        intent: '双方自愿将争议提交仲裁，不向人民法院起诉',
        online_procedure: true,
        rules_version: ARBITRATION_RULES,
        separate_acknowledgement: true,
        acknowledged_at: arbitrationAt,
        text_sha256: sha256(context.paper('arbitration')),
        parties: [
          { role: '贷款人', name: data.lender.name },
          { role: '借款人', name: data.borrower.name },
        ],
        contract_reference: CONTRACT,
      },
      documents: [context.paper('arbitration')],
    }),
    item({
      ...common,
      type: 'SRVADDR',
      filedBy: 'user',
      upstream: `ADDR-${data.loan}`,
      time: addressAt,
      fields: {
        addresses: [
          {
            channel: 'email',
            address: data.borrower.email,
            control_proof: 'otp',
            proved_at: plusSeconds(addressAt, -50),
          },
          {
            channel: 'sms',
            address: data.borrower.mobile,
            control_proof: 'otp',
            proved_at: plusSeconds(addressAt, -20),
          },
          { channel: 'post', address: data.borrower.address, control_proof: 'none' },
        ],
        scope: ['arbitration', 'mediation', 'enforcement'],
        change_rule: '变更后三日内通知对方；仲裁程序中还应当通知仲裁机构',
        confirmed_at: addressAt,
      },
      documents: [context.paper('address')],
    }),
  ];
}

type TraceStep = readonly [
  seconds: number,
  action: string,
  target: string,
  extra?: Readonly<Record<string, number>>,
];

function trace(full: boolean, clauses: readonly { readonly clause: string }[]): TraceStep[] {
  if (!full)
    return [
      [0, 'open', '确认借款页'],
      [3, 'tick', '我已阅读并同意'],
      [4, 'confirm', '确认借款'],
    ];
  const reading = clauses.flatMap(({ clause }, index): TraceStep[] => [
    [4 + index * 16, 'scroll', clause, { scroll_percent: 15 + index * 17 }],
    [18 + index * 16, 'dwell', clause, { dwell_ms: 13_400 + index * 350 }],
  ]);
  return [
    [0, 'open', '重要条款提示页'],
    ...reading,
    [88, 'scroll', '页面底部', { scroll_percent: 100 }],
    [131, 'click', '我要咨询'],
    [214, 'tick', '我已逐条阅读并理解'],
    [218, 'confirm', '继续签署'],
  ];
}

function prompting(context: Context): SampleItem {
  const { loan } = context;
  const { data } = loan;
  const full = data.prompting === 'full';
  const shown = at(data.terms.signed, '19:36:02');
  const clauses = emphasisedClauses(loan);
  const steps = trace(full, clauses).map(([seconds, action, target, extra]) => ({
    at: plusSeconds(shown, seconds),
    action,
    target,
    ...extra,
  }));
  const asked = {
    at: plusSeconds(shown, 131),
    asked: '如果提前还清，罚息怎么算？',
    given: '提前还款不收违约金，利息算到还款当天；罚息只在逾期时对逾期本金计收。',
  };
  const page = context.paper('prompt');
  return item({
    type: 'PROMPT',
    filedBy: 'bank',
    from: 'signing',
    source: 'device',
    upstream: sessionId(data.loan),
    time: shown,
    actors: [lender(data), borrower(data)],
    fields: {
      page_version: PAGE_VERSION,
      render_sha256: sha256(page),
      contract_reference: CONTRACT,
      session_id: sessionId(data.loan),
      manner: full
        ? ['emphasis', 'separate-page', 'forced-reading', 'scroll-to-end', 'explanation']
        : ['tick-box'],
      emphasised: clauses.map(({ clause }) => ({ clause, manner: '红色加粗、单独展示' })),
      trace: steps,
      explanations: full ? [asked] : [],
      shown_at: shown,
    },
    documents: [page, jsonDocument('页面交互轨迹.json', { session: sessionId(data.loan), steps })],
  });
}

function ceremony(context: Context): SampleItem[] {
  const { data } = context.loan;
  const { signed } = data.terms;
  const [checkedAt, facedAt, agreedAt, signedAt] = ['19:41:58', '19:42:31', '19:42:44', '19:43:20'].map(
    (clock) => at(signed, clock),
  ) as [string, string, string, string];
  const faceReference = reference('FACE', 2);
  const face = {
    provider: IDENTITY_PROVIDER,
    algorithm_version: 'liveness 5.1',
    liveness_result: 'passed',
    liveness_score: '0.989',
    comparison_result: 'passed',
    comparison_score: '0.968',
    reference_source: 'authority',
    checked_at: facedAt,
    session_id: sessionId(data.loan),
    sign_reference: reference('SIGN'),
    device_fingerprint: data.borrower.device,
  };
  const identity = {
    method: 'two-element',
    provider: IDENTITY_PROVIDER,
    request_id: `KYC-2-${data.borrower.id}`,
    result: 'passed',
    checked_at: checkedAt,
    id_type: 'resident-id-card',
    name: data.borrower.name,
    id_number: data.borrower.idNumber,
    session_id: sessionId(data.loan),
  };
  const consent = signingConsent(context);
  const steps = [
    { at: at(signed, '19:36:02'), step: 'text-shown', reference: PAGE_VERSION },
    { at: checkedAt, step: 'identity', reference: reference('KYC', 2) },
    { at: facedAt, step: 'liveness', reference: `FACE-2-${data.borrower.id}` },
    { at: at(signed, '19:42:50'), step: 'otp-sent', reference: `OTP-${data.loan}` },
    { at: at(signed, '19:43:12'), step: 'otp-verified', reference: `OTP-${data.loan}` },
    { at: signedAt, step: 'signed', reference: `SIGN-${data.loan}` },
  ];
  const sign = {
    signer_id: data.borrower.id,
    signer_name: data.borrower.name,
    methods: ['face', 'otp', 'click'],
    ip: data.borrower.ip,
    device_fingerprint: data.borrower.device,
    signed_at: signedAt,
    session_id: sessionId(data.loan),
    document_sha256: sha256(context.paper('contract')),
    consent_sha256: sha256(consent),
    render_sha256: sha256(context.paper('prompt')),
    face_reference: faceReference,
    contract_reference: CONTRACT,
    steps,
  };
  const actors = [borrower(data), identityProvider, lender(data)];
  return [
    item({
      type: 'KYC',
      number: 2,
      filedBy: 'third-party',
      from: 'identity',
      source: 'third-party',
      upstream: identity.request_id,
      time: checkedAt,
      actors: [identityProvider, borrower(data)],
      fields: identity,
      documents: [jsonDocument('签署前身份核验结果.json', identity)],
    }),
    item({
      type: 'CONSENT',
      number: 3,
      filedBy: 'user',
      from: 'app',
      source: 'device',
      upstream: `CONSENT-3-${data.borrower.id}`,
      time: agreedAt,
      actors: [borrower(data), lender(data)],
      fields: {
        title: '电子签署意愿确认',
        text_version: 'SIGN-CONSENT-2024-02',
        text_sha256: sha256(consent),
        action: 'button',
        separate: true,
        consented_at: agreedAt,
        purposes: ['以电子方式签署借款合同'],
        data_kinds: ['签署意愿'],
        recipients: [],
        session_id: sessionId(data.loan),
      },
      documents: [consent],
    }),
    item({
      type: 'FACE',
      number: 2,
      filedBy: 'third-party',
      from: 'identity',
      source: 'third-party',
      upstream: `FACE-2-${data.borrower.id}`,
      time: facedAt,
      actors: [identityProvider, borrower(data)],
      fields: face,
      documents: [jsonDocument('签署前活体与人脸比对结果.json', face)],
    }),
    item({
      type: 'SIGN',
      filedBy: 'third-party',
      from: 'signing',
      upstream: `SIGN-${data.loan}`,
      time: signedAt,
      actors,
      fields: sign,
      documents: [jsonDocument('签署过程记录.json', sign)],
    }),
  ];
}

/** What the borrower agrees to right before the act: the contract, named by its digest. */
function signingConsent(context: Context): SampleDocument {
  const { data } = context.loan;
  const lines = [
    '电子签署意愿确认',
    `本人 ${data.borrower.name} 已阅读编号 ${contractNumber(data.loan)} 的《个人消费借款合同》全文，自愿以电子方式签署。`,
    `合同文件 SHA-256：${sha256(context.paper('contract'))}`,
  ];
  return textDocument('电子签署意愿确认.txt', lines.join('\n'));
}

function contract(context: Context): SampleItem {
  const { loan } = context;
  const { terms, lender: bank, borrower: person } = loan.data;
  const signedAt = at(terms.signed, '19:43:21');
  return item({
    type: 'CONTRACT',
    filedBy: 'bank',
    from: 'signing',
    upstream: contractNumber(loan.data.loan),
    time: signedAt,
    actors: [lender(loan.data), borrower(loan.data)],
    fields: {
      contract_number: contractNumber(loan.data.loan),
      template_version: CONTRACT_TEMPLATE,
      lender: bank.name,
      borrower: person.name,
      borrower_id_number: person.idNumber,
      principal: amount(loan.principal),
      annual_rate: terms.annualRate,
      annual_cost: terms.annualRate,
      fees: [],
      term_months: terms.months,
      starts: terms.starts,
      ends: addMonths(terms.starts, terms.months),
      repayment_method: 'equal-instalment',
      default_annual_rate: terms.defaultRate,
      day_count: 'actual-360',
      allocation_order: ['fees', 'default-interest', 'interest', 'principal'],
      purpose: terms.purpose,
      acceleration_clause: ACCELERATION_CLAUSE,
      arbitration_clause: arbitrationClause(loan),
      signed_at: signedAt,
      signature_level: 'none',
    },
    documents: [context.paper('contract')],
  });
}

export function signingItems(context: Context): SampleItem[] {
  return [...agreements(context), prompting(context), ...ceremony(context), contract(context)];
}
