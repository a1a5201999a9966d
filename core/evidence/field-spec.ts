/** The data model of `types/*.json`: what a document type is, and what its fields may hold. */
export const FIELD_TYPES = [
  'string',
  'integer',
  'decimal',
  'boolean',
  'date',
  'time',
  'amount',
  'digest',
  'reference',
  'enum',
  'list',
  'object',
] as const;

export const PERSONAL_CLASSES = ['none', 'ordinary', 'sensitive'] as const;

/** Personal data or not; `sensitive` as PIPL article 28 has it (biometrics, identity numbers, financial accounts). */
export type PersonalClass = (typeof PERSONAL_CLASSES)[number];

export interface Label {
  readonly zh: string;
  readonly en: string;
}

/** The value alone: what an element of a list has, too. */
export type ValueSpec =
  | { readonly type: 'string'; readonly maxLength?: number }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  /** `decimal`: exact decimal as a string; `amount`: `{amount, currency}`; `digest`: SHA-256, hex; `reference`: another item's `reference`. */
  | {
      readonly type: 'decimal' | 'boolean' | 'date' | 'time' | 'amount' | 'digest' | 'reference';
    }
  | { readonly type: 'enum'; readonly values: { readonly [value: string]: Label } }
  | {
      readonly type: 'list';
      readonly items: ValueSpec;
      readonly minItems?: number;
      readonly maxItems?: number;
    }
  | { readonly type: 'object'; readonly fields: { readonly [name: string]: FieldSpec } };

export type FieldSpec = ValueSpec & {
  readonly label: Label;
  /** Absent: false. */
  readonly required?: boolean;
  /** Absent: `none`. Holds for everything beneath. */
  readonly personal?: PersonalClass;
};

export const STAGES = [
  'onboarding',
  'consent',
  'credit',
  'contract',
  'drawdown',
  'servicing',
  'default',
  'claim',
  'case',
  'closing',
] as const;

/** Whose act the document is: `third-party` ones are filed by the organisation that obtained them. */
export const FILERS = ['bank', 'user', 'third-party', 'commission'] as const;

export interface DocumentType {
  readonly code: string;
  /** Place in the life of a loan, 1 to 30; a few places have two codes. */
  readonly number: number;
  readonly stage: (typeof STAGES)[number];
  readonly label: Label;
  readonly filedBy: readonly (typeof FILERS)[number][];
  /** Rules that the item serves, abbreviated as in docs/spec/record.md section 6. */
  readonly hooks: readonly string[];
  readonly fields: { readonly [name: string]: FieldSpec };
}
