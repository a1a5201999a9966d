import { COUNTERSIGN } from '../../evidence/countersignature.ts';
import { label } from '../../loan/fields.ts';
import { type Link, signingChain } from '../../loan/signing-chain.ts';
import type { Context } from '../context.ts';
import type { Cell, ReportTable, Text } from '../report.ts';
import { table, words } from './table.ts';

const LINK_WORDS: Readonly<Record<Link['name'], Text>> = {
  kyc: words('identity check', '身份核验'),
  liveness: words('liveness and face comparison', '活体与人脸比对'),
  'consent-text': words('consent text', '同意文本'),
  'rendered-page': words('rendered page', '页面呈现'),
  contract: words('contract signed', '所签合同'),
};

const STATE_WORDS: Readonly<Record<NonNullable<Link['problem']> | 'there', Text>> = {
  there: words('present', '具备'),
  missing: words('missing', '缺失'),
  'not-disclosed': words('not disclosed', '未披露'),
  'not-passed': words('not passed', '未通过'),
  session: words('another session', '会话不符'),
  digest: words('another text', '文本不符'),
  late: words('later than the act', '晚于签署'),
};

/** Each signing act with the links of its identity chain, and the borrower's own signatures. */
export function signerTable({ loan }: Context): ReportTable {
  const file = loan.file();
  const rows = file
    .of('SIGN')
    .flatMap((sign): Cell[][] => [
      ...signingChain(file, sign).links.map(({ name, item, problem }): Cell[] => [
        LINK_WORDS[name],
        item?.name ?? null,
        STATE_WORDS[problem ?? 'there'],
      ]),
      [words('signing act', '签署行为'), sign.name, STATE_WORDS.there],
    ]);
  const own = file
    .of(COUNTERSIGN)
    .map((item): Cell[] => [
      words('countersignature with own key', '自持密钥会签'),
      item.name,
      label(item, 'meaning'),
    ]);
  return table(
    'signer',
    'legal',
    words('Who signed', '签署人身份链'),
    [
      ['link', 'link', '环节', 'text'],
      ['item', 'item', '存证', 'items'],
      ['state', 'state', '状态', 'state'],
    ],
    [...rows, ...own],
  );
}
