/** From registration to the credit decision. */
import { addDays, at } from '../calendar.ts';
import { CONSENT_VERSIONS } from '../documents/consents.ts';
import {
  CARD_NETWORK,
  CREDIT_BUREAU,
  EVIDENCE_SERVICE,
  IDENTITY_PROVIDER,
  OPERATOR,
} from '../documents/names.ts';
import { amount, cents } from '../money.ts';
import { jsonDocument, type SampleItem } from '../sample-item.ts';
import { borrower, identityProvider, lender } from '../sources.ts';
import { type Context, item, sha256 } from './context.ts';

function registration({ loan: { data } }: Context): SampleItem {
  const time = at(data.terms.applied, '20:09:30');
  const fields = {
    account_id: data.borrower.id,
    registered_at: time,
    channel: 'app',
    mobile: data.borrower.mobile,
    device_fingerprint: data.borrower.device,
    terms: [{ name: '用户服务协议', version: 'TERMS-2024-06' }],
  };
  return item({
    type: 'REG',
    filedBy: 'bank',
    from: 'app',
    upstream: `REG-${data.borrower.id}`,
    time,
    source: 'device',
    actors: [borrower(data), lender(data)],
    fields,
    documents: [jsonDocument('注册记录.json', fields)],
  });
}

function consents(context: Context): SampleItem[] {
  const { data } = context.loan;
  const common = {
    type: 'CONSENT',
    filedBy: 'user',
    from: 'app',
    source: 'device',
    actors: [borrower(data), lender(data)],
  } as const;
  const [privacy, separate] = [context.paper('privacy'), context.paper('separate')];
  const times = [at(data.terms.applied, '20:10:05'), at(data.terms.applied, '20:10:48')] as const;
  return [
    item({
      ...common,
      number: 1,
      upstream: `CONSENT-1-${data.borrower.id}`,
      time: times[0],
      fields: {
        title: '个人信息处理授权书',
        text_version: CONSENT_VERSIONS.privacy,
        text_sha256: sha256(privacy),
        action: 'button',
        separate: false,
        consented_at: times[0],
        purposes: ['实名认证与合同订立', '评估还款能力', '放款与还款', '争议解决时的举证'],
        data_kinds: ['身份信息', '职业与收入信息', '账户信息', '设备与操作信息'],
        recipients: [],
      },
      documents: [privacy],
    }),
    item({
      ...common,
      number: 2,
      upstream: `CONSENT-2-${data.borrower.id}`,
      time: times[1],
      fields: {
        title: '敏感个人信息及对外提供单独同意书',
        text_version: CONSENT_VERSIONS.separate,
        text_sha256: sha256(separate),
        action: 'button',
        separate: true,
        consented_at: times[1],
        purposes: ['身份核验与活体检测', '存证', '仲裁'],
        data_kinds: ['证件号码', '人脸信息', '金融账户'],
        recipients: [
          { name: IDENTITY_PROVIDER, purpose: '身份核验和活体检测' },
          { name: EVIDENCE_SERVICE, purpose: '存证' },
          { name: data.commission, purpose: '争议解决' },
        ],
      },
      documents: [separate],
    }),
  ];
}

