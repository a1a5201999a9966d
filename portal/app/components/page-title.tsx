/** The heading of a page, which also names the window. */
import { useEffect } from 'react';

export function PageTitle({ children }: { readonly children: string }) {
  useEffect(() => {
    document.title = `${children} · TriSeal`;
  }, [children]);
  return <h1>{children.split(NUMBER).map(unbroken)}</h1>;
}

/** Numbers of loans, short enough for a line of a phone. */
const NUMBER = /(\b[A-Z][\dA-Z]*(?:-[\dA-Z]+)+\b)/;

/** Every second part is a number, which stands in one line. */
const unbroken = (part: string, i: number) =>
  i % 2 === 0 || part.length > LINE ? (
    part
  ) : (
    <span key={part} className="figure">
      {part}
    </span>
  );

/** Letters of a heading that fit on the narrowest phone. */
const LINE = 18;
