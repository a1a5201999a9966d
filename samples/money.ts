/** Exact money and rates for the samples: amounts are whole cents in a bigint, rates are fractions of two bigints. */
export const CURRENCY = 'CNY';

export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** @param text such as `50000.00`, at most two decimals. @throws RangeError */
export function cents(text: string): bigint {
  const found = /^(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (found === null) throw new RangeError(`${text} is not an amount with at most two decimals`);
  return BigInt(found[1] as string) * 100n + BigInt((found[2] ?? '').padEnd(2, '0'));
}

/** `50000.00` */
export function decimal(value: bigint): string {
  const digits = String(value).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `50,000.00`, for people. */
export function grouped(value: bigint): string {
  return decimal(value).replace(/\B(?=(\d{3})+\.)/g, ',');
}

/** Wire form of an amount field. */
export function amount(value: bigint): { readonly amount: string; readonly currency: string } {
  return { amount: decimal(value), currency: CURRENCY };
}

/** @param text a fraction of one, such as `0.108`. @throws RangeError */
export function rate(text: string): Rate {
  const found = /^0\.(\d+)$/.exec(text);
  if (found === null) throw new RangeError(`${text} is not a rate below one`);
  const digits = found[1] as string;
  return { numerator: BigInt(digits), denominator: 10n ** BigInt(digits.length) };
}

/** `10.8%` */
export function percent(text: string): string {
  const { numerator, denominator } = rate(text);
  const thousandths = (numerator * 100_000n) / denominator;
  return `${String(Number(thousandths) / 1000)}%`;
}

/** numerator / denominator to the nearest whole, halves up. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const UNITS = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿'];

function groupInWords(value: number): string {
  let words = '';
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit !== 0) words += `${DIGITS[digit]}${UNITS[place]}`;
    else if (words !== '' && !words.endsWith('零')) words += '零';
  }
  return words.replace(/零$/, '');
}

/** Capital Chinese numerals, as contracts write amounts: 伍万元整. Below one trillion. */
export function inWords(value: bigint): string {
  const yuan = Number(value / 100n);
  let words = '';
  for (let group = 2; group >= 0; group--) {
    const part = Math.floor(yuan / 10_000 ** group) % 10_000;
    if (part === 0) continue;
    if (words !== '' && part < 1000) words += '零';
    words += `${groupInWords(part)}${GROUPS[group]}`;
  }
  const [jiao, fen] = [Number((value / 10n) % 10n), Number(value % 10n)];
  const whole = `${words === '' ? '零' : words}元`;
  if (jiao === 0 && fen === 0) return `${whole}整`;
  const tenths = jiao === 0 ? '零' : `${DIGITS[jiao]}角`;
  return `${whole}${tenths}${fen === 0 ? '整' : `${DIGITS[fen]}分`}`;
}
