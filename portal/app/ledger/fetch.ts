/** Files of the parties' nodes: fetched without any cookie, from wherever they are. */

/** @throws Error when it is not there */
export async function bytesAt(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { cache: 'no-cache', credentials: 'omit' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
