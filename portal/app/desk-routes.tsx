/** The addresses of the bank's and the operator's desks. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import {
  bulkView,
  custodyView,
  deliveryView,
  erasureView,
  jobsView,
  newCaseView,
  packageView,
} from './desk-search.ts';
import { rootRoute, signedIn } from './root-route.tsx';
import { filingView } from './search.ts';

const common = { getParentRoute: () => rootRoute, beforeLoad: signedIn } as const;

const desk = createRoute({
  ...common,
  path: '/desk',
  component: lazyRouteComponent(() => import('./pages/desk/overview.tsx'), 'Overview'),
});
const filings = createRoute({
  ...common,
  path: '/desk/filings',
  validateSearch: filingView,
  component: lazyRouteComponent(() => import('./pages/desk/filings.tsx'), 'Filings'),
});
const failures = createRoute({
  ...common,
  path: '/desk/failures',
  component: lazyRouteComponent(() => import('./pages/desk/failures.tsx'), 'Failures'),
});
const stream = createRoute({
  ...common,
  path: '/desk/loans/$loan',
  component: lazyRouteComponent(() => import('./pages/desk/stream.tsx'), 'Stream'),
});
const item = createRoute({
  ...common,
  path: '/desk/items/$id',
  component: lazyRouteComponent(() => import('./pages/desk/item.tsx'), 'ItemPage'),
});
const newCase = createRoute({
  ...common,
  path: '/desk/new-case',
  validateSearch: newCaseView,
  component: lazyRouteComponent(() => import('./pages/desk/new-case.tsx'), 'NewCase'),
});
const draft = createRoute({
  ...common,
  path: '/desk/drafts/$id',
  component: lazyRouteComponent(() => import('./pages/desk/draft.tsx'), 'Draft'),
});
const bulk = createRoute({
  ...common,
  path: '/desk/bulk',
  component: lazyRouteComponent(() => import('./pages/desk/bulk.tsx'), 'Bulk'),
});
const bulkJob = createRoute({
  ...common,
  path: '/desk/bulk/$id',
  validateSearch: bulkView,
  component: lazyRouteComponent(() => import('./pages/desk/bulk-job.tsx'), 'BulkJob'),
});
const packages = createRoute({
  ...common,
  path: '/desk/packages',
  validateSearch: packageView,
  component: lazyRouteComponent(() => import('./pages/desk/packages.tsx'), 'Packages'),
});
const erasures = createRoute({
  ...common,
  path: '/desk/erasures',
  validateSearch: erasureView,
  component: lazyRouteComponent(() => import('./pages/desk/erasures.tsx'), 'Erasures'),
});
const erasure = createRoute({
  ...common,
  path: '/desk/erasures/$id',
  component: lazyRouteComponent(() => import('./pages/desk/erasure.tsx'), 'ErasurePage'),
});
const custody = createRoute({
  ...common,
  path: '/desk/custody',
  validateSearch: custodyView,
  component: lazyRouteComponent(() => import('./pages/desk/custody.tsx'), 'CustodyPage'),
});
const webhooks = createRoute({
  ...common,
  path: '/desk/webhooks',
  component: lazyRouteComponent(() => import('./pages/desk/webhooks.tsx'), 'Webhooks'),
});
const webhook = createRoute({
  ...common,
  path: '/desk/webhooks/$id',
  validateSearch: deliveryView,
  component: lazyRouteComponent(() => import('./pages/desk/webhook.tsx'), 'WebhookPage'),
});
const organisation = createRoute({
  ...common,
  path: '/desk/organisation',
  component: lazyRouteComponent(() => import('./pages/desk/organisation.tsx'), 'OrganisationPage'),
});

const operate = createRoute({
  ...common,
  path: '/operate',
  component: lazyRouteComponent(() => import('./pages/operate/overview.tsx'), 'Operate'),
});
const organisations = createRoute({
  ...common,
  path: '/operate/organisations',
  component: lazyRouteComponent(() => import('./pages/operate/organisations.tsx'), 'OrganisationsPage'),
});
const anOrganisation = createRoute({
  ...common,
  path: '/operate/organisations/$name',
  component: lazyRouteComponent(() => import('./pages/operate/organisation.tsx'), 'AnyOrganisationPage'),
});
const jobs = createRoute({
  ...common,
  path: '/operate/jobs',
  validateSearch: jobsView,
  component: lazyRouteComponent(() => import('./pages/operate/jobs.tsx'), 'JobsPage'),
});

export const deskRoutes = [
  desk,
  filings,
  failures,
  stream,
  item,
  newCase,
  draft,
  bulk,
  bulkJob,
  packages,
  erasures,
  erasure,
  custody,
  webhooks,
  webhook,
  organisation,
  operate,
  organisations,
  anOrganisation,
  jobs,
] as const;
