/** A receipt of the package fixture's item, as far as it has come. */
import type { JsonObject } from '../../core/json.ts';
import { addSignatures, parseNote } from '../../core/note/note.ts';
import { signNote } from '../../core/note/sign.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import type { Receipt, ReceiptStage } from '../../core/receipt/receipt.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import { formatTlogProof, parseTlogProof } from '../../core/tlog/proof.ts';
import { type Fixture, ORIGIN, TIMES } from './package-fixture.ts';

const at = (ms: number) => new Date(ms).toISOString();

/** @param sequence of the item, from 1 */
export function sealedReceipt({ parts, world }: Fixture, sequence = 2): Receipt {
  const item = parts.items[sequence - 1]!;
  if (!('record' in item.content)) throw new Error('no record');
  return {
    version: 1,
    id: `019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e1${sequence}`,
    origin: ORIGIN,
    state: {
      stage: 'sealed',
      loggedAt: at(TIMES.filed + sequence * 1000),
      witnessed: PARTIES.map((party) => ({ party, at: at(TIMES.witnessed) })),
      timestampedAt: at(TIMES.stamped),
      sealedAt: at(TIMES.stamped),
    },
    entry: item.entry,
    record: item.content.record,
    blind: parts.data.stream.blind,
    proof: item.proof,
    timestamp: parts.timestamp!,
    seal: parts.seal!,
    trust: world.trust as unknown as JsonObject,
  };
}

/** The same item before it was sealed, witnessed by these parties so far. */
export async function earlyReceipt(
  fixture: Fixture,
  parties: readonly Party[] = [],
  sequence = 2,
): Promise<Receipt> {
  const whole = sealedReceipt(fixture, sequence);
  const { text } = parseNote(fixture.parts.checkpoint);
  const signed = await signNote(text, fixture.world.log);
  const cosignatures = await Promise.all(
    parties.flatMap((party) => {
      const { ed25519, mlDsa44 } = fixture.world.parties[party];
      return [cosign(text, ed25519, TIMES.witnessed / 1000), cosign(text, mlDsa44, TIMES.witnessed / 1000)];
    }),
  );
  const stage: ReceiptStage = parties.length === 0 ? 'logged' : 'witnessed';
  return {
    ...whole,
    proof: formatTlogProof({
      ...parseTlogProof(whole.proof),
      checkpoint: addSignatures(signed, cosignatures),
    }),
    timestamp: null,
    seal: null,
    state: {
      ...whole.state,
      stage,
      witnessed: parties.map((party) => ({ party, at: at(TIMES.witnessed) })),
      timestampedAt: null,
      sealedAt: null,
    },
  };
}
