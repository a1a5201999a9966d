/**
 * The certificates under which statements may be signed: those of the configuration, and those that the log has registered since. A certificate
 * that nobody has named here is looked for in the log's published trust data before anybody objects; the anchors stay those of the configuration,
 * so the log cannot bring in a signer whom no pinned authority has certified.
 */
import { hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { parseTrust } from '../../core/verify/trust.ts';
import { type Certificate, parseCertificates } from '../../core/x509/certificate.ts';
import { type RemoteAccess, unavailable } from '../remote.ts';
import { request } from './remote-log.ts';
import type { StatementSigners } from './statement-audit.ts';

/** What a log has published of its register. */
export interface PublishedSigners {
  readonly certificates: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

export interface SignerRegister {
  /**
   * @param id hex SHA-256 of the certificate's DER
   * @returns undefined when the log has not registered it either
   * @throws ServiceError `PARTY_UNAVAILABLE` when that cannot be found out now
   */
  find(id: string): Promise<Certificate | undefined>;
  intermediates(): readonly Certificate[];
}

/** @param published reads what the log has registered; undefined when it publishes nothing */
export function createSignerRegister(
  c: Crypto,
  configured: StatementSigners,
  published: () => Promise<PublishedSigners | undefined>,
): SignerRegister {
  const known = new Map<string, Certificate>();
  const learn = (certificates: readonly Certificate[]): void => {
    for (const certificate of certificates) known.set(hex(c.sha256(certificate.der)), certificate);
  };
  learn(configured.certificates);
  let intermediates = configured.intermediates;
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const found = await published();
    if (found === undefined) return;
    learn(found.certificates);
    intermediates = [...configured.intermediates, ...found.intermediates];
  };
  return {
    find: async (id) => {
      if (known.has(id)) return known.get(id);
      // What is being read already may be older than this question; those who ask while it lasts share the next answer.
      await reading?.catch(() => undefined);
      if (known.has(id)) return known.get(id);
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
      return known.get(id);
    },
    intermediates: () => intermediates,
  };
}

/**
 * Reads `trust.json` below the log's prefix (docs/spec/trust.md).
 * @throws (from the reader) ServiceError `PARTY_UNAVAILABLE` when there is no answer, or one that cannot be read
 */
export function publishedSigners(
  access: RemoteAccess,
  logUrl: string,
  origin: string,
): () => Promise<PublishedSigners | undefined> {
  const url = `${logUrl}/trust.json`;
  return async () => {
    const answer = await request(access, url);
    if (answer === undefined) return undefined;
    try {
      const trust = parseTrust(answer);
      if (trust.origin !== origin) throw new Error(`it is the trust data of ${trust.origin}`);
      return {
        certificates: trust.signers.flatMap(({ certificate }) => parseCertificates(certificate)),
        intermediates: trust.intermediates.flatMap(parseCertificates),
      };
    } catch (cause) {
      throw unavailable(url, `its trust data cannot be used: ${(cause as Error).message}`, cause);
    }
  };
}
