/** Where an event stands in the journal: the occasion, the step in it, and the index of the item. */
import { ServiceError } from '../../errors.ts';

export interface Place {
  readonly occasion: number;
  readonly step: number;
  readonly index: number;
}

/** Behind all steps. */
export const LAST_STEP = 9;
const DIGITS = 16;

/** In the order of numbers also as text. */
export const occasionKey = (occasion: number): string => String(occasion).padStart(DIGITS, '0');

export const formatPlace = ({ occasion, step, index }: Place): string => `${occasion}.${step}.${index}`;

/** @throws ServiceError `REQUEST_INVALID` */
export function parsePlace(id: string): Place {
  const [, occasion, step, index] = /^(0|[1-9]\d{0,14})\.(\d)\.(0|[1-9]\d{0,14})$/.exec(id) ?? [];
  if (index !== undefined) return { occasion: Number(occasion), step: Number(step), index: Number(index) };
  throw new ServiceError('REQUEST_INVALID', 'this is no id of an event', {
    facts: { problems: ['/last-event-id: expected an id that an earlier event had'] },
  });
}

/** Behind everything of an occasion. */
export const endOf = (occasion: number): Place => ({ occasion, step: LAST_STEP, index: 0 });
