/** The rules of docs/spec/anchor.md once more, in the plainest words, for the property tests to hold the contract against. Knows people, not addresses. */

export const PEOPLE = ['bank', 'user', 'commission', 'stranger', 'heir1', 'heir2'] as const;
export type Person = (typeof PEOPLE)[number];

export interface Anchoring {
  readonly kind: 'anchor';
  readonly size: number;
  readonly root: string;
  readonly signers: readonly Person[];
}

export interface Objecting {
  readonly kind: 'object';
  readonly size: number;
  readonly root: string;
  readonly reason: number;
  readonly signer: Person;
}

export interface Rotating {
  readonly kind: 'rotate';
  readonly party: 0 | 1 | 2;
  readonly replacement: Person;
  readonly nonce: number;
  /** The other two, in their order, and the new key. */
  readonly signers: readonly [Person, Person, Person];
}

export type Step = Anchoring | Objecting | Rotating;

/** The name of the custom error, or the events with what tells them apart. */
export type Result = { readonly error: string } | { readonly events: readonly string[] };

const refuse = (error: string): Result => ({ error });

export class AnchorModel {
  readonly parties: Person[] = ['bank', 'user', 'commission'];
  readonly roots = new Map<number, string>();
  readonly confirmed = new Map<number, Set<number>>();
  readonly objections: string[] = [];
  sealedSize = 0;
  rotations = 0;
  private readonly retired = new Set<Person>();
  private readonly contradictions = new Set<string>();

  step(step: Step): Result {
    if (step.kind === 'anchor') return this.anchor(step);
    return step.kind === 'object' ? this.object(step) : this.rotate(step);
  }

  private anchor({ size, root, signers }: Anchoring): Result {
    if (size === 0) return refuse('SizeOutOfRange');
    if (signers.length === 0) return refuse('NoSignatures');
    const indices = signers.map((signer) => this.parties.indexOf(signer));
    if (indices.includes(-1)) return refuse('ForeignSigner');
    const standing = this.roots.get(size);
    if (standing !== undefined && standing !== root) return this.contradict(size, root, indices);
    const before = this.confirmed.get(size) ?? new Set();
    if (before.size === 3) return refuse('AlreadyConfirmed');
    if (size <= this.sealedSize) return refuse('SizeNotGrowing');
    const now = new Set([...before, ...indices]);
    if (now.size === before.size) return refuse('AlreadyConfirmed');
    this.roots.set(size, root);
    this.confirmed.set(size, now);
    if (now.size < 3) return { events: ['Confirmed'] };
    this.sealedSize = size;
    return { events: ['Sealed'] };
  }

  private contradict(size: number, root: string, indices: readonly number[]): Result {
    const fresh = [0, 1, 2]
      .filter((i) => indices.includes(i))
      .map((i) => this.parties[i]!)
      .filter((person) => !this.contradictions.has(`${size} ${root} ${person}`));
    if (fresh.length === 0) return refuse('AlreadyContradicted');
    for (const person of fresh) this.contradictions.add(`${size} ${root} ${person}`);
    return { events: fresh.map((person) => `Contradicted ${person}`) };
  }

  private object({ size, root, reason, signer }: Objecting): Result {
    if (size === 0) return refuse('SizeOutOfRange');
    if (reason === 0) return refuse('InvalidReason');
    if (!this.parties.includes(signer)) return refuse('ForeignSigner');
    const objection = `${size} ${root} ${reason} ${signer}`;
    if (this.objections.includes(objection)) return refuse('AlreadyObjected');
    this.objections.push(objection);
    return { events: [`Objected ${signer}`] };
  }

  private rotate({ party, replacement, nonce, signers }: Rotating): Result {
    if (nonce !== this.rotations) return refuse('InvalidNonce');
    if (this.parties.includes(replacement) || this.retired.has(replacement)) return refuse('InvalidPartyKey');
    const expected = [...this.parties.filter((_, i) => i !== party), replacement];
    if (expected.some((person, i) => person !== signers[i])) return refuse('UnexpectedSigner');
    this.retired.add(this.parties[party]!);
    this.parties[party] = replacement;
    this.rotations++;
    return { events: ['PartyRotated'] };
  }
}
