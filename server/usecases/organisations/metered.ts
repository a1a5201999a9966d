/** Filing within an organisation's quota: what is refused or had been filed before is not counted. */
import type { FilingRequest, UseCases } from '../types.ts';
import type { Amount, Usage } from './usage.ts';

export function metered(
  fileEvidence: UseCases['fileEvidence'],
  usage: Pick<Usage, 'take' | 'giveBack'>,
): UseCases['fileEvidence'] {
  return async (request) => {
    const amount = amountOf(request);
    await usage.take(request.organisation, amount);
    let counts = false;
    try {
      const filed = await fileEvidence(request);
      counts = !filed.replayed;
      return filed;
    } finally {
      if (!counts) usage.giveBack(request.organisation, amount);
    }
  };
}

function amountOf({ upload }: FilingRequest): Amount {
  const bytes = (upload?.documents ?? []).reduce((sum, { size }) => sum + size, 0);
  return { items: 1, bytes };
}
