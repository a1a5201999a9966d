/** Reports on sample loans that a test has changed before they were filed. */
import type { JsonObject } from '../../core/json.ts';
import type { Report } from '../../core/verify/report.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { c, TIMES, type World } from './package-fixture.ts';
import { type Filing, packageOf } from './sample-package.ts';

/** Leaves a filing as it is, changes its fields, or drops it. */
export type Change = (filing: Filing) => Filing | undefined;

export async function reportOn(world: World, loan: string, filings: readonly Filing[]): Promise<Report> {
  const { zip } = await packageOf(world, loan, filings);
  return verifyPackage(c, zip, { trust: world.trust, at: TIMES.produced });
}

export function changed(filings: readonly Filing[], ...changes: readonly Change[]): Filing[] {
  return filings.flatMap((filing) => {
    let one: Filing | undefined = filing;
    for (const change of changes) one = one && change(one);
    return one === undefined ? [] : [one];
  });
}

/** Without the items of these references. */
export function without(...references: readonly string[]): Change {
  return (filing) => (references.includes(filing.record.reference ?? '') ? undefined : filing);
}

/** Other fields in the item of that reference; `undefined` takes a field away. */
export function withFields(
  reference: string,
  fields: Readonly<Record<string, JsonObject[string] | undefined>>,
): Change {
  return (filing) => {
    if (filing.record.reference !== reference) return filing;
    const all = Object.entries({ ...filing.record.fields, ...fields }).filter(
      ([, value]) => value !== undefined,
    );
    return { ...filing, record: { ...filing.record, fields: Object.fromEntries(all) as JsonObject } };
  };
}
