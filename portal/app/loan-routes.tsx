/** The addresses of the borrower's desk. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { itemView, loanView } from './loan-search.ts';
import { rootRoute, signedIn } from './root-route.tsx';

const common = { getParentRoute: () => rootRoute, beforeLoad: signedIn } as const;

const loans = createRoute({
  ...common,
  path: '/loans',
  component: lazyRouteComponent(() => import('./pages/loans.tsx'), 'Loans'),
});
const loan = createRoute({
  ...common,
  path: '/loans/$id',
  validateSearch: loanView,
  component: lazyRouteComponent(() => import('./pages/loan/loan.tsx'), 'LoanPage'),
});
const item = createRoute({
  ...common,
  path: '/loans/$id/items/$item',
  validateSearch: itemView,
  component: lazyRouteComponent(() => import('./pages/loan/item.tsx'), 'OwnItemPage'),
});

export const loanRoutes = [loans, loan, item] as const;
