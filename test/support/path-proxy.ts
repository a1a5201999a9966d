/** A reverse proxy as in front of a real installation: it serves another server below a path, which it takes away, and nothing else. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PathProxy {
  /** Without a slash at the end. */
  readonly url: string;
  /** Addresses asked for above the path: there is nothing of ours. */
  readonly strays: readonly string[];
  stop(): Promise<void>;
}

/** @param path such as `/triseal` @param target asked at each request: `http://127.0.0.1:8420` */
export async function startPathProxy(path: string, target: () => string): Promise<PathProxy> {
  const strays: string[] = [];
  const forward = (req: IncomingMessage, res: ServerResponse): void => {
    const rest = req.url!.slice(path.length);
    if (!req.url!.startsWith(`${path}/`)) {
      strays.push(req.url!);
      res.writeHead(404).end();
      return;
    }
    const { hostname, port } = new URL(target());
    const { method, headers } = req;
    const onward = request({ hostname, port, method, headers, path: rest }, (answer) => {
      res.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(res);
    });
    onward.on('error', () => res.writeHead(502).end());
    res.on('close', () => onward.destroy());
    req.pipe(onward);
  };
  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${path}`,
    strays,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
