/** Where the service is, and with which key to speak to it: flags, else the environment, else the installation of the working directory. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PKI_PATHS } from '../certs/files.ts';
import { type Client, createClient } from '../client/client.ts';
import type { Signer } from '../core/crypto.ts';
import { parseJsonObject } from '../core/json.ts';
import { certificateFromPem } from '../core/x509/certificate.ts';
import { createNodeCrypto } from '../server/adapters/crypto-node.ts';
import { createFileSigner } from '../server/adapters/signer-file.ts';
import { CliError, type CliIo, EXIT } from './io.ts';
import { readText } from './read-input.ts';

export interface ConnectionFlags {
  readonly url?: string;
  readonly organisation?: string;
  readonly key?: string;
  readonly cert?: string;
}

export interface Connection {
  readonly client: Client;
  readonly organisation: string;
  readonly signer: Signer;
  readonly certificateSha256: Uint8Array;
}

/** The development PKI's certificate for a bank's filing system. */
const FILING_IDENTITY = PKI_PATHS.identity('bank-filing');

/** Address of the service without a slash at the end. @throws CliError `usage` when nothing says it */
export function serviceUrl(io: CliIo, flag: string | undefined): string {
  const url = flag ?? io.env.TRISEAL_URL ?? runningService(io);
  if (url === undefined) {
    throw new CliError(EXIT.usage, 'no service is named and none runs in the data directory', {
      remedy: 'Give --url, set TRISEAL_URL, or start the service (npm start).',
    });
  }
  if (!/^https?:\/\/[^/]/.test(url)) throw new CliError(EXIT.usage, `${url} is no http or https address`);
  return url.replace(/\/+$/, '');
}

/** `service.json` of the data directory, as the running service writes it. */
function runningService(io: CliIo): string | undefined {
  const file = resolve(io.cwd, io.env.TRISEAL_HOME || '.triseal', 'service.json');
  if (!existsSync(file)) return undefined;
  const { url, localUrl = url } = parseJsonObject(readFileSync(file, 'utf8'));
  return typeof localUrl === 'string' ? localUrl : undefined;
}

/** @throws CliError `usage` when key or certificate is not given and the data directory has none */
export function connect(io: CliIo, flags: ConnectionFlags): Connection {
  const home = resolve(io.cwd, io.env.TRISEAL_HOME || '.triseal');
  const key = flags.key ?? own(join(home, 'pki', PKI_PATHS.key(FILING_IDENTITY)));
  const cert = flags.cert ?? own(join(home, 'pki', PKI_PATHS.certificate(FILING_IDENTITY)));
  if (key === undefined || cert === undefined) {
    throw new CliError(EXIT.usage, 'filing needs --key and --cert of the organisation');
  }
  const organisation = flags.organisation ?? installedOrganisation(home);
  if (organisation === undefined) throw new CliError(EXIT.usage, 'filing needs --organisation');
  const certificateSha256 = createNodeCrypto().sha256(certificateFromPem(readText(io, cert)).der);
  const signer = createFileSigner(resolve(io.cwd, key));
  const client = createClient({
    now: io.now,
    baseUrl: serviceUrl(io, flags.url),
    organisation,
    signer,
    certificateSha256,
  });
  return { client, organisation, signer, certificateSha256 };
}

function own(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

function installedOrganisation(home: string): string | undefined {
  const file = join(home, 'installation.json');
  if (!existsSync(file)) return undefined;
  const { organisation } = parseJsonObject(readFileSync(file, 'utf8'));
  return typeof organisation === 'string' ? organisation : undefined;
}
