/** What a handler of the C2SP protocols answers, apart from any HTTP library. Errors are plain text, as those specifications have them. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Default `text/plain; charset=utf-8`. */
  readonly type?: string;
}

export function refuse(status: number, why: string): Answer {
  return { status, body: `${why}\n` };
}
