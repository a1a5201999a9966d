/** Dates and names that hyphens hold together, which are read in one piece: `2026-03-15`, `REPAY-03`, `commission-ed25519`. */
const HYPHENED = /([A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)/;

/** Letters that stand in one line on the narrowest phone; what is longer is broken at its hyphens. */
const LINE = 22;

export interface Piece {
  readonly text: string;
  /** Not to be broken. */
  readonly whole: boolean;
}

export function pieces(text: string): readonly Piece[] {
  return text
    .split(HYPHENED)
    .map((piece, i) => ({ text: piece, whole: i % 2 === 1 && piece.length <= LINE }))
    .filter((piece) => piece.text !== '');
}
