/**
 * The states of a case and the steps between them, as data: who may take a step, from where, what must hold and which documents must be in the
 * loan's stream (docs/cases.md). The code that takes a step knows none of them by name.
 */
import type { Role } from '../../ports/caller.ts';

export const CASE_STATES = [
  'draft',
  'opened',
  'served',
  'answered',
  'package-ready',
  'heard',
  'awarded',
  'closed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

export const CASE_EVENTS = [
  'open',
  'serve',
  'answer',
  'lapse',
  'prepare',
  'supplement',
  'hear',
  'award',
  'close',
  'withdraw',
] as const;
export type CaseEvent = (typeof CASE_EVENTS)[number];

/** What must hold beyond the state and the documents; each has a check of its own in `guards.ts`. */
export const GUARDS = [
  /** A record of arrears whose day has come (SPC reply of 2018-06-05 on awards made before a dispute). */
  'overdue-event',
  /** A dispute is stated, and not before the arrears began. */
  'dispute-stated',
  /** The arbitration agreement that the case names is in the loan's stream. */
  'agreement',
  /** There is a claimant and a respondent. */
  'parties',
  /** A service event shows that the request arrived: one that bounced does not (Enforcement provisions art. 14). */
  'service-shown',
  /** The day until which an answer could be given is over. */
  'answer-time-over',
  /** A package has been built of the case as it stands, and is kept. */
  'package-built',
  'tribunal-formed',
  /** A hearing or an order to decide on the documents is recorded. */
  'hearing-recorded',
  'reason-given',
] as const;
export type Guard = (typeof GUARDS)[number];

type Text = Readonly<Record<'en' | 'zh', string>>;

export interface Transition {
  readonly from: readonly CaseState[];
  readonly to: CaseState;
  readonly roles: readonly Role[];
  readonly guards: readonly Guard[];
  /** Document types of which the stream must hold an item: one of each group. */
  readonly documents: readonly (readonly string[])[];
  readonly about: Text;
}

export const TRANSITIONS: Readonly<Record<CaseEvent, Transition>> = {
  open: {
    from: ['draft'],
    to: 'opened',
    roles: ['bank'],
    guards: ['overdue-event', 'dispute-stated', 'agreement', 'parties'],
    documents: [['OVERDUE', 'ACCEL'], ['ARBAG']],
    about: { en: 'Open the case', zh: '立案' },
  },
  serve: {
    from: ['opened'],
    to: 'served',
    roles: ['secretary'],
    guards: ['service-shown'],
    documents: [['CLAIM'], ['SERVE']],
    about: { en: 'Find that the request was served', zh: '确认送达' },
  },
  answer: {
    from: ['served'],
    to: 'answered',
    roles: ['user', 'secretary'],
    guards: [],
    documents: [['COUNTER']],
    about: { en: 'Answer the request', zh: '提交答辩' },
  },
  lapse: {
    from: ['served'],
    to: 'answered',
    roles: ['secretary'],
    guards: ['answer-time-over'],
    documents: [],
    about: { en: 'Find that the time for an answer is over', zh: '答辩期届满' },
  },
  prepare: {
    from: ['answered'],
    to: 'package-ready',
    roles: ['bank', 'secretary'],
    guards: ['package-built'],
    documents: [['CONTRACT'], ['DISB'], ['CLAIM'], ['CALC']],
    about: { en: 'Hand over the package', zh: '提交证据包' },
  },
  supplement: {
    from: ['package-ready', 'heard'],
    to: 'answered',
    roles: ['secretary', 'arbitrator'],
    guards: ['reason-given'],
    documents: [],
    about: { en: 'Ask for more evidence', zh: '要求补充证据' },
  },
  hear: {
    from: ['package-ready'],
    to: 'heard',
    roles: ['secretary', 'arbitrator'],
    guards: ['tribunal-formed', 'hearing-recorded'],
    documents: [['REC']],
    about: { en: 'Close the hearing', zh: '审理终结' },
  },
  award: {
    from: ['heard'],
    to: 'awarded',
    roles: ['secretary', 'arbitrator'],
    guards: ['tribunal-formed'],
    documents: [['AWARD']],
    about: { en: 'Make the award', zh: '作出裁决' },
  },
  close: {
    from: ['awarded'],
    to: 'closed',
    roles: ['bank', 'secretary'],
    guards: [],
    documents: [['CLOSE']],
    about: { en: 'Close the case', zh: '结案' },
  },
  withdraw: {
    from: ['opened', 'served', 'answered', 'package-ready', 'heard'],
    to: 'closed',
    roles: ['bank'],
    guards: ['reason-given'],
    documents: [],
    about: { en: 'Withdraw the request', zh: '撤回申请' },
  },
};

/** What a guard that does not hold means, for the person who meets it. */
export const GUARD_TEXTS: Readonly<Record<Guard, Text>> = {
  'overdue-event': {
    en: 'No record of arrears (OVERDUE, ACCEL) whose day has come: a case cannot be opened before the default.',
    zh: '没有已到期的逾期记录（OVERDUE、ACCEL）：违约发生前不得立案。',
  },
  'dispute-stated': {
    en: 'No dispute is stated, or it is dated before the arrears began or in the future.',
    zh: '未说明争议，或争议提出时间早于逾期开始日或晚于当前时间。',
  },
  agreement: {
    en: 'The arbitration agreement named by the case is no ARBAG item of this loan.',
    zh: '案件所引用的仲裁协议不是本笔借款的 ARBAG 存证。',
  },
  parties: { en: 'A claimant or a respondent is missing.', zh: '缺少申请人或被申请人。' },
  'service-shown': {
    en: 'No service event shows that the request arrived (arrived, opened or certificate).',
    zh: '没有送达记录表明申请书已到达（到达、打开或送达凭证）。',
  },
  'answer-time-over': {
    en: 'The time for an answer is not set, or not over yet.',
    zh: '答辩期限未设定或尚未届满。',
  },
  'package-built': {
    en: 'No package of the case as it stands has been built.',
    zh: '尚未生成与当前案件状态一致的证据包。',
  },
  'tribunal-formed': { en: 'No tribunal has been appointed.', zh: '尚未组成仲裁庭。' },
  'hearing-recorded': {
    en: 'Neither a hearing nor an order is recorded (REC).',
    zh: '没有庭审或程序决定记录（REC）。',
  },
  'reason-given': { en: 'No reason is given.', zh: '未说明理由。' },
};
