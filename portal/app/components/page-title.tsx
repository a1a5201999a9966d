/** The heading of a page, which also names the window. */
import { useEffect } from 'react';
import { Address } from './address.tsx';

export function PageTitle({ children }: { readonly children: string }) {
  useEffect(() => {
    document.title = `${children} · TriSeal`;
  }, [children]);
  return (
    <h1>
      {children.startsWith('https://') ? <Address url={children} /> : children.split(NUMBER).map(unbroken)}
    </h1>
  );
}

/** Numbers of loans and receipts. */
const NUMBER = /(\b[\dA-Z]+(?:-[\dA-Z]+)+\b)/;

/** Every second part is a number, which stands in one line, or, too long for that on a phone, begins one. */
const unbroken = (part: string, i: number) =>
  i % 2 === 0 ? (
    part
  ) : (
    <span key={part} className={part.length > LINE ? 'block-figure' : 'figure'}>
      {part}
    </span>
  );

/** Letters of a heading that fit on the narrowest phone. */
const LINE = 18;
