/**
 * Validators that we did not write, for what we sign and pack: EU DSS (Java, Maven), pyHanko, bagit and sd-jwt (PyPI). Kept under `.cache/engines`, fetched by
 * `npx tsx test/foreign/setup.ts`; tests that need one are skipped by name without it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../server/paths.ts';

const CACHE = join(projectRoot, '.cache', 'engines');
export const FOREIGN = fileURLToPath(new URL('.', import.meta.url));

export const DSS = { version: '6.4', home: join(CACHE, 'dss-6.4'), project: join(FOREIGN, 'dss') } as const;
export const PYHANKO = { version: '0.38.0', home: join(CACHE, 'pyhanko-0.38.0') } as const;

export const BAGIT = { version: '1.9.0', home: join(CACHE, 'bagit-1.9.0') } as const;

export const SD_JWT = { version: '0.10.4', home: join(CACHE, 'sd-jwt-0.10.4') } as const;

export const SCHEMATHESIS = { version: '4.32.0', home: join(CACHE, 'schemathesis-4.32.0') } as const;

export const hasDss = (): boolean =>
  existsSync(join(DSS.home, 'lib')) && existsSync(join(DSS.home, 'classes', 'DssCheck.class'));
export const hasPyHanko = (): boolean => existsSync(join(PYHANKO.home, 'done'));
export const hasBagit = (): boolean => existsSync(join(BAGIT.home, 'done'));
export const hasSdJwt = (): boolean => existsSync(join(SD_JWT.home, 'done'));
export const hasSchemathesis = (): boolean => existsSync(join(SCHEMATHESIS.home, 'done'));
export const hasProgram = (name: string, ...version: string[]): boolean =>
  spawnSync(name, version, { stdio: 'ignore' }).error === undefined;

export interface DssSignature {
  readonly indication: string;
  readonly sub: string | null;
  /** `PAdES-BASELINE-T`, ... */
  readonly format: string;
  readonly intact: boolean;
  readonly signingTime: string | null;
  /** `FULL:Full PDF`, or each file covered. */
  readonly scopes: readonly string[];
  /** Type, imprint intact, signature intact. */
  readonly timestamps: readonly string[];
  readonly errors: readonly string[];
}

export interface DssInput {
  /** Files: trusted certificates, other certificates, DER revocation lists. */
  readonly trust?: readonly string[];
  readonly cert?: readonly string[];
  readonly crl?: readonly string[];
  /** RFC 3339. */
  readonly at?: string;
}

/**
 * One Java process for all, since its start takes seconds.
 * @param documents PDF, ASiC containers or JWS
 * @returns by document, what DSS says of each of its signatures; a document that it cannot read has none
 */
export function runDss(
  documents: readonly string[],
  { trust = [], cert = [], crl = [], at }: DssInput,
): DssSignature[][] {
  const flags = [
    ...trust.flatMap((file) => ['--trust', file]),
    ...cert.flatMap((file) => ['--cert', file]),
    ...crl.flatMap((file) => ['--crl', file]),
    ...(at === undefined ? [] : ['--at', at]),
  ];
  const path = [join(DSS.home, 'lib', '*'), join(DSS.home, 'classes')].join(':');
  const args = [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    path,
    'DssCheck',
    ...documents,
    ...flags,
  ];
  const lines = linesOf(spawnSync('java', args, { encoding: 'utf8' })) as (DssSignature & {
    readonly document: number;
    readonly error?: string;
  })[];
  return documents.map((_, i) => lines.filter((line) => line.document === i && line.error === undefined));
}

export interface PyHankoSignature {
  readonly valid: boolean;
  readonly intact: boolean;
  readonly trusted: boolean;
  /** `ENTIRE_FILE` when nothing is left out or added. */
  readonly coverage: string;
  readonly timestamp: boolean | null;
  readonly bottom_line: boolean;
}

export function runPyHanko(pdf: string, root: string, at: string): PyHankoSignature[] {
  const args = [join(FOREIGN, 'pyhanko_check.py'), pdf, root, at];
  return linesOf(
    spawnSync(join(PYHANKO.home, 'bin', 'python'), args, { encoding: 'utf8' }),
  ) as PyHankoSignature[];
}

function linesOf({
  status,
  stdout,
  stderr,
}: {
  status: number | null;
  stdout: string;
  stderr: string;
}): unknown[] {
  if (status !== 0) throw new Error(`the validator ended with ${status}: ${stderr.slice(-800)}`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);
}
