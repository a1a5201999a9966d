/** A table that scrolls by itself where the screen is narrow, reachable by keyboard. */
import type { CSSProperties, ReactNode } from 'react';

export interface Column {
  readonly name: string;
  readonly title: string;
  /** Figures stand under each other by their last digit. */
  readonly number?: boolean;
  /** For what is pressed: not on paper. */
  readonly onScreen?: boolean;
}

export interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  /** Few and short columns, which wrap on a phone instead of being scrolled to. */
  readonly fits?: boolean;
  /** On a phone each row is a block of its own, every cell under the name of its column. */
  readonly stacks?: boolean;
  /** For long lists: on a phone a row is the number with what it is beside it, and the rest in one or two lines below. */
  readonly lines?: boolean;
  /** Rows. */
  readonly children: ReactNode;
}

/** The columns' names as custom properties, by which a stylesheet puts them beside the cells. */
const named = (columns: readonly Column[]): CSSProperties =>
  Object.fromEntries(columns.map(({ title }, i) => [`--c${i + 1}`, JSON.stringify(title)]));

export function Table({ label, columns, fits = false, stacks = false, lines = false, children }: TableProps) {
  const kind = `scroll${fits ? ' fits' : ''}${stacks ? ' stacks' : ''}${lines ? ' lines' : ''}`;
  const style = stacks || lines ? named(columns) : undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={kind} tabIndex={0} aria-label={label} style={style}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name, title, number, onScreen }) => (
              <th key={name} scope="col" className={number ? 'number' : onScreen ? 'on-screen' : undefined}>
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
