/** Reads the configuration once, at start, and names every mistake in it at the same time. */
import { existsSync, readFileSync } from 'node:fs';
import { isObject, type JsonObject, parseJsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import { type Config, VARIABLES, type VariableName } from './variables.ts';

const FILE_VARIABLE = 'TRISEAL_CONFIG';
const DEFAULT_FILE = 'triseal.json';
/** Read by other parts of the project under the same prefix (docs/configuration.md); so are those of a node, TRISEAL_NODE_... (docs/spec/log.md). */
const FOREIGN = new Set([FILE_VARIABLE, 'TRISEAL_FAULT_KILL', 'TRISEAL_TRUST', 'TRISEAL_URL']);

const NAMES = Object.keys(VARIABLES) as VariableName[];

function readFile(path: string | undefined, mistakes: string[]): JsonObject {
  const file = path ?? DEFAULT_FILE;
  if (path === undefined && !existsSync(file)) return {};
  try {
    const parsed = parseJsonObject(readFileSync(file, 'utf8'));
    for (const key of Object.keys(parsed)) {
      if (!NAMES.includes(key as VariableName)) mistakes.push(`${file}: unknown setting "${key}"`);
    }
    return parsed;
  } catch (cause) {
    mistakes.push(`${file}: ${(cause as Error).message}`);
    return {};
  }
}

function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>(NAMES.map((name) => VARIABLES[name].env));
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('TRISEAL_') &&
        !known.has(name) &&
        !FOREIGN.has(name) &&
        !name.startsWith('TRISEAL_NODE_'),
    )
    .map((name) => `${name}: no such setting`);
}

function crossChecks(values: Partial<Config>): string[] {
  const mistakes: string[] = [];
  const { env } = VARIABLES.tsaAnchor;
  if (values.tsaUrl !== undefined && values.tsaAnchor === undefined) {
    mistakes.push(`${env}: required with ${VARIABLES.tsaUrl.env}, or its tokens could not be checked`);
  }
  if ((values.tlsCertificate === undefined) !== (values.tlsKey === undefined)) {
    mistakes.push(`${VARIABLES.tlsCertificate.env}: needs ${VARIABLES.tlsKey.env}, and the other way round`);
  }
  if (values.tlsClientCa !== undefined && values.tlsCertificate === undefined) {
    mistakes.push(`${VARIABLES.tlsClientCa.env}: needs ${VARIABLES.tlsCertificate.env}`);
  }
  if (values.chainContract !== undefined && values.chainRpc === undefined) {
    mistakes.push(`${VARIABLES.chainContract.env}: needs ${VARIABLES.chainRpc.env}`);
  }
  mistakes.push(...relyingPartyMistakes(values));
  return mistakes;
}

/** WebAuthn section 5.1.3: the RP ID is the portal's host or a domain above it. */
function relyingPartyMistakes({ portalUrl, publicUrl, relyingPartyId }: Partial<Config>): string[] {
  const { env } = VARIABLES.relyingPartyId;
  const url = portalUrl ?? publicUrl;
  if (url === undefined) {
    const fits = relyingPartyId === undefined || relyingPartyId === 'localhost';
    return fits ? [] : [`${env}: needs ${VARIABLES.portalUrl.env} or ${VARIABLES.publicUrl.env}`];
  }
  const { hostname } = new URL(url);
  const local = /^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (portalUrl !== undefined && /^([\d.]+|\[.*\])$/.test(hostname)) {
    return [`${VARIABLES.portalUrl.env}: passkeys need a name, and ${hostname} is an address`];
  }
  const host = local ? 'localhost' : hostname;
  if (relyingPartyId === undefined || host === relyingPartyId || host.endsWith(`.${relyingPartyId}`))
    return [];
  return [`${env}: ${relyingPartyId} is neither ${host} nor a domain above it`];
}

/**
 * @param env usually `process.env`
 * @throws ServiceError `CONFIG_INVALID`; its facts list every mistake
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const mistakes = unknownVariables(env);
  const file = readFile(env[FILE_VARIABLE], mistakes);
  const values: Record<string, unknown> = {};
  for (const name of NAMES) {
    const { env: envName, schema, fallback } = VARIABLES[name];
    const fromFile = file[name];
    if (isObject(fromFile) || Array.isArray(fromFile)) mistakes.push(`${name}: expected text or a number`);
    const text = env[envName] || (fromFile === undefined ? fallback : String(fromFile));
    const result = schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else mistakes.push(...result.error.issues.map((issue) => `${envName}=${text}: ${issue.message}`));
  }
  mistakes.push(...crossChecks(values as Partial<Config>));
  if (mistakes.length > 0) {
    throw new ServiceError(
      'CONFIG_INVALID',
      `the configuration has ${mistakes.length} mistake(s): ${mistakes.join('; ')}`,
      {
        facts: { mistakes },
        remedy: 'Correct them together; docs/configuration.md lists every setting.',
      },
    );
  }
  return values as Config;
}
