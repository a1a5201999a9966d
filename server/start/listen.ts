/** Listening and closing: requests under way may finish for a moment, then their connections are cut. */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { ServiceError } from '../errors.ts';

export interface Listener {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const PATIENCE_MS = 1_500;

function reasonOf(cause: NodeJS.ErrnoException, host: string, port: number): ServiceError {
  const taken = cause.code === 'EADDRINUSE';
  return new ServiceError(
    'CONFIG_INVALID',
    taken ? `port ${port} of ${host} is taken` : `cannot listen on ${host}:${port}: ${cause.message}`,
    {
      facts: { host, port },
      remedy: 'Choose another port; 0 takes any free one.',
      cause,
    },
  );
}

/**
 * @param patienceMs how long requests under way may go on when the listener closes. @param tls plain HTTP when not given
 * @throws ServiceError `CONFIG_INVALID` when the address cannot be listened on
 */
export async function listen(
  app: Express,
  host: string,
  port: number,
  patienceMs = PATIENCE_MS,
  tls?: ServerOptions,
): Promise<Listener> {
  const server = tls === undefined ? createServer(app) : createTlsServer(tls, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(reasonOf(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    port: actual,
    close: () => close(server, patienceMs),
  };
}

async function close(server: Server | TlsServer, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(timer);
}
