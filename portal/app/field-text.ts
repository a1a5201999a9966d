/** What a field of a record holds, as a person reads it: by its specification where there is one, else as it stands. */
import type { ValueSpec } from '../../core/evidence/field-spec.ts';
import { chinaTime } from './components/time.tsx';
import { money } from './format.ts';

export interface FieldWords {
  readonly language: 'zh' | 'en';
  readonly yes: string;
  readonly no: string;
}

/** @param spec absent for a field that its document type does not know */
export function fieldText(value: unknown, spec: ValueSpec | undefined, words: FieldWords): string {
  if (Array.isArray(value)) {
    const items = spec?.type === 'list' ? spec.items : undefined;
    return value.map((one) => fieldText(one, items, words)).join('; ');
  }
  if (isAmount(value)) return money(value.amount, value.currency);
  if (typeof value === 'object' && value !== null) {
    const fields = spec?.type === 'object' ? spec.fields : undefined;
    return Object.entries(value)
      .map(([name, one]) => fieldText(one, fields?.[name], words))
      .join(' ');
  }
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const text = String(value);
  if (spec?.type === 'enum') return spec.values[text]?.[words.language] ?? text;
  if (spec?.type === 'time' && !Number.isNaN(Date.parse(text))) return `${chinaTime(text)} UTC+8`;
  return text;
}

const isAmount = (value: unknown): value is { readonly amount: string; readonly currency: string } =>
  typeof value === 'object' &&
  value !== null &&
  'amount' in value &&
  'currency' in value &&
  typeof value.amount === 'string' &&
  typeof value.currency === 'string';

const FRACTION = / as a fraction$|（小数）$/;
const SUM = /(?<![\d,.])(-?[\d,]+\.\d{2}) ([A-Z]{3})\b/g;

/** A field's name and text as the rest of the page has them: rates in per cent, the currency before the sum, one sign for nothing. */
export function fieldReading(name: string, text: string): { readonly name: string; readonly text: string } {
  if (FRACTION.test(name) && /^\d+(\.\d+)?$/.test(text)) {
    return { name: name.replace(FRACTION, ''), text: `${hundredfold(text)}%` };
  }
  return { name, text: text === '–' ? '—' : text.replace(SUM, '$2 $1') };
}

/** `0.144` to `14.4`, digit by digit. */
function hundredfold(decimal: string): string {
  const [whole = '', digits = ''] = decimal.split('.');
  const moved = `${whole}${digits.slice(0, 2).padEnd(2, '0')}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(2).replace(/0+$/, '');
  return rest === '' ? moved : `${moved}.${rest}`;
}
