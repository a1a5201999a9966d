/** A state by shape and word. */
import type { ReactNode } from 'react';
import type { Outcome } from '../../../core/verify/report.ts';
import { SHAPES } from '../../report/shapes.ts';

export function Mark({ outcome, children }: { readonly outcome: Outcome; readonly children: ReactNode }) {
  return (
    <span className={`state state-${outcome}`}>
      <MarkShape outcome={outcome} />
      {children}
    </span>
  );
}

/** The shape alone, beside which the word stands. */
export function MarkShape({ outcome }: { readonly outcome: Outcome }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={`mark mark-${outcome}`}>
      {SHAPES[outcome].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
