/** A part of the page that is drawn without React: the report, shared with the offline verifier. */
import { useLayoutEffect, useRef } from 'react';

/** @param draw makes the element; called again when its identity changes */
export function DomView({ draw }: { readonly draw: () => HTMLElement }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.replaceChildren(draw());
  }, [draw]);
  return <div ref={place} />;
}
