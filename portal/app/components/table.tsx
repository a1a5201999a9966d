/** A table that scrolls by itself where the screen is narrow, reachable by keyboard. */
import type { ReactNode } from 'react';

export interface Column {
  readonly name: string;
  readonly title: string;
  /** Figures stand under each other by their last digit. */
  readonly number?: boolean;
}

export interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  /** Few and short columns, which wrap on a phone instead of being scrolled to. */
  readonly fits?: boolean;
  /** Rows. */
  readonly children: ReactNode;
}

export function Table({ label, columns, fits = false, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={fits ? 'scroll fits' : 'scroll'} tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name, title, number }) => (
              <th key={name} scope="col" className={number ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
