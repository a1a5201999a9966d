/** The shared chain, as the party nodes and the service need it: any EVM engine behind standard JSON-RPC. docs/spec/anchor.md says what it holds. */
import type { PartyAddresses } from '../../core/chain/statements.ts';
import type { BlockFile } from '../../core/package/chain-block.ts';
import type { Party } from '../../core/party.ts';

export interface ChainAddress {
  readonly chainId: number;
  /** 0x-hex, EIP-55. */
  readonly contract: string;
  /** 0x-hex bytes32: the contract's id of the log. */
  readonly log: string;
}

export interface AnchorState {
  /** Root that stands for this size, 0x-hex bytes32; undefined when nobody confirmed one. */
  readonly root: string | undefined;
  readonly confirmedBy: readonly Party[];
  readonly sealed: boolean;
}

/** A block, by number and hash; what must still be there when the chain has neither been reset nor reorganised. */
export interface BlockReference {
  readonly blockNumber: number;
  /** 0x-hex bytes32. */
  readonly blockHash: string;
}

/** A transaction in its block. */
export interface SealReference extends BlockReference {
  /** Hash of the transaction, 0x-hex bytes32. */
  readonly transaction: string;
}

export interface AnchorReceipt extends SealReference {
  /** RFC 3339, UTC, as the block says. */
  readonly blockTime: string;
  /** All three parties have confirmed this root. */
  readonly sealed: boolean;
  /** Another root stands for the size: the chain holds the contradiction, the confirmations changed nothing. */
  readonly contradicted: boolean;
}

export interface ChainObjection {
  readonly size: number;
  /** 0x-hex bytes32 root that the objecting party saw at this size. */
  readonly root: string;
  /** 0x-hex SHA-256 of the evidence kept by the party. */
  readonly evidence: string;
  /** Closed list in docs/spec/anchor.md, `OBJECTION_REASONS` of core. */
  readonly reason: number;
}

export interface RecordedObjection extends ChainObjection {
  /** The key that signed, 0x-hex, EIP-55. */
  readonly party: string;
}

/** A party's new key, with the signatures that the contract demands, 0x-hex, 65 bytes each. */
export interface KeyRotation {
  readonly party: Party;
  /** Address, 0x-hex. */
  readonly replacement: string;
  readonly nonce: number;
  /** Of the other two parties, in the order of `PARTIES`. */
  readonly approvals: readonly [string, string];
  /** Of the new key. */
  readonly consent: string;
}

/**
 * One log on one chain. Every method throws ServiceError: `CHAIN_UNAVAILABLE` when the chain does not answer or mine in time (try again later),
 * `CHAIN_REJECTED` when it refuses (trying again is useless; `facts.reason` is the contract's error), `CHAIN_RESET` when another chain answers, or the
 * contract or the log is gone from it (deploy and open again, then anchor anew).
 */
export interface AnchorChain {
  readonly address: ChainAddress;
  state(size: number): Promise<AnchorState>;
  /** Largest sealed size, 0 when none. */
  sealedSize(): Promise<number>;
  /** The current key of each party. */
  parties(): Promise<PartyAddresses>;
  /**
   * Sends the confirmations that are not on the chain yet in one transaction, one in flight per sender. Recognises what is already there.
   *
   * @param root 0x-hex bytes32. @param signatures 0x-hex, 65 bytes each, of current parties
   * @returns the transaction that made it so, even if someone else sent it; undefined when these confirmations stand already and others are missing
   */
  anchor(size: number, root: string, signatures: readonly string[]): Promise<AnchorReceipt | undefined>;
  /** Finds the transaction and block that sealed this size; undefined when it is not sealed, or when the engine no longer keeps the event. */
  sealOf(size: number): Promise<AnchorReceipt | undefined>;
  /**
   * Transaction, receipt and header of a seal's block, with the proofs that the first two are in it; undefined when the engine gives nothing of which these
   * can be made.
   */
  blockOf(seal: SealReference): Promise<BlockFile | undefined>;
  /** Records a party's signed objection on the chain. @returns undefined when it stands there already */
  object(objection: ChainObjection, signature: string): Promise<AnchorReceipt | undefined>;
  /** Recorded objections in their order. @param from index of the first one wanted */
  objections(from?: number): Promise<readonly RecordedObjection[]>;
  /** Number of key rotations so far, which is the nonce of the next. */
  rotations(): Promise<number>;
  rotate(rotation: KeyRotation): Promise<AnchorReceipt>;
  /** Resolves when the expected chain answers and holds the contract and the log. */
  check(): Promise<void>;
  /** Whether a block met earlier is still part of the chain; false after a reset or a reorganisation. */
  checkBlock(block: BlockReference): Promise<boolean>;
  close(): Promise<void>;
}
