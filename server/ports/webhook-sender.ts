/** Posts to addresses that customers name, and to no others: nothing inside the service's own network is ever reached. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Cuts the post off. */
  readonly signal?: AbortSignal;
}

/** What came of a post. Any status is an answer; the caller judges it. */
export type PostOutcome =
  | { readonly status: number }
  | {
      /**
       * `address-refused`: the name leads to an address that is not on the public network. `name-unknown`: it leads nowhere. `unreachable`: no
       * connection, or it broke. `certificate`: the TLS certificate is not good. `timeout`: no answer in time.
       */
      readonly failure: 'address-refused' | 'name-unknown' | 'unreachable' | 'certificate' | 'timeout';
    };

export interface WebhookSender {
  /** What can be said of an address without looking it up. @throws ServiceError `WEBHOOK_URL_REFUSED` */
  check(url: string): void;
  /** Follows no redirect, reads no more of the answer than its beginning. Never throws for what the other side does. */
  post(post: WebhookPost): Promise<PostOutcome>;
}
