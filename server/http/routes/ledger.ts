/** The ledger as a whole, public: whose copies there are, and how far the newest checkpoints have come. */
import { conform } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { LedgerQuery, LedgerSchema } from '../schemas/ledger.ts';

export function ledgerRoutes({ ledger }: AppDeps): Route[] {
  return [
    {
      method: 'get',
      path: '/log/ledger',
      tag: 'log',
      summary: 'The three parties and the newest checkpoints they witnessed',
      action: 'log.read',
      access: 'public',
      quota: 'log',
      parameters: { query: LedgerQuery },
      answers: { 200: { description: 'The ledger.', content: { 'application/json': LedgerSchema } } },
      problems: ['REQUEST_INVALID'],
      handlers: [
        async (req, res) => {
          const { limit } = conform(LedgerQuery, req.query);
          res.setHeader('Cache-Control', 'public, max-age=2').json(await ledger(limit));
        },
      ],
    },
  ];
}
