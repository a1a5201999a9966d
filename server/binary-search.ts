/**
 * The first place of [0, size) from which on `isReached` holds; `size` when it holds nowhere. It must hold from some place on and nowhere before.
 */
export async function lowerBound(
  size: number,
  isReached: (place: number) => Promise<boolean> | boolean,
): Promise<number> {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (await isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
