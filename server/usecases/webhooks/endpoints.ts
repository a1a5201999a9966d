/** Endpoints as they lie in the document store; address, description and secrets are sealed. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { Endpoint, WebhooksDeps } from './types.ts';

const COLLECTION = 'webhook-endpoints';
const PURPOSE = 'webhook-endpoint';
const LISTED = 100;

interface Secret {
  readonly secret: string;
  /** RFC 3339, UTC; null for the present one. */
  readonly until: string | null;
}

/** The sealed side. */
export interface EndpointSecrets {
  readonly url: string;
  readonly description: string | null;
  /** The present one first. */
  readonly secrets: readonly Secret[];
}

export interface EndpointState {
  readonly organisation: string;
  readonly types: readonly string[];
  readonly createdAt: string;
  readonly disabled: 'failing' | 'gone' | 'owner' | null;
  readonly failingSince: string | null;
  /** Id of the last event that was taken from the journal for it. */
  readonly cursor: string;
}

export interface StoredEndpoint {
  readonly id: string;
  readonly version: number;
  readonly state: EndpointState;
  readonly secrets: EndpointSecrets;
  /** The same as it is stored. */
  readonly sealed: Json;
}

export async function readEndpoint(
  { vault }: WebhooksDeps,
  { key, version, value }: StoredDocument,
): Promise<StoredEndpoint> {
  const { sealed = null, ...state } = value;
  const { value: secrets } = await openValue(vault, PURPOSE, sealed);
  return {
    id: key,
    version,
    state: state as Json as unknown as EndpointState,
    secrets: secrets as Json as unknown as EndpointSecrets,
    sealed,
  };
}

/** @param unchanged the sealed side as it is stored, when it stays. @returns undefined when another request has changed it meanwhile */
export async function saveEndpoint(
  { documents, vault }: WebhooksDeps,
  { id, version }: Pick<StoredEndpoint, 'id' | 'version'>,
  state: EndpointState,
  secrets: EndpointSecrets,
  unchanged?: Json,
): Promise<StoredEndpoint | undefined> {
  const sealed = unchanged ?? (await sealValue(vault, PURPOSE, secrets as unknown as JsonObject));
  const value = { ...state, sealed } as unknown as JsonObject;
  const indexes = {
    organisation: `${state.organisation}/${id}`,
    ...(state.disabled === null ? { active: id } : {}),
  };
  const outcome = await documents.put(COLLECTION, { key: id, value, indexes }, version);
  return outcome.ok ? { id, version: outcome.version, state, secrets, sealed } : undefined;
}

/** @throws ServiceError `NOT_FOUND` also for another's */
export async function findEndpoint(
  deps: WebhooksDeps,
  organisation: string,
  id: string,
): Promise<StoredEndpoint> {
  const found = await deps.documents.get(COLLECTION, id);
  if (found !== undefined && found.value.organisation === organisation) return readEndpoint(deps, found);
  throw new ServiceError('NOT_FOUND', 'there is no such webhook', { facts: { webhook: id } });
}

/** Whosever it is; undefined when it is gone. */
export async function anyEndpoint(deps: WebhooksDeps, id: string): Promise<StoredEndpoint | undefined> {
  const found = await deps.documents.get(COLLECTION, id);
  return found && readEndpoint(deps, found);
}

/** Changes an endpoint as it stands at that moment. @returns undefined when it is gone */
export async function changeEndpoint(
  deps: WebhooksDeps,
  id: string,
  change: (endpoint: StoredEndpoint) => { readonly state: EndpointState; readonly secrets: EndpointSecrets },
): Promise<StoredEndpoint | undefined> {
  for (;;) {
    const found = await deps.documents.get(COLLECTION, id);
    if (found === undefined) return undefined;
    const endpoint = await readEndpoint(deps, found);
    const { state, secrets } = change(endpoint);
    const unchanged = secrets === endpoint.secrets ? endpoint.sealed : undefined;
    const saved = await saveEndpoint(deps, endpoint, state, secrets, unchanged);
    if (saved !== undefined) return saved;
  }
}

export async function deleteEndpoint({ documents }: WebhooksDeps, id: string): Promise<void> {
  for (;;) {
    const found = await documents.get(COLLECTION, id);
    if (found === undefined || (await documents.delete(COLLECTION, id, found.version))) return;
  }
}

export async function endpointsOf(deps: WebhooksDeps, organisation: string): Promise<StoredEndpoint[]> {
  const query = { index: 'organisation', prefix: `${organisation}/`, limit: LISTED };
  const { documents } = await deps.documents.list(COLLECTION, query);
  return Promise.all(documents.map((document) => readEndpoint(deps, document)));
}

export async function* activeEndpoints(deps: WebhooksDeps): AsyncGenerator<StoredEndpoint> {
  let cursor: string | undefined;
  do {
    const query = { index: 'active', limit: LISTED, ...(cursor === undefined ? {} : { cursor }) };
    const page = await deps.documents.list(COLLECTION, query);
    for (const document of page.documents) yield readEndpoint(deps, document);
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Secrets that sign at this moment, the present one first. */
export function validSecrets({ secrets }: EndpointSecrets, now: string): readonly string[] {
  return secrets.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
}

export function presentEndpoint({ id, state, secrets }: StoredEndpoint, now: string): Endpoint {
  const { url, description } = secrets;
  const earlier = secrets.secrets.find(({ until }) => until !== null && until > now);
  return {
    id,
    url,
    types: state.types,
    enabled: state.disabled === null,
    createdAt: state.createdAt,
    ...(description === null ? {} : { description }),
    ...(state.disabled === null ? {} : { disabledReason: state.disabled }),
    ...(state.failingSince === null ? {} : { failingSince: state.failingSince }),
    ...(earlier?.until == null ? {} : { previousSecretUntil: earlier.until }),
  };
}
