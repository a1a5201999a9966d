/** From what was asked for to what is left out of records and packages. */
import type { z } from 'zod';
import type { Redaction } from '../usecases/redaction.ts';
import type { PackageRedaction } from '../usecases/types.ts';
import type { RedactionQuery } from './schemas/privacy.ts';
import type { PackageInput } from './schemas/service.ts';

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

type PackageWishes = Pick<z.output<typeof PackageInput>, 'withhold_personal' | 'items'>;

/** @returns as a member of `PackageRequest`; none when nothing is to be left out. Equal wishes give equal values */
export function packageRedaction({ withhold_personal, items = [] }: PackageWishes): {
  readonly redaction?: PackageRedaction;
} {
  if (withhold_personal === undefined && items.length === 0) return {};
  const own = items.map(({ sequence, whole, withhold, withhold_members, withhold_documents }) => ({
    sequence,
    ...(whole === true && { whole }),
    ...(withhold !== undefined && { fields: [...new Set(withhold)].sort() }),
    ...(withhold_members !== undefined && { members: [...new Set(withhold_members)].sort() }),
    ...(withhold_documents !== undefined && {
      documents: [...new Set(withhold_documents)].sort((a, b) => a - b),
    }),
  }));
  return {
    redaction: {
      ...(withhold_personal !== undefined && { personal: withhold_personal }),
      items: own.sort((a, b) => a.sequence - b.sequence),
    },
  };
}
