/** From the query to what is left out of a record. */
import type { z } from 'zod';
import type { Redaction } from '../usecases/redaction.ts';
import type { RedactionQuery } from './schemas/privacy.ts';

type Query = { readonly [name in keyof typeof RedactionQuery]?: z.output<(typeof RedactionQuery)[name]> };

const list = (text: string | undefined): string[] => (text === undefined ? [] : text.split(','));

/** @returns undefined when nothing is to be left out */
export function redactionOf(query: Query): Redaction | undefined {
  if (Object.values(query).every((value) => value === undefined)) return undefined;
  const { withhold, withhold_members, withhold_documents, withhold_personal } = query;
  return {
    fields: list(withhold),
    members: list(withhold_members),
    documents: list(withhold_documents).map(Number),
    ...(withhold_personal !== undefined && { personal: withhold_personal }),
  };
}
