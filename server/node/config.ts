/** A node's configuration: one JSON file, single settings overridden by the environment, every mistake named at once. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { parseAddress } from '../../core/chain/address.ts';
import { parseJsonObject } from '../../core/json.ts';
import { isKeyName, parseVkey } from '../../core/note/vkey.ts';
import { PARTIES } from '../../core/party.ts';
import { parsePolicy } from '../../core/tlog/policy.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { pemDecode } from '../../core/x509/pem.ts';
import { ServiceError } from '../errors.ts';

/** A check by a function that throws for what it does not accept. */
const readable = (read: (text: string) => unknown) => (text: string, ctx: z.RefinementCtx) => {
  try {
    read(text);
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: (error as Error).message });
  }
};

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const milliseconds = z.int().min(1).max(86_400_000);
const certificates = z
  .string()
  .superRefine(readable((pem) => pemDecode(pem, 'CERTIFICATE').map(parseCertificate)));
const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, 'expected 0x and 64 lower-case hexadecimal digits');
const address = z.string().superRefine(readable((text) => parseAddress(text)));
const vkey = z.string().superRefine(
  readable((text) => {
    if (parseVkey(text).type !== 1) throw new Error('expected a plain Ed25519 key (type 1)');
  }),
);

const Intervals = z.strictObject({
  pollMs: milliseconds.default(1_000).describe('Between two looks at the log and the chain.'),
  anchorMs: milliseconds.default(5_000).describe('Least time between a seal and the next attempt.'),
  staggerMs: milliseconds.default(3_000).describe('How much later the next party in the order steps in.'),
  graceMs: milliseconds
    .default(10_000)
    .describe('How long a party waits for silent peers before it submits its own.'),
  backoffMs: milliseconds.default(1_000).describe('First pause after a failure of the chain; it doubles.'),
  maxBackoffMs: milliseconds.default(60_000).describe('Longest pause after failures of the chain.'),
  requestTimeoutMs: milliseconds
    .default(5_000)
    .describe('How long the log and the peers may take to answer.'),
  clockToleranceMs: z
    .int()
    .min(0)
    .max(86_400_000)
    .default(300_000)
    .describe("How far a filer's clock may run ahead of the log's."),
});

const Chain = z.strictObject({
  rpcUrl: url,
  chainId: z.int().min(1),
  contract: address,
  log: bytes32.describe("The contract's id of the log."),
  transactions: z.enum(['auto', 'legacy', 'eip1559']).default('auto'),
});

/** What a node knows of one log. */
const Log = {
  log: z.strictObject({ origin: z.string().min(1), vkey, url }),
  policy: z.string().superRefine(readable(parsePolicy)),
  peers: z.array(z.strictObject({ party: z.enum(PARTIES), url })).default([]),
  signers: z.strictObject({ certificates, anchors: certificates, intermediates: certificates.default('') }),
  chain: Chain.optional(),
};
const FurtherLog = z.strictObject(Log);

