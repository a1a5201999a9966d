/** A time-stamping authority for tests: real tokens by the test PKI, a note of what it stamped, and failures when told so. */
import { hex } from '../../core/bytes.ts';
import { createEmbeddedTsa } from '../../server/adapters/tsa-embedded.ts';
import type { Timestamper } from '../../server/ports/platform.ts';
import { fixedClock, nodeCrypto, systemRandom, type TestPki } from './pki.ts';

export interface TestTimestamper extends Timestamper {
  /** Digests, hex. */
  readonly stamped: string[];
  /** Fails with this until told otherwise. */
  fail(error: Error | undefined): void;
}

export function testTimestamper(pki: TestPki): TestTimestamper {
  const tsa = createEmbeddedTsa({
    crypto: nodeCrypto,
    signer: pki.tsa.signer,
    certificate: pki.tsa.certificate,
    chain: [pki.tsa.certificate, pki.authority.certificate],
    clock: fixedClock(),
    random: systemRandom,
  });
  const stamped: string[] = [];
  let failure: Error | undefined;
  return {
    stamped,
    fail: (error) => {
      failure = error;
    },
    stamp: async (digest) => {
      if (failure !== undefined) throw failure;
      stamped.push(hex(digest));
      return tsa.stamp(digest);
    },
  };
}
