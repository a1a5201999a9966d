/** A log of its own for each test on one chain for each file, and the calls of EvidenceAnchor with signatures made to fit. */
import { expect } from 'chai';
import type { Hex } from 'viem';
import { toHex } from '../../core/chain/hex.ts';
import { signDigest } from '../../core/chain/signature.ts';
import { confirmationDigest, openLogDigest } from '../../core/chain/statements.ts';
import { addressesOf, startTestChain, type TestChain, testKey, testParties, testRoot } from './chain.ts';
import { type Caller, createCaller, type Outcome, type Told } from './contract-caller.ts';

export const keys = testParties(10);
export const parties = addressesOf(keys);
export const threeKeys = [keys.bank, keys.user, keys.commission] as const;
export const three = [parties.bank, parties.user, parties.commission] as const;
export const stranger = testKey(999);
export const ZERO = `0x${'0'.repeat(40)}` as const;
export const ZERO_WORD = `0x${'0'.repeat(64)}` as const;

/** @returns the events of a call. @throws Error when it reverted */
export function event(outcome: Outcome): readonly Told[] {
  if ('error' in outcome) throw new Error(`reverted with ${outcome.error.name}(${outcome.error.args})`);
  return outcome.events;
}

/** The outcome of a call that reverted with this custom error. */
export const failed = (name: string, ...args: unknown[]) => ({ error: { name, args } });

export function errorName(outcome: Outcome): string {
  expect(outcome).to.have.property('error');
  return (outcome as { error: Told }).error.name;
}

export const sign = (key: Uint8Array, digest: Uint8Array): Hex => toHex(signDigest(key, digest));

export class ContractFixture {
  chain!: TestChain;
  contract!: Caller;
  /** The log that was opened for this test, and the hash of its origin. */
  log!: Hex;
  originHash!: Hex;
  private opened = 0;

  async start(): Promise<void> {
    this.chain = await startTestChain({ args: ['--auto-impersonate'] });
    this.contract = createCaller(this.chain.url, this.chain.contract);
  }

  async openNext(): Promise<void> {
    this.originHash = this.freshOrigin();
    const signatures = this.consent(this.originHash);
    const [told] = event(await this.contract.call('openLog', [this.originHash, three, signatures]));
    this.log = (told!.args as { log: Hex }).log;
  }

  freshOrigin(): Hex {
    return testRoot(`origin ${this.opened++}`);
  }

  get place() {
    return { chainId: this.chain.anvil.chainId, contract: this.chain.contract };
  }

  consent(originHash: Hex, by: readonly Uint8Array[] = threeKeys): [Hex, Hex, Hex] {
    const digest = openLogDigest({ ...this.place, originHash, parties });
    return by.map((key) => sign(key, digest)) as [Hex, Hex, Hex];
  }

  confirm(size: number, root: Hex, by: readonly Uint8Array[] = threeKeys): Hex[] {
    const digest = confirmationDigest({ ...this.place, log: this.log, size, root });
    return by.map((key) => sign(key, digest));
  }

  anchor(size: number, root: Hex, signatures: readonly Hex[] = this.confirm(size, root)): Promise<Outcome> {
    return this.contract.call('anchor', [this.log, BigInt(size), root, signatures]);
  }

  standing(size: number): Promise<unknown> {
    return this.contract.read('anchorOf', [this.log, BigInt(size)]);
  }
}

/** Starts and stops with the test file that calls it. */
export function contractFixture(): ContractFixture {
  const fixture = new ContractFixture();
  before(() => fixture.start());
  after(() => fixture.chain.stop());
  beforeEach(() => fixture.openNext());
  return fixture;
}
