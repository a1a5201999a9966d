/** `AnchorChain` over any EVM JSON-RPC. */
import { getAddress, getContract, type Hex } from 'viem';
import { recoverSigner } from '../../../core/chain/signature.ts';
import { confirmationDigest, type PartyAddresses } from '../../../core/chain/statements.ts';
import type { BlockFile } from '../../../core/package/chain-block.ts';
import { PARTIES, type Party } from '../../../core/party.ts';
import { hasCode } from '../../errors.ts';
import type { Mutex } from '../../mutex.ts';
import type {
  AnchorChain,
  AnchorReceipt,
  AnchorState,
  BlockReference,
  ChainAddress,
  ChainObjection,
  RecordedObjection,
  SealReference,
} from '../../ports/chain.ts';
import { evidenceAnchorAbi as abi } from './abi.ts';
import { fetchBlockProof } from './block-proof.ts';
import { type ChainConnection, type Client, connect, DEFAULTS } from './client.ts';
import { type ContractWriter, createContractWriter } from './contract-writer.ts';
import { onChain, rejected, reset } from './failure.ts';
import { findSeal } from './seals.ts';
import { createSender, type Sender } from './sender.ts';

const ZERO_WORD = `0x${'0'.repeat(64)}`;
const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

const evidenceAt = (client: Client, address: Hex) => getContract({ abi, address, client });
type Evidence = ReturnType<typeof evidenceAt>;

const partiesIn = (mask: number): readonly Party[] => PARTIES.filter((_, i) => (mask & (1 << i)) !== 0);

export interface AnchorChainOptions extends ChainConnection {
  readonly address: ChainAddress;
  /** Shared by all logs that one process anchors with the same key on the same chain. */
  readonly turns?: Mutex | undefined;
}

/**
 * Nothing is asked of the chain yet: it may be down when the service starts.
 *
 * @throws viem's error for an address or key out of form, which is a mistake of the configuration
 */
export function createAnchorChain(options: AnchorChainOptions): AnchorChain {
  const client = connect(options);
  const sender = createSender(client, options, options.turns);
  return new ViemAnchorChain(options, client, sender);
}

class ViemAnchorChain implements AnchorChain {
  readonly address: ChainAddress;
  private readonly client: Client;
  private readonly sender: Sender;
  private readonly writer: ContractWriter;
  private readonly logRange: number;
  private readonly contract: Hex;
  private readonly evidence: Evidence;
  private readonly log: Hex;

  constructor(options: AnchorChainOptions, client: Client, sender: Sender) {
    this.contract = getAddress(options.address.contract);
    this.log = options.address.log as Hex;
    this.address = { ...options.address, contract: this.contract };
    this.logRange = options.logRange ?? DEFAULTS.logRange;
    this.client = client;
    this.sender = sender;
    this.writer = createContractWriter(client, sender, this.contract);
    this.evidence = evidenceAt(client, this.contract);
  }

  async state(size: number): Promise<AnchorState> {
    const [root, confirmed] = await onChain(() => this.evidence.read.anchorOf([this.log, BigInt(size)]));
    return {
      root: root === ZERO_WORD ? undefined : root,
      confirmedBy: partiesIn(confirmed),
      sealed: confirmed === 7,
    };
  }

  async sealedSize(): Promise<number> {
    return Number(await onChain(() => this.evidence.read.sealedSize([this.log])));
  }

  async parties(): Promise<PartyAddresses> {
    const [bank, user, commission] = await onChain(() => this.evidence.read.partiesOf([this.log]));
    if (bank === ZERO_ADDRESS) throw reset('the contract does not know the log', { log: this.log });
    return { bank, user, commission };
  }

  async rotations(): Promise<number> {
    return Number(await onChain(() => this.evidence.read.rotationsOf([this.log])));
  }

