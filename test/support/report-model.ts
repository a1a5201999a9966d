/** The report model of a package made of given parts, as the service makes it. */
import { type ReportModel, reportModel } from '../../core/report/model.ts';
import type { ReportInput } from '../../core/report/source.ts';
import { verifyPackage } from '../../core/verify/verify.ts';
import { c, type Fixture, TIMES } from './package-fixture.ts';

export async function reportInputOf(
  { parts, zip }: Pick<Fixture, 'parts' | 'zip'>,
  over: Partial<ReportInput> = {},
): Promise<ReportInput> {
  const report = await verifyPackage(c, zip, { trust: parts.trust, at: TIMES.produced });
  return {
    report,
    data: parts.data,
    items: parts.items.map(({ sequence, index, entry, content }) => ({
      sequence,
      index,
      entry,
      record: 'withheld' in content ? undefined : content.record,
      withheld: 'withheld' in content ? content.withheld : undefined,
    })),
    checkpoint: parts.checkpoint,
    ...(parts.seal && { seal: parts.seal }),
    trust: parts.trust,
    ...over,
  };
}

export async function modelOf(
  fixture: Pick<Fixture, 'parts' | 'zip'>,
  over: Partial<ReportInput> = {},
): Promise<ReportModel> {
  return reportModel(c, await reportInputOf(fixture, over));
}
