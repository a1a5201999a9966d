/** The shapes of the three outcomes, as SVG paths on 20 x 20: a disc with a tick, an octagon with a cross, a broken ring with a question mark. */
import type { Outcome } from '../../core/verify/report.ts';

export const SHAPES: Record<Outcome, readonly string[]> = {
  passed: ['M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z', 'M6 10.4l2.8 2.8L14.2 7.4'],
  failed: ['M6.6 1.5h6.8l5.1 5.1v6.8l-5.1 5.1H6.6l-5.1-5.1V6.6z', 'M7 7l6 6M13 7l-6 6'],
  'not-checked': [
    'M10 1.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z',
    'M7.8 8a2.2 2.2 0 1 1 3.4 1.8c-.8.5-1.2.9-1.2 1.9M10 14.4v.1',
  ],
};
