/** Pages and comments name only what is there: a reference to a file that was moved or never written misleads whoever follows it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['core', 'server', 'cli', 'portal', 'certs', 'contracts', 'samples', 'scripts', 'test', 'docs'];
const C2SP = { commit: '5ba5ee8', date: '2026-07-22' };

/** Backticked texts that look like paths of ours and are patterns. */
const PATTERNS = new Set(['core/evidence/types/NN-code.json']);

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const exists = (path: string) => existsSync(join(root, path));

function filesBelow(room: string, extension: RegExp): string[] {
  if (!exists(room)) return [];
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => extension.test(file) && !file.includes('node_modules'))
    .map((file) => join(room, file));
}

const pages = () => [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...filesBelow('docs', /\.md$/),
];
const sources = () => ROOMS.flatMap((room) => filesBelow(room, /\.(ts|tsx|sol)$/));

/** Targets of links within the project, from its root; without the part after "#". */
function links(page: string): string[] {
  return [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(page), target));
}

/** Paths of ours in backticks; of a glob the part before the first wildcard. */
function paths(page: string): string[] {
  return [...read(page).matchAll(/`([^`\s]+)`/g)]
    .map(([, text = '']) => text)
    .filter((text) => /^[\w.@/*-]+$/.test(text) && ROOMS.includes(text.split('/')[0]!) && text.includes('/'))
    .filter((text) => !PATTERNS.has(text))
    .map((text) => text.replace(/[^/]*\*.*$/, ''));
}

/** `docs/…` as comments and messages cite it, with the sections named behind it. */
function citations(file: string): { page: string; sections: string[] }[] {
  const text = read(file).replace(/\n\s*(\*|\/\/\/?)?\s*/g, ' ');
  const cited = /\bdocs\/([\w-]+(?:\/[\w.-]*\w)*(?:\.md)?)(?:,? sections? (\d+(?:(?:, | and | to )\d+)*))?/g;
  return [...text.matchAll(cited)].map(([, page = '', sections = '']) => ({
    page: `docs/${page}`,
    sections: sections.match(/\d+/g) ?? [],
  }));
}

/** A decision may be cited by its number alone. */
function pageOf(cited: string): string | undefined {
  if (exists(cited)) return cited;
  const [, folder, number] = /^(docs\/decisions)\/(\d{4})$/.exec(cited) ?? [];
  if (folder === undefined || number === undefined) return undefined;
  return filesBelow(folder, new RegExp(`^${number}-.*\\.md$`))[0];
}

function problemOf(file: string, { page, sections }: { page: string; sections: string[] }): string[] {
  const found = pageOf(page);
  if (found === undefined) return [`${file}: ${page}`];
  const headings = found.endsWith('.md') ? read(found) : '';
  return sections
    .filter((section) => !new RegExp(`^## ${section}[. ]`, 'm').test(headings))
    .map((section) => `${file}: ${page} section ${section}`);
}

describe('docs: references', () => {
  it('links of the pages lead to files that are there', () => {
    expect(
      pages().flatMap((page) =>
        links(page)
          .filter((to) => !exists(to))
          .map((to) => `${page}: ${to}`),
      ),
    ).to.deep.equal([]);
  });

  it('paths in the pages are those of the tree', () => {
    expect(
      pages().flatMap((page) =>
        paths(page)
          .filter((path) => !exists(path))
          .map((path) => `${page}: ${path}`),
      ),
    ).to.deep.equal([]);
  });

  it('pages and sections that the sources cite are written', () => {
    const dead = sources().flatMap((file) => citations(file).flatMap((cited) => problemOf(file, cited)));
    expect([...new Set(dead)]).to.deep.equal([]);
  });
});

describe('docs/conformance.md', () => {
  const page = () => read('docs/conformance.md');

  it('names the C2SP snapshot that was read', () => {
    expect(page()).to.include(`commit ${C2SP.commit} of ${C2SP.date}`);
  });

  for (const name of [
    'signed-note',
    'tlog-checkpoint',
    'tlog-cosignature',
    'tlog-policy',
    'tlog-proof',
    'tlog-tiles',
    'tlog-witness',
    'tlog-mirror',
  ]) {
    it(`has a section on ${name}, with its code and what shows it`, () => {
      const section = page()
        .split(/^## /m)
        .find((text) => new RegExp(`^\\d+\\. C2SP ${name}\\n`).test(text));
      expect(section).to.match(/^- \*\*Code\.\*\* `core\/\S+\.ts`/m);
      expect(section).to.match(/^- \*\*Shown by\.\*\*[\s\S]*`test\//m);
    });
  }
});
