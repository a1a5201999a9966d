/** A JSON-RPC endpoint before a real one that can be told to misbehave, and that notes what it was asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What stands in for the real answer. `drop`: the request is forwarded and its answer lost; `refuse`: not forwarded, the connection is cut. */
export type Intervention =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } }
  | 'drop'
  | 'refuse';

export interface RpcProxy {
  readonly url: string;
  readonly requests: RpcRequest[];
  /** Asked for each request; undefined lets it pass. */
  intervene: (request: RpcRequest) => Intervention | undefined;
  /** Changes a real result on its way back. */
  alter: (request: RpcRequest, result: unknown) => unknown;
  stop(): Promise<void>;
}

type Message = RpcRequest & { readonly id: number };

async function forward(target: string, message: Message): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(target, { method: 'POST', headers, body: JSON.stringify(message) });
  return (await response.json()) as Record<string, unknown>;
}

export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const parsed = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Message, 'params'> & Partial<Message>;
    const message: Message = { ...parsed, params: parsed.params ?? [] };
    proxy.requests.push({ method: message.method, params: message.params });
    const intervention = proxy.intervene(message);
    if (intervention === 'refuse') return request.socket.destroy();
    const answer =
      typeof intervention === 'object'
        ? { jsonrpc: '2.0', id: message.id, ...intervention }
        : await forward(target, message);
    if (intervention === 'drop') return request.socket.destroy();
    if ('result' in answer) answer.result = proxy.alter(message, answer.result);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    intervene: () => undefined,
    alter: (_, result) => result,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
