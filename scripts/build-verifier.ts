/**
 * Builds the offline verifier: one HTML file with everything in it. The same sources give the same bytes, on any machine: no time, path or name of
 * the machine goes in. Prints nothing; the digest stands beside the file in `verifier.sha256`, in the form that `sha256sum -c` reads.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { root } from './tool.ts';

const NAME = 'verifier.html';
const STYLES = ['styles/tokens.css', 'report/report.css', 'offline/page.css'];

/** @returns the page's bytes as text */
export async function buildVerifier(): Promise<string> {
  const [script, worker, style] = await Promise.all([
    bundled('offline/main.ts'),
    bundled('verifier/worker.ts'),
    minified(STYLES.map((file) => readFileSync(join(root, 'portal', file), 'utf8')).join('\n')),
  ]);
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}' blob:`,
    'worker-src blob:',
    `style-src '${digest(style)}'`,
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const values: Readonly<Record<string, string>> = { policy, style, worker, script };
  const page = readFileSync(join(root, 'portal/offline/page.html'), 'utf8');
  return page.replace(/(?:\/\*)?\{\{(\w+)\}\}(?:\*\/)?/g, (_, name: string) => values[name]!);
}

const BROWSERS = ['chrome120', 'firefox121', 'safari17'];

async function bundled(entry: string): Promise<string> {
  const bundle = await rolldown({
    input: join(root, 'portal', entry),
    cwd: root,
    platform: 'browser',
    transform: { target: BROWSERS },
    // No module does anything by being loaded; what nobody uses of it is left out.
    treeshake: { moduleSideEffects: (id) => id.endsWith(entry), propertyReadSideEffects: false },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true, comments: false });
  await bundle.close();
  const text = output[0].code.trim();
  if (/<\/script|<!--/i.test(text)) throw new Error(`${entry} holds text that would end its script element`);
  return text;
}

async function minified(css: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: css, loader: 'css' },
    minify: true,
    write: false,
    target: BROWSERS,
  });
  return outputFiles[0]!.text.trim();
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Writes the page and its digest into a folder. */
export async function writeVerifier(folder: string): Promise<void> {
  const page = Buffer.from(await buildVerifier());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, NAME), page);
  const sum = createHash('sha256').update(page).digest('hex');
  writeFileSync(join(folder, 'verifier.sha256'), `${sum}  ${NAME}\n`);
}

if (import.meta.url === `file://${process.argv[1]}`) await writeVerifier(join(root, 'dist/verifier'));
