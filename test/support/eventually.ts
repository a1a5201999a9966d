/** Waits for something that other parts bring about in their own time. No statement about how fast: the limit only ends a test that hangs. */
const LIMIT_MS = 15_000;

export async function eventually<T>(
  read: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await read();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
