/** The other two parties' nodes, asked for their confirmations. Nothing that they say is believed before its signature has been recovered. */
import { fromHex, toHex } from '../../core/chain/hex.ts';
import { recoverSigner } from '../../core/chain/signature.ts';
import { confirmationDigest, type PartyAddresses } from '../../core/chain/statements.ts';
import { isObject, parseJson } from '../../core/json.ts';
import type { Party } from '../../core/party.ts';
import { ServiceError } from '../errors.ts';
import type { ChainAddress } from '../ports/chain.ts';
import type { ChainConfirmation } from '../ports/evidence-store.ts';
import type { RemoteAccess } from '../remote.ts';
import { request } from './remote-log.ts';

export interface PeerAddress {
  readonly party: Party;
  /** Prefix of the peer's node, without a slash at its end. */
  readonly url: string;
}

export interface Cosigned {
  readonly size: number;
  readonly root: Uint8Array;
  /** With the quorum's cosignatures. */
  readonly note: string;
}

export interface Peer {
  readonly party: Party;
  /**
   * Hands the peer the cosigned checkpoint and takes its confirmation.
   * @param keys the parties' present chain keys
   * @throws ServiceError `PARTY_UNAVAILABLE` when it is silent or refuses, `PARTY_REFUSED` when what it says is no confirmation by its key
   */
  confirm(checkpoint: Cosigned, keys: PartyAddresses): Promise<ChainConfirmation>;
}

export function createPeer(
  access: RemoteAccess,
  { party, url }: PeerAddress,
  originHash: string,
  chain: ChainAddress,
): Peer {
  return {
    party,
    confirm: async ({ size, root, note }, keys) => {
      const answer = await request(access, `${url}/${originHash}/confirmation`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: note,
      });
      const signature = readSignature(answer);
      const signer = signature && recoverSigner(confirmationDigest({ ...chain, size, root }), signature);
      if (signature === undefined || signer === undefined || signer !== keys[party]) {
        throw new ServiceError('PARTY_REFUSED', `the node of the ${party} sent no confirmation by its key`, {
          facts: { party, size, expected: keys[party], recovered: signer ?? null },
        });
      }
      return { party, signer, signature };
    },
  };
}

function readSignature(answer: Uint8Array | undefined): string | undefined {
  try {
    const json = answer && parseJson(new TextDecoder().decode(answer));
    if (!isObject(json) || typeof json.signature !== 'string') return undefined;
    return toHex(fromHex(json.signature));
  } catch {
    // Whatever cannot be read is no confirmation; the caller says so with the peer's name.
    return undefined;
  }
}
