/** The TLS client certificate of a connection (RFC 8705): shown, proven by the handshake, and issued under the configured authority. */
import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Request } from 'express';

/** @returns the certificate's DER; undefined without TLS, without a certificate, or with one that the client authority did not issue */
export function clientCertificate(req: Request): Uint8Array | undefined {
  const socket = req.socket as Partial<TLSSocket>;
  if (socket.encrypted !== true || socket.authorized !== true) return undefined;
  const { raw } = socket.getPeerCertificate?.() ?? {};
  return raw === undefined ? undefined : new Uint8Array(raw);
}

/** Base64url SHA-256 of the DER: `x5t#S256`. */
export function clientThumbprint(req: Request): string | undefined {
  const der = clientCertificate(req);
  return der && createHash('sha256').update(der).digest('base64url');
}