  anchor(size: number, root: string, signatures: readonly string[]): Promise<AnchorReceipt | undefined> {
    return this.sender.exclusive(async (send) => {
      const signers = await this.signersOf(size, root, signatures);
      const lacking = async () => {
        const state = await this.state(size);
        const stands = (party: Party) => state.root === root && state.confirmedBy.includes(party);
        return { sealed: state.sealed, rest: signatures.filter((_, i) => !stands(signers[i]!)) as Hex[] };
      };
      const { sealed, rest } = await lacking();
      if (rest.length === 0) return sealed ? this.sealOf(size) : undefined;
      try {
        return await this.writer.write(send, 'anchor', [this.log, BigInt(size), root as Hex, rest]);
      } catch (error) {
        // Another party may have been faster with the same signatures.
        if (!hasCode(error, 'CHAIN_REJECTED')) throw error;
        const now = await lacking();
        if (now.rest.length > 0) throw error;
        return now.sealed ? this.sealOf(size) : undefined;
      }
    });
  }

  async sealOf(size: number): Promise<AnchorReceipt | undefined> {
    if (!(await this.state(size)).sealed) return undefined;
    const [, lastBlock] = await onChain(() => this.evidence.read.lastSeal([this.log]));
    const seal = await findSeal(this.client, this.address, size, lastBlock, this.logRange);
    if (seal === undefined) return undefined;
    const { transaction, blockNumber, blockHash } = seal;
    const time = await this.writer.timeOf(BigInt(blockNumber));
    return { transaction, blockNumber, blockHash, blockTime: time, sealed: true, contradicted: false };
  }

  blockOf(seal: SealReference): Promise<BlockFile | undefined> {
    return fetchBlockProof(this.client, seal);
  }

  object(o: ChainObjection, signature: string): Promise<AnchorReceipt | undefined> {
    const words = [o.root as Hex, o.evidence as Hex] as const;
    const args = [this.log, BigInt(o.size), ...words, o.reason, signature as Hex] as const;
    return this.sender.exclusive(async (send) => {
      try {
        return await this.writer.write(send, 'object', args);
      } catch (error) {
        if (hasCode(error, 'CHAIN_REJECTED') && error.facts.reason === 'AlreadyObjected') return undefined;
        throw error;
      }
    });
  }

  async objections(from = 0): Promise<readonly RecordedObjection[]> {
    const count = Number(await onChain(() => this.evidence.read.objectionCount([this.log])));
    const found: RecordedObjection[] = [];
    for (let i = from; i < count; i++) {
      const record = await onChain(() => this.evidence.read.objectionAt([this.log, BigInt(i)]));
      found.push({ ...record, size: Number(record.size) });
    }
    return found;
  }

  rotate(r: Parameters<AnchorChain['rotate']>[0]): Promise<AnchorReceipt> {
    const approvals = r.approvals as readonly [Hex, Hex];
    const party = PARTIES.indexOf(r.party);
    const args = [
      this.log,
      party,
      r.replacement as Hex,
      BigInt(r.nonce),
      approvals,
      r.consent as Hex,
    ] as const;
    return this.sender.exclusive((send) => this.writer.write(send, 'rotateParty', args));
  }

  async check(): Promise<void> {
    const chainId = await onChain(() => this.client.getChainId());
    if (chainId !== this.address.chainId) {
      throw reset('another chain answers', { expected: this.address.chainId, actual: chainId });
    }
    const code = await onChain(() => this.client.getCode({ address: this.contract }));
    if (code === undefined) {
      throw reset('there is no contract at the expected address', { contract: this.contract });
    }
    await this.parties();
  }

  async checkBlock({ blockNumber, blockHash }: BlockReference): Promise<boolean> {
    const head = await onChain(() => this.client.getBlockNumber());
    if (head < BigInt(blockNumber)) return false;
    const block = await onChain(() => this.client.getBlock({ blockNumber: BigInt(blockNumber) }));
    return block.hash === blockHash;
  }

  /** Requests are single; there is no connection to end. */
  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** @throws ServiceError `CHAIN_REJECTED` for a signature that the contract would refuse */
  private async signersOf(
    size: number,
    root: string,
    signatures: readonly string[],
  ): Promise<readonly Party[]> {
    const parties = await this.parties();
    const digest = confirmationDigest({ ...this.address, size, root });
    return signatures.map((signature, index) => {
      const signer = recoverSigner(digest, signature);
      const party = PARTIES.find((p) => parties[p] === signer);
      if (party === undefined) throw rejected('ForeignSigner', [this.log, String(index), signer ?? 'nobody']);
      return party;
    });
  }
}
