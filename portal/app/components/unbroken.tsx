/** Text in which dates and names that hyphens hold together stay in one line. */
import { pieces } from '../../report/unbroken.ts';

export function Unbroken({ children }: { readonly children: string }) {
  return pieces(children).map(({ text, whole }, i) =>
    whole ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move, and may be alike
      <span key={i} className="figure">
        {text}
      </span>
    ) : (
      text
    ),
  );
}
