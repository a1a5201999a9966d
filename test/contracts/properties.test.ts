import { expect } from 'chai';
import fc from 'fast-check';
import type { Hex } from 'viem';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { confirmationDigest, objectionDigest, rotationDigest } from '../../core/chain/statements.ts';
import { PARTIES } from '../../core/party.ts';
import { testKey, testRoot } from '../support/chain.ts';
import type { Outcome, Told } from '../support/contract-caller.ts';
import { contractFixture, keys, sign, stranger, ZERO_WORD } from '../support/contract-fixture.ts';
import { AnchorModel, type Person, type Result, type Rotating, type Step } from './model.ts';

const SIZES = [1, 2, 3, 4] as const;

const secrets: Record<Person, Uint8Array> = { ...keys, stranger, heir1: testKey(601), heir2: testKey(602) };
const addresses = new Map(
  Object.entries(secrets).map(([name, key]) => [addressOfPrivateKey(key), name as Person]),
);

const insider = fc.constantFrom<Person>('bank', 'user', 'commission');
const anyone = fc.oneof(
  { weight: 8, arbitrary: insider },
  { weight: 1, arbitrary: fc.constantFrom<Person>('stranger', 'heir1', 'heir2') },
);
const size = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...SIZES) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const root = fc.oneof({ weight: 4, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: fc.constant('b') });
const anchoring = fc.record({
  kind: fc.constant('anchor' as const),
  size,
  root,
  signers: fc.oneof(
    fc.array(anyone, { maxLength: 4 }),
    fc.constant<Person[]>(['commission', 'bank', 'user']),
  ),
});
/** Few of them, so that some repeat. */
const objecting = fc.record({
  kind: fc.constant('object' as const),
  size: fc.constantFrom(1, 1, 1, 1, 0),
  root: fc.constantFrom('a', 'a', 'b'),
  reason: fc.constantFrom(1, 1, 1, 2, 0),
  signer: fc.constantFrom<Person>('bank', 'bank', 'commission', 'stranger'),
});
/** Mostly signed by those who should, as of the first parties; after a rotation these are wrong ones too. */
const rotating: fc.Arbitrary<Rotating> = fc
  .tuple(
    fc.constantFrom(0 as const, 1 as const, 2 as const),
    fc.constantFrom<Person>('heir1', 'heir1', 'heir2', 'heir2', 'bank', 'user'),
    fc.constantFrom(0, 0, 1),
    fc.constantFrom(0, 0, 0, 1, 2, 3),
  )
  .map(([party, replacement, nonce, wrong]) => {
    const signers = [...PARTIES.filter((_, i) => i !== party), replacement] as Person[];
    if (wrong > 0) signers[wrong - 1] = 'stranger';
    return {
      kind: 'rotate',
      party,
      replacement,
      nonce,
      signers: signers as [Person, Person, Person],
    } as const;
  });
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: anchoring },
    { weight: 2, arbitrary: objecting },
    { weight: 2, arbitrary: rotating },
  ),
  { minLength: 8, maxLength: 24 },
);

/** What the contract did, in the model's words. */
function told(outcome: Outcome): Result {
  if ('error' in outcome) return { error: outcome.error.name };
  const word = ({ name, args }: Told) => {
    const party = name === 'PartyRotated' ? undefined : (args as { party?: `0x${string}` }).party;
    return party === undefined ? name : `${name} ${addresses.get(party)}`;
  };
  return { events: outcome.events.map(word) };
}

describe('EvidenceAnchor under any sequence of calls', () => {
  const f = contractFixture();

  function perform(step: Step): Promise<Outcome> {
    const at = { ...f.place, log: f.log };
    if (step.kind === 'anchor') {
      const { size, signers } = step;
      const word = testRoot(step.root);
      const digest = confirmationDigest({ ...at, size, root: word });
      return f.anchor(
        size,
        word,
        signers.map((signer) => sign(secrets[signer], digest)),
      );
    }
    if (step.kind === 'object') {
      const [word, evidence] = [testRoot(step.root), testRoot('evidence')];
      const digest = objectionDigest({ ...at, size: step.size, root: word, evidence, reason: step.reason });
      const signature = sign(secrets[step.signer], digest);
      return f.contract.call('object', [f.log, BigInt(step.size), word, evidence, step.reason, signature]);
    }
    const replacement = addressOfPrivateKey(secrets[step.replacement]);
    const digest = rotationDigest({ ...at, party: PARTIES[step.party]!, replacement, nonce: step.nonce });
    const [a, b, c] = step.signers.map((signer) => sign(secrets[signer], digest)) as [Hex, Hex, Hex];
    const nonce = BigInt(step.nonce);
    return f.contract.call('rotateParty', [f.log, step.party, replacement, nonce, [a, b], c]);
  }

  async function compareState(model: AnchorModel): Promise<void> {
    for (const size of SIZES) {
      const name = model.roots.get(size);
      const mask = [...(model.confirmed.get(size) ?? [])].reduce((bits, i) => bits | (1 << i), 0);
      expect(await f.standing(size)).to.deep.equal([name === undefined ? ZERO_WORD : testRoot(name), mask]);
    }
    expect(await f.contract.read('sealedSize', [f.log])).to.equal(BigInt(model.sealedSize));
    expect(await f.contract.read('rotationsOf', [f.log])).to.equal(BigInt(model.rotations));
    expect(await f.contract.read('objectionCount', [f.log])).to.equal(BigInt(model.objections.length));
    expect(await f.contract.read('partiesOf', [f.log])).to.deep.equal(
      model.parties.map((person) => addressOfPrivateKey(secrets[person])),
    );
  }

  it('does what the rules say, and no more', async function () {
    this.timeout(60_000);
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await f.openNext();
        const model = new AnchorModel();
        for (const step of sequence) {
          const expected = model.step(step);
          expect(told(await perform(step)), JSON.stringify(step)).to.deep.equal(expected);
          for (const word of 'error' in expected ? [expected.error] : expected.events) {
            seen.add(word.split(' ')[0]!);
          }
        }
        await compareState(model);
      }),
      { numRuns: 40, seed: 20260923 },
    );
    // The generator is worth something only if it reaches every rule.
    expect([...seen].sort()).to.deep.equal([
      'AlreadyConfirmed',
      'AlreadyContradicted',
      'AlreadyObjected',
      'Confirmed',
      'Contradicted',
      'ForeignSigner',
      'InvalidNonce',
      'InvalidPartyKey',
      'InvalidReason',
      'NoSignatures',
      'Objected',
      'PartyRotated',
      'Sealed',
      'SizeNotGrowing',
      'SizeOutOfRange',
      'UnexpectedSigner',
    ]);
  });

  it('never lets a standing root change, nor the sealed size shrink', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await f.openNext();
        const roots = new Map<number, unknown>();
        let sealed = 0n;
        for (const step of sequence) {
          await perform(step);
          if (step.kind === 'rotate') continue;
          const [now] = (await f.standing(step.size)) as [Hex];
          const known = roots.get(step.size);
          if (known !== undefined) expect(now).to.equal(known);
          if (now !== ZERO_WORD) roots.set(step.size, now);
          const size = (await f.contract.read('sealedSize', [f.log])) as bigint;
          expect(size >= sealed).to.equal(true);
          sealed = size;
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});
