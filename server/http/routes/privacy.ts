/** Privacy: retention, legal holds and erasure. */
import type { AppDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { erasureRoutes } from './erasures.ts';
import { holdRoutes } from './holds.ts';
import { retentionRoutes } from './retention.ts';

export function privacyRoutes(deps: AppDeps): Route[] {
  return [...retentionRoutes(deps), ...holdRoutes(deps), ...erasureRoutes(deps)];
}
