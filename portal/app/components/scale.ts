/** The scale of a chart of counts. */

/** Lines across, with a label each. */
export const STEPS = 4;

/** The least of 1, 2, 5, 10, 20, 50, ... times the steps that holds the value. */
export function scaleEnd(most: number): number {
  for (let unit = 1; ; unit *= 10) {
    const found = [1, 2, 5].map((factor) => factor * unit * STEPS).find((end) => end >= most);
    if (found !== undefined) return found;
  }
}
