/** The service's own TLS: certificate and key, and the authority of client certificates (RFC 8705), from PEM files. */
import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Config } from '../config/variables.ts';
import { ServiceError } from '../errors.ts';

/**
 * A client may show a certificate and need not: who shows none has assertions. One that the authority did not issue is as good as none.
 * @returns undefined without TLS, which is then the deployment's duty
 * @throws ServiceError `CONFIG_INVALID` when a file cannot be read or used
 */
export function tlsOf({ tlsCertificate, tlsKey, tlsClientCa }: Config): ServerOptions | undefined {
  if (tlsCertificate === undefined || tlsKey === undefined) return undefined;
  const options: ServerOptions = {
    cert: read('TRISEAL_TLS_CERT', tlsCertificate),
    key: read('TRISEAL_TLS_KEY', tlsKey),
    minVersion: 'TLSv1.2',
    ...(tlsClientCa !== undefined && {
      ca: read('TRISEAL_TLS_CLIENT_CA', tlsClientCa),
      requestCert: true,
      rejectUnauthorized: false,
    }),
  };
  try {
    createSecureContext(options);
    return options;
  } catch (cause) {
    throw invalid('TRISEAL_TLS_CERT, TRISEAL_TLS_KEY', (cause as Error).message, cause);
  }
}

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw invalid(`${variable}=${file}`, (cause as Error).message, cause);
  }
}

function invalid(what: string, why: string, cause: unknown): ServiceError {
  return new ServiceError('CONFIG_INVALID', `${what}: ${why}`, {
    remedy:
      'Give PEM files: the certificate with its chain, its key, and the authority of client certificates.',
    cause,
  });
}
