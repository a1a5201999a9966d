/** Facts of an installation that are fixed at first start: another origin or chain would make another log. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../../core/json.ts';
import type { Config } from '../config/variables.ts';
import { ServiceError } from '../errors.ts';
import { writeFileSafely } from '../safe-file.ts';

const chain = z.strictObject({ chainId: z.int(), contract: z.string(), log: z.string() });

const schema = z.strictObject({
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  origin: z.string(),
  organisation: z.string(),
  /** Null until the log is opened on the chain. */
  chain: chain.nullable(),
  /** Ports of the last start: the chain, then the party nodes. */
  ports: z.array(z.int()).length(4),
  /** Names of the sample loans that have been filed and packed. */
  samples: z.array(z.string()),
});

export type Installation = z.output<typeof schema>;

export function saveInstallation(file: string, installation: Installation): void {
  writeFileSafely(file, `${JSON.stringify(installation, null, 2)}\n`);
}

/**
 * @param now milliseconds
 * @returns the installation, and whether it has just begun
 * @throws ServiceError `CONFIG_INVALID` when the directory was made for another origin or organisation, or the file cannot be read
 */
export function openInstallation(
  file: string,
  config: Config,
  now: number,
): { installation: Installation; first: boolean } {
  if (!existsSync(file)) {
    const installation: Installation = {
      version: 1,
      createdAt: new Date(now).toISOString(),
      origin: config.origin,
      organisation: config.organisation,
      chain: null,
      ports: [0, 0, 0, 0],
      samples: [],
    };
    saveInstallation(file, installation);
    return { installation, first: true };
  }
  const installation = read(file);
  same('TRISEAL_LOG_ORIGIN', installation.origin, config.origin);
  same('TRISEAL_ORGANISATION', installation.organisation, config.organisation);
  return { installation, first: installation.chain === null };
}

function read(file: string): Installation {
  try {
    return schema.parse(parseJson(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new ServiceError('CONFIG_INVALID', `${file} is not the description of an installation`, {
      remedy: 'Restore it from a copy, or name another data directory (TRISEAL_HOME).',
      cause,
    });
  }
}

function same(variable: string, installed: string, configured: string): void {
  if (installed === configured) return;
  throw new ServiceError(
    'CONFIG_INVALID',
    `${variable} is ${configured}, but the data directory was made for ${installed}`,
    {
      facts: { installed, configured },
      remedy: `Set ${variable} back, or name another data directory (TRISEAL_HOME).`,
    },
  );
}
