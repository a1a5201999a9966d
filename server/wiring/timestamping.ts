/** Who time-stamps: the embedded TSA, or one outside. */

import type { Crypto } from '../../core/crypto.ts';
import type { TsaTrust } from '../../core/tsp/renewal.ts';
import { openTrust } from '../../core/verify/opened-trust.ts';
import type { Trust } from '../../core/verify/trust.ts';
import { certificateFromPem } from '../../core/x509/certificate.ts';
import { createEmbeddedTsa } from '../adapters/tsa-embedded.ts';
import { createHttpTsa } from '../adapters/tsa-http.ts';
import type { Timestamper } from '../ports/platform.ts';
import { tsaCertificates } from '../start/tsa-certificates.ts';
import { clock, random, type ServiceParts } from './parts.ts';

export interface Timestamping {
  readonly timestamper: Timestamper;
  /** Undefined with an outside TSA. */
  readonly answer: ((query: Uint8Array) => Promise<Uint8Array>) | undefined;
}

export function timestampingOf({ config, crypto, pki }: ServiceParts): Timestamping {
  if (config.tsaUrl !== undefined) {
    return {
      timestamper: createHttpTsa({ url: config.tsaUrl, crypto, random, ...tsaCertificates(config) }),
      answer: undefined,
    };
  }
  const { signer, certificate } = pki.identities['commission-tsa'];
  const chain = [certificate, pki.authorities.commission.certificate];
  const tsa = createEmbeddedTsa({ crypto, signer, certificate, chain, clock, random });
  return { timestamper: tsa, answer: (query) => tsa.answerTimestampQuery(query) };
}

/** When the certificates that sign statements now end, milliseconds. */
export function signingEnds({ signers }: Trust): number[] {
  return signers.map(({ certificate }) => certificateFromPem(certificate).notAfter);
}

export function tsaTrustOf(crypto: Crypto, trust: Trust): TsaTrust {
  const { timestampAnchors: anchors, intermediates, crls } = openTrust(crypto, trust);
  return { anchors, intermediates, crls };
}
