/**
 * Compiles `contracts/*.sol` with the npm `solc` into `dist/contracts/<Name>.json`. `evmVersion` london is the newest that every engine of a consortium
 * runs. Nothing is done when the sources, their imports and the compiler are those of the artifact that is there.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

const SETTINGS = {
  evmVersion: 'london',
  optimizer: { enabled: true, runs: 1_000_000 },
  viaIR: true,
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

/** What a deployment needs of a contract. */
export interface ContractArtifact {
  readonly contractName: string;
  readonly abi: readonly unknown[];
  /** Creation code, 0x-hex. */
  readonly bytecode: `0x${string}`;
  /** SHA-256 over the sources, the settings and the compiler's version. */
  readonly sourceHash: string;
  readonly compiler: string;
}

interface Compiler {
  version(): string;
  compile(
    input: string,
    callbacks: { import(path: string): { contents: string } | { error: string } },
  ): string;
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<string, Record<string, { abi: unknown[]; evm: { bytecode: { object: string } } }>>
  >;
}

const IMPORT = /^import\s[^;]*?["']([^"']+)["'];/gm;

/** The sources and all that they import, by the name under which the compiler knows them. */
function gather(names: readonly string[], resolve: (name: string) => string): Map<string, string> {
  const sources = new Map<string, string>();
  const visit = (name: string): void => {
    if (sources.has(name)) return;
    const content = readFileSync(resolve(name), 'utf8');
    sources.set(name, content);
    for (const [, path] of content.matchAll(IMPORT)) {
      visit(path!.startsWith('.') ? join(name, '..', path!) : path!);
    }
  };
  for (const name of names) visit(name);
  return sources;
}

const resolveSource = (name: string) => (name.startsWith('@') ? require.resolve(name) : join(root, name));

function hashOf(sources: ReadonlyMap<string, string>, compiler: string): string {
  const hash = createHash('sha256').update(compiler).update(JSON.stringify(SETTINGS));
  for (const [name, content] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`\n${name}\n${content}`);
  }
  return hash.digest('hex');
}

function compile(sources: ReadonlyMap<string, string>): Output {
  const solc = require('solc') as Compiler;
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...sources].map(([name, content]) => [name, { content }])),
    settings: SETTINGS,
  };
  // Every import is among the sources already.
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path) => ({ error: `${path} was not gathered` }) }),
  ) as Output;
  const problems = output.errors ?? [];
  if (problems.length > 0) throw new Error(problems.map((p) => p.formattedMessage).join('\n'));
  return output;
}

/**
 * Compiles the contracts in a folder, unless that was done.
 *
 * @param folder under the repository's root
 * @param out folder for the artifacts
 * @returns the names of the contracts written; empty when all were current
 * @throws Error with the compiler's words; a warning counts as a fault
 */
export function buildContracts(folder = 'contracts', out = join(root, 'dist', folder)): readonly string[] {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.sol'));
  const sources = gather(
    files.map((name) => join(folder, name)),
    resolveSource,
  );
  const { version } = require('solc/package.json') as { version: string };
  const sourceHash = hashOf(sources, version);
  const wanted = files.map((name) => basename(name, '.sol')).filter((name) => !/^I[A-Z]/.test(name));
  const current = (name: string): boolean => {
    const path = join(out, `${name}.json`);
    return (
      existsSync(path) &&
      (JSON.parse(readFileSync(path, 'utf8')) as ContractArtifact).sourceHash === sourceHash
    );
  };
  if (wanted.every(current)) return [];
  const output = compile(sources);
  mkdirSync(out, { recursive: true });
  for (const contractName of wanted) {
    const { abi, evm } = output.contracts![join(folder, `${contractName}.sol`)]![contractName]!;
    const bytecode: `0x${string}` = `0x${evm.bytecode.object}`;
    const artifact: ContractArtifact = { contractName, abi, bytecode, sourceHash, compiler: version };
    const path = join(out, `${contractName}.json`);
    // Another process may be reading: it finds the old artifact or the new one.
    writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(artifact, null, 2)}\n`);
    renameSync(`${path}.${process.pid}`, path);
  }
  return wanted;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = buildContracts();
  console.log(
    built.length === 0
      ? 'contracts: up to date'
      : `contracts: ${built.join(', ')} -> ${relative(root, join(root, 'dist/contracts'))}`,
  );
}
