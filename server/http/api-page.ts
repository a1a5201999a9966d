/** The API's description as a page to browse: made from the OpenAPI document, without script, readable on paper. */
import { escapeHtml } from './static-page.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly description?: string; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Entry extends Operation {
  readonly method: string;
  readonly path: string;
}

/** @returns HTML of the page's body */
export function apiPage(document: ApiDocument): string {
  const entries = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Entry => ({ ...operation, method, path })),
  );
  const tags = document.tags.filter(({ name }) => entries.some(({ tags: of }) => of?.includes(name)));
  const { info, components } = document;
  return [
    `<h1>${escapeHtml(info.title)} API ${escapeHtml(info.version)}</h1>`,
    `<p>${escapeHtml(info.description ?? '')} <a href="openapi.json">OpenAPI 3.1</a></p>`,
    `<nav><ul>${tags.map(({ name }) => `<li><a href="#${name}">${escapeHtml(name)}</a></li>`).join('')}<li><a href="#schemas">schemas</a></li></ul></nav>`,
    ...tags.map(({ name, description }) =>
      section(
        name,
        description,
        entries.filter(({ tags: of }) => of?.includes(name)),
      ),
    ),
    '<h2 id="schemas">schemas</h2>',
    ...Object.entries(components.schemas).map(([name, schema]) => schemaPart(name, schema)),
  ].join('\n');
}

function section(name: string, description: string, entries: readonly Entry[]): string {
  return `<h2 id="${name}">${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>${entries.map(operationPart).join('\n')}`;
}

function operationPart(entry: Entry): string {
  const { method, path, summary = '', parameters = [], requestBody, responses, security } = entry;
  return [
    `<details><summary><code>${method.toUpperCase()} ${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>`,
    `<p class="quiet">${escapeHtml(accessOf(security))}</p>`,
    parameters.length === 0 ? '' : table(['parameter', 'in', 'what'], parameters.map(parameterRow)),
    requestBody === undefined
      ? ''
      : `<p>${escapeHtml(requestBody.description ?? '')} ${contentText(requestBody.content)}</p>${wholeExample(requestBody.content)}`,
    table(
      ['status', 'answer', 'content'],
      Object.entries(responses).map(([status, { description, content }]) => [
        escapeHtml(status),
        escapeHtml(description),
        content === undefined ? '' : contentText(content),
      ]),
    ),
    '</details>',
  ].join('\n');
}

/** The example of the first content that has one, to be copied. */
function wholeExample(content: Content): string {
  const { example } = Object.values(content).find((one) => one.example !== undefined) ?? {};
  return example === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>`;
}

function accessOf(security: Operation['security']): string {
  if (security === undefined || security.length === 0) return 'Open to everybody.';
  return `Needs: ${security.map((one) => Object.keys(one).join(' and ')).join(', or ')}.`;
}

function parameterRow({ name, in: place, required, description, schema }: Parameter): string[] {
  const example = schema?.example === undefined ? '' : ` <code>${exampleText(schema.example)}</code>`;
  return [
    `<code>${escapeHtml(name)}</code>${required === true ? ' *' : ''}`,
    escapeHtml(place),
    `${escapeHtml(description ?? schema?.description ?? '')}${example}`,
  ];
}

function contentText(content: Content): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<code>${escapeHtml(type)}</code> ${schema === undefined ? '' : typeText(schema)}`,
    )
    .join('<br>');
}

function schemaPart(name: string, schema: Schema): string {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([member, of]) => [
    `<code>${escapeHtml(member)}</code>${required.has(member) ? ' *' : ''}`,
    typeText(of),
    `${escapeHtml(of.description ?? '')}${of.example === undefined ? '' : ` <code>${exampleText(of.example)}</code>`}`,
  ]);
  return `<details id="schema-${escapeHtml(name)}"><summary><strong>${escapeHtml(name)}</strong> ${escapeHtml(schema.description ?? '')}</summary>${rows.length === 0 ? '' : table(['member', 'type', 'what'], rows)}</details>`;
}

function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = escapeHtml(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (schema.enum !== undefined) return escapeHtml(schema.enum.map(String).join(' | '));
  return escapeHtml([schema.type ?? ''].flat().join(' | '));
}

const MAX_EXAMPLE = 160;

function exampleText(example: unknown): string {
  const text = typeof example === 'string' ? example : JSON.stringify(example);
  return escapeHtml(text.length > MAX_EXAMPLE ? `${text.slice(0, MAX_EXAMPLE)}…` : text);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((one) => `<th>${one}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((cells) => `<tr>${cells.map((one) => `<td>${one}</td>`).join('')}</tr>`).join('')}</tbody></table>`;
}
