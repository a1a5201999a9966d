/** What every feature is made from: the service's parts, its documents, and who may do what. */

import type { OpenDocumentStore } from '../ports/document-store.ts';
import type { Timestamper } from '../ports/platform.ts';
import type { CustodyLog } from '../usecases/custody/create.ts';
import type { ServiceDeps } from '../usecases/deps.ts';
import type { NewEvent } from '../usecases/events/types.ts';
import type { Jobs } from '../usecases/jobs/types.ts';
import type { OrganisationRegister } from '../usecases/organisations/create.ts';
import type { ServiceParts } from './parts.ts';

export interface Base {
  readonly parts: ServiceParts;
  readonly service: ServiceDeps;
  readonly documents: OpenDocumentStore;
  readonly custody: CustodyLog;
  readonly register: OrganisationRegister;
  readonly queue: Jobs;
  readonly timestamper: Timestamper;
  /** Organisations in whose name this installation files by itself. */
  readonly signing: readonly string[];
  /** Tells of what stands in the log or the store already; never fails. */
  readonly publish: (event: NewEvent) => void;
}
