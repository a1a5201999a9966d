/** The addresses of the portal. A desk brings its own list; what is large is loaded when it is visited. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from './api/session.ts';
import { Layout } from './components/layout.tsx';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import { queries } from './queries.ts';
import { caseListView, caseView, custodyView, filingView, returnAddress } from './search.ts';

export const rootRoute = createRootRoute({ component: Layout, notFoundComponent: NotFound });

/** The desks are for who is signed in: everybody else signs in first and comes back. */
async function signedIn({ location }: { readonly location: { readonly href: string } }): Promise<void> {
  const session = await queries.ensureQueryData(sessionQuery).catch(() => undefined);
  // Where the service cannot be asked, the page says so itself.
  if (session === null) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true });
}

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

const loans = createRoute({
  getParentRoute: () => rootRoute,
  path: '/loans',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/loans.tsx'), 'Loans'),
});
const loan = createRoute({
  getParentRoute: () => rootRoute,
  path: '/loans/$id',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/loan/loan.tsx'), 'LoanPage'),
});
const account = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
});
const newCase = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk/new-case',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/desk/new-case.tsx'), 'NewCase'),
});
const webhooks = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk/webhooks',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/desk/webhooks.tsx'), 'Webhooks'),
});
const custody = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk/custody',
  validateSearch: custodyView,
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('./pages/desk/custody.tsx'), 'CustodyPage'),
});
const desk = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk',
  beforeLoad: signedIn,
  validateSearch: filingView,
  component: lazyRouteComponent(() => import('./pages/desk.tsx'), 'Desk'),
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
    loans,
    loan,
    desk,
    newCase,
    webhooks,
    custody,
    account,
  ]),
  basepath: new URL(document.baseURI).pathname,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
