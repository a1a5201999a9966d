/**
 * The verification report (docs/spec/report.md): a fixed list of checks, five verdicts, one standing line. Plain data, the same object for the
 * command line's JSON, the portal's screen and the annex of the PDF. Reports are made by `runner.ts`.
 */
import type { Facts } from '../error.ts';
import type { CheckCode } from './codes.ts';

export const REPORT_VERSION = 2;

/** A sentence for a lay reader. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

/** Between the values of a list in a sentence. */
export const LIST_COMMA: Text = { en: ', ', zh: '、' };

export type Outcome = 'passed' | 'failed' | 'not-checked';

/** The five verdicts, in the order in which they are shown. */
export const GROUPS = ['integrity', 'origin', 'time', 'completeness', 'legal'] as const;
export type Group = (typeof GROUPS)[number];

export type ReportKind = 'package' | 'receipt' | 'tlog-proof';

/** One thing that was compared and did not hold, or could not be compared. */
export interface Finding {
  readonly outcome: 'failed' | 'not-checked';
  readonly code: CheckCode;
  /** File of the package, or part of the receipt. */
  readonly subject: string;
  /** What was compared: `expected` and `found`, and whatever tells more. */
  readonly facts: Facts;
}

export interface ReportFinding extends Finding {
  readonly sentence: Text;
}

export interface CheckResult {
  readonly id: string;
  readonly group: Group;
  readonly title: Text;
  readonly outcome: Outcome;
  /** Code of the first finding that decided the outcome; `OK` when passed. */
  readonly code: CheckCode;
  /** File of that finding; the empty text when no single file is concerned. */
  readonly subject: string;
  readonly facts: Facts;
  /** Specification and section that the check obeys. */
  readonly spec: string;
  /** Whether `not-checked` leaves the verdict open. False for what no offline check can decide. */
  readonly weighs: boolean;
  readonly sentence: Text;
  /** All findings, at most `MAX_FINDINGS`; empty when passed. */
  readonly findings: readonly ReportFinding[];
  /** Findings beyond that bound. */
  readonly omitted: number;
}

export interface Verdict {
  readonly group: Group;
  readonly outcome: Outcome;
  readonly sentence: Text;
}

/** What the report is about, as far as it could be read. Not proven by itself: see the checks. */
export interface ReportSubject {
  readonly origin: string | null;
  readonly loan: string | null;
  readonly items: number | null;
  /** Tree size of the checkpoint. */
  readonly size: number | null;
  /** Hex SHA-256 of the whole container. */
  readonly sha256: string | null;
}

/** Each time with its source, RFC 3339 UTC. */
export interface ReportTime {
  readonly what: Text;
  readonly at: string;
  readonly source: 'claimed' | 'system' | 'log' | 'witness' | 'chain' | 'tsa';
  /** Whose clock it is. */
  readonly by: string;
  /** Whether a signature over this time was verified. */
  readonly verified: boolean;
}

/** How a column's cells are meant: amounts and digests set in figures, states in words and colour, items as pointers into the loan. */
export type ColumnKind = 'text' | 'amount' | 'date' | 'time' | 'state' | 'items';

export interface ReportColumn {
  readonly id: string;
  readonly title: Text;
  readonly kind: ColumnKind;
}

/** A text of ours in both languages, or a value as the records have it; null where there is none. */
export type Cell = Text | string | null;

/** What the checks laid out to compare, for people to follow: the account, the formula, the chain of identity, the check list. */
export interface ReportTable {
  readonly id: string;
  readonly group: Group;
  readonly title: Text;
  readonly columns: readonly ReportColumn[];
  /** Each as long as `columns`; at most `MAX_ROWS`. */
  readonly rows: readonly (readonly Cell[])[];
  /** Rows beyond that bound. */
  readonly omitted: number;
}

export interface Report {
  readonly version: typeof REPORT_VERSION;
  readonly kind: ReportKind;
  readonly verifier: { readonly name: string; readonly version: string; readonly crypto: string };
  readonly subject: ReportSubject;
  /** Verdicts that a container of this kind can establish at all. */
  readonly establishes: readonly Group[];
  readonly verdicts: readonly Verdict[];
  /** The standing line. */
  readonly standing: Text;
  readonly checks: readonly CheckResult[];
  readonly tables: readonly ReportTable[];
  readonly times: readonly ReportTime[];
}

export const MAX_FINDINGS = 100;
export const MAX_ROWS = 500;

export const STANDING: Text = {
  en: 'Whether the content is true is not assessed: this report says what was preserved, by whom and when, and whether it is complete.',
  zh: '内容本身是否真实不在核验范围之内：本报告只说明保存了什么、由谁提交、何时存在、是否完整。',
};

export const VERDICT_SENTENCES: Record<Group, Record<Outcome, Text>> = {
  integrity: {
    passed: {
      en: 'The content is what was recorded, unchanged to the last bit.',
      zh: '内容与存证时的记录逐比特一致，未被改动。',
    },
    failed: { en: 'Content or proof has been changed or is damaged.', zh: '内容或证明已被改动或损坏。' },
    'not-checked': {
      en: 'Part of the content or of its proof could not be checked.',
      zh: '部分内容或其证明未能核验。',
    },
  },
  origin: {
    passed: {
      en: 'It was filed by the organisation named, and the three parties witnessed it with their own keys.',
      zh: '由所示机构提交，并经三方以各自密钥见证。',
    },
    failed: {
      en: 'Who filed or who witnessed is not what the package says.',
      zh: '提交者或见证者与证据包所述不符。',
    },
    'not-checked': {
      en: 'The signatures fit each other, but part of them could not be traced to a party that you trust.',
      zh: '签名之间相互吻合，但其中一部分尚未能追溯到您所信任的一方。',
    },
  },
  time: {
    passed: {
      en: 'It existed no later than the time of the outside timestamp, and the times fit each other.',
      zh: '最迟在外部可信时间戳所示时间已经存在，且各时间相互吻合。',
    },
    failed: { en: 'A time does not hold, or contradicts another.', zh: '某个时间不成立，或与其他时间矛盾。' },
    'not-checked': { en: 'No outside time could be checked.', zh: '未能核验任何外部时间。' },
  },
  completeness: {
    passed: {
      en: 'Nothing that was filed for the loan up to the closing checkpoint is left out.',
      zh: '截至封存检查点，该笔贷款的全部存证均在其中，无遗漏。',
    },
    failed: { en: 'Something filed for the loan is missing.', zh: '该笔贷款的存证有缺漏。' },
    'not-checked': { en: 'Completeness could not be checked.', zh: '未能核验完整性。' },
  },
  legal: {
    passed: {
      en: 'What the rules of evidence and of lending require of such a loan is there; the tribunal decides what follows from it.',
      zh: '证据规则与借贷规则的必备事项齐备；如何认定由仲裁庭决定。',
    },
    failed: {
      en: 'Points of law are not met: see the checks that failed. The tribunal decides what follows from it.',
      zh: '存在不满足的法律要点，见未通过的核验项；如何认定由仲裁庭决定。',
    },
    'not-checked': {
      en: 'Points of law are open: what would answer them is not filed, or is withheld.',
      zh: '存在未能判断的法律要点：相应材料未存证或未予披露。',
    },
  },
};
