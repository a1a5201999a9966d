/** The heading of a page, which also names the window. */
import { useEffect } from 'react';

export function PageTitle({ children }: { readonly children: string }) {
  useEffect(() => {
    document.title = `${children} · TriSeal`;
  }, [children]);
  return <h1>{children}</h1>;
}
