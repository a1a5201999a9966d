/** The addresses of the portal. A desk brings its own list; what is large is loaded when it is visited. */
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { deskRoutes } from './desk-routes.tsx';
import { loanRoutes } from './loan-routes.tsx';
import { Home } from './pages/home.tsx';
import { rootRoute, signedIn } from './root-route.tsx';
import { caseListView, caseView, returnAddress } from './search.ts';

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

const receipt = createRoute({
  getParentRoute: () => rootRoute,
  path: '/receipt/$number',
  component: lazyRouteComponent(() => import('./pages/receipt.tsx'), 'ReceiptPage'),
});
const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: returnAddress,
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
  beforeLoad: signedIn,
  validateSearch: caseListView,
  component: lazyRouteComponent(() => import('./pages/cases.tsx'), 'Cases'),
});
const aCase = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cases/$id',
  beforeLoad: signedIn,
  validateSearch: caseView,
  component: lazyRouteComponent(() => import('./pages/case/case.tsx'), 'CasePage'),
});

const account = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    verify,
    ledger,
    receipt,
    signIn,
    enrol,
    cases,
    aCase,
    account,
    ...loanRoutes,
    ...deskRoutes,
  ]),
  basepath: new URL(document.baseURI).pathname,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
