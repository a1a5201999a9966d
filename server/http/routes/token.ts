/** `POST /v1/token`: a signed assertion in, a short-lived bearer token out (RFC 6749 section 4.4, RFC 7523). */
import type { Request, RequestHandler } from 'express';
import { utf8Decode } from '../../../core/bytes.ts';
import { ServiceError } from '../../errors.ts';
import { SCOPES, type Scope } from '../../ports/caller.ts';
import { addressKey, createAttemptLimiter } from '../attempts.ts';
import { bytesOf, conform, consumes, rawBody } from '../body.ts';
import { checkAssertion } from '../client-assertion.ts';
import { clientCertificate } from '../client-certificate.ts';
import { checkTlsClient } from '../client-tls.ts';
import type { AppDeps } from '../deps.ts';
import { createReplayGuard } from '../replay.ts';
import type { Route } from '../route.ts';
import { TokenInput, TokenSchema } from '../schemas/service.ts';
import type { TokenIssuer } from '../tokens.ts';

const FORM = 'application/x-www-form-urlencoded';
const MAX_BYTES = 16 * 1024;

export function tokenRoutes(deps: AppDeps, tokens: TokenIssuer): Route[] {
  return [
    {
      method: 'post',
      path: '/v1/token',
      tag: 'token',
      summary:
        'Get a bearer token for a signed client assertion, or for the client certificate of the connection',
      action: 'token.request',
      access: 'public',
      quota: 'anonymous',
      body: {
        description: 'Form of RFC 6749 section 4.4.2.',
        content: { [FORM]: TokenInput },
        required: true,
      },
      answers: { 200: { description: 'The token.', content: { 'application/json': TokenSchema } } },
      problems: [
        'UNSUPPORTED_MEDIA_TYPE',
        'REQUEST_INVALID',
        'PAYLOAD_TOO_LARGE',
        'ASSERTION_INVALID',
        'ASSERTION_REPLAYED',
        'ALGORITHM_REFUSED',
        'CLOCK_SKEW',
        'FORBIDDEN',
      ],
      handlers: [consumes(FORM), rawBody(MAX_BYTES), tokenHandler(deps, tokens)],
    },
  ];
}

function tokenHandler(deps: AppDeps, tokens: TokenIssuer): RequestHandler {
  const check = {
    organisations: deps.organisations,
    replay: createReplayGuard(),
    clock: deps.clock,
    audiences: () => audiencesOf(deps),
    skewSeconds: deps.limits.skewSeconds,
    startedAt: deps.clock.now(),
  };
  const attempts = createAttemptLimiter(deps.clock, deps.limits.attempts);
  const grant = async (req: Request, form: TokenForm, wanted: readonly Scope[] | undefined) => {
    const { client_assertion: assertion, client_id } = form;
    const der = assertion === undefined ? clientCertificate(req) : undefined;
    const client =
      assertion === undefined
        ? await checkTlsClient(deps, der, client_id)
        : await checkAssertion(check, assertion);
    const granted = deps.organisations.client(client.organisation);
    if (granted === undefined) throw suspended();
    const { role, scopes: most } = granted;
    const scopes = wanted === undefined ? most : wanted.filter((scope) => most.includes(scope));
    if (scopes.length === 0) throw outOfScope(most);
    return tokens.issue({ ...client, role, scopes }, der && client.id);
  };
  return async (req, res) => {
    const form = conform(TokenInput, formOf(bytesOf(req)));
    const wanted = scopesOf(form.scope);
    const issued = await attempts.guard([addressKey(req)], () => grant(req, form, wanted));
    res.setHeader('Cache-Control', 'no-store').json({
      access_token: issued.token,
      token_type: 'Bearer',
      expires_in: issued.expiresInSeconds,
      scope: issued.scopes.join(' '),
    });
  };
}

/** Under TLS the tools on the service's own machine have an address of their own. */
function audiencesOf({ publicUrl, localUrl = publicUrl }: AppDeps): readonly string[] {
  return [...new Set([publicUrl(), localUrl()])].flatMap((url) => [`${url}/v1/token`, url]);
}

type TokenForm = ReturnType<typeof TokenInput.parse>;

const suspended = () => new ServiceError('ASSERTION_INVALID', 'the organisation is suspended');

const outOfScope = (allowed: readonly Scope[]) =>
  new ServiceError('FORBIDDEN', 'the organisation has none of the scopes asked for', {
    facts: { granted: allowed },
    remedy: 'Ask for scopes that the operator has given to the organisation.',
  });

function formOf(body: Uint8Array): Record<string, string> {
  const form = [...new URLSearchParams(utf8Decode(body, 'the form'))];
  const names = form.map(([name]) => name);
  // RFC 6749 section 3.2: parameters must not be included more than once.
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return Object.fromEntries(form);
  throw new ServiceError('REQUEST_INVALID', 'a parameter stands twice', {
    facts: { parameter: twice.slice(0, 64) },
  });
}

/** @returns undefined for all that the organisation has */
function scopesOf(wanted: string | undefined): readonly Scope[] | undefined {
  if (wanted === undefined) return undefined;
  const unknown = wanted.split(' ').find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown === undefined) return SCOPES.filter((scope) => wanted.split(' ').includes(scope));
  throw new ServiceError('REQUEST_INVALID', 'an unknown scope was asked for', {
    facts: { allowed: SCOPES, received: unknown.slice(0, 64) },
  });
}
