import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { DOCUMENT_TYPES, documentType } from '../../../core/evidence/document-types.ts';
import {
  FIELD_TYPES,
  FILERS,
  type FieldSpec,
  PERSONAL_CLASSES,
  STAGES,
  type ValueSpec,
} from '../../../core/evidence/field-spec.ts';
import {
  GENERATED_FILE,
  GENERATED_PAGE,
  generateDocumentTypes,
  generateDocumentTypesPage,
} from '../../../scripts/gen-document-types.ts';

const types = new URL('../../../core/evidence/types/', import.meta.url);

/** Every value of a type with its path, those inside lists and objects included. */
function* values(spec: ValueSpec, path: string): Generator<[string, ValueSpec]> {
  yield [path, spec];
  if (spec.type === 'list') yield* values(spec.items, `${path}[]`);
  if (spec.type === 'object') yield* fieldsOf(spec.fields, path);
}

function* fieldsOf(
  fields: { readonly [name: string]: FieldSpec },
  path: string,
): Generator<[string, ValueSpec]> {
  for (const [name, spec] of Object.entries(fields)) yield* values(spec, `${path}/${name}`);
}

const every = DOCUMENT_TYPES.flatMap((type) => [...fieldsOf(type.fields, type.code)]);
const named = every.filter(([path]) => !path.endsWith('[]')) as [string, FieldSpec][];

describe('core/evidence/document-types', () => {
  it('are generated from the data files as they stand (npx tsx scripts/gen-document-types.ts)', () => {
    expect(readFileSync(GENERATED_FILE, 'utf8')).to.equal(generateDocumentTypes());
    expect(readFileSync(GENERATED_PAGE, 'utf8')).to.equal(generateDocumentTypesPage());
  });

  it('cover all thirty places in the life of a loan, in order, each code once', () => {
    const numbers = DOCUMENT_TYPES.map(({ number }) => number);
    expect([...new Set(numbers)]).to.deep.equal(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(numbers).to.deep.equal([...numbers].sort((a, b) => a - b));
    const codes = DOCUMENT_TYPES.map(({ code }) => code);
    expect(new Set(codes).size).to.equal(codes.length);
    const stages = DOCUMENT_TYPES.map(({ stage }) => STAGES.indexOf(stage));
    expect(stages).to.deep.equal([...stages].sort((a, b) => a - b));
  });

  it('are found by code, and no other', () => {
    for (const type of DOCUMENT_TYPES) expect(documentType(type.code)).to.equal(type);
    for (const code of ['', 'contract', 'LOAN', '__proto__', 'constructor'])
      expect(documentType(code)).to.equal(undefined);
  });

  it('stand each in a file named by number and code', () => {
    expect(readdirSync(types).sort()).to.deep.equal(
      DOCUMENT_TYPES.map(
        ({ number, code }) => `${String(number).padStart(2, '0')}-${code.toLowerCase()}.json`,
      ).sort(),
    );
  });

  it('use only hooks that the specification spells out', () => {
    const spec = readFileSync(new URL('../../../docs/spec/record.md', import.meta.url), 'utf8').replaceAll(
      '\n',
      ' ',
    );
    for (const hook of new Set(DOCUMENT_TYPES.flatMap(({ hooks }) => hooks.map((one) => one.split(' ')[0]))))
      expect(spec).to.include(`\`${hook}\` `);
  });

  it('say stage, filers, legal hooks and labels in both languages', () => {
    for (const { code, stage, filedBy, hooks, label, fields } of DOCUMENT_TYPES) {
      expect(STAGES, code).to.include(stage);
      expect(filedBy, code).to.not.be.empty;
      expect(FILERS, code).to.include.members([...filedBy]);
      expect(hooks, code).to.not.be.empty;
      expect(label.zh, code).to.match(/\p{Script=Han}/u);
      expect(label.en, code).to.match(/^[ -~]+$/);
      expect(Object.keys(fields), code).to.not.be.empty;
      expect(
        Object.values(fields).filter(({ required }) => required === true),
        code,
      ).to.not.be.empty;
    }
  });

  it('name every field in snake_case and label it in both languages', () => {
    for (const [path, spec] of named) {
      expect(path.split('/').at(-1), path).to.match(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(spec.label.zh, path).to.be.a('string').and.not.equal('');
      expect(spec.label.en, path).to.match(/^[ -~]+$/);
      expect(PERSONAL_CLASSES, path).to.include(spec.personal ?? 'none');
    }
  });

  it('use the closed list of value types, each with what it needs', () => {
    for (const [path, spec] of every) {
      expect(FIELD_TYPES, path).to.include(spec.type);
      const allowed: Record<string, readonly string[]> = {
        string: ['maxLength'],
        integer: ['min', 'max'],
        enum: ['values'],
        list: ['items', 'minItems', 'maxItems'],
        object: ['fields'],
      };
      const members = Object.keys(spec).filter(
        (name) => !['type', 'label', 'required', 'personal'].includes(name),
      );
      expect(allowed[spec.type] ?? [], path).to.include.members(members);
      if (spec.type === 'enum')
        for (const [value, label] of Object.entries(spec.values)) {
          expect(value, path).to.match(/^[A-Za-z][A-Za-z0-9-]*$/);
          expect(label, path).to.have.all.keys('zh', 'en');
        }
    }
  });

  it('class identity numbers, card and account numbers and incomes as sensitive', () => {
    const sensitive = named.filter(([path]) => /id_number|card_number|payee_account|income/.test(path));
    expect(sensitive.length).to.be.greaterThan(4);
    for (const [path, spec] of sensitive) expect(spec.personal, path).to.equal('sensitive');
  });
});
