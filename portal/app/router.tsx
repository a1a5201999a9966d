/** The addresses of the portal. A desk brings its own list; what is large is loaded when it is visited. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Layout } from './components/layout.tsx';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import { casePart, caseView, filingView } from './search.ts';

export const rootRoute = createRootRoute({ component: Layout, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });
const verify = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify',
  component: lazyRouteComponent(() => import('./pages/verify.tsx'), 'Verify'),
});
const ledger = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./pages/ledger.tsx'), 'Ledger'),
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignIn'),
});
const enrol = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrol',
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'EnrolPage'),
});
const cases = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cases',
  validateSearch: caseView,
  component: lazyRouteComponent(() => import('./pages/cases.tsx'), 'Cases'),
});
const aCase = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cases/$id',
  validateSearch: casePart,
  component: lazyRouteComponent(() => import('./pages/case/case.tsx'), 'CasePage'),
});

const loans = createRoute({
  getParentRoute: () => rootRoute,
  path: '/loans',
  component: lazyRouteComponent(() => import('./pages/loans.tsx'), 'Loans'),
});
const loan = createRoute({
  getParentRoute: () => rootRoute,
  path: '/loans/$id',
  component: lazyRouteComponent(() => import('./pages/loan/loan.tsx'), 'LoanPage'),
});
const desk = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk',
  validateSearch: filingView,
  component: lazyRouteComponent(() => import('./pages/desk.tsx'), 'Desk'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([home, verify, ledger, signIn, enrol, cases, aCase, loans, loan, desk]),
  basepath: new URL(document.baseURI).pathname,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
