import { objects, text, texts } from '../../../loan/fields.ts';
import type { LoanItem } from '../../../loan/loan-file.ts';
import { type Link, type SigningChain, signingChain } from '../../../loan/signing-chain.ts';
import type { Check } from '../../check.ts';
import { dependsOn, failed, notChecked } from '../../check.ts';
import type { Context } from '../../context.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, itemsOrFinding, nameFinding } from './common.ts';

/** The chain from the identity check to the signing act, bound by one session: KYC, liveness, consent text, rendered page, contract. */
export const signer: Check = {
  id: 'signer',
  group: 'legal',
  title: { en: 'Who signed', zh: '签署人身份' },
  spec: 'E-Signature Law articles 8 and 13; docs/spec/checks.md section 4',
  weighs: true,
  passed: {
    en: 'The chain from identity check over liveness, consent text and rendered page to the signing act is without gap in session {sessions}. Means of the act: {methods}.',
    zh: '从身份核验、活体检测、同意文本、页面呈现到签署行为，在会话 {sessions} 内环环相扣；签署方式：{methods}。',
  },
  run(context) {
    const found = itemsOrFinding(context, 'SIGN');
    if ('finding' in found) return { findings: [found.finding], facts: {} };
    const chains = found.items.map((sign) => signingChain(context.loan.file(), sign));
    const findings = [
      ...unsignedFindings(context, chains),
      ...chains.flatMap((chain) => [
        ...chain.links.flatMap((link) => linkFindings(context, link)),
        ...stepFindings(chain.sign),
        ...personFindings(context, chain),
      ]),
    ];
    return {
      findings,
      facts: {
        sessions: found.items.map((sign) => text(sign, 'session_id') ?? '—'),
        methods: [...new Set(found.items.flatMap((sign) => texts(sign, 'methods') ?? []))],
        links: chains.flatMap(({ links }) => links.map(({ name, item }) => `${name}: ${item?.name ?? '—'}`)),
      },
    };
  },
};

/** Acts under other papers do not sign the contract. */
function unsignedFindings({ loan }: Context, chains: readonly SigningChain[]): Finding[] {
  const links = chains.flatMap(({ links: all }) => all.filter(({ name }) => name === 'contract'));
  const [first] = chains;
  const told = links.some(({ item, problem }) => problem !== undefined || item?.type === 'CONTRACT');
  if (first === undefined || told || loan.file().of('CONTRACT').length === 0) return [];
  return [failed('IDENTITY_LINK_MISSING', first.sign.file, { link: 'contract', item: null })];
}

function linkFindings({ loan }: Context, link: Link): Finding[] {
  const { name, sign, item, problem } = link;
  if (problem === undefined) return [];
  const facts = { link: name, item: item?.name ?? null, ...link.facts };
  if (problem === 'missing') {
    const { hidden, unsound } = loan.file();
    if (unsound.length > 0) return [dependsOn('records', sign.file)];
    if (hidden.length === 0) return [failed('IDENTITY_LINK_MISSING', sign.file, facts)];
    return [notChecked('CONTENT_WITHHELD', sign.file, { type: name, items: hidden.map(String) })];
  }
  if (problem === 'not-disclosed') return [fieldNotShown(item ?? sign, String(link.facts.field))];
  return [failed(CODES[problem], (item ?? sign).file, facts)];
}

const CODES = {
  'not-passed': 'IDENTITY_NOT_PASSED',
  session: 'SESSION_DIFFERS',
  digest: 'IDENTITY_DIGEST_DIFFERS',
  late: 'IDENTITY_LATE',
} as const;

/** Steps of the ceremony must stand in order of time, and end with the act. */
function stepFindings(sign: LoanItem): Finding[] {
  const steps = objects(sign, 'steps');
  if (steps === undefined) return [fieldNotShown(sign, 'steps')];
  const times = steps.map(({ at }) => Date.parse(String(at)));
  const disorder = times.findIndex((time, index) => index > 0 && time < times[index - 1]!);
  if (disorder < 0) return [];
  return [
    failed('TIME_ORDER', sign.file, {
      earlier: String(steps[disorder - 1]?.step),
      earlierAt: String(steps[disorder - 1]?.at),
      later: String(steps[disorder]?.step),
      laterAt: String(steps[disorder]?.at),
    }),
  ];
}

/** The person checked, the person who signed and the borrower of the contract are one. */
function personFindings({ loan }: Context, { sign, links }: SigningChain): Finding[] {
  const contract = loan.file().byReference(sign.fields.contract_reference) ?? loan.file().of('CONTRACT')[0];
  const kyc = links.find(({ name, problem }) => name === 'kyc' && problem === undefined)?.item;
  if (contract === undefined) return [];
  const borrower = text(contract, 'borrower');
  return [
    ...nameFinding(sign, 'borrower', borrower, text(sign, 'signer_name')),
    ...(kyc === undefined ? [] : nameFinding(kyc, 'borrower', borrower, text(kyc, 'name'))),
    ...(kyc === undefined ? [] : numberFindings(contract, kyc)),
  ];
}

/** Without the numbers themselves: a report is read by more people than a record. */
function numberFindings(contract: LoanItem, kyc: LoanItem): Finding[] {
  const [expected, found] = [text(contract, 'borrower_id_number'), text(kyc, 'id_number')];
  if (expected === undefined || found === undefined || expected === found) return [];
  return [failed('ID_NUMBER_DIFFERS', kyc.file, { item: kyc.name, contract: contract.name })];
}
