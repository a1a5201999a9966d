/**
 * A readable document as data: what stands in it, not where. One model for the PDF, the screen and the command line, each of which draws every
 * kind of block, so that what is said is said once. Everything for people is in English and Chinese.
 */

/** A sentence or label for a lay reader. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

/** What a value shows as; a plain text has no language (numbers, names, digests). */
export type Words = Text | string;

export type Tone = 'good' | 'bad' | 'open' | 'plain';

export interface Pair {
  readonly label: Text;
  readonly value: Words;
  /** Said below the value, smaller. */
  readonly note?: Text;
}

export interface Column {
  readonly title: Text;
  /** Width, relative to the other columns'. */
  readonly share: number;
  readonly align?: 'right';
}

/** One line of a list of results: a word and a mark, then why. */
export interface Verdictlike {
  readonly tone: Tone;
  readonly label: Text;
  /** The outcome in a word. */
  readonly word: Text;
  readonly sentence: Text;
  readonly reasons: readonly Text[];
}

export interface ChartSeries {
  readonly label: Text;
  /** Decimal text by `Chart.labels`; null leaves a gap. */
  readonly values: readonly (string | null)[];
}

export type Block =
  | { readonly kind: 'text'; readonly text: Text; readonly style?: 'plain' | 'strong' | 'small' | 'boxed' }
  | { readonly kind: 'pairs'; readonly rows: readonly Pair[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Words[])[];
      /** Marks a row at its left edge. */
      readonly tones?: readonly Tone[];
      /** Smaller letters, for many columns or long digests. */
      readonly dense?: boolean;
    }
  | { readonly kind: 'verdicts'; readonly rows: readonly Verdictlike[] }
  | {
      readonly kind: 'chart';
      readonly title: Text;
      /** What the values are counted in, such as `CNY`. */
      readonly unit: string;
      /** One a value, in order. */
      readonly labels: readonly string[];
      /** At most four. */
      readonly series: readonly ChartSeries[];
    }
  | { readonly kind: 'steps'; readonly steps: readonly Text[] }
  /** Commands and other text that must be copied exactly. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  /** A QR code, with pairs beside it. */
  | {
      readonly kind: 'code-card';
      readonly content: string;
      readonly caption: Text;
      readonly rows: readonly Pair[];
    };

export interface Section {
  /** Lower-case slug; unique in the document, stable over versions. */
  readonly id: string;
  readonly title: Text;
  readonly blocks: readonly Block[];
  /** Begins a new page where there are pages. */
  readonly newPage?: boolean;
}

export interface DocumentModel {
  readonly title: Text;
  /** Below the title. */
  readonly subtitle?: Text;
  /** At the foot of each page: number or version of the document. */
  readonly mark: string;
  /** RFC 3339, UTC: the document's only date. */
  readonly made: string;
  readonly author: string;
  readonly sections: readonly Section[];
}
