/** Ports of the embedded processes: any free ones, kept from start to start while they stay free, so that addresses in logs mean the same. */
import { createServer } from 'node:net';

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(found));
    });
  });
}

/** @param wished ports of the last start, or 0. @returns as many distinct free ports of the loopback address */
export async function freePorts(wished: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const port of wished) {
    let free = found.includes(port) ? undefined : await tryPort(port);
    while (free === undefined || found.includes(free)) free = await tryPort(0);
    found.push(free);
  }
  return found;
}
