/** Packages of an API in process: what the parties, the time-stamping authority and the chain leave behind, made with keys of the fixture's world. */
import { base64, concat, hex, utf8 } from '../../core/bytes.ts';
import { formatStreamHead } from '../../core/entry/head.ts';
import { addSignatures, parseNote } from '../../core/note/note.ts';
import { createEd25519Signer, signNote } from '../../core/note/sign.ts';
import { PARTIES } from '../../core/party.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import { parseTimestampResponse } from '../../core/tsp/protocol.ts';
import type { Trust } from '../../core/verify/trust.ts';
import {
  createPackagePlanner,
  type PackageDeps,
  type PackagePlanner,
} from '../../server/usecases/packages/build.ts';
import type { PackageRequest } from '../../server/usecases/types.ts';
import { type Api, BANK, ORIGIN, trustOf } from './api.ts';
import { createWorld, policyOf, sealOf, stampOf } from './package-fixture.ts';
import { AT, nodeCrypto as c } from './pki.ts';

export interface Sealing {
  readonly trust: Trust;
  /** Has the present head witnessed, stamped and sealed. */
  seal(): Promise<void>;
  readonly planner: PackagePlanner;
  /** @returns the package's bytes */
  build(loan: string, over?: Partial<PackageRequest>): Promise<Uint8Array>;
}

export async function sealing(api: Api): Promise<Sealing> {
  const world = await createWorld();
  const log = createEd25519Signer(c, ORIGIN, c.sha256(utf8('log key')));
  const { signers, anchors, intermediates } = trustOf(api.keys);
  const policy = policyOf(log, world.parties);
  const trust: Trust = { ...world.trust, origin: ORIGIN, policy, signers, anchors, intermediates };
  const { store, reader } = api.service;
  const heads: PackageDeps['heads'] = {
    streamHead: async (party, stream, size) => {
      const { sequence, leafHash } = (await store.streamTail(ORIGIN, stream, size))!;
      const root = await reader.root(size);
      const time = AT / 1000;
      const text = formatStreamHead({ origin: ORIGIN, size, root, stream, sequence, leafHash, time });
      return signNote(text, world.parties[party].head);
    },
  };
  const planner = createPackagePlanner({
    ...api.service,
    clock: { now: () => AT + 300_000 },
    trust: () => trust as never,
    heads,
  });
  return {
    trust,
    planner,
    async seal() {
      const head = (await store.head(ORIGIN))!;
      const { text } = parseNote(head.checkpoint);
      const at = AT / 1000 + 60;
      const cosignatures = await Promise.all(
        PARTIES.flatMap((party) => [
          cosign(text, world.parties[party].ed25519, at),
          cosign(text, world.parties[party].mlDsa44, at),
        ]),
      );
      const checkpoint = addSignatures(head.checkpoint, cosignatures);
      const { token } = parseTimestampResponse(await stampOf(world, utf8(checkpoint), AT + 120_000));
      const { confirmations, transaction } = sealOf(world, head.size, head.root);
      const time = new Date(AT + 180_000).toISOString();
      const { hash, ...block } = transaction!;
      await store.saveRound({
        origin: ORIGIN,
        size: head.size,
        root: hex(head.root),
        checkpoint,
        witnessed: PARTIES.map((party) => ({ party, at: time })),
        quorumAt: time,
        timestamp: base64(token!),
        timestampedAt: time,
        confirmations,
        seal: { ...world.trust.chain!, transaction: hash, ...block },
        sealedAt: time,
      });
    },
    async build(loan, over = {}) {
      const request = { organisation: BANK, loan, stage: 'sealed', withhold: [], documents: true } as const;
      const { content } = planner.open(await planner.plan({ ...request, ...over }));
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      return concat(...chunks);
    },
  };
}
