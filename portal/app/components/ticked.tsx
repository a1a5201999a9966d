/** A sentence of the service's that sets names of members between backticks. */
import { Fragment } from 'react';

export function Ticked({ children }: { readonly children: string }) {
  return children.split('`').map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence, which never change places
    <Fragment key={i}>{i % 2 === 0 ? part : <code>{part}</code>}</Fragment>
  ));
}
