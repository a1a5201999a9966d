/** The legal check list as data: which article asks what, and on which checks the answer rests (docs/spec/checks.md section 6). */
import { GENERATED_LEGAL_RULES } from './rules.generated.ts';

interface Text {
  readonly en: string;
  readonly zh: string;
}

/** A check must have passed; or an item of a type must be filed. `open` says what a check that was not made comes to. */
export interface Need {
  readonly check?: string;
  readonly open?: 'not-met';
  readonly filed?: string;
}

export interface LegalLine {
  readonly id: string;
  readonly instrument: string;
  readonly article: string;
  /** `required` counts for the verdict; `helpful` is one ground among several; `outside`: no package can answer it. */
  readonly weight: 'required' | 'helpful' | 'outside';
  readonly question: Text;
  readonly needs?: readonly Need[];
  /** Why it is not assessed. */
  readonly outside?: Text;
}

export interface Commission {
  /** Exact full name. */
  readonly name: string;
  /** Word by which a wrong name is told to be meant for it. */
  readonly place: string;
  readonly aliases: readonly string[];
}

export interface LegalRules {
  readonly id: string;
  readonly note: Text;
  /** Those that the rule set knows; another name is not judged. */
  readonly commissions: readonly Commission[];
  readonly instruments: readonly { readonly id: string; readonly title: Text }[];
  readonly lines: readonly LegalLine[];
}

export const LEGAL_RULES: LegalRules = GENERATED_LEGAL_RULES;
