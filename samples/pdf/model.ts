/** A paper as data: what stands on it, not where. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** `strong`: bold; `alert`: bold in red, on a tinted ground, as emphasised clauses are shown. */
  | { readonly kind: 'text'; readonly text: string; readonly style?: 'plain' | 'strong' | 'alert' | 'small' }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly {
        readonly title: string;
        readonly share: number;
        readonly align?: 'right';
      }[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'choice'; readonly checked: boolean; readonly text: string }
  | { readonly kind: 'button'; readonly text: string }
  | { readonly kind: 'space'; readonly points: number };

export interface Paper {
  readonly title: string;
  /** Number or version, printed at the foot of each page. */
  readonly mark: string;
  /** `phone`: a screen of a mobile application. */
  readonly format: 'a4' | 'phone';
  /** RFC 3339; the file's only date. */
  readonly made: string;
  readonly blocks: readonly Block[];
}

/** Printed on every page beside `mark`. */
export const NOTICE = '虚构样例，仅供演示与测试';
