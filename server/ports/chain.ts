/** The shared chain, as the party nodes and the service need it: any EVM engine behind standard JSON-RPC. */
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
  readonly confirmedBy: readonly string[];
  readonly sealed: boolean;
}

export interface AnchorReceipt {
  readonly transaction: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly blockTime: string;
  readonly sealed: boolean;
}

export interface AnchorChain {
  readonly address: ChainAddress;
  state(size: number): Promise<AnchorState>;
  /** Largest sealed size, 0 when none. */
  sealedSize(): Promise<number>;
  /**
   * Sends the confirmations that are not on the chain yet in one transaction, one in flight per sender. Recognises what is already there.
   * @param root 0x-hex bytes32. @param signatures 0x-hex, 65 bytes each
   */
  anchor(size: number, root: string, signatures: readonly string[]): Promise<AnchorReceipt>;
  /** Finds the transaction and block that sealed this size. */
  sealOf(size: number): Promise<AnchorReceipt | undefined>;
  /** Records a party's signed objection on the chain. */
  object(objection: ChainObjection, signature: string): Promise<AnchorReceipt>;
  close(): Promise<void>;
}

export interface ChainObjection {
  readonly size: number;
  /** 0x-hex bytes32 root that the objecting party saw at this size. */
  readonly root: string;
  /** 0x-hex SHA-256 of the evidence kept by the party. */
  readonly evidence: string;
  /** Closed list in docs/spec/anchor.md. */
  readonly reason: number;
}
