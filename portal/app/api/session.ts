/** Who is signed in, and the token that unsafe calls must show. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Passkey, PasskeyList, Session } from '../../../client/api.generated.ts';
import { claimDrafts } from '../drafts.ts';
import { ApiError, getJson, postJson, request, showToken } from './http.ts';

export type { Passkey, Session };

export type Role = Session['person']['role'];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return taken(await getJson<Session>('v1/session', signal));
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
  // To look at a window is no use of it: the session may run out.
  refetchOnWindowFocus: false,
});

/** Undefined while it is not known. */
export function useSession(): Session | null | undefined {
  return useQuery(sessionQuery).data;
}

export function taken(session: Session): Session {
  showToken(session.csrf_token);
  claimDrafts(session.person.id);
  return session;
}

/** The browser's own conversions (WebAuthn Level 3), with which no bytes pass through our hands. */
interface PasskeyBrowser {
  parseRequestOptionsFromJSON(options: object): PublicKeyCredentialRequestOptions;
  parseCreationOptionsFromJSON(options: object): PublicKeyCredentialCreationOptions;
}
const browser = () => globalThis.PublicKeyCredential as unknown as PasskeyBrowser;

export const passkeysWork = (): boolean =>
  typeof globalThis.PublicKeyCredential === 'function' &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential;

export async function assertion(options: object): Promise<object> {
  const publicKey = browser().parseRequestOptionsFromJSON(options);
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return credential.toJSON() as object;
}

export async function attestation(options: object): Promise<object> {
  const publicKey = browser().parseCreationOptionsFromJSON(options);
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  return credential.toJSON() as object;
}

export async function signInWithPasskey(): Promise<Session> {
  const options = await postJson<object>('v1/session/options', {});
  return taken(await postJson<Session>('v1/session', { response: await assertion(options) }));
}

/** A person without a passkey, as sample people are at first, has nothing to prove presence with. */
export class NoPasskey extends Error {
  override readonly name = 'NoPasskey';
}

interface StepUpOptions {
  readonly allowCredentials?: readonly object[];
}

/** @throws NoPasskey; DOMException when the person closes the dialog */
export async function stepUp(): Promise<Session> {
  const options = await postJson<StepUpOptions>('v1/session/step-up/options', {});
  if (options.allowCredentials?.length === 0) throw new NoPasskey();
  return taken(await postJson<Session>('v1/session/step-up', { response: await assertion(options) }));
}

export async function enrol(code: string, label: string): Promise<Session> {
  const options = await postJson<object>('v1/enrolment/options', { code });
  const response = await attestation(options);
  const made = await postJson<{ readonly session: Session } | Session>('v1/enrolment', {
    code,
    response,
    ...(label === '' ? {} : { label }),
  });
  return taken('session' in made ? made.session : made);
}

export async function signOut(): Promise<void> {
  await postJson('v1/session/sign-out', {});
}

export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: async ({ signal }) => (await getJson<PasskeyList>('v1/me/passkeys', signal)).items,
});

export async function addPasskey(label: string): Promise<void> {
  const options = await postJson<object>('v1/me/passkeys/options', {});
  const response = await attestation(options);
  await postJson('v1/me/passkeys', { response, ...(label === '' ? {} : { label }) });
}

export const removePasskey = (id: string): Promise<Response> =>
  request(`v1/me/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' });

export async function signOutEverywhere(): Promise<void> {
  await postJson('v1/session/sign-out-everywhere', {});
}
