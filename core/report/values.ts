/** Fields of records as people read them, by the specification of their document type. */
import type { Text, Words } from '../document/block.ts';
import { chinaText } from '../document/time.ts';
import { documentType } from '../evidence/document-types.ts';
import type { FieldSpec, ValueSpec } from '../evidence/field-spec.ts';
import { isObject, type Json } from '../json.ts';
import { grouped } from './grouped.ts';
import { both } from './words.ts';

export interface NamedValue {
  readonly label: Text;
  readonly value: Words;
}

/** How the values of one element of a list stand in its line. */
type Line = (values: readonly Words[]) => Words;

/** For paper, which has both languages: a word beside its translation. */
const bilingual: Line = (values) =>
  values
    .map((one) => (typeof one === 'string' || one.zh === one.en ? textOf(one) : `${one.zh} ${one.en}`))
    .join(' · ');

/** For a screen, which has one language at a time. */
export const perLanguage: Line = (values) => joined(values, ' · ', ' · ');

/**
 * Disclosed fields in the type's order; sensitive personal data stays in the record and is counted.
 * @param line both languages in each line of a list when left out
 */
export function fieldValues(
  type: string,
  fields: { readonly [name: string]: Json },
  line: Line = bilingual,
): { readonly values: readonly NamedValue[]; readonly unprinted: number } {
  const specs = documentType(type)?.fields ?? {};
  const known = Object.entries(specs).filter(([name]) => Object.hasOwn(fields, name));
  const printed = known.filter(([, { personal }]) => personal !== 'sensitive');
  return {
    values: printed.map(([name, spec]) => ({ label: spec.label, value: shown(spec, fields[name]!, line) })),
    unprinted: known.length - printed.length,
  };
}

function shown(spec: ValueSpec, value: Json, line: Line): Words {
  if (value === null) return '–';
  switch (spec.type) {
    case 'enum':
      return spec.values[String(value)] ?? String(value);
    case 'boolean':
      return value === true ? both('是', 'yes') : both('否', 'no');
    case 'time':
      return typeof value === 'string' && Number.isFinite(Date.parse(value))
        ? chinaText(value)
        : String(value);
    case 'amount':
      return isObject(value) ? `${grouped(String(value.amount))} ${String(value.currency)}` : String(value);
    case 'list':
      return listValue(spec.items, Array.isArray(value) ? value : [value], line);
    case 'object':
      return isObject(value) ? objectValue(spec.fields, value, line) : String(value);
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** Elements printed of a list; the record has all. */
const SHOWN = 16;

function listValue(spec: ValueSpec, list: readonly Json[], line: Line): Words {
  if (list.length === 0) return '–';
  if (spec.type !== 'object') {
    return joined(
      list.map((one) => shown(spec, one, line)),
      '；',
      '; ',
    );
  }
  const lines = list
    .slice(0, SHOWN)
    .map((one) => (isObject(one) ? elementLine(spec.fields, one, line) : String(one)));
  const more = list.length - SHOWN;
  return joined([...lines, ...(more > 0 ? [`… ${more}`] : [])], '\n', '\n');
}

/** Values without their labels, one line an element: a trace is read down its columns. */
function elementLine(
  specs: { readonly [name: string]: FieldSpec },
  value: { readonly [name: string]: Json },
  line: Line,
): Words {
  const values = Object.entries(specs)
    .filter(([name, { personal }]) => Object.hasOwn(value, name) && personal !== 'sensitive')
    .map(([name, spec]) => shown(spec, value[name]!, line));
  return line(values);
}

const textOf = (words: Words): string => (typeof words === 'string' ? words : words.zh);

function objectValue(
  specs: { readonly [name: string]: FieldSpec },
  value: { readonly [name: string]: Json },
  line: Line,
): Words {
  const members = Object.entries(specs).filter(
    ([name, { personal }]) => Object.hasOwn(value, name) && personal !== 'sensitive',
  );
  return joined(
    members.map(([name, spec]) => labelled(spec.label, shown(spec, value[name]!, line))),
    '，',
    ', ',
  );
}

function labelled(label: Text, value: Words): Words {
  const { zh, en } = typeof value === 'string' ? both(value, value) : value;
  return both(`${label.zh} ${zh}`, `${label.en} ${en}`);
}

function joined(list: readonly Words[], zh: string, en: string): Words {
  if (list.every((one) => typeof one === 'string')) return list.join(zh);
  const texts = list.map((one) => (typeof one === 'string' ? both(one, one) : one));
  return both(texts.map((one) => one.zh).join(zh), texts.map((one) => one.en).join(en));
}

/** Name of a document type. */
export function typeWords(type: string | undefined): Words {
  if (type === undefined) return both('内容未披露', 'content withheld');
  const label = documentType(type)?.label;
  return label === undefined ? type : both(`${label.zh}`, `${label.en}`);
}
