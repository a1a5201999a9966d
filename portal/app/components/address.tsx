/** A web address, which breaks before its dots and slashes where a line is too short for it. */
import { Fragment } from 'react';

export function Address({ url }: { readonly url: string }) {
  return url.split(/(?=[./])(?<![:/])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never change places
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
