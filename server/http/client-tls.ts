/** Client authentication by mutual TLS (RFC 8705 section 2): the certificate of the connection, held against the register. */
import { createHash } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { Organisations } from '../ports/organisations.ts';
import type { Clock } from '../ports/platform.ts';
import type { AuthenticatedClient } from './client-assertion.ts';

export interface TlsCheck {
  readonly organisations: Organisations;
  readonly clock: Clock;
}

const invalid = (message: string, facts: Record<string, string> = {}) =>
  new ServiceError('ASSERTION_INVALID', message, {
    facts,
    remedy:
      'Send a client assertion, or connect with a client certificate that is registered for the organisation.',
  });

/**
 * @param der certificate of the connection. @param clientId the organisation, RFC 8705 section 2
 * @throws ServiceError `ASSERTION_INVALID`
 */
export async function checkTlsClient(
  { organisations, clock }: TlsCheck,
  der: Uint8Array | undefined,
  clientId: string | undefined,
): Promise<AuthenticatedClient> {
  if (der === undefined) throw invalid('there is neither a client assertion nor a client certificate');
  const digest = createHash('sha256').update(der).digest();
  const registered = organisations.certificate(new Uint8Array(digest));
  if (registered?.holder !== 'filer') throw invalid('no organisation has registered this certificate');
  const { organisation } = registered;
  if (clientId !== organisation) {
    throw invalid('client_id is the organisation of the certificate', { expected: organisation });
  }
  const verdict = await organisations.judge(registered, clock.now(), 'client');
  if (!verdict.ok) throw invalid('the certificate is not valid for clients now', { reason: verdict.code });
  return { organisation, id: digest.toString('base64url') };
}
