/** The HTTP edge: an Express app over the use cases. Listens to nothing itself, keeps nothing between apps. */
import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { ServiceError } from '../errors.ts';
import { createFailureHandler, createRecorder } from './answer.ts';
import { createAttemptLimiter } from './attempts.ts';
import { contextOf } from './context.ts';
import type { AppDeps } from './deps.ts';
import { createGate, type GateDeps } from './gate.ts';
import { describeApi } from './openapi.ts';
import { createOperatorCheck } from './operator.ts';
import { portalRouter } from './portal.ts';
import { publicPathOf, standAt } from './public-path.ts';
import { createQuotaHeaders } from './quota-headers.ts';
import { createQuotas } from './quotas.ts';
import { expressPath, type Route } from './route.ts';
import { batchRoutes } from './routes/batch.ts';
import { caseBulkRoutes } from './routes/case-bulk.ts';
import { caseExportRoutes } from './routes/case-exports.ts';
import { casePaperRoutes } from './routes/case-papers.ts';
import { caseWorkRoutes } from './routes/case-work.ts';
import { caseRoutes } from './routes/cases.ts';
import { custodyRoutes } from './routes/custody.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { filingRoutes } from './routes/filing.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { jobRoutes } from './routes/jobs.ts';
import { keptPackageRoutes } from './routes/kept-packages.ts';
import { keyRoutes } from './routes/keys.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { logRoutes } from './routes/log.ts';
import { meRoutes } from './routes/me.ts';
import { monitoringRoutes } from './routes/monitoring.ts';
import { organisationRoutes } from './routes/organisations.ts';
import { overviewRoutes } from './routes/overview.ts';
import { packageRoutes } from './routes/packages.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reportRoutes } from './routes/reports.ts';
import { searchRoutes } from './routes/search.ts';
import { serviceRoutes } from './routes/service.ts';
import { sessionRoutes } from './routes/session.ts';
import { tokenRoutes } from './routes/token.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createSessionEdge } from './sessions.ts';
import { createTokenIssuer, type TokenIssuer } from './tokens.ts';

export function createApp(deps: AppDeps): Express {
  const tokens = tokenIssuerOf(deps);
  const routes = routesOf(deps, tokens);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.set('trust proxy', deps.trustedProxies ?? false);
  standAt(app, deps.publicUrl);
  app.use(createRecorder(deps.logger, deps.metrics, randomUUID));
  app.use(security());
  const quotas = createQuotas(deps.limits, deps.organisations);
  const ownQuota = createQuotaHeaders(deps.usage);
  const gate: GateDeps = {
    tokens,
    operator: createOperatorCheck(deps.operatorCredential),
    attempts: createAttemptLimiter(deps.clock, deps.limits.attempts),
    sessions: deps.sessions ?? edgeOf(deps),
  };
  for (const route of routes) {
    const named: RequestHandler = (_req, res, next) => {
      contextOf(res).route = route.path;
      next();
    };
    const own = route.action === 'evidence.file' ? [ownQuota] : [];
    const gates = [named, createGate(gate, route), quotas[route.quota], ...own];
    app[route.method](expressPath(route.path), ...gates, ...route.handlers);
  }
  refuseOtherMethods(app, routes);
  const portal = portalRouter(deps.portal);
  if (portal !== undefined) app.use('/portal', portal);
  app.use(() => {
    throw new ServiceError('NOT_FOUND', 'there is nothing at this address');
  });
  app.use(createFailureHandler(deps.logger));
  return app;
}

function edgeOf({ people, pageOrigins, publicUrl }: AppDeps) {
  return createSessionEdge({ people, origins: pageOrigins, path: () => publicPathOf(publicUrl()) });
}

/** All routes, as data; also for the test that holds them to their description. */
export function routesOf(deps: AppDeps, tokens: TokenIssuer): readonly Route[] {
  let description: object | undefined;
  const edge = edgeOf(deps);
  const routes: readonly Route[] = [
    ...tokenRoutes(deps, tokens),
    ...filingRoutes(deps),
    ...batchRoutes(deps),
    ...searchRoutes(deps),
    ...monitoringRoutes(deps),
    ...uploadRoutes(deps),
    ...eventRoutes(deps),
    ...webhookRoutes(deps),
    ...evidenceRoutes(deps),
    ...receiptRoutes(deps),
    ...packageRoutes(deps),
    ...reportRoutes(deps),
    ...jobRoutes(deps),
    ...caseBulkRoutes(deps),
    ...caseRoutes(deps),
    ...casePaperRoutes(deps),
    ...caseWorkRoutes(deps),
    ...caseExportRoutes(deps),
    ...keptPackageRoutes(deps),
    ...sessionRoutes(deps, edge),
    ...passkeyRoutes(deps, edge),
    ...invitationRoutes(deps),
    ...meRoutes(deps, edge),
    ...custodyRoutes(deps),
    ...privacyRoutes(deps),
    ...keyRoutes(deps),
    ...organisationRoutes(deps),
    ...overviewRoutes(deps),
    ...logRoutes(deps),
    ...ledgerRoutes(deps),
    ...serviceRoutes(deps, () => {
      description ??= describeApi(routes, deps.version, publicPathOf(deps.publicUrl()));
      return description;
    }),
  ];
  return routes;
}

/** The service's name as issuer of tokens is its log's: it stays the same behind any address. */
export function tokenIssuerOf({
  tokenKeys,
  log,
  limits,
  clock,
  random,
  organisations,
}: AppDeps): TokenIssuer {
  return createTokenIssuer({
    ...tokenKeys,
    issuer: `urn:triseal:service:${log.reader.origin}`,
    lifetimeSeconds: limits.tokenSeconds,
    stands: (caller, issuedAt) => organisations.stands(caller, issuedAt),
    clock,
    random,
  });
}

/** Answers are data: no page may frame them, run in them or take them for another type. */
function security(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
  });
}

function refuseOtherMethods(app: Express, routes: readonly Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    app.all(expressPath(path), (req, res) => {
      contextOf(res).route = path;
      res.setHeader('Allow', allowed.join(', '));
      throw new ServiceError('METHOD_NOT_ALLOWED', `this address answers ${allowed.join(', ')}`, {
        facts: { allowed, received: req.method },
      });
    });
  }
}
