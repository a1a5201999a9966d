/** Where the parties' signed stream heads come from: each from its own copy of the log (docs/spec/log.md section 4). */
import type { Party } from '../../core/party.ts';

export interface StreamHeadSource {
  /**
   * @param stream blinded stream id, 32 bytes. @param size of a checkpoint that the party cosigned
   * @returns the party's signed note
   * @throws ServiceError `PARTY_UNAVAILABLE` when the party cannot be reached, `PARTY_REFUSED` when it does not sign this
   */
  streamHead(party: Party, stream: Uint8Array, size: number): Promise<string>;
}
