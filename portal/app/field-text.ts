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