function identity({ loan: { data } }: Context): SampleItem[] {
  const { borrower: person, terms } = data;
  const common = { filedBy: 'third-party', from: 'identity', source: 'third-party' } as const;
  const actors = [identityProvider, borrower(data)];
  const times = ['20:12:10', '20:14:02', '20:15:26', '20:17:40'].map((clock) => at(terms.applied, clock));
  const [mobileAt, kycAt, faceAt, cardAt] = times as [string, string, string, string];
  const mobile = {
    mobile: person.mobile,
    operator: OPERATOR,
    request_id: `MSISDN-${person.id}`,
    elements: 3,
    result: 'passed',
    checked_at: mobileAt,
  };
  const kyc = {
    method: 'document-ocr',
    provider: IDENTITY_PROVIDER,
    request_id: `KYC-${person.id}`,
    result: 'passed',
    score: '0.998',
    checked_at: kycAt,
    id_type: 'resident-id-card',
    name: person.name,
    id_number: person.idNumber,
    valid_until: '2034-01-01',
  };
  const face = {
    provider: IDENTITY_PROVIDER,
    algorithm_version: 'liveness 5.1',
    liveness_result: 'passed',
    liveness_score: '0.991',
    comparison_result: 'passed',
    comparison_score: '0.973',
    reference_source: 'authority',
    checked_at: faceAt,
    session_id: `SESSION-${data.loan}-ONBOARD`,
    device_fingerprint: person.device,
  };
  const card = {
    card_number: person.card,
    issuer: person.cardIssuer,
    network: CARD_NETWORK,
    request_id: `CARD-${person.id}`,
    elements: 4,
    result: 'passed',
    checked_at: cardAt,
  };
  return [
    {
      type: 'MSISDN',
      time: mobileAt,
      fields: mobile,
      upstream: mobile.request_id,
      file: '手机号核验结果.json',
    },
    { type: 'KYC', time: kycAt, fields: kyc, upstream: kyc.request_id, file: '身份核验结果.json' },
    {
      type: 'FACE',
      time: faceAt,
      fields: face,
      upstream: `FACE-1-${person.id}`,
      file: '活体与人脸比对结果.json',
    },
    { type: 'CARD', time: cardAt, fields: card, upstream: card.request_id, file: '银行卡核验结果.json' },
  ].map(({ file, ...one }) =>
    item({ ...common, ...one, actors, documents: [jsonDocument(file, one.fields)] }),
  );
}

function application(context: Context): SampleItem[] {
  const { data, principal } = context.loan;
  const { terms, borrower: person } = data;
  const [authorised, applied, decided] = ['20:18:20', '20:21:33', '20:24:05'].map((clock) =>
    at(terms.applied, clock),
  ) as [string, string, string];
  const people = [borrower(data), lender(data)];
  const decision = {
    decision: 'approved',
    limit: amount(principal),
    annual_rate: terms.annualRate,
    limit_contract_number: `SX-${data.loan}`,
    decided_at: decided,
    valid_until: addDays(terms.applied, 30),
    model_version: 'score-card 12',
  };
  return [
    item({
      type: 'CRAUTH',
      filedBy: 'user',
      from: 'app',
      source: 'device',
      upstream: `CR-${data.loan}`,
      time: authorised,
      actors: people,
      fields: {
        bureau: CREDIT_BUREAU,
        scope: '借款审核及贷后管理期间查询信用报告、报送借款信息',
        valid_from: terms.applied,
        valid_until: addDays(terms.applied, 365),
        text_sha256: sha256(context.paper('credit')),
        authorised_at: authorised,
      },
      documents: [context.paper('credit')],
    }),
    item({
      type: 'APPL',
      filedBy: 'user',
      from: 'app',
      source: 'device',
      upstream: `AP-${data.loan}`,
      time: applied,
      actors: people,
      fields: {
        amount: amount(principal),
        term_months: terms.months,
        purpose: terms.purpose,
        applied_at: applied,
        monthly_income: amount(cents(person.monthlyIncome)),
        occupation: person.occupation,
        employer: person.employer,
        declarations: ['信息真实、完整', '仅用于申报用途', '不是为他人借款'],
      },
      documents: [context.paper('application')],
    }),
    item({
      type: 'LIMIT',
      filedBy: 'bank',
      from: 'credit',
      upstream: `SX-${data.loan}`,
      time: decided,
      actors: people,
      fields: decision,
      documents: [jsonDocument('授信决定.json', decision)],
    }),
  ];
}

export function onboardingItems(context: Context): SampleItem[] {
  return [registration(context), ...consents(context), ...identity(context), ...application(context)];
}
