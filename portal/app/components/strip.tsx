/** The parts of a desk or of a case: on a narrow screen one line that scrolls, the part that is shown in view, fading at the ends behind which it goes on. */
import { useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';

export function Strip({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const strip = useRef<HTMLElement>(null);
  const address = useLocation({ select: ({ href }) => href });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address decides which part is current
  useEffect(() => {
    const nav = strip.current;
    if (nav === null) return;
    const fade = () => {
      nav.toggleAttribute('data-before', nav.scrollLeft > 1);
      nav.toggleAttribute('data-after', nav.scrollLeft + nav.clientWidth < nav.scrollWidth - 1);
    };
    const show = () => {
      const current = nav.querySelector<HTMLElement>('[aria-current]');
      if (current !== null) nav.scrollLeft = current.offsetLeft - MARGIN;
      fade();
    };
    // Also when the phone is turned.
    const resized = new ResizeObserver(show);
    resized.observe(nav);
    nav.addEventListener('scroll', fade, { passive: true });
    return () => {
      resized.disconnect();
      nav.removeEventListener('scroll', fade);
    };
  }, [address]);
  return (
    <nav ref={strip} className="tabs strip" aria-label={label}>
      {children}
    </nav>
  );
}

/** Pixels that the part before the current one is seen by. */
const MARGIN = 48;
