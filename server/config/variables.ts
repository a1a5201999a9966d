/**
 * Every setting of the service, in one table: what it means, its default, and how its text is read. `docs/configuration.md` is generated from it.
 * Each can stand in the environment or, under its short name, in the optional JSON file; the environment wins.
 */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const flag = z.enum(['on', 'off']).transform((text) => text === 'on');
const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const mongoUrl = z.string().regex(/^mongodb(\+srv)?:\/\/.+/, 'expected mongodb://... or mongodb+srv://...');
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected 0x and 40 hexadecimal digits');

/** `bank=https://…,user=https://…,commission=https://…` */
const nodes = z.string().transform((text, context) => {
  const found = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, party, url] = /^\s*(bank|user|commission)=(https?:\/\/[^\s,]+?)\/*\s*$/.exec(part) ?? [];
    if (party === undefined || url === undefined) context.addIssue(`"${part}" is not party=URL`);
    else if (found.has(party)) context.addIssue(`${party} stands twice`);
    else found.set(party, url);
  }
  for (const party of ['bank', 'user', 'commission'])
    if (!found.has(party)) context.addIssue(`${party} is missing`);
  return { bank: found.get('bank')!, user: found.get('user')!, commission: found.get('commission')! };
});

/** Addresses and subnets, comma separated. */
const subnets = z.string().transform((text, context) =>
  text.split(',').map((part) => {
    const subnet = part.trim();
    if (!ipaddr.isValid(subnet) && !ipaddr.isValidCIDR(subnet)) {
      context.addIssue(`"${subnet}" is neither an IP address nor a subnet such as 10.0.0.0/8`);
    }
    return subnet;
  }),
);

/** `vkey@URL` entries, comma separated. */
const witnesses = z.string().transform((text, context) =>
  text.split(',').flatMap((part) => {
    const [, vkey, url] = /^\s*(\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+)@(https?:\/\/\S+?)\/*\s*$/.exec(part) ?? [];
    if (vkey !== undefined && url !== undefined) return [{ vkey, url }];
    context.addIssue(`"${part}" is not vkey@URL`);
    return [];
  }),
);

export interface Variable<T extends z.ZodType = z.ZodType> {
  readonly env: string;
  readonly schema: T;
  /** Text of the default; undefined when the setting is optional and absent means "embedded" or "none". */
  readonly fallback: string | undefined;
  readonly about: string;
}

const variable = <T extends z.ZodType>(
  env: string,
  schema: T,
  fallback: string | undefined,
  about: string,
): Variable<T> => ({
  env,
  schema,
  fallback,
  about,
});

export const VARIABLES = {
  home: variable(
    'TRISEAL_HOME',
    z.string().min(1),
    '.triseal',
    'Data directory. One service runs on it at a time.',
  ),
  host: variable('TRISEAL_HOST', z.string().min(1), '127.0.0.1', 'Address that the API listens on.'),
  port: variable('TRISEAL_PORT', port, '8420', 'Port of the API; 0 takes any free one.'),
  publicUrl: variable(
    'TRISEAL_PUBLIC_URL',
    httpUrl.optional(),
    undefined,
    'URL under which callers reach the API, and the audience of client assertions. Default: the address listened on.',
  ),
  trustedProxies: variable(
    'TRISEAL_TRUSTED_PROXIES',
    subnets.optional(),
    undefined,
    'Addresses or subnets of reverse proxies, comma separated: callers without a token are then told apart by what these say in X-Forwarded-For. Default: by the address of the connection.',
  ),
  tlsCertificate: variable(
    'TRISEAL_TLS_CERT',
    z.string().min(1).optional(),
    undefined,
    'PEM file of the certificate, with its chain, under which the API is served by TLS. Default: plain HTTP, behind a proxy that ends TLS.',
  ),
  tlsKey: variable('TRISEAL_TLS_KEY', z.string().min(1).optional(), undefined, 'PEM file of its key.'),
  tlsClientCa: variable(
    'TRISEAL_TLS_CLIENT_CA',
    z.string().min(1).optional(),
    undefined,
    'PEM file of the authorities of client certificates, for tokens by mutual TLS (RFC 8705). Needs TRISEAL_TLS_CERT.',
  ),
  portalUrl: variable(
    'TRISEAL_PORTAL_URL',
    httpUrl.optional(),
    undefined,
    'Address of the portal, to which invitations lead and from whose origin people sign in. Default: `/portal` below the public URL, with this machine called localhost.',
  ),
  relyingPartyId: variable(
    'TRISEAL_RP_ID',
    z
      .string()
      .regex(/^(?!\d+(\.\d+){3}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'expected a domain, not an IP address')
      .optional(),
    undefined,
    'Domain that passkeys are for (WebAuthn RP ID). Passkeys are bound to it for good. Default: the host of the portal.',
  ),
  sessionIdleMinutes: variable(
    'TRISEAL_SESSION_IDLE_MINUTES',
    count(1, 24 * 60),
    '30',
    "Minutes without a request after which a person's session ends.",
  ),
  sessionHours: variable(
    'TRISEAL_SESSION_HOURS',
    count(1, 24 * 7),
    '12',
    "Hours after which a person's session ends whatever happens.",
  ),
  origin: variable(
    'TRISEAL_LOG_ORIGIN',
    z.string().regex(/^[a-z0-9.-]+(\/[a-z0-9._-]+)*$/, 'expected a schema-less URL such as log.example/bank'),
    'triseal.local/demo-bank',
    'Origin of the log (tlog-checkpoint). Fixed at first start.',
  ),
  organisation: variable(
    'TRISEAL_ORGANISATION',
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens'),
    'demo-bank',
    'Name of the filing organisation whose log this is. Fixed at first start.',
  ),
  mongo: variable(
    'TRISEAL_MONGODB_URI',
    mongoUrl.optional(),
    undefined,
    "MongoDB for the service's store. Default: the embedded SQLite file.",
  ),
  chainRpc: variable(
    'TRISEAL_CHAIN_RPC',
    httpUrl.optional(),
    undefined,
    'JSON-RPC of the shared chain. Default: an embedded anvil, for trying and testing only.',
  ),
  chainContract: variable(
    'TRISEAL_CHAIN_CONTRACT',
    address.optional(),
    undefined,
    'Address of EvidenceAnchor on an outside chain. Default: deployed at first start.',
  ),
  chainTransactions: variable(
    'TRISEAL_CHAIN_TRANSACTIONS',
    z.enum(['auto', 'legacy', 'eip1559']),
    'auto',
    'Kind of transactions sent.',
  ),
  nodes: variable(
    'TRISEAL_NODES',
    nodes.optional(),
    undefined,
    'Party nodes elsewhere, bank=URL,user=URL,commission=URL. Default: three local processes.',
  ),
  witnesses: variable(
    'TRISEAL_WITNESSES',
    witnesses.optional(),
    undefined,
    'Further C2SP witnesses, vkey@URL, comma separated. They cosign; the quorum does not depend on them.',
  ),
  tsaUrl: variable(
    'TRISEAL_TSA_URL',
    httpUrl.optional(),
    undefined,
    "RFC 3161 time-stamping authority. Default: the embedded one with the commission's certificate.",
  ),
  tsaAnchor: variable(
    'TRISEAL_TSA_ANCHOR',
    z.string().optional(),
    undefined,
    "PEM file of the outside authority's root certificate. Required with TRISEAL_TSA_URL.",
  ),
  renewalDays: variable(
    'TRISEAL_RENEWAL_DAYS',
    count(1, 3650),
    '90',
    "Days before the end of the time-stamping authority's certificates at which the newest time-stamp is itself stamped anew.",
  ),
  hashRenewal: variable(
    'TRISEAL_HASH_RENEWAL',
    z.enum(['off', 'sha-512']),
    'off',
    '`sha-512`: each day everything is hashed anew with SHA-512 and stamped so, for when SHA-256 weakens (docs/spec/time.md). Reads every item once.',
  ),
  batchMax: variable('TRISEAL_BATCH_MAX', count(1, 10_000), '1000', 'Most filings in one commit of the log.'),
  batchIntervalMs: variable(
    'TRISEAL_BATCH_INTERVAL_MS',
    count(0, 10_000),
    '20',
    'How long a commit waits at most for filings that are being checked just now, or while the process is busy; a lone filing never waits. 0: no commit waits.',
  ),
  queueMax: variable(
    'TRISEAL_QUEUE_MAX',
    count(1, 1_000_000),
    '5000',
    'Filings waiting for a commit before further ones are refused with 503.',
  ),
  witnessIntervalMs: variable(
    'TRISEAL_WITNESS_INTERVAL_MS',
    count(50, 3_600_000),
    '1000',
    'Time between rounds in which the parties witness the newest checkpoint.',
  ),
  maxUploadBytes: variable(
    'TRISEAL_MAX_UPLOAD_BYTES',
    count(1, 10 * 2 ** 30),
    String(100 * 2 ** 20),
    'Largest document accepted.',
  ),
  resumableMaxBytes: variable(
    'TRISEAL_RESUMABLE_MAX_BYTES',
    count(1, 4 * 2 ** 30),
    String(2 * 2 ** 30),
    'Largest document accepted as a resumable upload.',
  ),
  resumableQuotaBytes: variable(
    'TRISEAL_RESUMABLE_QUOTA_BYTES',
    count(1, 2 ** 50),
    String(20 * 2 ** 30),
    'Bytes that an organisation may have uploaded or announced without filing them.',
  ),
  resumableHours: variable(
    'TRISEAL_RESUMABLE_HOURS',
    count(1, 24 * 30),
    '24',
    'Hours after its last part at which an upload that was not filed is dropped.',
  ),
  webhookLoopback: variable(
    'TRISEAL_WEBHOOK_LOOPBACK',
    flag,
    'off',
    'Whether webhooks may go to this machine, also by plain http. For trying and testing only.',
  ),
  sample: variable('TRISEAL_SAMPLE', flag, 'on', 'File the sample loans at first start.'),
  logLevel: variable(
    'TRISEAL_LOG_LEVEL',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    'info',
    'Least severity written to service.log in the data directory.',
  ),
} as const;

export type VariableName = keyof typeof VARIABLES;
export type Config = { readonly [K in VariableName]: z.output<(typeof VARIABLES)[K]['schema']> };
