/** A JSON value as indented text for a terminal. */
import type { Json, JsonObject } from '../core/json.ts';
import { printable } from './printable.ts';

export function renderTree(value: JsonObject): string {
  return `${members(value, '').join('\n')}\n`;
}

function members(value: JsonObject, indent: string): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    labelled(`${indent}${printable(name)}`, member, indent),
  );
}

function labelled(label: string, value: Json, indent: string): string[] {
  if (value === null || typeof value !== 'object') return [`${label}: ${scalar(value)}`];
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${label}: none`];
    return [`${label}:`, ...value.flatMap((element) => listed(element, `${indent}  `))];
  }
  const inner = members(value as JsonObject, `${indent}  `);
  return inner.length === 0 ? [`${label}: none`] : [`${label}:`, ...inner];
}

function listed(value: Json, indent: string): string[] {
  if (value === null || typeof value !== 'object') return [`${indent}- ${scalar(value)}`];
  const [first = '', ...rest] = Array.isArray(value)
    ? value.flatMap((element: Json) => listed(element, `${indent}  `))
    : members(value as JsonObject, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function scalar(value: Json): string {
  return value === null ? 'none' : printable(String(value));
}
