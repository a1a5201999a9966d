/** The addresses of the portal. A desk brings its own list; what is large is loaded when it is visited. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Layout } from './components/layout.tsx';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';

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

export const router = createRouter({
  routeTree: rootRoute.addChildren([home, verify, ledger]),
  basepath: new URL(document.baseURI).pathname,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
