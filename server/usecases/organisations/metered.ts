/** Filing within an organisation's quota. What is refused is not counted; a repetition is neither counted nor refused. */
import type { FilingRequest, UseCases } from '../types.ts';
import type { Amount, Usage } from './usage.ts';

export function metered(
  fileEvidence: UseCases['fileEvidence'],
  usage: Pick<Usage, 'take' | 'giveBack'>,
): UseCases['fileEvidence'] {
  return async (request) => {
    const { organisation, filer = organisation } = request;
    const amount = amountOf(request);
    let taken = false;
    const admit = async () => {
      await request.admit?.();
      await usage.take(filer, amount);
      taken = true;
    };
    try {
      return await fileEvidence({ ...request, admit });
    } catch (error) {
      if (taken) usage.giveBack(filer, amount);
      throw error;
    }
  };
}

function amountOf({ upload }: FilingRequest): Amount {
  const bytes = (upload?.documents ?? []).reduce((sum, { size }) => sum + size, 0);
  return { items: 1, bytes };
}
