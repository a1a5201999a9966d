/** The signed report of a loan by itself: the one that its package would hold, without the documents. */
import { EXTRA_PATHS } from '../../../core/package/layout.ts';
import { ServiceError } from '../../errors.ts';
import type { PackagePlanner } from '../packages/build.ts';
import type { PackageRequest } from '../types.ts';

export interface LoanReport {
  /** Proposed file name, ASCII. */
  readonly fileName: string;
  /** PDF, signed. */
  readonly pdf: Uint8Array;
  /** The same for machines, JSON. */
  readonly json: Uint8Array;
}

export interface Reports {
  /** @throws ServiceError as `PackagePlanner.plan` */
  loan(request: PackageRequest): Promise<LoanReport>;
}

export function createReports(planner: Pick<PackagePlanner, 'plan'>): Reports {
  return {
    async loan(request) {
      const { files } = await planner.plan(request);
      const bytesOf = (path: string): Uint8Array => {
        const content = files.find(({ name }) => name === path)?.content;
        if (content !== undefined && 'bytes' in content) return content.bytes;
        throw new ServiceError('INTERNAL', 'the package was planned without a report');
      };
      const fileName = `report-${request.loan.replace(/[^A-Za-z0-9.-]+/g, '_')}.pdf`;
      return { fileName, pdf: bytesOf(EXTRA_PATHS.reportPdf), json: bytesOf(EXTRA_PATHS.reportJson) };
    },
  };
}
