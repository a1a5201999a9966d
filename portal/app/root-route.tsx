/** What every address of the portal hangs on. */
import { createRootRoute, redirect } from '@tanstack/react-router';
import { sessionQuery } from './api/session.ts';
import { Layout } from './components/layout.tsx';
import { NotFound } from './pages/not-found.tsx';
import { queries } from './queries.ts';

export const rootRoute = createRootRoute({ component: Layout, notFoundComponent: NotFound });

/** The desks are for who is signed in: everybody else signs in first and comes back. */
export async function signedIn({
  location,
}: {
  readonly location: { readonly href: string };
}): Promise<void> {
  const session = await queries.ensureQueryData(sessionQuery).catch(() => undefined);
  // Where the service cannot be asked, the page says so itself.
  if (session === null) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true });
}
