/** The verified case that a page is about, for everything on it that speaks of an item: names lead to their records. */
import { Link } from '@tanstack/react-router';
import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { documentType } from '../../../core/evidence/document-types.ts';
import type { CaseItem } from '../../../core/report/case-file.ts';
import type { Report } from '../../../core/verify/report.ts';
import { type Titles, titlesOf } from '../../report/reading.ts';
import { Unbroken } from '../components/unbroken.tsx';
import { language } from '../i18n.ts';
import { sequenceOf } from './questions.ts';

interface CaseFile {
  readonly id: string;
  readonly byName: ReadonlyMap<string, CaseItem>;
  readonly bySequence: ReadonlyMap<number, CaseItem>;
  /** Of all checks of the report, for what names them by id. */
  readonly titles: Titles;
}

const Context = createContext<CaseFile | undefined>(undefined);

export function CaseFileProvider({
  id,
  items,
  report,
  children,
}: {
  readonly id: string;
  readonly items: readonly CaseItem[];
  readonly report: Report | undefined;
  readonly children: ReactNode;
}) {
  const file = useMemo(
    () => ({
      id,
      byName: new Map(items.filter(({ name }) => name !== '').map((item) => [item.name, item])),
      bySequence: new Map(items.map((item) => [item.sequence, item])),
      titles: titlesOf(report?.checks ?? []),
    }),
    [id, items, report],
  );
  return <Context.Provider value={file}>{children}</Context.Provider>;
}

export const useCaseFile = (): CaseFile | undefined => useContext(Context);

const NO_TITLES: Titles = new Map();

export const useTitles = (): Titles => useCaseFile()?.titles ?? NO_TITLES;

/** What an item is called: its type in the reader's language. */
export function typeName(type: string | undefined): string {
  return (type === undefined ? undefined : documentType(type)?.label[language()]) ?? type ?? '—';
}

export function ItemLink({
  sequence,
  children,
}: {
  readonly sequence: number;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const file = useCaseFile();
  if (file === undefined) return <>{children}</>;
  return (
    <Link
      to="/cases/$id"
      params={{ id: file.id }}
      search={{ part: 'evidence', item: sequence }}
      aria-label={t('findings.itemLabel', {
        number: sequence,
        name: file.bySequence.get(sequence)?.name ?? '',
      })}
    >
      {children ?? t('findings.itemNumber', { number: sequence })}
    </Link>
  );
}

/** By its name, its file, or its type where there is one of it alone. */
function itemCalled({ byName, bySequence }: CaseFile, name: string): CaseItem | undefined {
  const known = byName.get(name) ?? bySequence.get(sequenceOf(name) ?? 0);
  if (known !== undefined) return known;
  const [only, ...others] = [...bySequence.values()].filter(({ record }) => record.type === name);
  return others.length === 0 ? only : undefined;
}

/** A list of names or files as the report has them, separated by commas: those that are items become links. */
export function ItemNames({ names }: { readonly names: string }) {
  const { t } = useTranslation();
  const file = useCaseFile();
  return names.split(', ').map((name, i) => {
    const item = file && itemCalled(file, name);
    return (
      <Fragment key={name}>
        {i > 0 && t('findings.between')}
        {item === undefined ? (
          <Unbroken>{name}</Unbroken>
        ) : (
          <ItemLink sequence={item.sequence}>{item.name || name}</ItemLink>
        )}
      </Fragment>
    );
  });
}