const Schema = z
  .strictObject({
    party: z.enum(PARTIES),
    name: z
      .string()
      .refine((name) => isKeyName(name) && name.length <= 200, 'expected a key name without spaces and "+"'),
    directory: z.string().min(1),
    host: z.string().min(1).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(0),
    ...Log,
    furtherLogs: z.array(FurtherLog).max(64).default([]),
    postsPerMinute: z.int().min(1).default(6_000).describe('Writing requests of one address a minute.'),
    intervals: Intervals.prefault({}),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((config, ctx) => {
    const say = (path: PropertyKey[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    const logs: [PropertyKey[], NodeLog][] = [
      [[], config],
      ...config.furtherLogs.map((log, i): [PropertyKey[], NodeLog] => [['furtherLogs', i], log]),
    ];
    for (const [path, { log, peers }] of logs) {
      const parties = peers.map((peer) => peer.party);
      if (parties.includes(config.party)) say([...path, 'peers'], `the ${config.party} is no peer of itself`);
      if (new Set(parties).size !== parties.length) say([...path, 'peers'], 'a party stands twice');
      if (!log.vkey.startsWith(`${log.origin}+`)) say([...path, 'log', 'vkey'], 'its name is not the origin');
    }
    const origins = logs.map(([, { log }]) => log.origin);
    if (new Set(origins).size !== origins.length) say(['furtherLogs'], 'a log stands twice');
  });

/** One log of a node, with the parties and certificates that belong to it. */
export type NodeLog = z.output<typeof FurtherLog>;

export type NodeConfig = z.output<typeof Schema>;
/** The configuration as it is written: what has a default may be left out. */
export type NodeConfigInput = z.input<typeof Schema>;

/** Environment variables that override the file, each with the setting that it replaces. */
export const NODE_VARIABLES = {
  TRISEAL_NODE_DIRECTORY: ['directory'],
  TRISEAL_NODE_HOST: ['host'],
  TRISEAL_NODE_PORT: ['port'],
  TRISEAL_NODE_LOG_URL: ['log', 'url'],
  TRISEAL_NODE_CHAIN_RPC: ['chain', 'rpcUrl'],
  TRISEAL_NODE_LOG_LEVEL: ['logLevel'],
} as const;

/** Settings that may be given as `{"file": "<path>"}`, relative to the configuration file. */
const TEXTS = [
  ['policy'],
  ['signers', 'certificates'],
  ['signers', 'anchors'],
  ['signers', 'intermediates'],
] as const;

type Mutable = { [key: string]: unknown };

/** @throws ServiceError `CONFIG_INVALID`; its facts list every mistake */
export function parseNodeConfig(input: unknown): NodeConfig {
  const result = Schema.safeParse(input);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`),
  );
}

/**
 * @param file path of the JSON file. @param env usually `process.env`
 * @throws ServiceError `CONFIG_INVALID`; its facts list every mistake
 */
export function loadNodeConfig(file: string, env: NodeJS.ProcessEnv): NodeConfig {
  if (!existsSync(file)) throw invalid([`${file}: no such file`]);
  let json: Mutable;
  try {
    json = parseJsonObject(readFileSync(file, 'utf8')) as Mutable;
  } catch (cause) {
    throw invalid([`${file}: ${(cause as Error).message}`]);
  }
  const mistakes: string[] = [];
  const further = Array.isArray(json.furtherLogs) ? (json.furtherLogs as Mutable[]) : [];
  for (const [i, log] of [json, ...further].entries()) {
    const prefix = i === 0 ? '' : `furtherLogs.${i - 1}.`;
    for (const path of TEXTS) inlineFile(log, path, dirname(file), mistakes, prefix);
  }
  for (const [name, path] of Object.entries(NODE_VARIABLES)) override(json, path, env[name]);
  if (typeof json.directory === 'string') json.directory = resolve(dirname(file), json.directory);
  if (mistakes.length > 0) throw invalid(mistakes);
  return parseNodeConfig(json);
}

function parentOf(json: Mutable, path: readonly string[]): Mutable | undefined {
  let at: unknown = json;
  for (const name of path.slice(0, -1)) at = (at as Mutable | undefined)?.[name];
  return typeof at === 'object' && at !== null ? (at as Mutable) : undefined;
}

function inlineFile(
  json: Mutable,
  path: readonly string[],
  base: string,
  mistakes: string[],
  prefix: string,
): void {
  const parent = parentOf(json, path);
  const name = path.at(-1)!;
  const value = parent?.[name] as { file?: unknown } | undefined;
  if (parent === undefined || typeof value !== 'object' || typeof value?.file !== 'string') return;
  try {
    parent[name] = readFileSync(resolve(base, value.file), 'utf8');
  } catch (cause) {
    mistakes.push(`${prefix}${path.join('.')}: ${(cause as Error).message}`);
  }
}

function override(json: Mutable, path: readonly string[], value: string | undefined): void {
  const parent = parentOf(json, path);
  const name = path.at(-1)!;
  if (value === undefined || value === '' || parent === undefined) return;
  parent[name] = name === 'port' ? Number(value) : value;
}

function invalid(mistakes: readonly string[]): ServiceError {
  return new ServiceError(
    'CONFIG_INVALID',
    `the node's configuration has ${mistakes.length} mistake(s): ${mistakes.join('; ')}`,
    { facts: { mistakes }, remedy: 'Correct them together; docs/spec/log.md section 9 lists every setting.' },
  );
}
