/** The dependency direction between the rooms, and the purity of `core`, enforced. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Which rooms a room may import from, beside itself and packages. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  certs: ['core'],
  samples: ['core', 'server/pdf'],
  server: ['core', 'certs', 'samples', 'client'],
  client: ['core', 'server/adapters/crypto-node', 'server/adapters/signer-file'],
  cli: ['core', 'client', 'server', 'certs'],
  portal: ['core', 'client/api'],
  scripts: ['core', 'client', 'portal', 'server', 'certs', 'cli', 'samples', 'contracts', 'test/support'],
};

function sources(dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(dir, file));
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
    ),
  ].map((m) => (m[1] ?? m[2] ?? m[3]) as string);
}

/** Path of a relative import within the project, or undefined for a package. */
function target(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : undefined;
}

const CORE_PACKAGES = /^(?:@noble\/(curves|hashes|post-quantum)\/|big\.js$)/;
/** What `core` must not reach for: the platform, the clock, randomness, Node's Buffer. */
const IMPURE = [
  /\bBuffer\b/,
  /\bprocess\./,
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bgetRandomValues\b/,
  /\bfetch\(/,
  /\brequire\(/,
];

const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');

describe('architecture', () => {
  for (const [room, allowed] of Object.entries(ALLOWED)) {
    it(`${room} imports only ${['itself', ...allowed].join(', ')}`, () => {
      const foreign = sources(room).flatMap((file) =>
        imports(file)
          .map((specifier) => target(file, specifier))
          .filter((path): path is string => path !== undefined)
          .filter(
            (path) =>
              ![room, ...allowed].some(
                (other) => path === other || path.startsWith(`${other}/`) || path.startsWith(`${other}.`),
              ),
          )
          .map((path) => `${file} -> ${path}`),
      );
      expect(foreign).to.deep.equal([]);
    });
  }

  it('core uses noble packages and big.js only, and nothing of the platform but WebCrypto in two files', () => {
    const breaches = sources('core').flatMap((file) => {
      const text = withoutComments(readFileSync(join(root, file), 'utf8'));
      const packages = imports(file).filter(
        (specifier) => !specifier.startsWith('.') && !CORE_PACKAGES.test(specifier),
      );
      const impure = IMPURE.filter((pattern) => pattern.test(text)).map(String);
      const subtle =
        /crypto\??\.subtle/.test(text) && !/^core\/crypto-(portable|web)\.ts$/.test(file)
          ? ['crypto.subtle']
          : [];
      return [...packages, ...impure, ...subtle].map((what) => `${file}: ${what}`);
    });
    expect(breaches).to.deep.equal([]);
  });

  it('server layers: http uses no adapter, use cases know no http, adapters do not see each other, nothing imports from test, only a start puts a service together', () => {
    const breaches = sources('server').flatMap((file) =>
      imports(file)
        .map((specifier) => target(file, specifier))
        .filter((path): path is string => path !== undefined)
        .filter((path) => isLayerBreach(file, path))
        .map((path) => `${file} -> ${path}`),
    );
    expect(breaches).to.deep.equal([]);
  });

  it('core bundles for a neutral platform', async () => {
    const result = await build({
      stdin: {
        contents: sources('core')
          .map((file) => `export * as m${file.replace(/\W/g, '_')} from './${file}';`)
          .join('\n'),
        resolveDir: root,
      },
      bundle: true,
      write: false,
      platform: 'neutral',
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
    expect(result.errors).to.deep.equal([]);
  });
});

const adapterOf = (path: string) => /^server\/adapters\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(path)?.[1];

function isLayerBreach(file: string, path: string): boolean {
  if (path.startsWith('test')) return true;
  if (path.startsWith('server/wiring/')) return !/^server\/(wiring|start)\//.test(file);
  if (path.startsWith('server/http/') && file.startsWith('server/usecases/')) return true;
  const [from, to] = [adapterOf(file), adapterOf(path)];
  if (from !== undefined && to !== undefined) return from !== to && to !== 'crypto-node';
  if (from !== undefined) return /^server\/(http|usecases|log|node|start)\//.test(path);
  const inner = /^server\/(http|usecases)\//.test(file);
  return inner && to !== undefined && to !== 'crypto-node';
}
