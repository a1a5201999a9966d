/** Under which address people use the service: what passkeys are for, and whether the installation is one to try things in. */
import type { Config } from '../config/variables.ts';
import type { RelyingParty } from '../usecases/people/deps.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', '0.0.0.0', '[::]']);

/** The portal, without a slash at the end. An address of this machine is called `localhost`: WebAuthn knows no IP addresses. */
export function portalUrlOf({ portalUrl }: Pick<Config, 'portalUrl'>, publicUrl: string): string {
  if (portalUrl !== undefined) return portalUrl;
  const url = new URL(publicUrl);
  if (LOOPBACK.has(url.hostname)) url.hostname = 'localhost';
  return `${url.origin}${url.pathname.replace(/\/$/, '')}/portal`;
}

export function relyingPartyOf(
  config: Pick<Config, 'portalUrl' | 'relyingPartyId'>,
  publicUrl: string,
): RelyingParty {
  const { hostname, origin } = new URL(portalUrlOf(config, publicUrl));
  return { id: config.relyingPartyId ?? hostname, origins: [origin] };
}

/** Why people could not sign in at this address; undefined when they can. */
export function passkeyObstacle(
  config: Pick<Config, 'portalUrl' | 'relyingPartyId'>,
  publicUrl: string,
): string | undefined {
  const url = portalUrlOf(config, publicUrl);
  const { hostname, protocol } = new URL(url);
  if (/^([\d.]+|\[.*\])$/.test(hostname)) return `${url}: passkeys need a name, and this is an address`;
  const local = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || local ? undefined : `${url}: browsers give passkeys to https pages alone`;
}

/**
 * Whether sample people may sign in: everything embedded, on this machine alone, with the samples wanted, and nobody has said that this is
 * production.
 */
export function isTrial(config: Config, environment: NodeJS.ProcessEnv): boolean {
  const { sample, host, chainRpc, nodes, mongo, publicUrl, portalUrl } = config;
  const local = (url: string | undefined) =>
    url === undefined || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);
  return (
    sample &&
    environment.NODE_ENV !== 'production' &&
    [chainRpc, nodes, mongo].every((outside) => outside === undefined) &&
    /^(localhost|127\.0\.0\.1|::1)$/.test(host) &&
    local(publicUrl) &&
    local(portalUrl)
  );
}
