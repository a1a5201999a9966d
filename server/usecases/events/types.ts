/** What has happened, told in order to whom it concerns: to streams and to webhooks. No event carries personal data. */
import type { JsonObject } from '../../../core/json.ts';

/** Events that the log itself makes; others are published by what they are about. */
export const LOG_EVENT_TYPES = [
  /** One item each: it is in the log; a quorum of parties has cosigned; all three have confirmed on the chain. */
  'evidence.logged',
  'evidence.witnessed',
  'evidence.sealed',
  /** One checkpoint each, and so every item with an index below its size: for whoever files much. */
  'log.witnessed',
  'log.sealed',
] as const;

export const EVENT_TYPE = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/;

export interface NewEvent {
  /** Dotted, past tense: `case.opened`, `package.ready`, `erasure.done`. */
  readonly type: string;
  /** Whom it concerns. */
  readonly organisations: readonly string[];
  /** Ids, codes, digests and times; no names, no loan numbers, no free text. */
  readonly data: JsonObject;
}

export interface ServiceEvent {
  /** Place in the journal: `<occasion>.<step>.<index>`. Rises with time; the same event has the same id for ever. */
  readonly id: string;
  readonly type: string;
  /** RFC 3339, UTC: when the service took note. */
  readonly at: string;
  readonly data: JsonObject;
}

export interface EventPage {
  readonly events: readonly ServiceEvent[];
  /** Id behind which the next page begins, also when this one is empty. */
  readonly next: string;
  /** Whether more may be there already. */
  readonly more: boolean;
}

export interface Events {
  /** Durable when it resolves. @returns the event's id */
  publish(event: NewEvent): Promise<string>;
  /**
   * Events of an organisation in their order, each at least once.
   * @param after id of the last one seen, or `next` of a page
   * @throws ServiceError `EVENT_EXPIRED` when events behind it were dropped, `REQUEST_INVALID` for what is no id
   */
  read(organisation: string, after: string, limit: number): Promise<EventPage>;
  /** The id behind which only future events stand. */
  latest(): Promise<string>;
  /** The id before all events that are kept. */
  oldest(): Promise<string>;
  /** Told that there may be something new. @returns to be called when nobody listens any more */
  subscribe(listener: () => void): () => void;
  /** Looks at the log and writes down what is new there. */
  pump(): Promise<void>;
  /** Drops what is older than it is kept. */
  sweep(): Promise<void>;
  /** Aborted when the service stops. */
  readonly stopped: AbortSignal;
  start(): void;
  stop(): Promise<void>;
}

/** Whether a type is one of those wanted: by its name, or by its beginning (`case.*`). */
export function isWanted(type: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => (one.endsWith('.*') ? type.startsWith(one.slice(0, -1)) : one === type));
}
